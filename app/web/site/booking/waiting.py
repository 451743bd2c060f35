"""The waiting list: leaving oneself on it, and what the link of somebody who waits opens."""

from datetime import date, datetime, timedelta

from flask import make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from app import links
from app.booking import choosing, limits, privacy_notice, waiting
from app.booking.availability import Offer
from app.booking.choosing import minutes_left
from app.booking.errors import TimeTaken
from app.booking.patients import patient_of
from app.booking.waiting import Entry, Wish
from app.core import clock
from app.core.errors import Fault, Gone, Invalid, TooMany
from app.core.unit_of_work import unit_of_work
from app.directory.models import Practitioner
from app.web.auth import client_address
from app.web.pages import booking as pages
from app.web.pages.booked import PARTS, days_said
from app.web.site.booking import blueprint, forms
from app.web.site.booking.choosing import chosen
from app.web.site.booking.manage import tried

AHEAD = timedelta(days=28)
"""The last day that the form proposes."""


@blueprint.get("/physiotherapists/<slug>/book/waiting/")
def join(slug: str) -> Response:
    found = choosing.get_listed(slug, now=clock.now())
    offer = chosen(choosing.offers_of(found), request.args.get("at", ""), request.args.get("for", ""))
    return _form(found, offer)


@blueprint.post("/physiotherapists/<slug>/book/waiting/")
def send_join(slug: str) -> Response:
    now, found = clock.now(), choosing.get_listed(slug, now=clock.now())
    offer = chosen(choosing.offers_of(found), request.form.get("at", ""), request.form.get("for", ""))
    typed = forms.typed()
    try:
        patient = patient_of(name=typed.name, email=typed.email, phone=typed.phone)
        wish = _wish()
        forms.require_person(_purpose(offer), now=now)
        with unit_of_work():
            limits.count_form(client_address(request), patient.email, now=now)
            link = waiting.join(offer, wish, patient, privacy_version=forms.notice(), now=now)
    except Invalid as refusal:
        return _form(found, offer, refusal.faults, 422)
    except TooMany as refusal:
        response = _form(found, offer, (Fault("email", refusal.message),), 429)
        response.headers["Retry-After"] = str(refusal.retry_after)
        return response
    return redirect(links.path_to("site_booking.wait", token=link), 303)


@blueprint.get("/booking/waiting/<token>/")
def wait(token: str) -> Response:
    booked = waiting.find_taken(token)
    return _to_booking(booked) if booked else _shown(token, _opened(token))


@blueprint.post("/booking/waiting/<token>/")
def decide(token: str) -> Response:
    """Take the time that is held, let it go, or leave the list."""
    booked = waiting.find_taken(token)
    if booked:  # by the other press of a double click
        return _to_booking(booked)
    entry, now = _opened(token), clock.now()
    refused = forms.not_pressed(_proof(entry), now=now)
    if refused:
        return _shown(token, entry, 409, refused)
    try:
        with unit_of_work():
            return _done(token, now=now)
    except TimeTaken as refusal:
        return _shown(token, _opened(token), 409, refusal.message)
    except Gone as refusal:
        return _shown(token, _opened(token), 410, refusal.message)


def _done(token: str, *, now: datetime) -> Response:
    match request.form.get("do", ""):
        case "take":
            return _to_booking(waiting.take(token, now=now))
        case "decline":
            waiting.decline(token, now=now)
        case "leave":
            waiting.leave(token, now=now)
            return make_response(render_template("site/booking/left.html"))
    return redirect(links.path_to("site_booking.wait", token=token), 303)


def _to_booking(secret: str) -> Response:
    return redirect(links.path_to("site_booking.manage", token=secret), 303)


def _opened(token: str) -> Entry:
    return tried(lambda: waiting.get_entry(token, now=clock.now()))


def _wish() -> Wish:
    days = {}
    for name in ("first_day", "last_day"):
        try:
            days[name] = date.fromisoformat(request.form.get(name, "").strip())
        except ValueError:
            raise Invalid("Type a day such as 2027-03-08.", field=name) from None
    return Wish(days["first_day"], days["last_day"], tuple(request.form.getlist("parts"))[:4])


def _form(found: Practitioner, offer: Offer, faults: tuple[Fault, ...] = (), status: int = 200) -> Response:
    now = clock.now()
    today = now.astimezone(offer.zone).date()
    sent = request.form
    page = {
        "person": pages.person(found),
        "what": pages.what(offer),
        "at": offer.location.id,
        "for_": offer.service.id,
        "form": pages.Form(request.path, forms.kept_stamp(_purpose(offer), now=now), forms.typed(), faults),
        "first_day": sent.get("first_day", today.isoformat())[:40],
        "last_day": sent.get("last_day", (today + AHEAD).isoformat())[:40],
        "parts": PARTS,
        "chosen": sent.getlist("parts"),
        "privacy_version": privacy_notice.current()[0],
        "kept_for": pages.kept_for(offer.practice),
    }
    return make_response(render_template("site/booking/waiting.html", **page), status)


def _shown(token: str, entry: Entry, status: int = 200, message: str = "") -> Response:
    now, row, offered = clock.now(), entry.waiting, entry.offered
    zone = pages.zone_of(entry.practice)
    page = {
        "first_name": entry.first_name,
        "practice": pages.reach(entry.practice),
        "with_": entry.practitioner.name,
        "service": entry.service.name,
        "days": days_said(row.first_day, row.last_day, row.parts),
        "offered": pages.when(offered) if offered else "",
        "held_until": pages.until(offered.hold_ends_at, zone, now=now) if offered and offered.hold_ends_at else "",
        "minutes_left": minutes_left(offered.hold_ends_at, now=now) if offered and offered.hold_ends_at else 0,
        "action": links.path_to("site_booking.wait", token=token),
        "stamp": forms.kept_stamp(_proof(entry), now=now),
        "message": message,
    }
    return make_response(render_template("site/booking/waiting_entry.html", **page), status)


def _purpose(offer: Offer) -> str:
    return f"waiting {offer.location.id} {offer.service.id}"


def _proof(entry: Entry) -> str:
    """Void as soon as another time is offered, or none."""
    return f"waiting entry {entry.waiting.id} {entry.offered.id if entry.offered else 0}"
