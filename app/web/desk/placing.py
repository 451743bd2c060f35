"""When an entry is public, and where: taking it off the schedule, withdrawing, its end, its address, the bin."""

from flask import flash, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import StringField, TextAreaField

from app.accounts.permissions import Action, may
from app.content import operations, queries
from app.content.lifecycle import State
from app.content.models import Entry, Kind
from app.content.paths import BELOW
from app.core import clock
from app.core.errors import Conflict, Invalid
from app.core.unit_of_work import unit_of_work
from app.podcast.queries import list_all_shows
from app.web.auth import current_actor, needs
from app.web.desk import blueprint, panels
from app.web.desk.editing import find_mine
from app.web.desk.fields import ChoiceField, MomentField, WhichField, number_of
from app.web.desk.nouns import NOUNS
from app.web.desk.publish_saved import publish_saved
from app.web.desk.publishing import Wish
from app.web.desk.room_forms import parent_choices
from app.web.desk.state_words import state_of
from app.web.desk.words import in_full, wall_time, which_of, zone
from app.web.form_base import Form

MOST_SHOWN = 50


class ScheduleForm(Form):
    publish_at = MomentField("Goes live at", description="What is saved is published then. In the site's time zone.")
    publish_at_which = WhichField()
    override_reason = TextAreaField(
        "Why it should be published all the same",
        description="A few words; they are kept with your name in the log of what was done.",
    )
    ask_reason = False
    """Whether a reason would let it pass."""


class ExpiryForm(Form):
    expires_at = MomentField(
        "Ends at", description="From then on its address says that it was taken down. Empty: never."
    )
    expires_at_which = WhichField()


class AddressForm(Form):
    slug = StringField("Last part of the address", description="Small letters, digits and hyphens.")
    parent_id = ChoiceField("Below", description="The page that this one lies under.", choices=[])


@blueprint.get("/desk/entries/<id:entry_id>/")
@needs(Action.WRITE)
def entry(entry_id: int) -> Response:
    return _page(entry_id)


@blueprint.post("/desk/entries/<id:entry_id>/schedule")
@needs(Action.PUBLISH)
def schedule(entry_id: int) -> Response:
    """The newest draft, as it is saved."""
    form = ScheduleForm()
    try:
        at = form.publish_at.instant(zone(), form.publish_at_which.data)
        said = publish_saved(entry_id, Wish(at=at, reason=form.override_reason.data or ""))
    except Invalid as refusal:
        form.take(refusal)
        # What the dates are refused for no reason helps; of the text nearly all can be overridden.
        form.ask_reason = not any(fault.field == "publish_at" for fault in refusal.faults)
        return _page(entry_id, schedule=form)
    except Conflict as refusal:
        return _page(entry_id, problem=refusal.message)
    return _done(entry_id, said)


@blueprint.post("/desk/entries/<id:entry_id>/unschedule")
@needs(Action.PUBLISH)
def unschedule(entry_id: int) -> Response:
    try:
        with unit_of_work():
            operations.unschedule(find_mine(entry_id), by=current_actor(), now=clock.now())
    except Invalid as refusal:
        return _page(entry_id, problem=refusal.message)
    return _done(entry_id, "It is off the schedule and a draft again.")


@blueprint.post("/desk/entries/<id:entry_id>/withdraw")
@needs(Action.PUBLISH)
def withdraw(entry_id: int) -> Response:
    try:
        with unit_of_work():
            operations.withdraw(find_mine(entry_id), by=current_actor(), now=clock.now())
    except Invalid as refusal:
        return _page(entry_id, problem=refusal.message)
    return _done(entry_id, "Withdrawn. Its address says that it was taken down; you can publish it again.")


@blueprint.post("/desk/entries/<id:entry_id>/expiry")
@needs(Action.PUBLISH)
def expiry(entry_id: int) -> Response:
    form = ExpiryForm()
    try:
        typed = (form.expires_at.data or "").strip()
        at = form.expires_at.instant(zone(), form.expires_at_which.data) if typed else None
        with unit_of_work():
            operations.set_expiry(find_mine(entry_id), at, by=current_actor(), now=clock.now())
    except Invalid as refusal:
        form.take(refusal)
        return _page(entry_id, expiry=form)
    return _done(entry_id, f"It ends on {in_full(at, zone())}." if at else "It stays for good.")


