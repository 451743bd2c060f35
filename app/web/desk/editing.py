"""Writing any kind of entry: the form, saving, publishing, and what happens when that is refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.accounts.permissions import Action, may, require
from app.content import operations, queries, sittings
from app.content.lifecycle import State
from app.content.models import Entry, Kind
from app.core import clock
from app.core.errors import Conflict, Fault, HouseError, Invalid, NotFound
from app.core.unit_of_work import unit_of_work
from app.media import queries as media
from app.media.models import AssetKind
from app.web.auth import current_actor
from app.web.desk import births, kept, merging, panels, publishing, sign_off
from app.web.desk.beside_fields import notes_of
from app.web.desk.entry_form import EntryForm, with_values
from app.web.desk.fields import number_of
from app.web.desk.nouns import Noun, Origin
from app.web.desk.publishing import Ready, Wish
from app.web.desk.rows import edit_link
from app.web.desk.words import wall_time, which_of, zone
from app.web.errors import STATUS

UPLOADED = {AssetKind.AUDIO: "audio_id", AssetKind.IMAGE: "image_id", AssetKind.DOCUMENT: "document_id"}
"""The field that takes a file of each kind."""
Crumbs = list[tuple[str, str | None]]


@dataclass
class Page:
    """What the page of a form needs besides the form."""

    noun: Noun
    entry: Entry | None = None
    parent: Entry | None = None
    crumbs: Crumbs = field(default_factory=list)
    more: dict[str, Any] = field(default_factory=dict)


def find_mine(entry_id: int, kind: Kind | None = None) -> Entry:
    """The entry, for somebody who may change it; for others it is not there."""
    entry = queries.get_entry(entry_id, kind=kind)
    if not may(current_actor(), Action.WRITE, owner_id=entry.created_by_id):
        raise NotFound("That page does not exist, or it is somebody else's.")
    return entry


def new(page: Page, *, values: Mapping[str, Any] | None = None, parent_id: int | None = None) -> Response:
    """Answer the form of an entry that does not exist yet; at first it shows `values`."""
    if request.method == "GET":
        return _shown(page, with_values(page.noun.form, _with_upload(values or {})))
    form = page.noun.form()
    page.entry = births.find_born(current_actor())  # sent twice, or saved by itself before
    return _answered(page, form, parent_id=number_of(form.parent_id.data) if "parent_id" in form else parent_id)


def edit(page: Page) -> Response:
    """Answer the form of an entry that is there."""
    assert page.entry is not None
    if request.method == "GET":
        draft = queries.latest_draft(page.entry)
        values = page.noun.form.values_of(draft) | {"version": page.entry.version} | _dates(page.entry)
        values |= notes_of(page.entry)
        form = with_values(page.noun.form, _with_upload(values))
        form.allow(draft)
        return _shown(page, form)
    form = page.noun.form()
    form.allow(queries.latest_draft(page.entry))
    return _answered(page, form, parent_id=None)


def _answered(page: Page, form: EntryForm, *, parent_id: int | None) -> Response:
    torn = form.missing()
    return _torn(page, form, torn) if torn else _taken(page, form, parent_id=parent_id)


def _taken(page: Page, form: EntryForm, *, parent_id: int | None) -> Response:
    form.absorb()
    merging.take_theirs(form, page.noun, page.entry)
    what = request.form.get("do", "save")
    if what in {"edit", "check"}:
        return _shown(page, form)
    changed = form.change_rows(what)
    if changed:
        return _shown(page, form, changed_rows=changed)
    if not form.validate():
        _read_all(form)
        return _shown(page, form, 422)
    try:
        if what == "impact":
            return _looked_at(page, form)
        target = _done(page, form, what, parent_id)
    except HouseError as refusal:
        return _refused(page, form, refusal)
    return redirect(target, code=303)


def _torn(page: Page, form: EntryForm, names: list[str]) -> Response:
    """What did not arrive would be saved as empty, now or by the next press of the button: the saved text stands there."""
    merging.take_saved(form, page.noun, page.entry, names)
    said = "This did not arrive with the rest, so nothing was saved. Here is what is saved: check it, and save again."
    form.take(Invalid.of([Fault(name, said) for name in names]))
    return _shown(page, form, 422)


def _done(page: Page, form: EntryForm, what: str, parent_id: int | None) -> str:
    """Save, and publish when that was asked for: both or neither. Where to go next."""
    ready = _prepared(page, form, what)
    with unit_of_work():
        entry = _saved(page.noun, form, None if page.entry is None else page.entry.id, parent_id)
        noted = form.leave_notes(entry, publishing=ready is not None)
        kept_signed = sign_off.keep(entry, form, by=current_actor())
        said = "Draft saved." if ready is None else publishing.carry_out(page.noun, entry, ready, noted=noted)
        said += kept_signed
        target = url_for("desk.preview", entry_id=entry.id) if what == "preview" else edit_link(entry)
    flash(said)
    births.note_saved()
    copy = None if ready is None else ready.prepared.get("tagged")
    if copy is not None and copy.note:  # what apps get is not all that was written
        flash(copy.note)
    return target


def _prepared(page: Page, form: EntryForm, what: str) -> Ready | None:
    """What a publish needs that takes a while, checked and made before anything is locked; None for a mere save. Who may
    not publish makes nothing."""
    if what == "impact":
        draft = form.draft()
        may_publish = may(current_actor(), Action.PUBLISH)
        made = page.noun.prepare(page.entry, page.parent, draft, clock.now(), False) if may_publish else {}
        return Ready(Wish(), prepared=made)
    if what not in {"publish", "schedule", "retag"}:
        return None
    require(current_actor(), Action.PUBLISH)
    draft = form.draft()
    wish = Wish(
        at=form.publish_at.instant(zone(), form.publish_at_which.data) if what == "schedule" else None,
        ends=form.expires_at.end(zone(), form.expires_at_which.data),
        reason=form.override_reason.data or "",
        again=what == "retag",
    )
    return publishing.prepare(page.noun, page.entry, page.parent, draft, wish)


def _looked_at(page: Page, form: EntryForm) -> Response:
    """What apps would do with the text as it is typed; nothing is saved. Preparing it ends the reading, so the entry is
    looked up again."""
    ready = _prepared(page, form, "impact")
    if page.entry is not None:
        page.entry = find_mine(page.entry.id, page.noun.kind)
    return _shown(page, form, prepared={} if ready is None else ready.prepared, asked=True)


def _refused(page: Page, form: EntryForm, refusal: HouseError) -> Response:
    """Nothing was saved; what was typed is on the page that says so."""
    match refusal:
        case Conflict():
            return _conflict(page, form, refusal)
        case NotFound():
            raise refusal  # the page that says so shows what was typed
        case Invalid():
            form.take(refusal)
        case _:
            form.form_errors.append(refusal.message)
    return _shown(page, form, STATUS[type(refusal)])


def _saved(noun: Noun, form: EntryForm, entry_id: int | None, parent_id: int | None) -> Entry:
    """Inside a unit of work: a new entry, or a new draft of one."""
    actor, now = current_actor(), clock.now()
    draft = form.draft()
    born = births.find_born(actor) if entry_id is None else None
    if entry_id is None and born is None:
        made = noun.create(draft, Origin(parent_id, (form.slug.data or "").strip(), actor, now))
        sittings.begin(made, births.key(), autosaved=False)
        return made
    entry = born or find_mine(entry_id or 0, noun.kind)
    if not births.was_sent_again(entry, form, actor):
        version, apart = births.sent_version(), births.is_apart()
        operations.save_draft(entry, draft, expected_version=version, by=actor, now=now, apart=apart)
    births.settle(entry, form, now=now)
    return entry


def _read_all(form: EntryForm) -> None:
    """Say everything that is wrong at once, also what the fields themselves do not know."""
    try:
        faults = form.draft().cleaned().faults()
    except Invalid as refusal:
        form.take(refusal)
    else:
        if faults:
            form.take(Invalid.of(faults))


def _shown(
    page: Page,
    form: EntryForm,
    status: int = 200,
    *,
    changed_rows: str = "",
    prepared: Mapping[str, Any] = MappingProxyType({}),
    asked: bool = False,
) -> Response:
    """The page with the form. Each list of rows ends with an empty one. `asked` is whether the effects in apps were
    asked for, with what was `prepared` for publishing it."""
    for name in form.ROWS:
        if all(not row.form.is_blank for row in form[name]):
            form[name].add()
    actor, now = current_actor(), clock.now()
    entry = page.entry
    ready = panels.readiness(page.noun, form, entry, page.parent)
    form.found_at = panels.places(ready)
    html = render_template(
        "desk/entries/edit.html",
        page=page,
        form=form,
        entry=entry,
        is_live=entry is not None and entry.state(now) is State.LIVE,
        is_scheduled=entry is not None and entry.state(now) is State.SCHEDULED,
        may_publish=may(actor, Action.PUBLISH),
        ask_which=bool(form.publish_at_which.data) or form.publish_at.comes_twice(zone()),
        ask_which_end=bool(form.expires_at_which.data) or form.expires_at.comes_twice(zone()),
        unchanged=entry is not None and not entry.has_changes and request.method == "GET",
        last_save=_last_save(entry),
        changed_rows=changed_rows,
        ready=ready,
        effects=panels.changes(entry, form, prepared=prepared, asked=asked),
        asked=asked,
        sign_off=sign_off.beside(entry, form),
        retagging=panels.tagging_again(entry),
        editors=panels.editors(entry),
        saving=births.saving_of(page.noun, entry, page.parent),
        zone_name=zone().key,
        **page.more,
    )
    return make_response(html, status)


def _conflict(page: Page, form: EntryForm, refusal: Conflict) -> Response:
    """Both texts side by side, and a button that saves mine on top."""
    assert page.entry is not None
    entry = find_mine(page.entry.id)
    html = render_template(
        "desk/entries/conflict.html",
        page=page,
        entry=entry,
        message=refusal.message,
        choices=merging.differing(page.noun, entry, form),
        last_save=_last_save(entry),
        fields=[(name, value) for name, value in kept.typed() if merging.is_carried(name)],
        what=request.form.get("do", "save"),
    )
    return make_response(html, 409)


def compare(theirs: EntryForm, mine: EntryForm) -> list[tuple[str, str, str]]:
    """(label, theirs, mine) of every field that differs."""
    pairs = zip(theirs.shown(), mine.shown(), strict=True)
    return [(label, one, other) for (label, one), (_, other) in pairs if one.strip() != other.strip()]


def _dates(entry: Entry) -> dict[str, str]:
    """What the fields of the dates show: those that are still to come."""
    state = entry.state(clock.now())
    begins = entry.published_at if state is State.SCHEDULED else None
    ends = None if state in {State.EXPIRED, State.WITHDRAWN} else entry.expires_at
    return {
        "publish_at": wall_time(begins),
        "publish_at_which": which_of(begins),
        "expires_at": wall_time(ends),
        "expires_at_which": which_of(ends),
    }


def _with_upload(values: Mapping[str, Any]) -> dict[str, Any]:
    """A file that was just uploaded for this form (`?asset=12`) is chosen; saving is up to the person."""
    asset_id = number_of(request.args.get("asset"))
    asset = None if asset_id is None else media.find_asset(asset_id)
    return {**values, **({} if asset is None else {UPLOADED[asset.kind]: asset.id})}


def _last_save(entry: Entry | None) -> tuple[str, Any] | None:
    return None if entry is None else queries.last_saves([entry.id]).get(entry.id)
