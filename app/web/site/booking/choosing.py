"""Choosing what is booked, a week of free times, and taking one of them."""

from collections.abc import Mapping
from datetime import date, datetime

from flask import current_app, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from app.booking import choosing, limits, operations
from app.booking.availability import Offer, diary_version, get_offer
from app.booking.errors import TimeTaken
from app.booking.models import Booking
from app.core import clock
from app.core.errors import NotFound
from app.core.unit_of_work import unit_of_work
from app.directory.models import Practitioner
from app.web.auth import client_address
from app.web.pages import booking as pages
from app.web.site.booking import blueprint, forms
from app.web.site.booking.rush import Key, Rush
from app.web.site.booking.showing import render_taken, show_details, show_taken, taken_page


@blueprint.get("/physiotherapists/<slug>/book/")
def times(slug: str) -> Response:
    """What can be booked of this person; once that is chosen, or where there is no choice, a week of times."""
    found = choosing.get_listed(slug, now=clock.now())
    offers = choosing.offers_of(found)
    if request.args.get("at") or len(offers) == 1:
        return _week(found, chosen(offers, request.args.get("at", ""), request.args.get("for", "")))
    options = [pages.what(offer) for offer in offers]
    page = {"person": pages.person(found), "options": options, "reaches": pages.reaches(found)}
    return make_response(render_template("site/booking/choose.html", **page))


@blueprint.post("/physiotherapists/<slug>/book/")
def hold(slug: str) -> Response:
    """Hold a time for this browser. What was typed before, for a time that was taken, comes along."""
    now, typed = clock.now(), forms.typed()
    location_id, service_id = (forms.number(request.form.get(name, "")) for name in ("at", "for"))
    starts_at, secret = forms.start(request.form.get("start", ""), now=now), forms.browser_or_new()
    taken = _known_taken((slug, location_id, service_id, starts_at), now=now)
    if taken is not None:
        return render_taken(taken, typed=typed)
    try:
        with unit_of_work():
            limits.count_hold(client_address(request), now=now)
            held = operations.hold(location_id, service_id, starts_at, browser=secret, now=now)
    except TimeTaken as refusal:
        offer = get_offer(location_id, service_id, bookable=False)
        return show_taken(offer, refusal, starts_at=starts_at, typed=typed)
    if typed.given:
        response = show_details(held, typed=typed)
    else:
        response = redirect(f"/physiotherapists/{slug}/book/details/", 303)
    forms.remember(response, secret)
    return response


def _known_taken(key: Key, *, now: datetime) -> Mapping[str, object] | None:
    """What to tell somebody whose time is taken as far as can be seen at once: of many who want one time, nearly all are
    told here and need not wait for each other. Who holds a time already is looked at alone: it may be this one."""
    rush: Rush = current_app.extensions["booking_rush"]
    slug, location_id, service_id, starts_at = key
    own, diary = held_here(), diary_version(location_id)
    told = rush.find(key, diary=diary, now=now) if own is None else None
    if told is not None:
        return told
    offer = choosing.get_chosen(slug, location_id, service_id, now=now)
    try:
        operations.require_free(offer, starts_at, now=now, apart_from=own.id if own else None)
    except TimeTaken as refusal:
        page = taken_page(offer, refusal, starts_at=starts_at)
        if own is None:
            rush.keep(key, page, diary=diary, now=now)
        return page
    return None


def held_here() -> Booking | None:
    """The time that this browser holds just now."""
    secret = forms.browser()
    return operations.find_hold(secret, now=clock.now()) if secret else None


def _week(found: Practitioner, offer: Offer) -> Response:
    now, held = clock.now(), held_here()
    if held is not None and (held.location_id, held.service_id) != (offer.location.id, offer.service.id):
        held = None
    # To its own holder a held time is still one that can be chosen.
    week = choosing.week_of(offer, asked_day(), now=now, apart_from=held.id if held else None)
    several = len(choosing.offers_of(found)) > 1
    return make_response(
        render_template(
            "site/booking/times.html",
            person=pages.person(found),
            what=pages.what(offer),
            calendar=pages.calendar(offer, week),
            held=pages.when(held) if held else "",
            several=several,
            at=offer.location.id,
            for_=offer.service.id,
        )
    )


def chosen(offers: list[Offer], at: str, service: str) -> Offer:
    """Raises NotFound for what is not offered, and for what is somebody else's."""
    if not at and len(offers) == 1:
        return offers[0]
    wanted = (forms.number(at), forms.number(service))
    for offer in offers:
        if (offer.location.id, offer.service.id) == wanted:
            return offer
    raise NotFound("This appointment is not offered here, or not any more.")


def asked_day() -> date | None:
    """The week that the address asks for by one of its days; None for none, or for what is no day."""
    try:
        return date.fromisoformat(request.args.get("week", ""))
    except ValueError:
        return None
