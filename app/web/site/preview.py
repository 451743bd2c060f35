"""A shared preview: one revision for whoever has its address, with comments and a verdict.

The address is the key, so it is given away nowhere: no cache keeps these pages, no link carries their address on, and
every address that does not work gets the same answer. A GET sets no cookie and writes nothing but when it was first seen.
"""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime

from flask import Blueprint, Response, current_app, make_response, redirect, render_template, request
from flask.blueprints import BlueprintSetupState
from flask_login import current_user
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from app import links
from app.content import queries as content
from app.content.drafts import EntryDraft
from app.content.models import Entry
from app.core import clock
from app.core.errors import Busy, Invalid, NotFound, TooMany
from app.core.unit_of_work import unit_of_work
from app.reviews import comments, sharing, verdicts
from app.reviews import sharing_queries as queries
from app.reviews.anchoring import QUOTE_MAX, context_of
from app.reviews.models import Outcome, Scope, ShareLink
from app.reviews.sharing_words import OUTCOMES
from app.web.auth import client_address
from app.web.errors import STATUS
from app.web.filters import day
from app.web.pages.passages import joined
from app.web.pages.shared import Said, Shared, Signed, passage, shared_page
from app.web.site.answers import this_site
from app.web.site.preview_tries import Tries

blueprint = Blueprint("site_preview", __name__)


@blueprint.record_once
def _prepare(state: BlueprintSetupState) -> None:
    """These forms carry no CSRF token: whoever can post here has the address, and web/origin.py has looked at the rest."""
    state.app.extensions["preview_tries"] = Tries()
    for view in (send_comment, send_verdict, nothing):
        state.app.extensions["csrf"].exempt(f"{__name__}.{view.__name__}")


@dataclass(frozen=True)
class _Opened:
    """What an address opens."""

    link: ShareLink
    entry: Entry
    draft: EntryDraft
    base: str


@blueprint.after_request
def for_nobody_else(response: Response) -> Response:
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@blueprint.get("/preview/<token>/")
def page(token: str) -> BaseResponse:
    opened = _opened(token)
    if request.method == "GET" and opened.link.seen_at is None and _user_id() != (opened.link.created_by_id or -1):
        with suppress(Busy), unit_of_work():  # nobody waits for their page because of this note
            sharing.note_seen(opened.link.id, now=clock.now())
        opened = _opened(token)
    return _shown(opened, _around(opened, thanks=request.args.get("thanks") == "1"))


@blueprint.get("/preview/<token>/<any(comment, verdict):_form>")
def back(token: str, _form: str) -> BaseResponse:
    """The address of a form, opened by hand."""
    return redirect(_opened(token).base, 303)


@blueprint.post("/preview/<token>/comment")
def send_comment(token: str) -> BaseResponse:
    opened = _opened(token)
    sent = request.form
    if sent.get("website"):  # a field that people do not see: a machine filled it in
        return redirect(f"{opened.base}?thanks=1#said", 303)
    remark = comments.Remark(*(sent.get(name, "") for name in ("author", "text", "quote", "before")))
    try:
        with unit_of_work():
            comments.comment_by_link(_opened(token).link, remark, now=clock.now(), user_id=_user_id() or None)
    except (Invalid, TooMany, Busy) as refusal:
        return _refused(_opened(token), "comment", refusal)
    return redirect(f"{opened.base}?thanks=1#said", 303)


@blueprint.post("/preview/<token>/verdict")
def send_verdict(token: str) -> BaseResponse:
    opened = _opened(token)
    if request.form.get("website"):
        return redirect(f"{opened.base}thanks", 303)
    try:
        with unit_of_work():
            now, again = clock.now(), _opened(token)
            verdicts.judge(
                again.link,
                again.entry,
                _judgement(),
                today=now.astimezone(this_site().timezone).date(),
                now=now,
                signer=_signer(),
                address=links.absolute(links.path_to("desk.comments_page", entry_id=again.entry.id)),
            )
    except (Invalid, Busy) as refusal:
        return _refused(_opened(token), "verdict", refusal)
    return redirect(f"{opened.base}thanks", 303)


@blueprint.get("/preview/<token>/thanks")
def thanks(token: str) -> BaseResponse:
    """After a verdict: what was signed, and what happens now."""
    opened = _opened(token)
    return make_response(render_template("site/preview/thanks.html", around=_around(opened), title=opened.draft.title))


@blueprint.route("/preview/", defaults={"rest": ""}, methods=["GET", "POST"])
@blueprint.route("/preview/<path:rest>", methods=["GET", "POST"])
def nothing(rest: str) -> BaseResponse:
    """Whatever else stands here is answered here, where a token goes no further."""
    raise NotFound("")


