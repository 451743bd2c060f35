"""The library of references: the list, one reference, what it is merged with, and what pages are offered of it."""

from flask import flash, jsonify, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import StringField, TextAreaField

from app.accounts.permissions import Action
from app.content.citing import places_of_reference
from app.content.drafts import Target
from app.content.queries import list_users_of
from app.core import clock
from app.core.errors import Invalid
from app.core.unit_of_work import unit_of_work
from app.references import operations, queries
from app.references.models import Reference, Status
from app.references.numbers import Numbers, address_of, checked_numbers, numbers_in
from app.references.operations import Wanted
from app.references.status import IN_DESK, UNTROUBLED
from app.web.auth import current_actor, needs
from app.web.desk import blueprint
from app.web.desk.citation_rows import one_line_of
from app.web.desk.entry_rows import DAY, day_typed
from app.web.desk.fields import ChoiceField, whole_number
from app.web.desk.rows import MOST_PAGES, edit_link
from app.web.form_base import Form

LIBRARY = {"autocomplete": "off", "spellcheck": "false", "data-library": ""}
_QUIET = {"autocomplete": "off", "spellcheck": "false"}


class ReferenceForm(Form):
    text = TextAreaField(
        "The reference", description="As it is printed: who, what, where, when.", render_kw={"rows": 3}
    )
    key = StringField(
        "Key", description="A short name for marks in texts, such as ta304. Left empty, one is made.", render_kw=_QUIET
    )
    title = StringField("Title", description="How it is called where something else names it. May stay empty.")
    year = StringField("Year", render_kw={"inputmode": "numeric", "autocomplete": "off"})
    url = StringField(
        "Address", description="Where readers find it. Left empty at first, it is made of the DOI, PMID or NICE number."
    )
    doi = StringField("DOI", description="Such as 10.1136/bmj.e2147, or its address.", render_kw=_QUIET)
    pmid = StringField("PMID", description="The number in PubMed.", render_kw=_QUIET)
    nice = StringField("NICE number", description="Such as TA304 or NG157.", render_kw=_QUIET)
    mhra = StringField("MHRA number", description="Such as MDA/2017/018.", render_kw=_QUIET)
    status = ChoiceField(
        "Status",
        choices=[(status.value, words) for status, words in IN_DESK.items()],
        default=Status.UNVERIFIED.value,
        description="What is not checked yet is printed without a link. Anything worse than current is said to readers.",
    )
    superseded_by = StringField(
        "What replaced it",
        description="The key or a number of another reference; readers get a link.",
        render_kw=LIBRARY,
    )
    status_on = StringField("Since", description="The day on which that happened to the source.", widget=DAY)
    status_note = StringField("Note", description="A few words for readers, such as the reason for a retraction.")

    def shown(self, wanted: Wanted) -> None:
        """Fill the fields with what a reference says."""
        instead = queries.find_reference(wanted.superseded_by_id) if wanted.superseded_by_id else None
        values = {name: value or "" for name, value in vars(wanted).items() if name in self._fields}
        values |= {
            "status": wanted.status.value,
            "year": str(wanted.year or ""),
            "superseded_by": instead.key if instead else "",
        }
        values |= {"status_on": wanted.status_on.isoformat() if wanted.status_on else ""}
        values |= dict.fromkeys(("doi", "pmid", "nice", "mhra"), "") | dict(wanted.numbers.known())
        for name, value in values.items():
            self[name].data = value

    def wanted(self, *, is_new: bool) -> Wanted:
        """What was typed. Raises Invalid with what cannot be read. Of a new one, numbers are found in address and text, and the address is made of them."""
        text, url = self.text.data or "", (self.url.data or "").strip()
        numbers = checked_numbers(**{name: self[name].data or "" for name in ("doi", "pmid", "nice", "mhra")})
        if is_new and numbers == Numbers():
            numbers = numbers_in(url, text)
        return Wanted(
            text=text,
            key=self.key.data or "",
            title=self.title.data or "",
            year=whole_number(self.year),
            url=url or (address_of(numbers) if is_new else ""),
            numbers=numbers,
            status=Status(self.status.data),
            status_note=self.status_note.data or "",
            status_on=day_typed(self.status_on, "status_on"),
            superseded_by_id=self._instead(),
        )

    def _instead(self) -> int | None:
        typed = (self.superseded_by.data or "").strip()
        found = queries.find_typed(typed) if typed and Status(self.status.data) not in UNTROUBLED else None
        if typed and found is None and Status(self.status.data) not in UNTROUBLED:
            raise Invalid("The library has nothing with this key or number. Add it first.", field="superseded_by")
        return None if found is None else found.id


@blueprint.app_template_global("status_words")
def status_words(status: Status) -> str:
    return IN_DESK[status]


@blueprint.get("/desk/references/")
@needs(Action.WRITE)
def references() -> str:
    text = request.args.get("q", "").replace("\0", "")[:200].strip()
    asked = request.args.get("status", "")
    status = Status(asked) if asked in set(Status) else None
    page = min(max(request.args.get("page", 1, type=int), 1), MOST_PAGES)
    return render_template(
        "desk/references/list.html",
        found=queries.list_references(text=text, status=status, page=page),
        text=text,
        status=status,
        statuses=IN_DESK,
        counts=queries.counts(),
    )


