"""One booking: who it is for, what happened to it, and what the practice can do with it."""

from collections.abc import Callable
from datetime import datetime

from flask import request
from werkzeug.wrappers import Response

from app.booking import changing, correcting, diary, diary_keeping, reading
from app.booking.models import Booking, Kind, Party, Status
from app.booking.operations import Who
from app.core import clock
from app.core.errors import Conflict, Gone, NotFound
from app.core.unit_of_work import unit_of_work
from app.directory.models import Practice
from app.web.auth import current_actor
from app.web.pages.physiotherapist import pounds
from app.web.practice import blueprint
from app.web.practice.access import back_to, member, page, who
from app.web.practice.fields import zone_of
from app.web.practice.showing import event_said, line, names_of

Deed = Callable[[int, Who, datetime], Booking]
MAILED = "The patient gets a mail, if there is an address."
DEEDS: dict[str, tuple[Deed, str]] = {
    "accept": (lambda each, by, now: changing.accept(each, by=by, now=now), f"It is booked. {MAILED}"),
    "decline": (lambda each, by, now: changing.decline(each, by=by, now=now), f"It is declined. {MAILED}"),
    "cancel": (lambda each, by, now: changing.cancel(each, by=by, now=now), f"It is cancelled. {MAILED}"),
    "undo": (lambda each, by, now: changing.undo_cancel(each, by=by, now=now), f"It is booked again. {MAILED}"),
    "done": (lambda each, by, now: changing.settle(each, Status.DONE, by=by, now=now), "Noted: it took place."),
    "missed": (lambda each, by, now: changing.settle(each, Status.NO_SHOW, by=by, now=now), "Noted: nobody came."),
    "open": (lambda each, by, now: changing.settle(each, Status.BOOKED, by=by, now=now), "The note is taken back."),
    "unblock": (lambda each, by, now: diary_keeping.unblock(each, by=by, now=now), "The time is free again."),
}
"""What a button does, by its name in the address, and what is said when it is done."""


@blueprint.get("/practice/<id:practice_id>/bookings/<id:booking_id>/")
@member
def booking(practice: Practice, booking_id: int) -> Response:
    return show(practice, booking_id)


@blueprint.post("/practice/<id:practice_id>/bookings/<id:booking_id>/<deed>")
@member
def do(practice: Practice, booking_id: int, deed: str) -> Response:
    """At once, and twice is as good as once."""
    if deed not in DEEDS:
        raise NotFound("There is no such button.")
    practice_id, (carry_out, said) = practice.id, DEEDS[deed]
    try:
        with unit_of_work():
            diary.require_member(practice_id, current_actor())
            carry_out(diary.get_own(practice_id, booking_id).id, who(), clock.now())
    except (Conflict, Gone) as refusal:
        return show(practice, booking_id, 410 if isinstance(refusal, Gone) else 409, problem=refusal.message)
    if request.form.get("back") == "requests":
        return back_to("practice.requests", practice, said)
    return back_to("practice.booking", practice, said, booking_id=booking_id)


def show(practice: Practice, booking_id: int, status: int = 200, *, problem: str = "") -> Response:
    """Who the patient is is shown here, and noted."""
    now, actor, practice_id, zone = clock.now(), current_actor(), practice.id, zone_of(practice)
    with unit_of_work():
        found = diary.get_own(practice_id, booking_id)
        patients = reading.read_contacts(practice_id, [found], by=actor, where="booking", now=now)
    found, names = diary.get_own(practice_id, booking_id), names_of(diary.locations_of(practice_id))
    shown = line(found, now=now, patient=patients.get(booking_id), who=names)
    return page(
        "booking",
        practice,
        status,
        line=shown,
        day=found.starts_at.astimezone(zone).date(),
        price=pounds(found.price_pence),
        at_home=found.at_home,
        source=found.source.value,
        may=_may(found, now=now),
        correctable=correcting.can_be_corrected(found),
        restricted=reading.is_restricted(booking_id),
        history=[event_said(event, name, zone) for event, name in diary.history_of(booking_id)],
        problem=problem,
    )


def _may(found: Booking, *, now: datetime) -> frozenset[str]:
    """What the page offers; each operation decides again."""
    shown = line(found, now=now)
    if found.kind is Kind.BLOCK:
        return frozenset({"unblock"} if found.status is Status.BOOKED and found.ends_at > now else ())
    if found.status is Status.CANCELLED:
        return frozenset({"undo"} if found.ended_by is Party.PRACTICE and found.starts_at > now else ())
    if found.status in {Status.DONE, Status.NO_SHOW}:
        return frozenset({"open"})
    if shown.asked:
        return frozenset({"accept", "decline", "move"})
    if found.status is Status.BOOKED:
        return frozenset({"move", "cancel"} if found.starts_at > now else {"done", "missed"})
    return frozenset()
