"""Sharing a preview: a link for somebody without an account, shown once; what became of each link."""

from flask import flash, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import BooleanField, IntegerField, StringField
from wtforms.validators import InputRequired

from app import links
from app.accounts.permissions import Action
from app.content import queries as content
from app.content.models import Entry
from app.core import clock
from app.core.errors import Invalid
from app.core.text import one_line
from app.core.unit_of_work import unit_of_work
from app.reviews import sharing
from app.reviews import sharing_queries as queries
from app.reviews.models import ShareLink
from app.reviews.sharing_words import OUTCOMES, is_open, state_of
from app.web.auth import current_actor, needs
from app.web.desk import blueprint
from app.web.desk.editing import find_mine
from app.web.desk.nouns import NOUNS
from app.web.desk.words import in_full, the_site, zone
from app.web.form_base import Form

_DAYS = f"From {sharing.DAYS_LEAST} to {sharing.DAYS_MOST}."


class ShareForm(Form):
    label = StringField("Whom it is for", description="A name that you know it by, such as: Ward physiotherapist. Only the desk sees it.")  # fmt: skip
    email = StringField("Send it to (optional)", description="An e-mail address. Without one you get the link to pass on yourself.")  # fmt: skip
    asks_review = BooleanField("Ask for a review", default=True, description="The reader can sign the text off with name and registration. Without the tick it is for reading and commenting only.")  # fmt: skip
    days = IntegerField(
        "Days it lives", default=sharing.DAYS_USUAL, validators=[InputRequired(_DAYS)], description=_DAYS
    )


class ExtendForm(Form):
    days = IntegerField("Days from now", default=sharing.DAYS_USUAL, validators=[InputRequired(_DAYS)])


@blueprint.get("/desk/entries/<id:entry_id>/sharing/")
@needs(Action.SHARE)
def sharing_page(entry_id: int) -> Response:
    return _page(find_mine(entry_id), ShareForm(formdata=None))


@blueprint.post("/desk/entries/<id:entry_id>/sharing/new")
@needs(Action.SHARE)
def share(entry_id: int) -> Response:
    """The address stands on the answer to this request and nowhere else."""
    form = ShareForm()
    if not form.validate():
        return _page(find_mine(entry_id), form, 422)
    wish = sharing.Wish(
        one_line(form.label.data or ""), form.email.data or "", bool(form.asks_review.data), form.days.data or 0
    )
    try:
        with unit_of_work():
            _, token = sharing.share(find_mine(entry_id), wish, site=_site(), by=current_actor(), now=clock.now())
    except Invalid as refusal:
        form.take(refusal)
        return _page(find_mine(entry_id), form, 422)
    entry = find_mine(entry_id)
    html = render_template(
        "desk/entries/share_address.html",
        entry=entry,
        noun=NOUNS[entry.kind],
        title=content.latest_draft(entry).title,
        wish=wish,
        address=_address(token),
    )
    return make_response(html)


@blueprint.post("/desk/entries/<id:entry_id>/sharing/<id:link_id>/revoke")
@needs(Action.SHARE)
def share_revoke(entry_id: int, link_id: int) -> Response:
    with unit_of_work():
        find_mine(entry_id)
        link = queries.get_link(entry_id, link_id)
        sharing.revoke(link, by=current_actor(), now=clock.now())
        label = link.label
    flash(f"The link for {label} is revoked. It does not open anything any more.")
    return redirect(url_for("desk.sharing_page", entry_id=entry_id), code=303)


@blueprint.post("/desk/entries/<id:entry_id>/sharing/<id:link_id>/extend")
@needs(Action.SHARE)
def share_extend(entry_id: int, link_id: int) -> Response:
    form = ExtendForm()
    try:
        with unit_of_work():
            find_mine(entry_id)
            link = queries.get_link(entry_id, link_id)
            sharing.extend(link, form.days.data or 0, by=current_actor(), now=clock.now())
            said = f"The link for {link.label} works until {in_full(link.expires_at, zone())}."
    except Invalid as refusal:
        said = refusal.message
    flash(said)
    return redirect(url_for("desk.sharing_page", entry_id=entry_id), code=303)


def _page(entry: Entry, form: ShareForm, status: int = 200) -> Response:
    now = clock.now()
    listed = queries.list_links(entry.id)
    html = render_template(
        "desk/entries/sharing.html",
        entry=entry,
        noun=NOUNS[entry.kind],
        title=content.latest_draft(entry).title,
        newest=content.get_revision(entry.id, entry.latest_revision),
        form=form,
        works=[_row(link) for link in listed if is_open(link, now)],
        over=[_row(link) for link in listed if not is_open(link, now)],
        days=sharing,
    )
    return make_response(html, status)


def _row(link: ShareLink) -> dict[str, object]:
    return {
        "link": link,
        "state": state_of(link, clock.now()).value,
        "comments": len(queries.list_comments_by(link.id)),
        "verdicts": [f"{OUTCOMES[one.outcome]} by {one.reviewer}" for one in queries.list_verdicts_by(link.id)],
    }


def _site() -> sharing.Site:
    return sharing.Site(the_site().name, _address, lambda at: in_full(at, zone()))


def _address(token: str) -> str:
    return links.absolute(links.path_to("site_preview.page", token=token))
