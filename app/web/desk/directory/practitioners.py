"""A physiotherapist as patients see them, and whether patients can find them."""

from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import BooleanField, HiddenField, StringField, TextAreaField

from app.accounts.permissions import Action
from app.booking.in_the_way import Why
from app.core import clock
from app.core.errors import Conflict, Invalid
from app.core.unit_of_work import unit_of_work
from app.directory import listing, operations, queries
from app.directory.changes import practitioner_facts
from app.directory.facts import PractitionerFacts
from app.directory.hcpc import REGISTER, hcpc_number
from app.directory.languages import language_codes, language_names
from app.directory.models import Gender, Practitioner
from app.media.models import AssetKind
from app.web.auth import current_actor, needs
from app.web.desk.directory import blueprint
from app.web.desk.directory.settling import carried_out
from app.web.desk.directory.shared import QUIET
from app.web.desk.fields import AssetField, ChoiceField, number_of, people_choices
from app.web.form_base import Form, read_all

GENDERS = {"": "Does not say", Gender.FEMALE: "Female", Gender.MALE: "Male", Gender.OTHER: "Other"}


class PractitionerForm(Form):
    version = HiddenField(default="1")
    name = StringField("Name", description="As it stands on the register and on the door.")
    hcpc_number = StringField(
        "HCPC number", description="PH and up to six digits. Without one nobody is listed.", render_kw=QUIET
    )
    gender = ChoiceField(
        "Gender",
        choices=[(str(value), words) for value, words in GENDERS.items()],
        description="As they say it themselves. Patients can ask for a woman.",
    )
    about = TextAreaField(
        "About", description="In their own words: whom they help, and how. An empty line begins a paragraph."
    )
    photo_id = AssetField(
        "Photograph", kind=AssetKind.IMAGE, nothing="No photograph", description="From the media library."
    )
    photo_alt = StringField("What the photograph shows", description="For those who cannot see it.")
    treatments = TextAreaField(
        "What they treat",
        description="One a line. Neuro is what the tick in the search looks for.",
        render_kw={"rows": 4},
    )
    languages = StringField(
        "Languages", description="Between commas, the best one first: English, Urdu.", default="English"
    )
    accepts_new = BooleanField("Takes new patients", default=True)
    video = BooleanField("Sees patients by video, too")
    person_id = ChoiceField(
        "Writes here as", choices=people_choices, description="If this physiotherapist is named on pages of this site."
    )
    sample = BooleanField(
        "A sample", description="Marked for readers, without a number, never booked on a public site."
    )

    def shown(self, practitioner: Practitioner) -> None:
        """Fill the fields with what is said about somebody."""
        facts = practitioner_facts(practitioner)
        for name in ("name", "hcpc_number", "about", "photo_alt", "gender"):
            self[name].data = str(getattr(facts, name) or "")
        for name in ("accepts_new", "video", "sample"):
            self[name].data = getattr(facts, name)
        self.photo_id.process_data(facts.photo_id)
        self.photo_id.process(None, facts.photo_id)
        self.person_id.data = str(facts.person_id or "")
        self.treatments.data = "\n".join(facts.treatments)
        self.languages.data = ", ".join(language_names(list(facts.languages)))
        self.version.data = str(practitioner.version)

    def facts(self) -> PractitionerFacts:
        """What was typed. Raises Invalid with everything that cannot be read."""
        read = read_all(
            hcpc_number=lambda: hcpc_number(self.hcpc_number.data or ""), languages=lambda: _languages(self.languages)
        )
        return PractitionerFacts(
            name=self.name.data or "",
            gender=Gender(self.gender.data) if self.gender.data else None,
            about=self.about.data or "",
            photo_id=self.photo_id.data,
            photo_alt=self.photo_alt.data or "",
            treatments=tuple((self.treatments.data or "").splitlines()),
            accepts_new=bool(self.accepts_new.data),
            video=bool(self.video.data),
            person_id=number_of(self.person_id.data),
            sample=bool(self.sample.data),
            **read,
        )


def _languages(field: StringField) -> tuple[str, ...]:
    codes, unknown = language_codes(field.data or "")
    if unknown:
        raise Invalid(f"Not known here: {', '.join(unknown)[:200]}. Write the English name of each.", field="languages")
    return tuple(codes)


