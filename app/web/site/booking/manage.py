"""What the link in the mail opens. A GET shows, and changes nothing: programs that read mails open every link in them. A
POST acts, once, with a proof that was made for this page as the booking stood."""

from collections.abc import Callable
from typing import TypeVar
from zoneinfo import ZoneInfo

from flask import current_app, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from app import links
from app.booking import by_link, changing, choosing, limits, operations
from app.booking.availability import nearest_free
from app.booking.by_link import Choices, Linked
from app.booking.errors import TimeTaken
from app.booking.models import Hold, Status
from app.booking.operations import PATIENT
from app.core import clock
from app.core.errors import Conflict, Fault, Gone, Invalid, NotFound, TooMany
from app.core.unit_of_work import unit_of_work
from app.web.auth import client_address
from app.web.pages import booking as pages
from app.web.pages.booked import standing
from app.web.site.booking import blueprint, forms
from app.web.site.booking.choosing import asked_day
from app.web.site.booking.details import calendar_answer
from app.web.site.preview_tries import Tries

Found = TypeVar("Found")


@blueprint.get("/booking/<token>/")
def manage(token: str) -> Response:
    linked = opened(token)
    over = linked.booking.status in {Status.EXPIRED, Status.DONE, Status.NO_SHOW} and not _choices(linked).confirm
    return _shown(token, linked, 410 if over else 200)


@blueprint.post("/booking/<token>/")
def act(token: str) -> Response:
    """Confirm, cancel, move, take back, or say where a home visit goes."""
    linked, now = opened(token), clock.now()
    refused = forms.not_pressed(_purpose(linked), now=now)
    if refused and _is_done(linked):
        return redirect(links.path_to("site_booking.manage", token=token), 303)
    if refused:
        return _shown(token, linked, 409, Fault("", refused))
    booking_id, do = linked.booking.id, request.form.get("do", "")
    try:
        with unit_of_work():
            limits.count_change(operations.open_contact(linked.booking).email or linked.booking.ref, now=now)
            _do(do, booking_id)
    except TimeTaken as refusal:
        return _taken(token, refusal)
    except Invalid as refusal:
        return _shown(token, opened(token), 422, *refusal.faults)
    except (Conflict, Gone) as refusal:
        return _shown(token, opened(token), 410 if isinstance(refusal, Gone) else 409, Fault("", refusal.message))
    return redirect(links.path_to("site_booking.manage", token=token), 303)


@blueprint.get("/booking/<token>/move/")
def move(token: str) -> Response:
    """A week of times that the appointment can be moved to."""
    linked, now = opened(token), clock.now()
    if not _choices(linked).move:
        return redirect(links.path_to("site_booking.manage", token=token), 303)
    offer = by_link.offer_of(linked.booking)
    week = choosing.week_of(offer, asked_day(), now=now, apart_from=linked.booking.id)
    return make_response(
        render_template("site/booking/move.html", calendar=pages.calendar(offer, week), **_around(token, linked))
    )


@blueprint.get("/booking/<token>/appointment.ics")
def file(token: str) -> Response:
    linked = opened(token)
    if linked.booking.status is not Status.BOOKED:
        raise NotFound("There is no appointment for a calendar.")
    return calendar_answer(linked, token)


@blueprint.route("/booking/", defaults={"rest": ""}, methods=["GET", "POST"])
@blueprint.route("/booking/<path:rest>", methods=["GET", "POST"])
def nothing(rest: str) -> Response:
    """Whatever else stands here is answered here, where a link goes no further."""
    raise NotFound("This link does not work, or does not work any more.")


def opened(token: str) -> Linked:
    """What the link opens. Whoever tries many that do not work has to wait."""
    return tried(lambda: by_link.get_linked(token))


def tried(find: Callable[[], Found]) -> Found:
    """What `find` finds by a link; a link that does not work is counted by where it came from."""
    now, place = clock.now(), client_address(request)
    tries: Tries = current_app.extensions["booking_tries"]
    wait = tries.wait(place, now=now)
    if wait:
        raise TooMany("Too many links that do not work. Please wait a few minutes.", retry_after=wait)
    try:
        return find()
    except NotFound:
        tries.note(place, now=now)
        raise


