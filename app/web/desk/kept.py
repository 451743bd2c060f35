"""Nobody loses what was typed: a form that comes too late, or without its token, is shown again with all its fields."""

from flask import Blueprint, jsonify, make_response, render_template, request, url_for
from flask.globals import request_ctx
from flask_wtf.csrf import CSRFError
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound, RequestEntityTooLarge, Unauthorized
from werkzeug.wrappers import Response

from app.accounts.permissions import Action
from app.web import auth
from app.web.desk import blueprint
from app.web.desk.login_form import LoginForm
from app.web.desk.words import the_site
from app.web.errors import wants_json
from app.web.origin import SAFE

LONGEST = 4 << 20
"""The most bytes of a form. A text that waits for a login comes twice, the second time with longer names."""
SHOWN_AT_MOST = 16 << 20
"""The most bytes that a refused form may have to be given back at all."""
PREFIX = "kept-"
"""Before the names of fields that wait for a login."""
_OURS = frozenset({"csrf_token", "password", "current", "new", "again"})
"""What a page never gives back."""
_FILE = "_file"

Fields = list[tuple[str, str]]


@blueprint.url_value_preprocessor
def allow_long_texts(_endpoint: str | None, _values: object) -> None:
    """An evening's text is larger than other requests; this runs before anything looks into the request."""
    _allow(LONGEST)


def _allow(size: int) -> None:
    request.max_content_length = request.max_form_memory_size = size
    request.max_form_parts = 5000


def typed() -> Fields:
    """The fields of the form that was sent, with the text of small files under the name of their text field."""
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in _OURS]
    for name, file in request.files.items():
        text = _text_of(file) if name.endswith(_FILE) else ""
        if text:
            base = name.removesuffix(_FILE)
            fields = [(n, v) for n, v in fields if n != base] + [(base, text)]
    return fields


@blueprint.app_template_global("typed_in_vain")
def typed_in_vain() -> Fields:
    """What the page of a refusal gives back: the fields of a form that was not taken, where they can be read."""
    if request.method in SAFE:
        return []
    if (request.content_length or 0) > LONGEST:
        _allow(SHOWN_AT_MOST)
    try:
        return [(name, value) for name, value in typed() if name not in {"version", "do"}]
    except HTTPException:  # too large to be read
        return []


@blueprint.app_template_global("home_of")
def home_of(target: str) -> str:
    """Where whoever leaves a form at `target` behind goes: to the desk, or to the diary."""
    return url_for("practice.home" if target.startswith("/practice/") else "desk.home")


def waiting() -> tuple[str, Fields]:
    """At the login: where the kept form goes, and its fields; ("", []) when none waits."""
    target = request.form.get("kept_to", "")
    if request.method != "POST" or auth.safe_next(target) != target:
        return "", []
    fields = request.form.items(multi=True)
    return target, [(name.removeprefix(PREFIX), value) for name, value in fields if name.startswith(PREFIX)]


def _logged_out(error: Unauthorized) -> Response:
    """Reading: to the login page. Writing: a login form that carries what was typed; its token was right."""
    if wants_json():
        return make_response(jsonify(message="You are logged out. Log in again."), 401)
    if request.method in SAFE:
        return auth.to_login()
    return make_response(login_page(LoginForm(formdata=None), request.path, typed()), 401)


def login_page(form: LoginForm, target: str, fields: Fields) -> str:
    """The login page; with a `target`, one that carries a kept form along."""
    return render_template("desk/login.html", form=form, target=target, fields=fields, prefix=PREFIX)


def _without_token(error: CSRFError) -> Response | tuple[str, int]:
    """The page was open while the session changed. Another site's form gets no button to press."""
    if wants_json():
        return make_response(jsonify(message="Load the page again: this form has expired."), 400)
    return render_template("desk/no_token.html", fields=typed(), ours=_from_here(), target=request.path), 400


@blueprint.route("/desk/<path:rest>", methods=["GET", "POST"])
@auth.needs(Action.OPEN_DESK)
def nothing_here(rest: str) -> Response:
    """An address of the desk that does not exist; one that only takes the other method says so."""
    other = "POST" if request.method in SAFE else "GET"
    adapter = request_ctx.url_adapter
    try:
        endpoint = adapter.match(method=other)[0] if adapter is not None else ""
    except HTTPException:
        endpoint = ""
    if endpoint not in {"", request.endpoint} and not endpoint.startswith("site."):
        raise MethodNotAllowed(valid_methods=[other])
    raise NotFound


def _too_large(error: RequestEntityTooLarge) -> Response:
    """The script of a form says it beside the text; the page says where the text is now."""
    if wants_json():
        said = f"It is too large to be saved: a text may have {LONGEST >> 20} MB with all its fields. Divide it into two pages."
        return make_response(jsonify(status=413, message=said), 413)
    return make_response(render_template("desk/error.html", status=413, message="", number=""), 413)


def _from_here() -> bool:
    """Whether the browser itself says that a page of ours sent this."""
    own = {the_site().url, request.host_url.rstrip("/")}
    return request.headers.get("Origin") in own or request.headers.get("Sec-Fetch-Site") == "same-origin"


def _text_of(file: FileStorage) -> str:
    try:
        return str(file.read(), "utf-8-sig")
    except UnicodeDecodeError:
        return ""
    finally:
        file.seek(0)


def keep_for(pages: Blueprint) -> None:
    """From now on nothing typed into the forms of these pages is lost with a session or a token."""
    pages.register_error_handler(Unauthorized, _logged_out)
    pages.register_error_handler(CSRFError, _without_token)


keep_for(blueprint)
blueprint.register_error_handler(RequestEntityTooLarge, _too_large)