@blueprint.get("/desk/references/find")
@needs(Action.WRITE)
def references_find() -> Response:
    """What the rows of a form offer while somebody types."""
    found = queries.suggest(request.args.get("q", "").replace("\0", "")[:200])
    rows = [
        {"id": r.id, "key": r.key, "text": one_line_of(r.text), "status": r.status.value, "said": IN_DESK[r.status]}
        for r in found
    ]
    return jsonify(references=rows)


@blueprint.route("/desk/references/new", methods=["GET", "POST"])
@needs(Action.MANAGE_REFERENCES)
def reference_new() -> Response:
    return _answer(ReferenceForm(), None)


@blueprint.route("/desk/references/<id:reference_id>/", methods=["GET", "POST"])
@needs(Action.MANAGE_REFERENCES)
def reference(reference_id: int) -> Response:
    found = queries.get_reference(reference_id)
    if found.id != reference_id:  # it was merged
        return redirect(url_for("desk.reference", reference_id=found.id), code=303)
    return _answer(ReferenceForm(), found)


@blueprint.post("/desk/references/<id:reference_id>/delete")
@needs(Action.MANAGE_REFERENCES)
def reference_delete(reference_id: int) -> Response:
    queries.get_reference(reference_id)
    try:
        with unit_of_work():
            found = queries.get_reference(reference_id)
            key = found.key
            operations.delete(found, by=current_actor(), now=clock.now())
    except Invalid as refusal:
        return _page(_filled(reference_id), queries.get_reference(reference_id), 422, problem=refusal.message)
    flash(f"{key} is deleted.")
    return redirect(url_for("desk.references"), code=303)


@blueprint.route("/desk/references/<id:reference_id>/merge", methods=["GET", "POST"])
@needs(Action.MANAGE_REFERENCES)
def reference_merge(reference_id: int) -> Response:
    """First what would happen, then doing it."""
    kept = queries.get_reference(reference_id)
    other = queries.find_typed(request.values.get("other", "").replace("\0", "")[:300])
    if other is None or other.id == kept.id:
        problem = "Type the key or a number of another reference: that one goes, and this one stays."
        return _page(_filled(kept.id), kept, 422, problem=problem)
    if request.method == "GET":
        places = places_of_reference(other.id)
        return make_response(render_template("desk/references/merge.html", kept=kept, other=other, places=places))
    try:
        with unit_of_work():
            kept, other = queries.get_reference(reference_id), queries.get_reference(other.id)
            said = f"{other.key} is one with {kept.key} now. What cited it cites this one."
            operations.merge(kept, other, by=current_actor(), now=clock.now())
    except Invalid as refusal:
        return _page(_filled(reference_id), queries.get_reference(reference_id), 422, problem=refusal.message)
    flash(said)
    return redirect(url_for("desk.reference", reference_id=reference_id), code=303)


def _filled(reference_id: int) -> ReferenceForm:
    form = ReferenceForm(formdata=None)
    form.shown(operations.wanted_of(queries.get_reference(reference_id)))
    return form


def _answer(form: ReferenceForm, found: Reference | None) -> Response:
    if not form.is_submitted():
        return _page(form if found is None else _filled(found.id), found)
    try:
        if not form.validate():
            return _page(form, found, 422)
        wanted = form.wanted(is_new=found is None)
        with unit_of_work():
            said, target = _saved(wanted, None if found is None else found.id)
    except Invalid as refusal:
        form.take(refusal)
        return _page(form, None if found is None else queries.get_reference(found.id), 422)
    flash(said)
    return redirect(target, code=303)


def _saved(wanted: Wanted, reference_id: int | None) -> tuple[str, str]:
    """Inside a unit of work: what was done, in words, and where to go next."""
    actor, now = current_actor(), clock.now()
    if reference_id is None:
        made = operations.add(wanted, by=actor, now=now)
        return f"{made.key} is in the library.", url_for("desk.references")
    found = queries.get_reference(reference_id)
    pages = len(places_of_reference(found.id))
    target = url_for("desk.reference", reference_id=found.id)
    if operations.change(found, wanted, by=actor, now=now) and pages:
        return (
            f"{found.key} is saved. {pages} {'page cites' if pages == 1 else 'pages cite'} it: please look at them.",
            target,
        )
    return f"{found.key} is saved.", target


def _page(form: ReferenceForm, found: Reference | None, status: int = 200, *, problem: str = "") -> Response:
    users = [] if found is None else list_users_of(Target.REFERENCE, found.id)
    now = clock.now()
    html = render_template(
        "desk/references/edit.html",
        form=form,
        reference=found,
        source=None if found is None else queries.sources([found.id]).get(found.id),
        cited_on=[(entry.title, edit_link(entry), entry.state_in_words(now)) for entry, _ in users],
        replaced=[] if found is None else queries.list_replaced_by(found.id),
        problem=problem,
    )
    return make_response(html, status)