@blueprint.post("/desk/entries/<id:entry_id>/address")
@needs(Action.WRITE)
def address(entry_id: int) -> Response:
    form = AddressForm()
    found = find_mine(entry_id)
    parent_id = number_of(form.parent_id.data) if found.kind in BELOW else found.parent_id
    try:
        with unit_of_work():
            moved = find_mine(entry_id)
            slug = form.slug.data or ""
            NOUNS[found.kind].move(moved, slug=slug, parent_id=parent_id, by=current_actor(), now=clock.now())
            path = moved.path
    except Invalid as refusal:
        form.take(refusal)
        return _page(entry_id, address=form)
    return _done(entry_id, f"Its address is {path} now.")


@blueprint.post("/desk/entries/<id:entry_id>/bin")
@needs(Action.BIN)
def to_bin(entry_id: int) -> Response:
    try:
        with unit_of_work():
            gone = find_mine(entry_id)
            operations.move_to_bin(gone, by=current_actor(), now=clock.now())
            title, back = gone.title, url_for(NOUNS[gone.kind].list_endpoint)
    except Invalid as refusal:
        return _page(entry_id, problem=refusal.message)
    flash(f"“{title}” is in the bin. It can be brought back from there.")
    return redirect(back, code=303)


def _done(entry_id: int, said: str) -> Response:
    flash(said)
    return redirect(url_for("desk.entry", entry_id=entry_id), code=303)


def _page(
    entry_id: int,
    *,
    problem: str = "",
    schedule: ScheduleForm | None = None,
    expiry: ExpiryForm | None = None,
    address: AddressForm | None = None,
) -> Response:
    """The page with every form; the one that was refused shows what was typed."""
    found, now = find_mine(entry_id), clock.now()
    refused = bool(problem or schedule or expiry or address)
    begins = found.published_at if found.state(now) is State.SCHEDULED else None
    schedule = schedule or ScheduleForm(formdata=None, publish_at=wall_time(begins), publish_at_which=which_of(begins))
    expiry = expiry or ExpiryForm(
        formdata=None, expires_at=wall_time(found.expires_at), expires_at_which=which_of(found.expires_at)
    )
    address = address or AddressForm(formdata=None, slug=found.slug, parent_id=str(found.parent_id or ""))
    address.parent_id.choices = _parents(found)
    html = render_template(
        "desk/entries/placing.html",
        entry=found,
        noun=NOUNS[found.kind],
        state=found.state(now).value,
        said=state_of(found),
        zone_name=zone().key,
        schedule=schedule,
        ask_which_begin=bool(schedule.publish_at_which.data) or schedule.publish_at.comes_twice(zone()),
        may_publish=may(current_actor(), Action.PUBLISH),
        expiry=expiry,
        address=address,
        ask_which=bool(expiry.expires_at_which.data) or expiry.expires_at.comes_twice(zone()),
        leading_here=_redirecting(found),
        has_parents=found.kind in BELOW,
        can_withdraw=found.state(now) in {State.LIVE, State.EXPIRED},
        withdrawing=panels.withdrawing(found),
        problem=problem,
    )
    return make_response(html, 422 if refused else 200)


def _parents(found: Entry) -> list[tuple[str, str]]:
    """What it may lie below."""
    match found.kind:
        case Kind.ARTICLE:
            return [("", "Nothing: at the top"), *parent_choices(without=found.path)]
        case Kind.EPISODE:
            return [(str(show.id), show.title) for show in list_all_shows()]
        case _:
            return []


def _redirecting(top: Entry) -> list[str]:
    """The public addresses that a move would turn into redirects: this one and those below."""
    now, waiting = clock.now(), [top]
    leading: list[str] = []
    while waiting and len(leading) < MOST_SHOWN:
        one = waiting.pop(0)
        waiting += queries.list_children(one.id)
        if one.was_public(now):
            leading.append(one.path)
    return leading
