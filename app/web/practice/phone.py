"""An appointment that was made on the telephone: free times are offered, and any other can be typed."""

from datetime import datetime

from flask import request
from werkzeug.wrappers import Response
from wtforms import EmailField, HiddenField, RadioField, StringField, TelField

from app.booking import choosing, diary, diary_keeping
from app.booking.availability import Offer
from app.booking.errors import TimeTaken
from app.booking.links import new_secret
from app.booking.patients import called_in
from app.core import clock
from app.core.errors import Invalid, NotFound
from app.core.unit_of_work import unit_of_work
from app.directory.models import Practice
from app.web.auth import current_actor
from app.web.form_base import Form, read_all
from app.web.pages import booking as pages
from app.web.practice import blueprint
from app.web.practice.access import back_to, member, page, who
from app.web.practice.fields import MomentField, asked_day, moment, number, start_of

QUIET = {"autocomplete": "off", "spellcheck": "false"}
SECRET_LENGTH = 43


class PhoneForm(Form):
    key = HiddenField()
    start = RadioField("Free times", validate_choice=False)
    other = MomentField(
        "Another time", description="Also one that is not offered to patients. It wins over a free time."
    )
    name = StringField("Name", render_kw=QUIET)
    phone = TelField("Telephone number", render_kw=QUIET)
    email = EmailField("E-mail address", description="For the confirmation. It may stay empty.", render_kw=QUIET)


@blueprint.route("/practice/<id:practice_id>/book/", methods=["GET", "POST"])
@member
def phone(practice: Practice) -> Response:
    """Without an offer in the address: what is to be booked. With one: a week of its times, and who it is for."""
    offers = diary.offers_of(practice.id)
    at, service = number(request.args.get("at")), number(request.args.get("for"))
    if not at:
        groups: dict[str, list[pages.What]] = {}
        for each in offers:
            groups.setdefault(each.practitioner.name, []).append(pages.what(each))
        return page("phone_choose", practice, groups=groups, day=asked_day(practice), when=request.args.get("when", ""))
    offer = next((each for each in offers if (each.location.id, each.service.id) == (at, service)), None)
    if offer is None:
        raise NotFound("This is not offered here, or not any more.")
    return _answer(practice, offer)


def _answer(practice: Practice, offer: Offer) -> Response:
    form, status, practice_id = PhoneForm(), 422, practice.id
    at, service = offer.location.id, offer.service.id
    if not form.is_submitted():
        form.key.data, form.other.data = new_secret(), request.args.get("when", "")[:20]
        return _page(practice, offer, form, 200)
    try:
        if form.validate():
            return _booked(practice, offer, form)
    except Invalid as refusal:
        form.take(refusal)
    except TimeTaken:
        form.form_errors.append("Somebody has this time already. Nothing was booked; choose another time.")
        status = 409
    again = next(each for each in diary.offers_of(practice_id) if (each.location.id, each.service.id) == (at, service))
    return _page(practice, again, form, status)


def _booked(practice: Practice, offer: Offer, form: PhoneForm) -> Response:
    practice_id, now = practice.id, clock.now()
    location_id, service_id = offer.location.id, offer.service.id
    typed = read_all(
        starts_at=lambda: _start(form, offer, now=now),
        patient=lambda: called_in(name=form.name.data or "", email=form.email.data or "", phone=form.phone.data or ""),
    )
    key = form.key.data if len(form.key.data or "") == SECRET_LENGTH else None
    with unit_of_work():
        diary.require_member(practice_id, current_actor())
        wanted = [each for each in diary.offers_of(practice_id) if each.location.id == location_id]
        fresh = next((each for each in wanted if each.service.id == service_id), None)
        if fresh is None:
            raise NotFound("This is not offered here any more.")
        made = diary_keeping.book_by_phone(
            fresh, typed["starts_at"], typed["patient"], privacy_version=None, key=key, by=who(), now=now
        )
        booking_id, said = made.id, f"It is booked for {pages.when(made)}."
    return back_to("practice.booking", practice, said, booking_id=booking_id)


def _start(form: PhoneForm, offer: Offer, *, now: datetime) -> datetime:
    """What was typed wins over what was ticked. Raises Invalid."""
    if (form.other.data or "").strip():
        starts_at: datetime | None = moment(form.other.data or "", offer.zone, field="other")
    else:
        starts_at = start_of(form.start.data or "")
    if starts_at is None:
        raise Invalid("Choose a free time, or type another.", field="start")
    if starts_at <= now:
        raise Invalid("This time is over.", field="other" if form.other.data else "start")
    return starts_at


def _page(practice: Practice, offer: Offer, form: PhoneForm, status: int) -> Response:
    asked = asked_day(practice, "week") if request.args.get("week") else None
    calendar = pages.calendar(offer, choosing.week_of(offer, asked, now=clock.now()))
    form.start.choices = [(time.value, time.whole) for day in calendar.days for time in day.times]
    return page(
        "phone",
        practice,
        status,
        form=form,
        calendar=calendar,
        what=pages.what(offer),
        whom=offer.practitioner.name,
    )
