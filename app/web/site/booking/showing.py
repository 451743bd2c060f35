"""The pages that several steps of booking lead to."""

from collections.abc import Mapping
from datetime import datetime

from flask import make_response, render_template
from werkzeug.wrappers import Response

from app.booking import by_link, privacy_notice
from app.booking.availability import Offer, nearest_free
from app.booking.choosing import minutes_left
from app.booking.errors import TimeTaken
from app.booking.links import new_secret
from app.booking.models import Booking
from app.core import clock
from app.core.errors import Fault
from app.web.pages import booking as pages
from app.web.pages.booking import Typed
from app.web.site.booking import forms


def show_details(
    held: Booking,
    *,
    typed: Typed | None = None,
    faults: tuple[Fault, ...] = (),
    key: str = "",
    status: int = 200,
) -> Response:
    """The form in which a patient says who they are, with the time that is held meanwhile."""
    now, offer = clock.now(), by_link.offer_of(held)
    ends = held.hold_ends_at or now
    someone = pages.person(offer.practitioner)
    page = {
        "person": someone,
        "what": pages.what_of(held, offer),
        "when": pages.when(held),
        "held_until": pages.until(ends, offer.zone, now=now),
        "minutes_left": minutes_left(ends, now=now),
        "booking_id": held.id,
        "key": key or new_secret(),
        "form": pages.Form(
            f"{someone.book}details/", forms.kept_stamp(purpose(held.id), now=now), typed or Typed(), faults
        ),
        "asks_note": offer.practice.asks_note,
        "by_mail": offer.practice.confirms_by_mail,
        "privacy_version": privacy_notice.current()[0],
        "kept_for": pages.kept_for(offer.practice),
    }
    return make_response(render_template("site/booking/details.html", **page), status)


def show_taken(offer: Offer, refusal: TimeTaken, *, starts_at: datetime, typed: Typed) -> Response:
    """409: somebody else has the time. The nearest free ones can be held from here, with what was typed. Where a unit of
    work was refused, `offer` has to be read anew: it was forgotten with the rest."""
    return render_taken(taken_page(offer, refusal, starts_at=starts_at), typed=typed)


def taken_page(offer: Offer, refusal: TimeTaken, *, starts_at: datetime) -> dict[str, object]:
    """What that page says to everybody."""
    near = nearest_free(offer, starts_at, now=clock.now())
    someone, what = pages.person(offer.practitioner), pages.what(offer)
    return {
        "person": someone,
        "what": what,
        "message": refusal.message,
        "wanted": pages.time_of(starts_at, offer.zone).whole,
        "near": pages.times(near, offer.zone),
        "zone": pages.zone_said(offer.zone),
        "action": someone.book,
        "hidden": (("at", str(offer.location.id)), ("for", str(offer.service.id))),
        "more": f"{someone.book}{what.path}",
    }


def render_taken(page: Mapping[str, object], *, typed: Typed) -> Response:
    return make_response(render_template("site/booking/taken.html", **page, typed=typed), 409)


def purpose(booking_id: int) -> str:
    """What the stamp of the form for a held time is for."""
    return f"details {booking_id}"