@blueprint.route("/desk/directory/new", methods=["GET", "POST"])
@needs(Action.MANAGE_DIRECTORY)
def practitioner_new() -> Response:
    form = PractitionerForm()
    if not form.is_submitted():
        return page(form, None)
    try:
        if not form.validate():
            return page(form, None, 422)
        facts = form.facts()
        with unit_of_work():
            made = operations.add_practitioner(facts, by=current_actor(), now=clock.now())
            name, target = made.name, url_for("desk_directory.practitioner", practitioner_id=made.id)
    except Invalid as refusal:
        form.take(refusal)
        return page(form, None, 422)
    flash(f"{name} is saved, and not listed yet. Next: where they work, what they offer, and the register.")
    return redirect(target, code=303)


@blueprint.route("/desk/directory/<id:practitioner_id>/", methods=["GET", "POST"])
@needs(Action.MANAGE_DIRECTORY)
def practitioner(practitioner_id: int) -> Response:
    found, form = queries.get_practitioner(practitioner_id), PractitionerForm()
    if not form.is_submitted():
        return page(filled(found), found)
    try:
        if not form.validate():
            return page(form, found, 422)
        facts = form.facts()
        with unit_of_work():
            operations.change_practitioner(
                practitioner_id, facts, expected_version=_version(form), by=current_actor(), now=clock.now()
            )
    except Invalid as refusal:
        form.take(refusal)
        return page(form, queries.get_practitioner(practitioner_id), 422)
    except Conflict as refusal:
        form.form_errors.append(refusal.message)
        return page(form, queries.get_practitioner(practitioner_id), 409)
    flash(f"{facts.name} is saved.")
    return _back(practitioner_id)


@blueprint.post("/desk/directory/<id:practitioner_id>/list")
@needs(Action.MANAGE_DIRECTORY)
def put_in(practitioner_id: int) -> Response:
    try:
        with unit_of_work():
            name = listing.put_into_directory(practitioner_id, by=current_actor(), now=clock.now()).name
    except Invalid as refusal:
        return refused(practitioner_id, refusal.message, 422)
    flash(f"{name} is listed: readers find them from now on.")
    return _back(practitioner_id)


@blueprint.post("/desk/directory/<id:practitioner_id>/delist")
@needs(Action.MANAGE_DIRECTORY)
def take_out(practitioner_id: int) -> Response:
    reason, by, now = request.form.get("reason", ""), current_actor(), clock.now()
    name = queries.get_practitioner(practitioner_id).name
    try:
        asked = carried_out(
            lambda: listing.take_out_of_directory(practitioner_id, reason=reason, by=by, now=now),
            Why.LISTING,
            title=f"Take {name} out of the directory",
            back=url_for("desk_directory.practitioner", practitioner_id=practitioner_id),
        )
    except Invalid as refusal:
        return refused(practitioner_id, refusal.message, 422)
    if asked is not None:
        return asked
    flash(f"{name} is taken out of the directory. Their page says that it is gone.")
    return _back(practitioner_id)


def refused(practitioner_id: int, problem: str, status: int) -> Response:
    """The page of somebody, with what was not done and why."""
    found = queries.get_practitioner(practitioner_id)
    return page(filled(found), found, status, problem=problem)


def filled(found: Practitioner) -> PractitionerForm:
    form = PractitionerForm(formdata=None)
    form.shown(found)
    return form


def page(form: PractitionerForm, found: Practitioner | None, status: int = 200, *, problem: str = "") -> Response:
    html = render_template(
        "desk/directory/practitioner.html",
        form=form,
        practitioner=found,
        missing=[] if found is None else listing.missing_for_listing(found),
        checks=[] if found is None else queries.list_checks(found.id),
        treatments=[each.name for each in queries.list_treatments()],
        register=REGISTER,
        problem=problem,
    )
    return make_response(html, status)


def _back(practitioner_id: int) -> Response:
    return redirect(url_for("desk_directory.practitioner", practitioner_id=practitioner_id), code=303)


def _version(form: PractitionerForm) -> int:
    text = form.version.data or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
