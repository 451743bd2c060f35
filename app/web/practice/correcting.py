"""Putting right who an appointment is for. What is shown is noted, as everywhere."""

from flask import request
from werkzeug.wrappers import Response
from wtforms import EmailField, HiddenField, StringField, TelField, TextAreaField

from app.booking import correcting, diary, reading
from app.booking.correcting import Typed
from app.booking.models import Booking
from app.core import clock
from app.core.errors import Conflict, Gone, Invalid
from app.core.unit_of_work import unit_of_work
from app.directory.models import Practice
from app.web.auth import current_actor
from app.web.form_base import Form
from app.web.practice import blueprint
from app.web.practice.access import back_to, member, page, who
from app.web.practice.fields import number
from app.web.practice.phone import QUIET
from app.web.practice.showing import line

SAID = (
    "It is corrected. A new e-mail address gets a mail with a new link, and the old one is told that it was replaced."
)


class DetailsForm(Form):
    version = HiddenField()
    name = StringField("Name", render_kw=QUIET)
    phone = TelField("Telephone number", render_kw=QUIET)
    email = EmailField(
        "E-mail address",
        description="A new one gets a mail with a new link; the link that was mailed before is dead from then on.",
        render_kw=QUIET,
    )
    address = TextAreaField("Address of the visit", render_kw={"rows": 3, **QUIET})


@blueprint.route("/practice/<id:practice_id>/bookings/<id:booking_id>/correct/", methods=["GET", "POST"])
@member
def correct(practice: Practice, booking_id: int) -> Response:
    form, practice_id = DetailsForm(), practice.id
    if not form.is_submitted():
        return _opened(practice, booking_id)
    found = diary.get_own(practice_id, booking_id)
    try:
        if not form.validate():
            return _page(practice, found, form, 422)
        typed = Typed(*(form[name].data or "" for name in ("name", "email", "phone", "address")))
        with unit_of_work():
            diary.require_member(practice_id, current_actor())
            own, version = diary.get_own(practice_id, booking_id).id, number(form.version.data)
            correcting.by_practice(own, typed, expected_version=version, by=who(), now=clock.now())
    except Invalid as refusal:
        form.take(refusal)
        return _page(practice, found, form, 422)
    except (Conflict, Gone) as refusal:
        form.form_errors.append(refusal.message)
        return _page(practice, found, form, 410 if isinstance(refusal, Gone) else 409)
    return back_to("practice.booking", practice, SAID, booking_id=booking_id)


def _opened(practice: Practice, booking_id: int) -> Response:
    """With what is kept in the fields: that it was shown is noted."""
    practice_id, actor, now = practice.id, current_actor(), clock.now()
    with unit_of_work():
        found = diary.get_own(practice_id, booking_id)
        known = reading.read_contacts(practice_id, [found], by=actor, where="correct", now=now).get(booking_id)
    if known is None or not correcting.can_be_corrected(found):
        raise Gone("There is nothing here that can be corrected.")
    kept = {name: getattr(known, name) for name in ("name", "phone", "email", "address")}
    return _page(practice, found, DetailsForm(formdata=None, data={"version": found.version, **kept}), 200)


def _page(practice: Practice, found: Booking, form: DetailsForm, status: int) -> Response:
    found = diary.get_own(practice.id, found.id)
    shown = line(found, now=clock.now())
    return page("correct", practice, status, form=form, line=shown, at_home=found.at_home, here=request.path)
