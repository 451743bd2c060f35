"""Pages that cite something which has changed: somebody looks at each and says that it may stand, or mends it."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.accounts.permissions import Action, may
from app.content import citing
from app.content.queries import get_entry
from app.core import clock
from app.core.errors import NotFound
from app.core.unit_of_work import unit_of_work
from app.references import queries
from app.web.auth import current_actor, needs
from app.web.desk import blueprint
from app.web.desk.fields import number_of
from app.web.desk.rows import edit_link


@blueprint.get("/desk/references/flagged")
@needs(Action.WRITE)
def references_flagged() -> str:
    """Those that the person may change, live pages first."""
    actor = current_actor()
    flags = [f for f in citing.list_flagged() if may(actor, Action.WRITE, owner_id=f.entry.created_by_id)]
    sources = queries.sources(flag.reference.id for flag in flags)
    rows = [(flag, sources[flag.reference.id], edit_link(flag.entry)) for flag in flags]
    return render_template("desk/references/flagged.html", rows=rows)


@blueprint.post("/desk/references/flagged/stand")
@needs(Action.WRITE)
def references_stand() -> Response:
    """The page was looked at, and may stay as it is."""
    with unit_of_work():
        reference = queries.find_reference(number_of(request.form.get("reference_id")) or 0)
        entry = get_entry(number_of(request.form.get("entry_id")) or 0)
        if reference is None:
            raise NotFound("That reference is not in the library any more.")
        citing.may_stand(entry, reference, note=request.form.get("note", ""), by=current_actor(), now=clock.now())
        said = f"{entry.title} may stand as it is."
    flash(said)
    return redirect(url_for("desk.references_flagged"), code=303)
