"""A change of the directory that touches appointments: they are listed, with references and times and nobody's name; each is
cancelled or kept, and then the change happens, all at once or not at all. Moving is for the practice, who can call."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from flask import make_response, render_template, request
from werkzeug.wrappers import Response

from app.booking import closing
from app.booking.closing import Fate, Open, Settlement, Unsettled
from app.booking.in_the_way import Why
from app.booking.models import Hold
from app.core import clock
from app.core.unit_of_work import unit_of_work
from app.directory import queries
from app.web.auth import current_actor
from app.web.pages.booking import when

FATE = "fate-"
"""Before the id of a booking in the names of the fields that settle it."""


@dataclass(frozen=True)
class Asked:
    """One appointment that has to be settled, with what was chosen so far."""

    booking_id: int
    ref: str
    when: str
    state: str
    whose: str
    practice_id: int
    practice: str
    typing: bool
    fate: str


def carried_out(change: Callable[[], object], why: Why, *, title: str, back: str) -> Response | None:
    """Do it, and return nothing; or the page on which each appointment that it touches is settled. `back` is the address
    that leaves it. What is wrong with the change itself is raised."""
    open_ = _tried(change, why, {})
    if not open_:
        return None
    touched = {each.booking.id for each in open_}  # whatever else a form names is not to be settled here
    settlements = {number: settlement for number, settlement in _chosen() if number in touched}
    if settlements:
        open_left = _tried(change, why, settlements)
        if not open_left:
            return None
    html = render_template(
        "desk/directory/settle.html",
        asked=[_asked(each) for each in open_],
        title=title,
        back=back,
        fields=list(_carried()),
        again=bool(request.form.get("settling")),
    )
    return make_response(html, 409)


def _tried(change: Callable[[], object], why: Why, settlements: dict[int, Settlement]) -> tuple[Open, ...]:
    """What still stands in its way; nothing when it is done."""
    try:
        with unit_of_work():
            closing.carry_out_at_desk(change, settlements, why=why, by=current_actor(), now=clock.now())
    except Unsettled as refusal:
        return refusal.open
    return ()


def _chosen() -> Iterator[tuple[int, Settlement]]:
    for name, value in request.form.items():
        number = name.removeprefix(FATE)
        if name.startswith(FATE) and number.isascii() and number.isdigit() and value in {Fate.CANCEL, Fate.KEEP}:
            yield int(number), Settlement(Fate(value))


def _asked(each: Open) -> Asked:
    booking = each.booking
    state = "asked for" if booking.hold is Hold.ANSWER else "booked"
    return Asked(
        booking_id=booking.id,
        ref=booking.ref,
        when=when(booking),
        state="somebody is booking it just now" if each.typing else state,
        whose=queries.get_practitioner(booking.practitioner_id).name,
        practice_id=booking.practice_id,
        practice=queries.get_practice(booking.practice_id).name,
        typing=each.typing,
        fate=request.form.get(f"{FATE}{booking.id}", ""),
    )


def _carried() -> Iterator[tuple[str, str]]:
    """The fields of the change itself, for the next form to send."""
    for name, value in request.form.items(multi=True):
        if name not in {"csrf_token", "settling"} and not name.startswith(FATE):
            yield name, value
