"""Links to other sites that do not lead anywhere any more, with the pages that have them."""

from dataclasses import dataclass
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.accounts.permissions import Action
from app.content import link_checks
from app.content.link_checks import Broken
from app.core import clock
from app.core.unit_of_work import unit_of_work
from app.web.auth import needs
from app.web.desk import blueprint
from app.web.desk.rows import edit_link


@dataclass(frozen=True)
class LinkRow:
    url: str
    problem: str
    since: datetime | None
    checked_at: datetime | None
    pages: list[tuple[str, str]]
    sure: bool


@blueprint.get("/desk/links/")
@needs(Action.WRITE_ANY)
def links() -> str:
    found = list(map(_row, link_checks.list_broken()))
    return render_template(
        "desk/links.html",
        sure=[row for row in found if row.sure],
        unsure=[row for row in found if not row.sure],
        ignored=list(map(_row, link_checks.list_broken(ignored=True))),
    )


@blueprint.post("/desk/links/check")
@needs(Action.WRITE_ANY)
def link_check() -> Response:
    outcome = link_checks.check_now(request.form.get("url", ""), now=clock.now)
    flash(outcome.problem or "It leads somewhere again, so it is off the list.")
    return redirect(url_for("desk.links"), code=303)


@blueprint.post("/desk/links/ignore")
@needs(Action.WRITE_ANY)
def link_ignore() -> Response:
    again = request.form.get("do") == "again"
    with unit_of_work():
        link_checks.ignore(request.form.get("url", ""), now=None if again else clock.now())
    flash("It is looked at again." if again else "Nothing more is said of that link.")
    return redirect(url_for("desk.links"), code=303)


def _row(broken: Broken) -> LinkRow:
    link = broken.link
    pages = [(entry.title, edit_link(entry)) for entry in broken.pages]
    return LinkRow(link.url, link.problem, link.failing_since, link.checked_at, pages, broken.sure)
