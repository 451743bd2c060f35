"""What an entry said before: every revision, what differs from now, and bringing one back."""

from flask import flash, redirect, render_template
from werkzeug.wrappers import Response

from app.accounts.permissions import Action
from app.content import operations, queries
from app.core import clock
from app.core.unit_of_work import unit_of_work
from app.web.auth import current_actor, needs
from app.web.desk import blueprint
from app.web.desk.editing import compare, find_mine
from app.web.desk.entry_form import with_values
from app.web.desk.nouns import NOUNS
from app.web.desk.rows import edit_link


@blueprint.get("/desk/entries/<id:entry_id>/revisions/")
@needs(Action.WRITE)
def revisions(entry_id: int) -> str:
    entry = find_mine(entry_id)
    listed = queries.list_revisions(entry_id)
    return render_template("desk/entries/revisions.html", entry=entry, noun=NOUNS[entry.kind], revisions=listed)


@blueprint.get("/desk/entries/<id:entry_id>/revisions/<id:number>/")
@needs(Action.WRITE)
def revision(entry_id: int, number: int) -> str:
    entry = find_mine(entry_id)
    noun = NOUNS[entry.kind]
    old = queries.get_revision(entry_id, number)
    then = with_values(noun.form, noun.form.values_of(entry.draft_class.from_snapshot(old.snapshot)))
    now = with_values(noun.form, noun.form.values_of(queries.latest_draft(entry)))
    return render_template(
        "desk/entries/revision.html",
        entry=entry,
        noun=noun,
        revision=old,
        shown=[(label, said) for label, said in then.shown() if said],
        compared=compare(then, now),
    )


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
