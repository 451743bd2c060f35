"""The form by which readers tell what is wrong or unclear.

The page is the same for everybody, so it holds no CSRF token; web/origin.py has looked at where the request comes from.
"""

from urllib.parse import quote

from flask import redirect, request
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response

from app.content.feedback import leave_feedback
from app.core import clock
from app.core.errors import Fault, Invalid
from app.core.text import one_line, without_control_characters
from app.core.unit_of_work import unit_of_work
from app.web.pages.plain import FeedbackPage, Plain
from app.web.site import blueprint
from app.web.site.answers import show, this_site

_FORM = Plain("/feedback/", "Tell us what is wrong or unclear", "An editor reads every message.", noindex=True)
_THANKS = Plain("/feedback/thanks/", "Thank you", "Your message is with the editors.", noindex=True)


@blueprint.record_once
def _without_token(state: BlueprintSetupState) -> None:
    state.app.extensions["csrf"].exempt(f"{__name__}.{send_feedback.__name__}")


@blueprint.get("/feedback/")
def feedback() -> Response:
    return show("feedback.html", _page(_FORM, about=_path(request.args.get("page", ""))))


@blueprint.post("/feedback/")
def send_feedback() -> Response:
    about = _path(request.form.get("page", ""))
    message, email = request.form.get("message", ""), request.form.get("email", "")
    if request.form.get("website"):  # a field that people do not see: a machine filled it in
        return _thanked(about)
    try:
        with unit_of_work():
            leave_feedback(path=about, message=message, email=email, now=clock.now())
    except Invalid as refusal:
        typed = _page(_FORM, about=about, message=message, email=email, faults=refusal.faults)
        return show("feedback.html", typed, status=422)
    return _thanked(about)


@blueprint.get("/feedback/thanks/")
def feedback_thanks() -> Response:
    about = _path(request.args.get("page", ""))
    return show("feedback_thanks.html", _page(_THANKS, about=about if _is_ours(about) else ""))


def _page(
    words: Plain, *, about: str, message: str = "", email: str = "", faults: tuple[Fault, ...] = ()
) -> FeedbackPage:
    return FeedbackPage(
        head=words.head(this_site()),
        crumbs=words.crumbs(),
        title=words.title,
        summary=words.summary,
        about=about,
        message=without_control_characters(message),
        email=one_line(email),
        faults=faults,
    )


def _thanked(about: str) -> Response:
    query = f"?page={quote(about)}" if _is_ours(about) else ""
    return redirect(f"{_THANKS.path}{query}", 303)


def _path(given: str) -> str:
    """What was given as the page, as a path where it is an address of ours."""
    line = one_line(given)[:500]
    own = this_site().url
    return line.removeprefix(own) or "/" if line.startswith(own) else line


def _is_ours(path: str) -> bool:
    """Whether this may be a link: a path of this site, never of another that merely begins with a slash."""
    return path.startswith("/") and not path.startswith("//") and "\\" not in path
