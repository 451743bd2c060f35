"""A practice: who they are, where, how one books, and for how long details are kept."""

from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import BooleanField, EmailField, HiddenField, StringField, TelField, TextAreaField, URLField

from app.accounts.permissions import Action
from app.booking.in_the_way import Why
from app.core import clock
from app.core.errors import Conflict, Invalid
from app.core.unit_of_work import unit_of_work
from app.directory import operations, queries
from app.directory.changes import practice_facts
from app.directory.facts import PracticeFacts
from app.directory.models import BookingMode, Measured, Nation, Practice
from app.directory.places import point_of_postcode
from app.directory.postcode_form import spaced
from app.web.auth import current_actor, needs
from app.web.desk.directory import blueprint
from app.web.desk.directory.settling import carried_out
from app.web.desk.directory.shared import DECIMAL, MODES, NUMBER, QUIET, decimal_or_none, number
from app.web.desk.fields import ChoiceField
from app.web.form_base import Form, read_all

NATIONS = {
    Nation.ENGLAND: "England",
    Nation.SCOTLAND: "Scotland",
    Nation.WALES: "Wales",
    Nation.NORTHERN_IRELAND: "Northern Ireland",
}
ZONES = ("Europe/London", "Europe/Belfast", "Europe/Guernsey", "Europe/Isle_of_Man", "Europe/Jersey")
_RULES = ("latest_days", "answer_hours", "reminder_hours", "retention_days")
_IN_HOURS = {"notice_hours": "notice_minutes", "change_hours": "change_minutes"}


class PracticeForm(Form):
    version = HiddenField(default="1")
    name = StringField("Name", description="As patients know it.")
    address = TextAreaField(
        "Street address",
        description="Without town and postcode. Not shown where nobody is seen here.",
        render_kw={"rows": 2},
    )
    town = StringField("Town")
    postcode = StringField("Postcode", description="A full one, such as LS6 2AB. The point on the map is found by it.")
    latitude = StringField(
        "Latitude",
        description="Only where the postcode is not known here, or the door is elsewhere.",
        render_kw=DECIMAL,
    )
    longitude = StringField("Longitude", description="West of Greenwich it begins with a minus.", render_kw=DECIMAL)
    nation = ChoiceField(
        "Nation",
        choices=[(n.value, words) for n, words in NATIONS.items()],
        description="Whose bank holidays are kept.",
    )
    zone = ChoiceField("Time zone", choices=[(name, name) for name in ZONES], default="Europe/London")
    phone = TelField("Telephone", description="Public.")
    email = EmailField("E-mail for bookings", description="Not public: each booking is mailed there.")
    website = URLField("Website", description="Public, with https://.", render_kw=QUIET)
    step_free = BooleanField("Step-free from the street to the treatment room")
    access = TextAreaField(
        "How to get in",
        description="Steps, lift, doors, parking, toilets: what somebody with crutches or a wheelchair asks.",
    )
    mode = ChoiceField(
        "How patients book",
        choices=[(mode.value, words) for mode, words in MODES.items()],
        default=BookingMode.DETAILS.value,
        description="A service can do it differently.",
    )
    booking_link = URLField("Own booking page", description="Where booking is done elsewhere.", render_kw=QUIET)
    confirms_by_mail = BooleanField(
        "A booking counts only once the patient has followed the link in a mail",
        description="Keeps wrong addresses out of the diary. They have half an hour.",
    )
    asks_note = BooleanField(
        "Let patients leave a short note",
        description="Off is better: people write about their health, which then has to be guarded.",
    )
    notice_hours = StringField(
        "Notice", description="Hours before its start until which a time can be booked.", default="2", render_kw=DECIMAL
    )
    latest_days = StringField(
        "Latest day", description="How many days ahead times are offered.", default="60", render_kw=NUMBER
    )
    change_hours = StringField(
        "Changes",
        description="Hours before the start until which patients cancel or move by the link in their mail. Later they call.",
        default="24",
        render_kw=DECIMAL,
    )
    answer_hours = StringField(
        "Answer",
        description="Hours for which a time that was asked for waits for the practice.",
        default="48",
        render_kw=NUMBER,
    )
    reminder_hours = StringField(
        "Reminder",
        description="Hours before the start at which patients are reminded; 0 is never.",
        default="24",
        render_kw=NUMBER,
    )
    retention_days = StringField(
        "Keep details for",
        description="Days after the appointment. Then name, e-mail and telephone are erased for good; the time stays in the "
        "diary without a name. This is not the patient's clinical record: the practice keeps that itself.",
        default="90",
        render_kw=NUMBER,
    )
    keeps_bank_holidays = BooleanField("Closed on bank holidays", default=True)
    sample = BooleanField(
        "A sample", description="Marked for readers, kept out of search engines, never booked on a public site."
    )

    def shown(self, practice: Practice) -> None:
        """Fill the fields with what is said about a practice."""
        facts = vars(practice_facts(practice))
        for name, value in facts.items():
            if name in self._fields:
                self[name].data = value if isinstance(value, bool) else str(value)
        for name, stored in _IN_HOURS.items():
            self[name].data = f"{facts[stored] / 60:g}"
        if practice.measured is not Measured.POINT:
            self.latitude.data = self.longitude.data = ""
        self.version.data = str(practice.version)

    def facts(self, known: Practice | None = None) -> PracticeFacts:
        """What was typed. Raises Invalid with everything that cannot be read. A point that was found by the postcode stays
        while the postcode does."""
        words = ("name", "address", "town", "postcode", "zone", "phone", "email", "website", "booking_link", "access")
        plain: dict[str, Any] = {name: self[name].data or "" for name in words}
        ticks: dict[str, Any] = {
            name: bool(self[name].data)
            for name in ("step_free", "confirms_by_mail", "asks_note", "keeps_bank_holidays", "sample")
        }
        read = read_all(
            point=lambda: self._point(known),
            **{name: lambda name=name: number(self[name]) for name in _RULES},
            **{stored: lambda name=name: _minutes(self[name]) for name, stored in _IN_HOURS.items()},
        )
        latitude, longitude, measured = read.pop("point")
        return PracticeFacts(
            latitude=latitude,
            longitude=longitude,
            measured=measured,
            nation=Nation(self.nation.data),
            mode=BookingMode(self.mode.data),
            **plain,
            **ticks,
            **read,
        )

    def _point(self, known: Practice | None) -> tuple[float, float, Measured]:
        """The one typed, or that of the postcode."""
        typed = read_all(
            latitude=lambda: decimal_or_none(self.latitude), longitude=lambda: decimal_or_none(self.longitude)
        )
        latitude, longitude = typed["latitude"], typed["longitude"]
        if latitude is not None and longitude is not None:
            return latitude, longitude, Measured.POINT
        if latitude is not None or longitude is not None:
            raise Invalid("A point has both numbers, or leave both empty.", field="latitude")
        written = spaced(self.postcode.data or "") or ""
        if known is not None and known.measured is not Measured.POINT and known.postcode == written:
            return known.latitude, known.longitude, known.measured
        found = point_of_postcode(self.postcode.data or "")
        if found is None:
            raise Invalid(
                "This postcode is not known here. Type latitude and longitude, too: any map shows them.",
                field="latitude",
            )
        return found.point.latitude, found.point.longitude, found.measured


