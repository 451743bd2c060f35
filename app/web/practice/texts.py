"""What the practice wants its public text to say. It waits for an editor, and its state is shown."""

from typing import Any

from flask import url_for
from werkzeug.wrappers import Response
from wtforms import BooleanField, StringField, TextAreaField

from app.booking import diary
from app.core import clock
from app.core.errors import Invalid
from app.core.unit_of_work import unit_of_work
from app.directory import changes
from app.directory.languages import language_codes, language_names
from app.directory.models import ListingChange, Practice
from app.directory.queries import get_practitioner
from app.directory.wall_times import moment_said
from app.web.auth import current_actor
from app.web.form_base import Form
from app.web.practice import blueprint
from app.web.practice.access import back_to, member, page
from app.web.practice.fields import zone_of
from app.web.practice.showing import names_of

ASKED = "It is sent. Readers see it as soon as an editor of this site has accepted it."


class PracticeTextForm(Form):
    name = StringField("Name")
    address = TextAreaField("Address", description="Without town and postcode: an editor changes those.")
    phone = StringField("Telephone")
    website = StringField("Website")
    step_free = BooleanField("Step-free access")
    access = TextAreaField("How to get in", description="Steps, lift, parking, toilets.")

    def wanted(self) -> dict[str, Any]:
        return {name: self[name].data for name in changes.PRACTICE_FIELDS}


class PersonTextForm(Form):
    about = TextAreaField("About", description="An empty line begins a paragraph.", render_kw={"rows": 8})
    languages = StringField("Languages", description="Between commas, the best one first: English, Urdu.")
    treatments = TextAreaField("What they treat", description="One a line.", render_kw={"rows": 4})
    accepts_new = BooleanField("Takes new patients")
    video = BooleanField("Sees patients by video, too")

    def wanted(self) -> dict[str, Any]:
        """What was typed. Raises Invalid."""
        codes, unknown = language_codes(self.languages.data or "")
        if unknown:
            raise Invalid(f"Not known here: {', '.join(unknown)[:200]}. Write the English name.", field="languages")
        return {
            "about": self.about.data or "",
            "languages": tuple(codes),
            "treatments": tuple((self.treatments.data or "").splitlines()),
            "accepts_new": bool(self.accepts_new.data),
            "video": bool(self.video.data),
        }


@blueprint.get("/practice/<id:practice_id>/texts/")
@member
def texts(practice: Practice) -> Response:
    """What can be asked for, and what became of what was."""
    zone, locations = zone_of(practice), diary.locations_of(practice.id)
    names = names_of(locations)  # before the rows are read anew without them
    people = [(each.id, each.practitioner.name) for each in locations]
    asked = [
        (_about(change, practice, names), moment_said(change.asked_at, zone), change, changes.compared(change))
        for change in changes.list_of_practice(practice.id)
    ]
    return page("texts", practice, people=people, asked=asked)


@blueprint.route("/practice/<id:practice_id>/texts/practice/", methods=["GET", "POST"])
@member
def practice_text(practice: Practice) -> Response:
    form = PracticeTextForm()
    if not form.is_submitted():
        for name in changes.PRACTICE_FIELDS:
            form[name].data = getattr(practice, name)
    return _answer(practice, None, form, f"{practice.name}: what readers see")


@blueprint.route("/practice/<id:practice_id>/texts/<id:location_id>/", methods=["GET", "POST"])
@member
def person_text(practice: Practice, location_id: int) -> Response:
    location = diary.get_location(practice.id, location_id)
    form, found = PersonTextForm(), get_practitioner(location.practitioner_id)
    if not form.is_submitted():
        form.about.data, form.accepts_new.data, form.video.data = found.about, found.accepts_new, found.video
        form.languages.data = ", ".join(language_names(list(found.languages)))
        form.treatments.data = "\n".join(each.name for each in found.treatments)
    return _answer(practice, found.id, form, f"{found.name}: what readers see")


def _answer(
    practice: Practice, practitioner_id: int | None, form: PracticeTextForm | PersonTextForm, title: str
) -> Response:
    status = 200
    if form.is_submitted():
        status, practice_id = 422, practice.id
        try:
            if form.validate():
                wanted = form.wanted()
                with unit_of_work():
                    changes.propose(practice_id, practitioner_id, wanted, by=current_actor(), now=clock.now())
                return back_to("practice.texts", practice, ASKED)
        except Invalid as refusal:
            form.take(refusal)
    return page(
        "text", practice, status, form=form, title=title, back=url_for("practice.texts", practice_id=practice.id)
    )


def _about(change: ListingChange, practice: Practice, names: dict[int, str]) -> str:
    if change.practitioner_id is None:
        return practice.name
    return names.get(change.practitioner_id, "Somebody who left")
