"""Bringing references in from a file: what would happen first, then all of it together."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response
from wtforms import FileField, TextAreaField

from app.accounts.permissions import Action
from app.core import clock
from app.core.errors import Invalid
from app.core.text import one_line
from app.core.unit_of_work import unit_of_work
from app.references import bringing, files, formats, queries, retraction_watch
from app.references.bringing import Line, Mark, Plan
from app.references.files import Opened
from app.references.formats import Format
from app.references.retraction_watch import Notice, Progress
from app.references.status import Status
from app.web.auth import current_actor, needs
from app.web.desk import blueprint
from app.web.desk.fields import number_of
from app.web.form_base import Form

MAX_FILE, MAX_TYPED = 16 << 20, 4 << 20
MOST_MARKS = 20_000
_MARKED = {status.value: status for status in (Status.RETRACTED, Status.CORRECTED)}
PLANS = {
    Plan.NEW: ("New", "is added, as not checked yet"),
    Plan.HERE: ("Already here", "stays as it is"),
    Plan.PROBLEM: ("Left out", "is not brought in"),
}


@blueprint.url_value_preprocessor
def allow_files(endpoint: str | None, _values: object) -> None:
    """A form with a file is larger than others; this runs before anything looks into the request."""
    if endpoint in {"desk.references_import", "desk.references_bring"}:
        request.max_content_length, request.max_form_memory_size = MAX_FILE, MAX_TYPED


class LookForm(Form):
    file = FileField(
        "File", description="Up to 16 MB: BibTeX (.bib), RIS (.ris), or the list of Retraction Watch (.csv, .csv.gz)."
    )
    text = TextAreaField("Or paste it here", render_kw={"rows": 8, "spellcheck": "false", "class": "mono"})


@dataclass(frozen=True)
class Looked:
    """What a file would do; one of the two is there."""

    text: str = ""
    lines: tuple[Line, ...] = ()
    progress: Progress | None = None
    marks: tuple[Mark, ...] = ()

    @property
    def counts(self) -> dict[Plan, int]:
        return {plan: sum(line.plan is plan for line in self.lines) for plan in Plan}

    @property
    def carried(self) -> str:
        """What is sent along to be done, as JSON: the marks that say something new."""
        return json.dumps([_mark_row(mark) for mark in self.marks if mark.is_new])


@blueprint.route("/desk/references/import", methods=["GET", "POST"])
@needs(Action.MANAGE_REFERENCES)
def references_import() -> Response:
    form = LookForm()
    if not form.is_submitted():
        return _page(form)
    if not form.validate():
        return _page(form, status=422)
    try:
        return _page(form, looked=_looked(_source(form)))
    except Invalid as refusal:
        form.take(refusal)
        return _page(form, status=422)


@blueprint.post("/desk/references/import/bring")
@needs(Action.MANAGE_REFERENCES)
def references_bring() -> Response:
    """Do what the page before showed; what has come in since then is left as it is."""
    text, marks = request.form.get("text", ""), request.form.get("marks", "")
    try:
        said = _marked(marks) if marks else _brought(text)
    except Invalid as refusal:
        form = LookForm(formdata=None)
        form.text.data = text
        form.take(refusal)
        return _page(form, status=422)
    flash(said)
    return redirect(url_for("desk.references_flagged" if marks else "desk.references"), code=303)


def _source(form: LookForm) -> Opened:
    sent = form.file.data
    if isinstance(sent, FileStorage) and sent.filename:
        return files.opened(sent.stream)  # type: ignore[arg-type]  # it reads bytes
    if not (form.text.data or "").strip():
        raise Invalid("Choose a file, or paste its text below.", field="file")
    return files.of_text(form.text.data or "")


def _looked(found: Opened) -> Looked:
    if found.format is Format.RETRACTION_WATCH:
        dois, pmids = queries.ids_by_number()
        progress = retraction_watch.look(found.rows(), dois=dois, pmids=pmids)
        return Looked(progress=progress, marks=tuple(bringing.marks(progress)))
    text = found.text()
    return Looked(text, tuple(bringing.plan(bringing.refuse_empty(formats.read(text)))))


def _brought(text: str) -> str:
    read = formats.read(text)
    with unit_of_work():
        made = bringing.bring_in(bringing.plan(read), by=current_actor(), now=clock.now())
    return f"{len(made)} {'reference is' if len(made) == 1 else 'references are'} in the library now. Check each before you rely on it."


def _marked(text: str) -> str:
    marks = list(_marks_of(text))
    with unit_of_work():
        changed = bringing.mark(marks, by=current_actor(), now=clock.now())
    return f"{len(changed)} {'reference is' if len(changed) == 1 else 'references are'} marked. The pages that cite them are listed here."


def _mark_row(mark: Mark) -> dict[str, Any]:
    notice = mark.notice
    return {
        "id": mark.reference_id,
        "status": notice.status.value if notice.status else "",
        "on": notice.on.isoformat() if notice.on else "",
        "reason": notice.reason,
    }


def _marks_of(text: str) -> Iterable[Mark]:
    """What the page sent back. Raises Invalid for what no page of ours sends."""
    try:
        for row in json.loads(text)[:MOST_MARKS]:
            status = _MARKED[row["status"]]
            on = date.fromisoformat(row["on"]) if row["on"] else None
            reason = one_line(str(row["reason"]))[: retraction_watch.LONGEST_REASON]
            notice = Notice(status.value, status, on, reason)
            yield Mark(number_of(row["id"]) or 0, "", "", notice, is_new=True)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise Invalid("What was to be marked could not be read. Look at the file again.", field="file") from error


def _page(form: LookForm, status: int = 200, *, looked: Looked | None = None) -> Response:
    html = render_template("desk/references/import.html", form=form, looked=looked, plans=PLANS)
    return make_response(html, status)
