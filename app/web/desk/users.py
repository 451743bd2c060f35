"""Who can log in, and as what."""

import secrets

from flask import flash, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import BooleanField, StringField

from app.accounts import links, operations, passwords, queries
from app.accounts.permissions import ALLOWED, Action, Role
from app.core import clock
from app.core.errors import Invalid
from app.core.unit_of_work import unit_of_work
from app.web.auth import current_actor, needs
from app.web.desk import blueprint
from app.web.desk.fields import ChoiceField
from app.web.form_base import Form

ROLES = {
    Role.ADMIN: "Administrator: everything",
    Role.EDITOR: "Editor: writes and publishes everything",
    Role.AUTHOR: "Author: writes drafts of their own",
    Role.REVIEWER: "Reviewer: signs off clinical text",
    Role.PRACTICE: "Practice: no desk",
}


class NewUserForm(Form):
    email = StringField("E-mail address", description="They log in with it.")
    name = StringField("Name", description="As colleagues see it.")
    role = ChoiceField("Role", choices=[(r.value, words) for r, words in ROLES.items()], default=Role.AUTHOR.value)


class UserForm(Form):
    name = StringField("Name", description="As colleagues see it.")
    role = ChoiceField("Role", choices=[(r.value, words) for r, words in ROLES.items()])
    active = BooleanField(
        "May log in", description="Without it they are logged out everywhere at once. What they wrote stays."
    )


@blueprint.get("/desk/users/")
@needs(Action.MANAGE_PEOPLE)
def users() -> str:
    return render_template(
        "desk/users/list.html", users=queries.list_users(), invited=links.list_invitations(), now=clock.now()
    )


@blueprint.app_template_global("roles_table")
def roles_table() -> tuple[list[str], list[tuple[str, list[bool]]]]:
    """The roles that may do anything at all, and each deed with whether each of them may: as permissions.ALLOWED has it."""
    roles = [role for role in Role if ALLOWED[role]]
    deeds = [
        (action.value[0].upper() + action.value[1:], [action in ALLOWED[role] for role in roles]) for action in Action
    ]
    return [role.value.capitalize() for role in roles], deeds


@blueprint.route("/desk/users/new", methods=["GET", "POST"])
@needs(Action.MANAGE_PEOPLE)
def user_new() -> Response:
    """The password is made up, shown once on the answer, and kept only as a hash."""
    form = NewUserForm()
    if not form.is_submitted():
        return make_response(render_template("desk/users/new.html", form=form))
    password = secrets.token_urlsafe(12)
    hashed = passwords.hashed(password)
    try:
        if not form.validate():
            return make_response(render_template("desk/users/new.html", form=form), 422)
        with unit_of_work():
            made = operations.create_user(
                email=form.email.data or "",
                name=form.name.data or "",
                role=Role(form.role.data),
                password_hash=hashed,
                now=clock.now(),
            )
            email = made.email
    except Invalid as refusal:
        form.take(refusal)
        return make_response(render_template("desk/users/new.html", form=form), 422)
    return make_response(render_template("desk/users/password.html", email=email, password=password))


@blueprint.route("/desk/users/<id:user_id>/", methods=["GET", "POST"])
@needs(Action.MANAGE_PEOPLE)
def user(user_id: int) -> Response:
    found = queries.get_user(user_id)
    form = UserForm(obj=found)
    if form.is_submitted():
        try:
            if form.validate():
                _save(user_id, form)
                flash("Saved.")
                return redirect(url_for("desk.users"), code=303)
        except Invalid as refusal:
            form.take(refusal)
        return make_response(render_template("desk/users/edit.html", form=form, user=queries.get_user(user_id)), 422)
    return make_response(render_template("desk/users/edit.html", form=form, user=found))


@blueprint.post("/desk/users/<id:user_id>/password")
@needs(Action.MANAGE_PEOPLE)
def user_password(user_id: int) -> Response:
    """A new password for somebody who lost theirs, shown once; all their sessions end."""
    password = secrets.token_urlsafe(12)
    hashed = passwords.hashed(password)
    with unit_of_work():
        found = queries.get_user(user_id)
        operations.set_password(found, hashed)
        email = found.email
    return make_response(render_template("desk/users/password.html", email=email, password=password))


def _save(user_id: int, form: UserForm) -> None:
    with unit_of_work():
        operations.change_user(
            queries.get_user(user_id),
            name=form.name.data or "",
            role=Role(form.role.data),
            active=bool(form.active.data),
            by=current_actor(),
            now=clock.now(),
        )
