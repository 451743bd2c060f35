"""The people named on pages: authors, reviewers, hosts, guests."""

from flask import flash, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import StringField, TextAreaField

from app.accounts import operations, queries
from app.accounts.models import Person
from app.accounts.permissions import Action
from app.core.errors import Invalid
from app.core.unit_of_work import unit_of_work
from app.web.auth import needs
from app.web.desk import blueprint
from app.web.desk.fields import ChoiceField, number_of
from app.web.form_base import Form


class PersonForm(Form):
    name = StringField("Name", description="As it stands on pages.")
    role_title = StringField("Profession", description="Such as: Physiotherapist, editor.")
    registration = StringField(
        "Registration", description="Only a number that can be looked up in the public register."
    )
    bio = TextAreaField("About", description="A few sentences for the person's own page.")
    interests = TextAreaField(
        "Interests",
        description="What readers should know: who pays, who owns what. Empty says that nothing was declared.",
    )
    user_id = ChoiceField("Login", description="If this person writes here: with which login.", choices=[])


@blueprint.get("/desk/people/")
@needs(Action.NAME_PEOPLE)
def people() -> str:
    return render_template("desk/people/list.html", people=queries.list_people())


@blueprint.route("/desk/people/new", methods=["GET", "POST"])
@needs(Action.NAME_PEOPLE)
def person_new() -> Response:
    return _answer(PersonForm(), None)


@blueprint.route("/desk/people/<id:person_id>/", methods=["GET", "POST"])
@needs(Action.NAME_PEOPLE)
def person(person_id: int) -> Response:
    found = queries.get_person(person_id)
    return _answer(PersonForm(obj=found), found)


def _answer(form: PersonForm, found: Person | None) -> Response:
    form.user_id.choices = [("", "Nobody"), *((str(u.id), f"{u.name} ({u.email})") for u in queries.list_users())]
    if not form.is_submitted():
        return _page(form, found)
    try:
        if not form.validate():
            return _page(form, found, 422)
        with unit_of_work():
            saved = operations.save_person(
                None if found is None else queries.get_person(found.id),
                name=form.name.data or "",
                role_title=form.role_title.data or "",
                registration=form.registration.data or "",
                bio=form.bio.data or "",
                interests=form.interests.data or "",
                user_id=number_of(form.user_id.data),
            )
            name = saved.name
    except Invalid as refusal:
        form.take(refusal)
        return _page(form, found, 422)
    flash(f"{name} is saved.")
    return redirect(url_for("desk.people"), code=303)


def _page(form: PersonForm, found: Person | None, status: int = 200) -> Response:
    return make_response(render_template("desk/people/edit.html", form=form, person=found), status)
