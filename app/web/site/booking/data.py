"""What is kept about a patient, for whoever has the link of one of their bookings: to take along, to have it kept but not
used, to have it erased.

Only about that booking. Who types somebody else's address into the form gets a link, too, and must learn nothing by it of
the other's appointments, nor erase them; for everything under an address people write to the practice or to the site, who
look whom they answer.
"""

import json
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from app import links
from app.booking import correcting, exporting, limits, restoring, restricting, whose
from app.booking.by_link import Linked
from app.booking.correcting import Typed
from app.booking.erasing import erase
from app.booking.operations import PATIENT, get_booking
from app.core import clock
from app.core.errors import Conflict, Fault, Invalid, TooMany
from app.core.unit_of_work import unit_of_work
from app.directory.wall_times import day_said
from app.web.auth import client_address
from app.web.pages import booking as pages
from app.web.site.booking import blueprint, forms
from app.web.site.booking.manage import opened

KINDS = {
    "name": "your name",
    "email": "your e-mail address",
    "phone": "your telephone number",
    "former_email": "the e-mail address that you have replaced, until it has been told",
    "note": "your note to the practice",
    "address": "the address of the home visit",
}


@blueprint.get("/booking/<token>/data/")
def data(token: str) -> Response:
    """Says which things are kept, and shows none of them."""
    return _page(token, opened(token))


@blueprint.post("/booking/<token>/data/")
def data_act(token: str) -> Response:
    linked, now, do = opened(token), clock.now(), request.form.get("do", "")
    if refused := forms.not_pressed(_purpose(linked), now=now):
        return _page(token, linked, 409, Fault("", refused))
    try:
        return _done(token, linked, do, now)
    except Invalid as refusal:
        return _page(token, opened(token), 422, *refusal.faults)
    except TooMany as refusal:
        response = _page(token, opened(token), 429, Fault("email", refusal.message))
        response.headers["Retry-After"] = str(refusal.retry_after)
        return response
    except Conflict as refusal:
        return _page(token, opened(token), 409, Fault("", refusal.message))


def _done(token: str, linked: Linked, do: str, now: datetime) -> Response:
    match do:
        case "export" | "calendar":
            return _given(linked, do, now)
        case "restrict" | "lift":
            return _restricted(token, linked, do, now)
        case "correct":
            return _corrected(linked, now)
        case "erase":
            return _erased(linked, now)
        case _:
            raise Invalid("Choose one of the buttons.")


def _given(linked: Linked, do: str, now: datetime) -> Response:
    mine = whose.of_booking(linked.booking)
    if do == "calendar":
        response = make_response(exporting.calendar(mine, now=now))
        kind, name = "text/calendar", "appointment.ics"
    else:
        response = make_response(json.dumps(exporting.export(mine, now=now), indent=2, ensure_ascii=False))
        kind, name = "application/json", "what-is-kept.json"
    response.headers["Content-Type"] = f"{kind}; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _restricted(token: str, linked: Linked, do: str, now: datetime) -> Response:
    change, booking_id = restricting.restrict if do == "restrict" else restricting.lift, linked.booking.id
    with unit_of_work():
        change(whose.of_booking(get_booking(booking_id)), by=PATIENT, now=now)
    return redirect(links.path_to("site_booking.data", token=token), 303)


def _corrected(linked: Linked, now: datetime) -> Response:
    """To the page of the appointment, under its new link where the address is new: the old one opens nothing any more."""
    sent, booking_id = forms.typed(), linked.booking.id
    with unit_of_work():
        if sent.email.strip():
            limits.count_form(client_address(request), sent.email, now=now)
        link = correcting.by_patient(booking_id, Typed(sent.name, sent.email, sent.phone), now=now)
    return redirect(f"{links.path_to('site_booking.data', token=link)}?corrected=1", 303)


def _erased(linked: Linked, now: datetime) -> Response:
    """The page that says so is the last one that this link opens."""
    if "sure" not in request.form:
        raise Invalid("Tick the box, so that nothing is erased by a slip. Nothing was erased.")
    practice, booking_id = pages.reach(linked.practice), linked.booking.id
    with unit_of_work():
        erased = erase(whose.of_booking(get_booking(booking_id)), by=PATIENT, now=now)
    restoring.catch_up(now=now)
    return make_response(render_template("site/booking/erased.html", erased=erased, practice=practice))


def _purpose(linked: Linked) -> str:
    return f"data {linked.booking.id} {linked.booking.version} {linked.booking.status}"


def _page(token: str, linked: Linked, status: int = 200, *faults: Fault) -> Response:
    booking, now = linked.booking, clock.now()
    action, typed = links.path_to("site_booking.data", token=token), forms.typed()
    (kept,) = exporting.export(whose.of_booking(booking), now=now)["bookings"]
    page = {
        "action": action,
        "form": pages.Form(action, "", typed, faults),
        "corrected": "corrected" in request.args and not faults,
        "correctable": correcting.can_be_corrected(booking),
        "manage": links.path_to("site_booking.manage", token=token),
        "stamp": forms.kept_stamp(_purpose(linked), now=now),
        "when": pages.when(booking),
        "practice": pages.reach(linked.practice),
        "kinds": [words for name, words in KINDS.items() if name in kept["you"]],
        "happened": len(kept["what_happened"]),
        "shown": len(kept["shown_to_the_practice"]),
        "notice": kept["privacy_notice"],
        "restricted": kept["kept_but_not_used_since"] is not None,
        "until": day_said(datetime.fromisoformat(kept["deleted_after"]).astimezone(ZoneInfo(booking.zone)).date()),
        "ahead": whose.is_ahead(booking, now=now),
    }
    return make_response(render_template("site/booking/data.html", **page), status)
