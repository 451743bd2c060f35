"""Bringing in a show from its feed: looked at first, then item by item."""

from dataclasses import dataclass
from typing import TypeVar

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response
from wtforms import BooleanField, FileField, StringField

from app.accounts.permissions import Action
from app.core import clock
from app.core.errors import Invalid
from app.core.unit_of_work import unit_of_work
from app.importing import operations, queries, sources
from app.importing.models import ImportRun, ItemState, Plan, RunState
from app.importing.operations import Source, Wishes
from app.importing.parsed import ParsedShow
from app.importing.podcast_feed import read_feed
from app.media.facts import as_size
from app.podcast import queries as podcast
from app.podcast.models import Show
from app.web.auth import current_actor, needs
from app.web.desk import never_kept
from app.web.desk.fields import ChoiceField
from app.web.desk.kept import keep_for
from app.web.form_base import Form

MAX_FORM_BYTES = 16 << 20
E = TypeVar("E", Plan, ItemState)
blueprint = Blueprint("desk_imports", __name__)
blueprint.after_request(never_kept)
keep_for(blueprint)

PLANS = {
    Plan.NEW: ("New", "will be brought in"),
    Plan.CHANGED: ("Changed", "here already, and different now"),
    Plan.HERE: ("Already here", "stays as it is"),
    Plan.REFUSED: ("Refused", "cannot be brought in"),
}
STATES = {
    ItemState.WAITING: "Waiting",
    ItemState.WORKING: "Being brought in",
    ItemState.DONE: "Brought in",
    ItemState.SKIPPED: "Left as it is",
    ItemState.SET_ASIDE: "Set aside",
}
RUNS = {
    RunState.LOOKED_AT: "Looked at",
    RunState.RUNNING: "Running",
    RunState.PAUSED: "Paused",
    RunState.DONE: "Done",
}


@blueprint.url_value_preprocessor
def allow_files(_endpoint: str | None, _values: object) -> None:
    """A form with a file is larger than other requests; this runs before anything looks into the request."""
    request.max_content_length = MAX_FORM_BYTES


@blueprint.context_processor
def _words() -> dict[str, object]:
    return {"as_size": as_size, "plans": PLANS, "item_states": STATES, "run_states": RUNS}


def _shows() -> list[tuple[str, str]]:
    shows = [(str(show.id), show.title) for show in podcast.list_all_shows()]
    return [("", "The same show, or a new one"), *shows]


class LookForm(Form):
    address = StringField(
        "Address of the feed", description="It starts with https:// and your listeners' apps know it."
    )
    file = FileField("Or the feed as a file", description="An XML file of at most 16 MB, if you have saved it.")
    into = ChoiceField(
        "Into which show?",
        choices=_shows,
        description="A feed that names a show of yours goes there by itself. Choose one only if you know better.",
    )


class StartForm(Form):
    publish = BooleanField(
        "Publish everything with its old date",
        default=True,
        description="Without it the show and its episodes arrive as drafts; each keeps its old date for the day when you publish it.",
    )
    take_changes = BooleanField(
        "Keep changed texts as drafts", description="What is public stays until you publish the draft."
    )
    owner = StringField("The owner's e-mail address", description="As the feed has it.")


@blueprint.get("/desk/podcast/imports/")
@needs(Action.PUBLISH)
def imports() -> str:
    return render_template("desk/imports/list.html", runs=queries.list_runs())


@blueprint.route("/desk/podcast/imports/new", methods=["GET", "POST"])
@needs(Action.PUBLISH)
def import_new() -> Response | tuple[str, int] | str:
    """The dry run: fetch, read, compare; nothing is brought in yet."""
    form = LookForm()
    if not form.is_submitted():
        return render_template("desk/imports/new.html", form=form)
    try:
        if not form.validate():
            return render_template("desk/imports/new.html", form=form), 422
        source, by = _source(form), current_actor()
        with unit_of_work():
            run_id = operations.look_at(source, into=_chosen(form.into.data), by=by, now=clock.now()).id
    except Invalid as refusal:
        form.take(_at(form, refusal))
        return render_template("desk/imports/new.html", form=form), 422
    return redirect(url_for("desk_imports.import_run", run_id=run_id), code=303)