@blueprint.errorhandler(NotFound)
def nobody(refused: NotFound) -> BaseResponse:
    """One page for all: the site's usual one would carry the address on in a link. Who was writing when the link ended gets
    their words back."""
    written: list[str] = []
    with suppress(HTTPException):  # a form too large to be read
        written = [words for name in ("text", "note") if (words := request.form.get(name, "").strip())]
    return make_response(render_template("site/preview/nobody.html", written=written), 404)


def _opened(token: str) -> _Opened:
    """What this token opens. NotFound for one that never was, has ended or was revoked, and for a page in the bin."""
    now, place = clock.now(), client_address(request)
    tries: Tries = current_app.extensions["preview_tries"]
    wait = tries.wait(place, now=now)
    if wait:
        raise TooMany("Too many addresses that do not work. Please wait a few minutes.", retry_after=wait)
    link = queries.find_link(token, now=now) if len(token) == queries.TOKEN_LENGTH else None
    if link is None:
        tries.note(place, now=now)
        raise NotFound("")
    entry = content.get_entry(link.entry_id)
    draft = entry.draft_class.from_snapshot(content.get_revision(entry.id, link.revision_number).snapshot)
    return _Opened(link, entry, draft, links.path_to("site_preview.page", token=token))


def _around(opened: _Opened, *, thanks: bool = False) -> Shared:
    link, zone = opened.link, this_site().timezone
    return Shared(
        base=opened.base,
        sender=link.created_by,
        until=f"{day(link.expires_at, zone)}, {link.expires_at.astimezone(zone):%H:%M}",
        newer_since=_newer_since(opened),
        asks_review=link.asks_review,
        listed=(),
        said=tuple(Said(c.author, c.text, c.quote, c.created_at) for c in queries.list_comments_by(link.id)),
        signed=tuple(Signed(OUTCOMES[r.outcome], r.reviewer, r.reviewed_on) for r in queries.list_verdicts_by(link.id)),
        thanks=thanks,
    )


def _newer_since(opened: _Opened) -> datetime | None:
    """When the text was changed after what is shown here, if it was."""
    newest = content.get_revision(opened.entry.id, opened.entry.latest_revision)
    shown = content.get_revision(opened.entry.id, opened.link.revision_number)
    return None if newest.content_hash == shown.content_hash else newest.updated_at or newest.created_at


def _shown(opened: _Opened, around: Shared, status: int = 200) -> Response:
    template, page, listed = shared_page(opened.entry, opened.draft, opened.base, now=clock.now(), site=this_site())
    around = replace(around, listed=listed)
    asked = passage(listed, request.args.get("on", ""))
    if asked is not None and not around.quote:
        above = joined(one for one in listed if one.number < asked.number)
        around = replace(around, quote=asked.text[:QUOTE_MAX], before=context_of(above, len(above)))
    return make_response(render_template(f"site/{template}", page=page, shared=around), status)


def _refused(opened: _Opened, form: str, refusal: Invalid | TooMany | Busy) -> Response:
    """The page again, with what was typed and what has to be mended."""
    sent = request.form
    faults = refusal.faults if isinstance(refusal, Invalid) else Invalid(refusal.message).faults
    around = replace(
        _around(opened),
        faults=faults,
        refused=form,
        typed={name: value for name, value in sent.items() if isinstance(value, str)},
        quote=sent.get("quote", "")[:QUOTE_MAX],
        before=sent.get("before", "")[:QUOTE_MAX],
    )
    response = _shown(opened, around, STATUS[type(refusal)])
    if not isinstance(refusal, Invalid):
        response.headers["Retry-After"] = str(getattr(refusal, "retry_after", 5))
    return response


def _judgement() -> verdicts.Judgement:
    """What was chosen and written; what is no choice of ours was not chosen. Raises Invalid for a date that is none."""
    sent = request.form
    return verdicts.Judgement(
        outcome=next((one for one in Outcome if one.value == sent.get("outcome")), None),
        scope=next((one for one in Scope if one.value == sent.get("scope")), None),
        reviewer=sent.get("reviewer", ""),
        registration=sent.get("registration", ""),
        scope_note=sent.get("scope_note", ""),
        note=sent.get("note", ""),
        next_due=_day(sent.get("next_due", "").strip()),
        confirmed=sent.get("confirmed") == "yes",
    )


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        raise Invalid("That is not a date. Write it like 2027-09-30, or leave it empty.", field="next_due") from None


def _user_id() -> int:
    """Who is logged in here; 0 for nobody."""
    return current_user.actor.user_id if current_user.is_authenticated else 0


def _signer() -> verdicts.Signer:
    return verdicts.Signer(_user_id(), current_user.actor.name) if _user_id() else verdicts.Signer()
