"""A change that touches appointments: they are listed, each is settled, and then it happens, all at once or not at all."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from flask import request
from werkzeug.wrappers import Response

from app.booking import closing, diary
from app.booking.closing import Fate, Settlement, Unsettled
from app.booking.in_the_way import Why
from app.booking.operations import get_booking
from app.core import clock
from app.core.errors import Fault, Invalid
from app.core.unit_of_work import unit_of_work
from app.directory.models import Practice
from app.web.auth import current_actor
from app.web.pages.booking import Time, time_of
from app.web.practice.access import page
from app.web.practice.fields import moment, number, start_of, zone_of
from app.web.practice.showing import Line, line, names_of

FATES = ("fate-", "time-", "other-")
"""Before the id of a booking in the names of the fields that settle it."""


@dataclass(frozen=True)
class Asked:
    """One appointment that has to be settled, with what was chosen so far."""

    line: Line
    typing: bool
    times: tuple[Time, ...]
    fate: str
    time: str
    other: str
    problem: str


def carried_out(
    change: Callable[[], object], practice: Practice, why: Why, *, title: str, back: str
) -> Response | None:
    """Do it, and return nothing; or the page on which each appointment that it touches is settled. `back` is the address
    that leaves it. Raises Invalid for what is wrong with the change itself."""
    practice_id, faults = practice.id, list[Fault]()
    try:
        settlements = _typed(practice)
        _carry_out(change, practice_id, why, settlements)
    except Unsettled as refusal:
        if not settlements:
            return _ask(practice, refusal, faults, why, title=title, back=back)
    except Invalid as refusal:
        if not all(fault.field.startswith(FATES) for fault in refusal.faults):
            raise
        faults = list(refusal.faults)
    else:
        return None
    try:
        _carry_out(change, practice_id, why, {})  # to ask for all of them, settled already or not
    except Unsettled as refusal:
        return _ask(practice, refusal, faults, why, title=title, back=back)
    return None  # nothing stands in its way any more


def _carry_out(change: Callable[[], object], practice_id: int, why: Why, settlements: Mapping[int, Settlement]) -> None:
    by, now = current_actor(), clock.now()
    with unit_of_work():
        closing.carry_out(change, settlements, practice_id=practice_id, why=why, by=by, now=now)


def _ask(practice: Practice, refusal: Unsettled, faults: list[Fault], why: Why, *, title: str, back: str) -> Response:
    zone, now, who = zone_of(practice), clock.now(), names_of(diary.locations_of(practice.id))
    asked = []
    for each in refusal.open:
        booking_id = each.booking.id
        problems = [fault.message for fault in faults if fault.field.endswith(f"-{booking_id}")]
        if not problems and request.form.get("settling"):
            problems = [] if request.form.get(f"fate-{booking_id}") else ["Say what becomes of it."]
        asked.append(
            Asked(
                line(get_booking(booking_id), now=now, who=who),
                each.typing,
                tuple(time_of(start, zone) for start in each.suggestions),
                request.form.get(f"fate-{booking_id}", ""),
                request.form.get(f"time-{booking_id}", ""),
                request.form.get(f"other-{booking_id}", ""),
                " ".join(problems),
            )
        )
    return page(
        "settle",
        practice,
        409,
        asked=asked,
        title=title,
        back=back,
        movable=why is Why.HOURS,
        fields=list(_carried()),
        again=bool(request.form.get("settling")),
    )


def _carried() -> Iterator[tuple[str, str]]:
    """The fields of the change itself, for the next form to send."""
    for name, value in request.form.items(multi=True):
        if name not in {"csrf_token", "settling"} and not name.startswith(FATES):
            yield name, value


def _typed(practice: Practice) -> dict[int, Settlement]:
    """What was chosen for each appointment. Raises Invalid at "time-<id>" for a time that cannot be read."""
    found, faults, zone = dict[int, Settlement](), list[Fault](), zone_of(practice)
    for name, value in request.form.items():
        booking_id = number(name.removeprefix("fate-")) if name.startswith("fate-") else 0
        if not booking_id or value not in set(Fate):
            continue
        starts_at, fate = None, Fate(value)
        other = request.form.get(f"other-{booking_id}", "").strip()
        try:
            if fate is Fate.MOVE and other:
                starts_at = moment(other, zone, field=f"other-{booking_id}")
            elif fate is Fate.MOVE:
                starts_at = start_of(request.form.get(f"time-{booking_id}", ""))
        except Invalid as refusal:
            faults += refusal.faults
        found[booking_id] = Settlement(fate, starts_at)
    if faults:
        raise Invalid.of(faults)
    return found
