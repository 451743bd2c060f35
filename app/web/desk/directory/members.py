"""The people who keep a practice's diary: asked in by mail."""

from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import EmailField, StringField

from app.accounts import account_mails
from app.accounts.links import Sent
from app.accounts.permissions import Action
from app.core import clock
from app.core.errors import Invalid
from app.core.unit_of_work import unit_of_work
from app.directory import membership, queries
from app.web.auth import current_actor, needs
from app.web.desk.directory import blueprint
from app.web.desk.words import the_site
from app.web.form_base import Form


class MemberForm(Form):
    email = EmailField("E-mail address", description="The link goes there, and they log in with it.")
    name = StringField("Name", description="As the practice calls them, such as: Reception.")


@blueprint.route("/desk/directory/practices/<id:practice_id>/people/", methods=["GET", "POST"])
@needs(Action.MANAGE_DIRECTORY)
def members(practice_id: int) -> Response:
    form = MemberForm()
    if not form.is_submitted():
        return _page(practice_id, form)
    try:
        if not form.validate():
            return _page(practice_id, form, 422)
        email, name = form.email.data or "", form.name.data or ""
        with unit_of_work():
            sent = membership.invite(practice_id, email=email, name=name, by=current_actor(), now=clock.now())
            if sent is not None:
                _mail(sent, queries.get_practice(practice_id).name)
    except Invalid as refusal:
        form.take(refusal)
        return _page(practice_id, form, 422)
    if sent is None:
        flash("They have a login already, and keep this diary, too, from now on.")
    else:
        flash("They are invited. The link in the mail is good for seven days.")
    return _back(practice_id)


@blueprint.post("/desk/directory/practices/<id:practice_id>/people/<id:user_id>/remove")
@needs(Action.MANAGE_DIRECTORY)
def member_remove(practice_id: int, user_id: int) -> Response:
    with unit_of_work():
        name = membership.remove_member(practice_id, user_id, by=current_actor(), now=clock.now())
    flash(f"{name} does not keep this diary any more.")
    return _back(practice_id)


@blueprint.post("/desk/directory/practices/<id:practice_id>/people/take-back")
@needs(Action.MANAGE_DIRECTORY)
def member_take_back(practice_id: int) -> Response:
    """The address comes in the form: no address of a mail stands in an address of a page."""
    with unit_of_work():
        membership.take_back(practice_id, request.form.get("email", ""), by=current_actor(), now=clock.now())
    flash("The invitation is taken back. Its link does nothing any more.")
    return _back(practice_id)


def _mail(sent: Sent, practice_name: str) -> None:
    address = the_site().absolute(url_for("desk.welcome", token=sent.token))
    role = f"keeper of the diary of {practice_name}"
    account_mails.mail_invitation(sent, address=address, site_name=the_site().name, role=role, now=clock.now())


def _back(practice_id: int) -> Response:
    return redirect(url_for("desk_directory.members", practice_id=practice_id), code=303)


def _page(practice_id: int, form: MemberForm, status: int = 200) -> Response:
    html = render_template(
        "desk/directory/members.html",
        form=form,
        practice=queries.get_practice(practice_id),
        members=membership.list_members(practice_id),
        invited=membership.list_invited(practice_id),
    )
    return make_response(html, status)
