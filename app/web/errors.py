"""Refusals become HTTP here and nowhere else."""

import re
import secrets

import structlog
from flask import Flask, Response, jsonify, make_response, render_template, request
from flask.globals import request_ctx
from flask_login import current_user
from werkzeug.exceptions import HTTPException, Unauthorized

from app.core import errors
from app.web.auth import to_login

log = structlog.get_logger()
# The address of a private feed or of a shared preview is a password, and so is a link to choose one, or that of a booking:
# they stand in no log.
_TOKEN = re.compile(
    r"(/private/|^/preview/|/login/[a-z]+/|^/booking/(?:waiting/)?|/book/done/|^/practice/calendar/)[^/]+"
)

STATUS: dict[type[errors.HouseError], int] = {
    errors.NotFound: 404,
    errors.Gone: 410,
    errors.Forbidden: 403,
    errors.Conflict: 409,
    errors.Invalid: 422,
    errors.TooMany: 429,
    errors.Busy: 503,
    errors.Unusable: 503,
}


def init_app(app: Flask) -> None:
    app.register_error_handler(errors.HouseError, _refused)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _broken)


def wants_json() -> bool:
    """Whether a program asks: it gets the message as JSON."""
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"


def _refused(error: Exception) -> Response:
    assert isinstance(error, errors.HouseError)
    response = _page(next(status for kind, status in STATUS.items() if isinstance(error, kind)), error.message)
    if isinstance(error, errors.TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, errors.Busy):
        response.headers["Retry-After"] = "5"
    return response


def _http(error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if isinstance(error, Unauthorized) and not wants_json() and _in_desk():
        return make_response(to_login())
    if error.response is not None or (error.code or 500) < 400:
        return make_response(error.get_response())
    response = _page(error.code or 500, "")
    for name, value in error.get_headers(request.environ):  # Allow, Content-Range, Retry-After: the status wants them
        if name != "Content-Type":
            response.headers[name] = value
    return response


def _broken(error: Exception) -> Response:
    """Nobody sees a trace: the page gives a number that stands beside the trace in the log."""
    number = secrets.token_hex(4)
    log.error(
        "request.failed", number=number, path=_TOKEN.sub(r"\1...", request.path), method=request.method, exc_info=error
    )
    return _page(500, "", number=number)


def _in_desk() -> bool:
    """Not /desk-exercises/, which is somebody's article."""
    return f"{request.path}/".startswith("/desk/")


def _area() -> str:
    """Whose frame the page of a refusal has. The diary's is for those who are logged in."""
    if _in_desk():
        return "desk"
    return "practice" if request.path.startswith("/practice/") and current_user.is_authenticated else "site"


def _page(status: int, message: str, *, number: str = "") -> Response:
    if wants_json():
        response = jsonify(status=status, message=message, number=number)
    else:
        # Under a host that is not ours no address can be built, and the desk's frame is made of them.
        area = _area() if request_ctx.url_adapter is not None else "site"
        response = make_response(render_template(f"{area}/error.html", status=status, message=message, number=number))
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    return response
