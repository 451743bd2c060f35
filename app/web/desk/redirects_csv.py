"""Redirects as a file: taken along, and brought in after a look at what would happen to each row."""

from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import FileField, TextAreaField

from app.accounts.permissions import Action
from app.content import redirect_queries as queries
from app.content import redirect_sheet as sheet
from app.core import clock
from app.core.decoding import text_of
from app.core.errors import Invalid
from app.core.unit_of_work import unit_of_work
from app.web.auth import current_actor, needs
from app.web.desk import blueprint
from app.web.desk.words import the_site
from app.web.form_base import Form


class SheetForm(Form):
    sheet_file = FileField("A CSV file", description="Its first column is the old path, its second where that leads.")
    sheet = TextAreaField(
        "Or rows, pasted",
        description="One a row: /old-page/,/new-page/. The word gone in the second column takes a path down.",
    )


@blueprint.get("/desk/redirects/redirects.csv")
@needs(Action.MANAGE_REDIRECTS)
def redirects_file() -> Response:
    return csv_file(sheet.export(queries.list_all_leads()), "redirects.csv")


@blueprint.route("/desk/redirects/import", methods=["GET", "POST"])
@needs(Action.MANAGE_REDIRECTS)
def redirects_import() -> Response:
    """First what would become of each row; then, with the button below that, the rows that can be taken."""
    form = SheetForm()
    if not form.is_submitted():
        return make_response(render_template("desk/redirects/import.html", form=form, lines=[]))
    try:
        text = _sheet(form)
        if request.form.get("do") == "import":
            return _brought(text)
        lines = sheet.try_out(text, own=the_site().url, now=clock.now())
    except Invalid as refusal:
        form.take(refusal)
        return make_response(render_template("desk/redirects/import.html", form=form, lines=[]), 422)
    form.sheet.data = text
    return make_response(render_template("desk/redirects/import.html", form=form, lines=lines))


def csv_file(text: str, name: str) -> Response:
    """A download; the mark at its start tells spreadsheets that it is UTF-8."""
    response = make_response(f"\ufeff{text}")
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _sheet(form: SheetForm) -> str:
    file = request.files.get("sheet_file")
    data = file.read(sheet.MOST_CHARACTERS * 4 + 1) if file is not None else b""
    if len(data) > sheet.MOST_CHARACTERS * 4:
        raise Invalid("The file is too large. Split it into several.", field="sheet_file")
    return text_of(data, field="sheet_file") if data else form.sheet.data or ""


def _brought(text: str) -> Response:
    with unit_of_work():
        made, left_out = sheet.bring(text, own=the_site().url, by=current_actor(), now=clock.now())
    rest = f" Rows left out, as the report said: {left_out}." if left_out else ""
    flash(f"Redirects made or changed: {made}.{rest}")
    return redirect(url_for("desk.redirects"), code=303)