def _source(form: LookForm) -> Source:
    sent = form.file.data
    if isinstance(sent, FileStorage) and sent.filename:
        return sources.from_bytes(sent.filename, sent.stream.read())
    return sources.from_address(form.address.data or "")


def _at(form: LookForm, refusal: Invalid) -> Invalid:
    """What is wrong with the source belongs to the field that it came from."""
    sent = form.file.data
    name = "file" if isinstance(sent, FileStorage) and sent.filename else "address"
    return Invalid(refusal.message, field=name)


def _chosen(value: str | None) -> Show | None:
    return podcast.get_show(int(value)) if value else None


@dataclass(frozen=True)
class View:
    """What the page of one import shows."""

    run: ImportRun
    show: Show | None
    said: ParsedShow
    counts: queries.Counts
    warnings: list[str]

    @property
    def percent(self) -> int:
        return 100 * self.counts.settled // self.counts.all if self.counts.all else 100


def _view(run_id: int) -> View:
    run = queries.get_run(run_id)
    show = next((show for show in podcast.list_all_shows() if show.id == run.show_id), None)  # None in the bin, too
    warnings = list(run.options.get("warnings", []))
    return View(run, show, read_feed(run.document).show, queries.counts(run_id), warnings)


def _page(run_id: int, form: StartForm) -> str:
    view = _view(run_id)
    begun = view.run.state is not RunState.LOOKED_AT
    plan, state = _wanted(Plan, "plan"), _wanted(ItemState, "state")
    items = queries.list_items(run_id, plan=plan, state=state, page=request.args.get("page", 1, type=int) or 1)
    template = "desk/imports/run.html" if begun else "desk/imports/plan.html"
    aside = queries.list_items(run_id, state=ItemState.SET_ASIDE).items
    return render_template(template, view=view, items=items, aside=aside, form=form, plan=plan, state=state)


def _wanted(of: type[E], name: str) -> E | None:
    """The filter that the address asks for; what is no filter of ours is none."""
    try:
        return of(request.args.get(name, ""))
    except ValueError:
        return None


@blueprint.get("/desk/podcast/imports/<id:run_id>/")
@needs(Action.PUBLISH)
def import_run(run_id: int) -> str:
    return _page(run_id, StartForm())


@blueprint.post("/desk/podcast/imports/<id:run_id>/start")
@needs(Action.PUBLISH)
def import_start(run_id: int) -> Response | tuple[str, int]:
    form = StartForm()
    wishes = Wishes(bool(form.publish.data), bool(form.take_changes.data), form.owner.data or "")
    feed = read_feed(queries.get_run(run_id).document)
    try:
        with unit_of_work():
            operations.start(queries.get_run(run_id), feed, wishes, by=current_actor(), now=clock.now())
    except Invalid as refusal:
        form.take(refusal)
        return _page(run_id, form), 422
    return _back(run_id)


@blueprint.post("/desk/podcast/imports/<id:run_id>/pause")
@needs(Action.PUBLISH)
def import_pause(run_id: int) -> Response:
    with unit_of_work():
        operations.pause(queries.get_run(run_id), by=current_actor())
    flash("Paused. What has arrived of the item at hand is kept.")
    return _back(run_id)


@blueprint.post("/desk/podcast/imports/<id:run_id>/go-on")
@needs(Action.PUBLISH)
def import_go_on(run_id: int) -> Response:
    with unit_of_work():
        operations.go_on(queries.get_run(run_id), by=current_actor(), now=clock.now())
    return _back(run_id)


@blueprint.post("/desk/podcast/imports/<id:run_id>/items/<id:item_id>/again")
@needs(Action.PUBLISH)
def import_again(run_id: int, item_id: int) -> Response:
    with unit_of_work():
        item = queries.get_item(item_id, run_id=run_id)
        operations.try_again(item, by=current_actor(), now=clock.now())
    return _back(run_id)


def _back(run_id: int) -> Response:
    return redirect(url_for("desk_imports.import_run", run_id=run_id), code=303)