def _minutes(field: Any) -> int:
    hours = decimal_or_none(field)
    if hours is None or hours < 0:
        raise Invalid("Type hours, such as 24.", field=field.short_name)
    return round(hours * 60)


@blueprint.route("/desk/directory/practices/new", methods=["GET", "POST"])
@needs(Action.MANAGE_DIRECTORY)
def practice_new() -> Response:
    form = PracticeForm()
    if not form.is_submitted():
        return _page(form, None)
    try:
        if not form.validate():
            return _page(form, None, 422)
        facts = form.facts()
        with unit_of_work():
            made = operations.add_practice(facts, by=current_actor(), now=clock.now())
            name, target = made.name, url_for("desk_directory.practice", practice_id=made.id)
    except Invalid as refusal:
        form.take(refusal)
        return _page(form, None, 422)
    flash(f"{name} is saved. Now say who works there.")
    return redirect(target, code=303)


@blueprint.route("/desk/directory/practices/<id:practice_id>/", methods=["GET", "POST"])
@needs(Action.MANAGE_DIRECTORY)
def practice(practice_id: int) -> Response:
    found, form = queries.get_practice(practice_id), PracticeForm()
    if not form.is_submitted():
        form = PracticeForm(formdata=None)
        form.shown(found)
        return _page(form, found)
    try:
        if not form.validate():
            return _page(form, found, 422)
        facts = form.facts(found)
        version, by, now = _version(form), current_actor(), clock.now()
        asked = carried_out(
            lambda: operations.change_practice(practice_id, facts, expected_version=version, by=by, now=now),
            Why.MODE,
            title=f"Change how {facts.name} is booked",
            back=request.path,
        )
    except Invalid as refusal:
        form.take(refusal)
        return _page(form, queries.get_practice(practice_id), 422)
    except Conflict as refusal:
        form.form_errors.append(refusal.message)
        return _page(form, queries.get_practice(practice_id), 409)
    if asked is not None:
        return asked
    flash(f"{facts.name} is saved.")
    return redirect(url_for("desk_directory.practice", practice_id=practice_id), code=303)


def _version(form: PracticeForm) -> int:
    text = form.version.data or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _page(form: PracticeForm, found: Practice | None, status: int = 200) -> Response:
    works = [] if found is None else queries.list_of_practice(found.id)
    return make_response(
        render_template("desk/directory/practice.html", form=form, practice=found, works=works), status
    )
