"""Who the patient is, and the booking itself."""

from collections.abc import Callable
from dataclasses import asdict

from flask import make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from app import links
from app.booking import by_link, choosing, holds, limits, operations
from app.booking.availability import get_offer, sees_patients
from app.booking.calendar_files import calendar_file
from app.booking.errors import TimeTaken
from app.booking.models import Booking, Hold, Status
from app.booking.patients import patient_of
from app.core import clock
from app.core.errors import Conflict, Fault, Gone, Invalid, NotFound, TooMany
from app.core.unit_of_work import unit_of_work
from app.web.auth import client_address
from app.web.pages import booking as pages
from app.web.site.booking import blueprint, forms
from app.web.site.booking.choosing import held_here
from app.web.site.booking.showing import purpose, show_details, show_taken

KEYED = "/physiotherapists/<slug>/book/done/<key>/"


@blueprint.get("/physiotherapists/<slug>/book/details/")
def details(slug: str) -> Response:
    held = held_here()
    if held is None or by_link.offer_of(held).practitioner.slug != slug:
        return _nothing_held(slug)
    return show_details(held)


@blueprint.post("/physiotherapists/<slug>/book/details/")
def send_details(slug: str) -> Response:
    """Book, or hold the time for longer. Sent twice it books once and leads to the same page."""
    key = request.form.get("key", "")
    if operations.find_by_key(key) is not None:
        return _to_done(slug, key)
    try:
        held = holds.get_own(forms.number(request.form.get("hold", "")), browser=forms.browser())
        if by_link.offer_of(held).practitioner.slug != slug:
            return _nothing_held(slug)
        if request.form.get("do") == "longer":
            return _longer(held, key)
        return _book(held, key, slug)
    except NotFound:  # perhaps because the other press of a double click has just been served
        return _to_done(slug, key) if operations.find_by_key(key) is not None else _nothing_held(slug)


@blueprint.get(KEYED)
def done(slug: str, key: str) -> Response:
    """What was booked, and what happens next. The address is known to who booked only."""
    linked, secret = by_link.get_by_key(key)
    booking = linked.booking
    if linked.practitioner.slug != slug:
        raise NotFound("There is no such booking.")
    manage = links.path_to("site_booking.manage", token=secret)
    if booking.status not in {Status.HELD, Status.BOOKED}:
        return redirect(manage, 303)
    now, offer = clock.now(), by_link.offer_of(booking)
    waits_for_mail = booking.hold is Hold.MAIL
    page = {
        "person": pages.person(linked.practitioner),
        "what": pages.what_of(booking, offer),
        "when": pages.when(booking),
        "ref": booking.ref,
        "until": pages.until(booking.hold_ends_at, offer.zone, now=now) if booking.hold_ends_at else "",
        "mail": waits_for_mail,
        "asked": booking.hold is Hold.ANSWER,
        # Whoever has to show that the mail reaches them gets the link in the mail only.
        "manage": "" if waits_for_mail else manage,
        "may_change": by_link.choices(linked, now=now).cancel,
        "file": f"{request.path}appointment.ics" if booking.status is Status.BOOKED else "",
        "at_home": booking.at_home and not linked.has_address,
    }
    return make_response(render_template("site/booking/done.html", **page))


@blueprint.get(f"{KEYED}appointment.ics")
def done_file(slug: str, key: str) -> Response:
    linked, secret = by_link.get_by_key(key)
    if linked.practitioner.slug != slug or linked.booking.status is not Status.BOOKED:
        raise NotFound("There is no such appointment.")
    return calendar_answer(linked, secret)


def calendar_answer(linked: by_link.Linked, secret: str) -> Response:
    """The appointment as a file for a calendar."""
    manage = links.absolute(links.path_to("site_booking.manage", token=secret))
    cancelled = linked.booking.status is Status.CANCELLED
    made = calendar_file(
        linked.booking,
        practice=linked.practice,
        practitioner_name=linked.practitioner.name,
        method="CANCEL" if cancelled else "PUBLISH",
        manage_url=manage,
        now=clock.now(),
        sees_here=sees_patients(linked.booking.location_id),
    )
    response = make_response(made)
    response.headers["Content-Type"] = "text/calendar; charset=utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="appointment.ics"'
    return response


def _book(held: Booking, key: str, slug: str) -> Response:
    now, typed = clock.now(), forms.typed()
    taken = _taken_page(held)
    try:
        patient = patient_of(**asdict(typed), asks_note=by_link.offer_of(held).practice.asks_note)
        forms.require_person(purpose(held.id), now=now)
        forms.require_key(key)
        booking_id = held.id
        with unit_of_work():
            limits.count_form(client_address(request), patient.email, now=now)
            operations.confirm(
                booking_id,
                patient,
                browser=forms.browser(),
                key=key,
                privacy_version=forms.notice(),
                now=now,
            )
    except Invalid as refusal:
        return _again(held.id, key, refusal.faults, 422)
    except TooMany as refusal:
        response = _again(held.id, key, (Fault("email", refusal.message),), 429)
        response.headers["Retry-After"] = str(refusal.retry_after)
        return response
    except TimeTaken as refusal:
        return taken(refusal)
    return _to_done(slug, key)


def _longer(held: Booking, key: str) -> Response:
    booking_id, taken = held.id, _taken_page(held)
    try:
        with unit_of_work():
            holds.renew(booking_id, browser=forms.browser(), now=clock.now())
    except TimeTaken as refusal:
        return taken(refusal)
    except Gone as refusal:
        return _again(booking_id, key, Invalid(refusal.message).faults, 410)
    return show_details(operations.get_booking(booking_id), typed=forms.typed(), key=key)


def _taken_page(held: Booking) -> Callable[[TimeTaken], Response]:
    """The page for when somebody else gets this time. Made beforehand: what is refused is forgotten, too."""
    if held.service_id is None:
        raise NotFound("This is not offered any more.")
    location_id, service_id, starts_at, typed = held.location_id, held.service_id, held.starts_at, forms.typed()

    def shown(refusal: TimeTaken) -> Response:
        offer = get_offer(location_id, service_id, bookable=False)
        return show_taken(offer, refusal, starts_at=starts_at, typed=typed)

    return shown


def _again(booking_id: int, key: str, faults: tuple[Fault, ...], status: int) -> Response:
    """The form with what was typed and what has to be mended. The time is held no longer for it."""
    return show_details(operations.get_booking(booking_id), typed=forms.typed(), faults=faults, key=key, status=status)


def _to_done(slug: str, key: str) -> Response:
    response = redirect(f"/physiotherapists/{slug}/book/done/{key}/", 303)
    forms.forget(response)
    return response


def _nothing_held(slug: str) -> Response:
    """No time of this browser's: it took too long, was booked before, or the browser keeps no cookie."""
    someone = pages.person(choosing.get_listed(slug, now=clock.now()))
    page = {"person": someone, "typed": forms.typed()}
    refused = Conflict("No time is held for you just now.")
    return make_response(render_template("site/booking/nothing_held.html", message=refused.message, **page), 409)
