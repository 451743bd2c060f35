"""Booking an appointment without an account: choosing a time, saying who one is, and what the link in the mail opens.

Nothing here is kept by a cache, and no address of these pages is told to other sites. The forms hold no CSRF token of a
session, because there is none: web/origin.py has looked at where they come from, a time is held under a secret cookie that
other sites' forms do not send, and what a link opens takes a proof that was made for this very page.
"""

from flask import Blueprint, Response, make_response, render_template, request
from flask.blueprints import BlueprintSetupState

from app.core.errors import HouseError, TooMany
from app.web.errors import STATUS
from app.web.site.booking.rush import Rush
from app.web.site.preview_tries import Tries

blueprint = Blueprint("site_booking", __name__)


@blueprint.record_once
def _prepare(state: BlueprintSetupState) -> None:
    state.app.extensions["booking_tries"] = Tries()
    state.app.extensions["booking_rush"] = Rush()
    state.app.extensions["csrf"].exempt(blueprint)


@blueprint.after_request
def for_nobody_else(response: Response) -> Response:
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    # Where the address is a key, not even this site is told of it; elsewhere browsers go on saying where a form comes from.
    is_key = request.path.startswith("/booking/") or "/done/" in request.path
    response.headers["Referrer-Policy"] = "no-referrer" if is_key else "same-origin"
    return response


@blueprint.errorhandler(HouseError)
def refused(error: HouseError) -> Response:
    """In a page of its own: the site's usual one would carry the address, which may be a key, on in a link."""
    status = next(status for kind, status in STATUS.items() if isinstance(error, kind))
    response = make_response(render_template("site/booking/refused.html", status=status, message=error.message), status)
    if status in {429, 503}:
        response.headers["Retry-After"] = str(error.retry_after if isinstance(error, TooMany) else 5)
    return response


# The views register themselves.
from app.web.site.booking import choosing, data, details, manage, waiting  # noqa: E402,F401
