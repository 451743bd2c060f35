"""Who may hear a private show: each listener has an address of their own, shown once."""

import segno
from flask import flash, make_response, redirect, render_template, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response
from wtforms import StringField

from app import links
from app.accounts.permissions import Action
from app.core import clock
from app.core.errors import Invalid
from app.core.unit_of_work import unit_of_work
from app.podcast import private, queries
from app.podcast.models import Show
from app.web.auth import current_actor, needs
from app.web.desk import blueprint
from app.web.desk.podcast import PODCAST
from app.web.form_base import Form


class ListenerForm(Form):
    name = StringField("Name", description="Whose address it is, such as: Ward 7, or a person's first name. Only the desk sees it.")  # fmt: skip


@blueprint.get("/desk/podcast/<id:show_id>/listeners/")
@needs(Action.PUBLISH)
def listeners(show_id: int) -> Response:
    return _page(show_id, ListenerForm(formdata=None))


@blueprint.post("/desk/podcast/<id:show_id>/listeners/new")
@needs(Action.PUBLISH)
def listener_add(show_id: int) -> Response:
    """The address stands on the answer to this request and nowhere else."""
    form = ListenerForm()
    try:
        if not form.validate():
            return _page(show_id, form, 422)
        with unit_of_work():
            show = queries.get_show(show_id)
            token = private.add_listener(show, form.name.data or "", by=current_actor(), now=clock.now())
    except Invalid as refusal:
        form.take(refusal)
        return _page(show_id, form, 422)
    return _address(queries.get_show(show_id), " ".join((form.name.data or "").split()), token)


@blueprint.get("/desk/podcast/<id:show_id>/listeners/<id:listener_id>/")
@needs(Action.PUBLISH)
def listener(show_id: int, listener_id: int) -> str:
    """What taking the address back or making a new one means, before it is done."""
    show, found = queries.get_show(show_id), private.get_listener(show_id, listener_id)
    return render_template("desk/podcast/listener.html", show=show, listener=found, podcast=PODCAST)


@blueprint.post("/desk/podcast/<id:show_id>/listeners/<id:listener_id>/revoke")
@needs(Action.PUBLISH)
def listener_revoke(show_id: int, listener_id: int) -> Response:
    with unit_of_work():
        found = private.get_listener(show_id, listener_id)
        private.revoke(found, by=current_actor(), now=clock.now())
        name = found.name
    flash(f"The address of {name} is taken back. It does not work any more.")
    return redirect(url_for("desk.listeners", show_id=show_id), code=303)


@blueprint.post("/desk/podcast/<id:show_id>/listeners/<id:listener_id>/anew")
@needs(Action.PUBLISH)
def listener_anew(show_id: int, listener_id: int) -> Response:
    try:
        with unit_of_work():
            found = private.get_listener(show_id, listener_id)
            token, name = private.renew_address(found, by=current_actor(), now=clock.now()), found.name
    except Invalid as refusal:
        flash(refusal.message)
        return redirect(url_for("desk.listeners", show_id=show_id), code=303)
    return _address(queries.get_show(show_id), name, token)


def _page(show_id: int, form: ListenerForm, status: int = 200) -> Response:
    show = queries.get_show(show_id)
    everybody = private.list_listeners(show_id)
    html = render_template(
        "desk/podcast/listeners.html",
        show=show,
        form=form,
        podcast=PODCAST,
        active=[one for one in everybody if one.revoked_at is None],
        revoked=[one for one in everybody if one.revoked_at is not None],
    )
    return make_response(html, status)


def _address(show: Show, name: str, token: str) -> Response:
    slug = show.path.strip("/").rpartition("/")[2]
    feed = links.absolute(links.path_to("site_private.private_feed", show=slug, token=token))
    page = links.absolute(links.path_to("site_private.private_page", show=slug, token=token))
    html = render_template(
        "desk/podcast/listener_address.html", show=show, name=name, feed=feed, page=page, qr=_qr(page), podcast=PODCAST
    )
    return make_response(html)


def _qr(address: str) -> Markup:
    """Drawn into the page itself: an address of its own would carry the token past more eyes. Black on white in every
    scheme, with the quiet zone that cameras need."""
    drawn = segno.make(address, error="m", micro=False)
    return Markup(drawn.svg_inline(scale=4, border=4, dark="#000", light="#fff", svgclass="qr", omitsize=True))  # noqa: S704 - made by segno of an address of ours