def _do(do: str, booking_id: int) -> None:
    now = clock.now()
    match do:
        case "confirm":
            operations.confirm_by_mail(booking_id, now=now)
        case "cancel":
            changing.cancel(booking_id, by=PATIENT, now=now)
        case "undo":
            changing.undo_cancel(booking_id, by=PATIENT, now=now)
        case "move":
            changing.move(booking_id, forms.start(request.form.get("start", ""), now=now), by=PATIENT, now=now)
        case "address":
            by_link.keep_address(booking_id, request.form.get("address", ""), now=now)
        case _:
            raise Invalid("Choose one of the buttons.")


def _is_done(linked: Linked) -> bool:
    """Whether what is asked for is so already: the other press of a double click, or the page sent once more."""
    booking = linked.booking
    match request.form.get("do", ""):
        case "confirm" | "undo":
            return booking.status is Status.BOOKED or booking.hold is Hold.ANSWER
        case "cancel":
            return booking.status is Status.CANCELLED
        case "move":
            return forms.start(request.form.get("start", ""), now=clock.now()) == booking.starts_at
    return False


def _choices(linked: Linked) -> Choices:
    return by_link.choices(linked, now=clock.now())


def _purpose(linked: Linked) -> str:
    """What the proof is for: this booking as it stands. Whatever was done with it makes the proof void."""
    return f"manage {linked.booking.id} {linked.booking.version} {linked.booking.status}"


def _around(token: str, linked: Linked) -> dict[str, object]:
    booking, now = linked.booking, clock.now()
    return {
        "first_name": linked.first_name,
        "when": pages.when(booking),
        "practice": pages.reach(linked.practice),
        "with_": linked.practitioner.name,
        "action": links.path_to("site_booking.manage", token=token),
        "stamp": forms.kept_stamp(_purpose(linked), now=now),
    }


def _shown(token: str, linked: Linked, status: int, *faults: Fault) -> Response:
    booking, now, may = linked.booking, clock.now(), _choices(linked)
    page = {
        **_around(token, linked),
        "standing": standing(booking, linked.practice, may, now=now),
        "may": may,
        "back_to": pages.time_of(may.back_to, ZoneInfo(booking.zone)) if may.back_to else None,
        "has_address": linked.has_address,
        "typed_address": request.form.get("address", "") if faults else "",
        "has_file": booking.status is Status.BOOKED and booking.starts_at > now,
        "faults": faults,
    }
    return make_response(render_template("site/booking/manage.html", **page), status)


def _taken(token: str, refusal: TimeTaken) -> Response:
    """409: the appointment stays as it is. The nearest free times can be had from here: moved to, or else chosen anew."""
    linked, now = opened(token), clock.now()
    booking, offer = linked.booking, by_link.offer_of(linked.booking)
    moving = request.form.get("do") == "move"
    wanted = forms.start(request.form.get("start", ""), now=now) if moving else booking.starts_at
    near = nearest_free(offer, wanted, now=now, apart_from=booking.id if moving else None) if offer.bookable else []
    around = _around(token, linked)
    someone, what = pages.person(linked.practitioner), pages.what(offer)
    anew = (("at", str(offer.location.id)), ("for", str(offer.service.id)))
    page = {
        **around,
        "person": someone,
        "what": what,
        "message": refusal.message.replace("Nothing was booked.", "Nothing was changed."),
        "wanted": pages.time_of(wanted, offer.zone).whole,
        "near": pages.times(near, offer.zone),
        "zone": pages.zone_said(offer.zone),
        "typed": pages.Typed(),
        "action": around["action"] if moving else someone.book,
        "hidden": (("do", "move"), ("stamp", str(around["stamp"]))) if moving else anew,
        "more": f"{around['action']}move/" if moving else f"{someone.book}{what.path}",
    }
    return make_response(render_template("site/booking/taken.html", **page), 409)
