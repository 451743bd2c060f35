"""How readers see whoever is logged in: one's own page, as far as one writes it oneself."""

from flask import flash, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import TextAreaField

from app.accounts import operations, queries
from app.accounts.models import Person
from app.accounts.permissions import Action
from app.core import clock
from app.core.unit_of_work import unit_of_work
from app.web.auth import current_actor, needs
from app.web.desk import blueprint
from app.web.form_base import Form
from app.web.pages.people import find_had


class ProfileForm(Form):
    bio = TextAreaField("About you", description="A few sentences for your own page.")
    interests = TextAreaField(
        "Declared interests",
        description="What readers should know: who pays you, what you own. Empty says that nothing was declared.",
    )


@blueprint.route("/desk/account/profile", methods=["GET", "POST"])
@needs(Action.OPEN_DESK)
def profile() -> Response:
    """Only what people say about themselves; what others vouch for is an editor's to change."""
    found = queries.find_person_of(current_actor().user_id)
    form = ProfileForm(obj=found)
    if found is None or not form.is_submitted():
        return _page(form, found)
    with unit_of_work():
        operations.save_own_profile(
            queries.get_person(found.id),
            bio=form.bio.data or "",
            interests=form.interests.data or "",
            by=current_actor(),
            now=clock.now(),
        )
    flash("Saved. Readers see it at once.")
    return redirect(url_for("desk.profile"), code=303)


def _page(form: ProfileForm, found: Person | None) -> Response:
    is_shown = found is not None and find_had(found.id, now=clock.now()) is not None
    return make_response(render_template("desk/profile.html", form=form, person=found, is_shown=is_shown))
