"""Paths that readers ask for in vain, each with a way to lead it somewhere."""

from contextlib import suppress

from flask import current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.accounts.permissions import Action
from app.content import missed as misses
from app.content.redirect_queries import list_targets
from app.content.similar import Similar
from app.core import clock
from app.core.errors import Busy
from app.core.text import one_line
from app.core.unit_of_work import unit_of_work
from app.web.auth import current_actor, needs
from app.web.desk import blueprint
from app.web.desk.rows import wanted


@blueprint.get("/desk/redirects/missed/")
@needs(Action.MANAGE_REDIRECTS)
def missed() -> str:
    """What this process still holds in memory is written first, so that the list is up to date."""
    _write_down()
    dismissed, latest = request.args.get("show") == "dismissed", request.args.get("order") == "latest"
    found = misses.list_missed(dismissed=dismissed, latest=latest, page=wanted().page)
    similar = Similar(list_targets(now=clock.now()))
    rows = [(row, similar.to(row.path)) for row in found.items]
    return render_template("desk/redirects/missed.html", found=found, rows=rows, dismissed=dismissed, latest=latest)


@blueprint.post("/desk/redirects/missed/dismiss")
@needs(Action.MANAGE_REDIRECTS)
def missed_dismiss() -> Response:
    path = one_line(request.form.get("path", ""))
    with unit_of_work():
        misses.dismiss(path, by=current_actor(), now=clock.now())
    flash(f"{path} is off the list.")
    return redirect(url_for("desk.missed"), code=303)


def _write_down() -> None:
    waiting = current_app.extensions["missed"].take()
    if waiting:
        with suppress(Busy), unit_of_work():  # the list without the last minute is still a list
            misses.save(waiting, now=clock.now())
