"""What an entry said before: every revision, what differs between two in the page and by field, and bringing one back."""

from dataclasses import replace

from flask import Response as FlaskResponse
from flask import flash, make_response, redirect, render_template, request
from markupsafe import Markup
from werkzeug.wrappers import Response

from app.accounts.permissions import Action
from app.content import operations, queries
from app.content.differences import compare_pages, compare_words
from app.content.models import Entry, Revision
from app.core import clock
from app.core.unit_of_work import unit_of_work
from app.web.auth import current_actor, needs
from app.web.desk import blueprint
from app.web.desk.editing import compare, find_mine
from app.web.desk.entry_form import with_values
from app.web.desk.fields import number_of
from app.web.desk.nouns import NOUNS
from app.web.desk.preview import FRAMED
from app.web.desk.rows import edit_link
from app.web.desk.words import the_site
from app.web.headers import POLICY
from app.web.pages.parts import EntryPage
from app.web.pages.preview import preview

Compared = tuple[str, Markup, str, str]
"""A field's label, its words with what changed in them, and both texts as they were."""


@blueprint.get("/desk/entries/<id:entry_id>/revisions/")
@needs(Action.WRITE)
def revisions(entry_id: int) -> str:
    entry = find_mine(entry_id)
    listed = queries.list_revisions(entry_id)
    return render_template("desk/entries/revisions.html", entry=entry, noun=NOUNS[entry.kind], revisions=listed)


@blueprint.get("/desk/entries/<id:entry_id>/revisions/<id:number>/")
@needs(Action.WRITE)
def revision(entry_id: int, number: int) -> FlaskResponse:
    """One revision beside another (`?with=3`), or beside the newest draft."""
    entry = find_mine(entry_id)
    noun = NOUNS[entry.kind]
    one, other = _pair(entry, number)
    shown = with_values(noun.form, noun.form.values_of(entry.draft_class.from_snapshot(one.snapshot)))
    html = render_template(
        "desk/entries/revision.html",
        entry=entry,
        noun=noun,
        revision=one,
        other=other,
        listed=queries.list_revisions(entry_id),
        shown=[(label, said) for label, said in shown.shown() if said],
        compared=_fields(entry, *_in_order(one, other)),
        older=_in_order(one, other)[0],
        newer=_in_order(one, other)[1],
    )
    response = make_response(html)
    response.headers["Content-Security-Policy"] = f"{POLICY}; frame-src 'self'"
    return response


@blueprint.get("/desk/entries/<id:entry_id>/revisions/<id:number>/page")
@needs(Action.WRITE)
def revision_page(entry_id: int, number: int) -> FlaskResponse:
    """What stands in the frame: the newer page of the two, with what changed marked in its text."""
    entry = find_mine(entry_id)
    older, newer = _in_order(*_pair(entry, number))
    before, after = _page(entry, older), _page(entry, newer)
    template, page = after
    if isinstance(page, EntryPage) and isinstance(before[1], EntryPage):
        marked = compare_pages(str(before[1].body.html), str(page.body.html))
        page = replace(page, body=replace(page.body, html=marked))
    response = make_response(render_template(f"site/{template}", page=page))
    response.headers["Content-Security-Policy"] = FRAMED
    return response


@blueprint.post("/desk/entries/<id:entry_id>/revisions/<id:number>/restore")
@needs(Action.WRITE)
def restore_revision(entry_id: int, number: int) -> Response:
    """It becomes the newest draft; nothing public changes, and what is the draft now stays in the list."""
    with unit_of_work():
        entry = find_mine(entry_id)
        operations.restore_revision(entry, number, expected_version=entry.version, by=current_actor(), now=clock.now())
        back = edit_link(entry)
    flash(f"Revision {number} is the draft again. Nothing public has changed.")
    return redirect(back, code=303)


def _pair(entry: Entry, number: int) -> tuple[Revision, Revision]:
    """The revision that was asked for and the one to compare it with. Raises NotFound."""
    other = number_of(request.args.get("with"))
    return (
        queries.get_revision(entry.id, number),
        queries.get_revision(entry.id, entry.latest_revision if other is None else other),
    )


def _in_order(one: Revision, other: Revision) -> tuple[Revision, Revision]:
    return (one, other) if one.number <= other.number else (other, one)


def _page(entry: Entry, revision: Revision) -> tuple[str, object]:
    draft = entry.draft_class.from_snapshot(revision.snapshot)
    return preview(entry, draft, now=clock.now(), site=the_site())


def _fields(entry: Entry, older: Revision, newer: Revision) -> list[Compared]:
    """Every field that differs; of long texts the words that changed are marked."""
    form = NOUNS[entry.kind].form
    before, after = (
        with_values(form, form.values_of(entry.draft_class.from_snapshot(one.snapshot))) for one in (older, newer)
    )
    return [(label, compare_words(old, new), old, new) for label, old, new in compare(before, after)]
