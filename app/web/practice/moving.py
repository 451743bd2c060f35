"""Another time for an appointment: one of the free ones, or any other that the practice wants."""

from flask import request
from werkzeug.wrappers import Response

from app.booking import by_link, choosing, closing, diary
from app.booking.models import Booking, Kind, Status
from app.core import clock
from app.core.errors import Conflict, Gone, Invalid
from app.core.unit_of_work import unit_of_work
from app.directory.models import Practice
from app.web.auth import current_actor
from app.web.pages import booking as pages
from app.web.practice import blueprint
from app.web.practice.access import back_to, member, page, who
from app.web.practice.fields import asked_day, moment, start_of, zone_of
from app.web.practice.showing import line, names_of


@blueprint.get("/practice/<id:practice_id>/bookings/<id:booking_id>/move/")
@member
def move(practice: Practice, booking_id: int) -> Response:
    return _page(practice, _movable(practice, booking_id))


@blueprint.post("/practice/<id:practice_id>/bookings/<id:booking_id>/move/")
@member
def move_to(practice: Practice, booking_id: int) -> Response:
    """The button of a free time, or the other time that was typed."""
    found, practice_id, zone = _movable(practice, booking_id), practice.id, zone_of(practice)
    other = request.form.get("other", "")
    try:
        starts_at = start_of(request.form.get("start", "")) or moment(other, zone, field="other")
        with unit_of_work():
            diary.require_member(practice_id, current_actor())
            closing.move(diary.get_own(practice_id, booking_id).id, starts_at, by=who(), now=clock.now())
    except Invalid as refusal:
        return _page(practice, found, 422, problem=refusal.message, other=other)
    except Conflict as refusal:
        return _page(practice, found, 409, problem=refusal.message, other=other)
    words = "It is moved. The patient gets a mail, if there is an address."
    return back_to("practice.booking", practice, words, booking_id=booking_id)


def _movable(practice: Practice, booking_id: int) -> Booking:
    found = diary.get_own(practice.id, booking_id)
    if found.kind is not Kind.APPOINTMENT or found.status not in {Status.BOOKED, Status.HELD}:
        raise Gone("This appointment is no more, so it cannot be moved.")
    return found


def _page(practice: Practice, found: Booking, status: int = 200, *, problem: str = "", other: str = "") -> Response:
    found = diary.get_own(practice.id, found.id)
    offer, now = by_link.offer_of(found), clock.now()
    asked = asked_day(practice, "week") if request.args.get("week") else None
    week = choosing.week_of(offer, asked, now=now, apart_from=found.id)
    return page(
        "move",
        practice,
        status,
        line=line(found, now=now, who=names_of(diary.locations_of(practice.id))),
        calendar=pages.calendar(offer, week),
        problem=problem,
        other=other,
    )
