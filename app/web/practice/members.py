"""Who keeps this diary; asked in by mail."""

from flask import request, url_for
from werkzeug.wrappers import Response
from wtforms import EmailField, StringField

from app import links
from app.accounts import account_mails
from app.accounts.links import Sent
from app.core import clock
from app.core.errors import Invalid
from app.core.unit_of_work import unit_of_work
from app.directory import membership
from app.directory.models import Practice
from app.directory.wall_times import day_said
from app.web.auth import current_actor
from app.web.form_base import Form
from app.web.practice import blueprint
from app.web.practice.access import back_to, member, page
from app.web.practice.fields import zone_of


class MemberForm(Form):
    email = EmailField("E-mail address", description="The link goes there, and they log in with it.")
    name = StringField("Name", description="As you call them, such as: Reception.")


@blueprint.route("/practice/<id:practice_id>/people/", methods=["GET", "POST"])
@member
def members(practice: Practice) -> Response:
    form = MemberForm()
    if not form.is_submitted():
        return _page(practice, form)
    email, name, practice_id, practice_name = form.email.data or "", form.name.data or "", practice.id, practice.name
    try:
        if not form.validate():
            return _page(practice, form, 422)
        with unit_of_work():
            sent = membership.invite(practice_id, email=email, name=name, by=current_actor(), now=clock.now())
            if sent is not None:
                _mail(sent, practice_name)
    except Invalid as refusal:
        form.take(refusal)
        return _page(practice, form, 422)
    invited = "They are invited. The link in the mail is good for seven days."
    joined = "They have a login already, and keep this diary, too, from now on."
    return back_to("practice.members", practice, joined if sent is None else invited)


@blueprint.post("/practice/<id:practice_id>/people/<id:user_id>/remove")
@member
def member_remove(practice: Practice, user_id: int) -> Response:
    """Nobody takes the diary from themselves: the last one would leave it to nobody."""
    practice_id = practice.id
    if user_id == current_actor().user_id:
        form = MemberForm(formdata=None)
        form.form_errors.append("You cannot take the diary from yourself. Ask somebody else who keeps it.")
        return _page(practice, form, 422)
    with unit_of_work():
        name = membership.remove_member(practice_id, user_id, by=current_actor(), now=clock.now())
    return back_to("practice.members", practice, f"{name} does not keep this diary any more.")


@blueprint.post("/practice/<id:practice_id>/people/take-back")
@member
def member_take_back(practice: Practice) -> Response:
    """The address comes in the form: no address of a mail stands in an address of a page."""
    practice_id = practice.id
    with unit_of_work():
        membership.take_back(practice_id, request.form.get("email", ""), by=current_actor(), now=clock.now())
    return back_to("practice.members", practice, "The invitation is taken back. Its link does nothing any more.")


def _mail(sent: Sent, practice_name: str) -> None:
    address = links.absolute(url_for("desk.welcome", token=sent.token))
    role = f"keeper of the diary of {practice_name}"
    account_mails.mail_invitation(sent, address=address, site_name=links.site_name(), role=role, now=clock.now())


def _page(practice: Practice, form: MemberForm, status: int = 200) -> Response:
    zone = zone_of(practice)
    people = [
        (user, day_said(since.astimezone(zone).date()), user.id == current_actor().user_id)
        for user, since in membership.list_members(practice.id)
    ]
    return page("members", practice, status, form=form, people=people, invited=membership.list_invited(practice.id))
