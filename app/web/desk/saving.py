"""Autosave and presence: what the scripts of an edit form send by themselves. Answers are small JSON.

What is answered with 200 is committed. What cannot be read or kept stays as it was saved before and is told; the rest of
the form is saved all the same.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from functools import wraps
from typing import Any

from flask import g, jsonify, request, url_for
from werkzeug.wrappers import Response

from app.accounts.permissions import Action, may
from app.content import operations, presences, queries, sittings
from app.content.drafts import EntryDraft
from app.content.models import Entry, Kind, Revision
from app.core import clock
from app.core.errors import Conflict, Fault, Gone, Invalid, NotFound
from app.core.unit_of_work import unit_of_work
from app.web.auth import current_actor, needs
from app.web.desk import births, blueprint, merging
from app.web.desk.editing import find_mine
from app.web.desk.entry_form import EntryForm, faults_of
from app.web.desk.fields import number_of
from app.web.desk.nouns import NOUNS, Noun, Origin
from app.web.desk.podcast import get_visible_show
from app.web.desk.rows import edit_link
from app.web.desk.words import in_full, zone

ONLY_COMPARE = "compare"
"""Sent in `only`: nothing is saved; the answer says whether the text is the newest that is saved."""


@dataclass(frozen=True)
class Readable:
    """What of a form can be kept, and what is wrong with the rest."""

    draft: EntryDraft
    problems: list[Fault]


def _answers_refusals(view: Callable[..., Response]) -> Callable[..., Response]:
    """What is wrong with the form, and what somebody else saved, is told field by field."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Response:
        if number_of(request.form.get("writer")) not in {None, current_actor().user_id}:
            return _refusal(401, "Somebody else is logged in in this browser now. Log in again to go on.")
        try:
            return view(*args, **kwargs)
        except Invalid as refusal:
            return _refusal(422, refusal.message, problems=_told(list(refusal.faults)))

    return guarded


@blueprint.post("/desk/autosave/<id:entry_id>")
@needs(Action.WRITE)
@_answers_refusals
def autosave(entry_id: int) -> Response:
    return _save(_find(entry_id))


@blueprint.post("/desk/autosave/new/<kind>")
@needs(Action.WRITE)
@_answers_refusals
def autosave_new(kind: str) -> Response:
    """The first text of a form makes an entry; what the same form sends later goes into it."""
    if kind not in set(Kind):
        raise NotFound("There is no such kind of page.")
    if not births.key():
        raise Invalid("This form has no proper name of its own. Load the page again.", field="birth_key")
    born = births.find_born(current_actor())
    if born is None and _only_compares():
        return jsonify(same=False)
    made = _bear(NOUNS[Kind(kind)]) if born is None else born
    return made if isinstance(made, Response) else _save(made)


@blueprint.post("/desk/presence/<id:entry_id>")
@needs(Action.WRITE)
def presence(entry_id: int) -> Response:
    """A tab says that it has the page open, or that it closes; the answer says who else has."""
    g.pop("keep_session", None)  # a tab that is only open is no sign of a person: the session may end
    actor, now, tab = current_actor(), clock.now(), request.form.get("tab", "")
    with unit_of_work():
        entry = _find(entry_id)
        if request.form.get("leaving"):
            presences.leave(entry.id, tab, by=actor)
        else:
            presences.note_presence(entry, tab, by=actor, now=now)
        others = presences.list_others(entry.id, tab, by=actor, now=now)
        version = entry.version
    return jsonify(others=[{"name": other.name, "mine": other.mine} for other in others], version=version)


def _find(entry_id: int) -> Entry:
    """The entry, for somebody who may change it. Raises Gone for what is in the bin."""
    try:
        return find_mine(entry_id)
    except NotFound:
        binned = queries.get_binned(entry_id)
        if not may(current_actor(), Action.WRITE, owner_id=binned.created_by_id):
            raise
        raise Gone("This page was deleted in the meantime.") from None


def _only_compares() -> bool:
    return request.form.get("only") == ONLY_COMPARE


def _bear(noun: Noun) -> Response | Entry:
    """A new entry of the form, or the one that another request made of it meanwhile."""
    show = get_visible_show(number_of(request.args.get("below")) or 0) if noun.kind is Kind.EPISODE else None
    form = noun.form()
    _refuse_torn(form)
    form.absorb()
    read = readable(form, noun.form.draft_class())
    actor, now = current_actor(), clock.now()
    parent_id = show.id if show is not None else _typed_parent(form, read)
    with unit_of_work():
        born = births.find_born(actor)
        if born is not None:
            return born
        entry = noun.create(read.draft, Origin(parent_id, "", actor, now))
        sittings.begin(entry, births.key(), autosaved=True)
        form.leave_notes(entry, autosave=True)
        more = births.follow(entry, form, now=now)
        body = _saved(entry, queries.get_revision(entry.id, entry.latest_revision), [*read.problems, *more])
    return jsonify(body)


def _typed_parent(form: EntryForm, read: Readable) -> int | None:
    wrong = any(problem.field == "parent_id" for problem in read.problems)
    return number_of(form.parent_id.data) if "parent_id" in form and not wrong else None


def _save(entry: Entry) -> Response:
    entry_id, noun = entry.id, NOUNS[entry.kind]
    newest = queries.latest_draft(entry)
    form = noun.form()
    form.allow(newest)
    _refuse_torn(form)
    form.absorb()
    read = readable(form, newest)
    actor, now = current_actor(), clock.now()
    if _only_compares():
        same = not read.problems and sittings.says_already(entry, read.draft.cleaned(), by=actor)
        return jsonify(same=same, version=entry.version)
    try:
        with unit_of_work():
            entry = _find(entry_id)
            revision = operations.save_draft(
                entry,
                read.draft,
                expected_version=births.sent_version(),
                by=actor,
                now=now,
                autosave=True,
                apart=births.is_apart(),
            )
            form.leave_notes(entry, autosave=True)
            more = births.follow(entry, form, now=now)
            body = _saved(entry, revision, [*read.problems, *more])
    except Conflict as refusal:
        return _refusal(409, refusal.message, **_theirs(_find(entry_id), form))
    return jsonify(body)


def _refuse_torn(form: EntryForm) -> None:
    missing = form.missing()
    if missing:
        raise Invalid("What you typed did not arrive whole, so nothing was saved. Save it by hand.", field=missing[0])


def readable(form: EntryForm, otherwise: EntryDraft) -> Readable:
    """What a form says, with the fields of `otherwise` where it says what cannot be read or kept."""
    draft, problems = form.read_draft()
    form.validate()
    problems = _once([*problems, *(Fault(name, text) for name, text in _refused(form))])
    draft = _mended(draft, problems, otherwise)
    more = faults_of(draft)
    return Readable(_mended(draft, more, otherwise), _once([*problems, *more]))


def _refused(form: EntryForm) -> list[tuple[str, str]]:
    """The fields' own refusals; those of rows count for the rows."""
    return [
        (name, text)
        for name, found in form.errors.items()
        for text in found
        if isinstance(name, str) and isinstance(text, str)
    ] + [
        (name, "One of the rows cannot be read.")
        for name in form.ROWS
        if any(not isinstance(text, str) for text in form.errors.get(name, ()))
    ]


def _mended(draft: EntryDraft, problems: list[Fault], otherwise: EntryDraft) -> EntryDraft:
    wrong = {problem.field.split("-", 1)[0] for problem in problems}
    names = wrong & {field.name for field in fields(draft)}
    values: dict[str, Any] = {name: getattr(otherwise, name) for name in names}
    return replace(draft, **values)


def _once(problems: list[Fault]) -> list[Fault]:
    return list(dict.fromkeys(problems))


def _saved(entry: Entry, revision: Revision, problems: list[Fault]) -> dict[str, Any]:
    at = revision.updated_at or revision.created_at
    return {
        "version": entry.version,
        "revision": revision.number,
        "saved_at": {"words": f"{at.astimezone(zone()):%H:%M}", "iso": at.isoformat(), "full": in_full(at, zone())},
        "now": clock.now().isoformat(),
        "edit_url": edit_link(entry),
        "autosave_url": url_for("desk.autosave", entry_id=entry.id),
        "presence_url": url_for("desk.presence", entry_id=entry.id),
        "title": entry.title if entry.live_revision is None else "",
        "problems": _told(problems),
    }


def _theirs(entry: Entry, form: EntryForm) -> dict[str, Any]:
    """What somebody else saved, where it differs from what was typed."""
    by, at = queries.last_saves([entry.id]).get(entry.id, ("", entry.changed_at))
    return {
        "version": entry.version,
        "by": by,
        "at": in_full(at, zone()),
        "theirs": [
            {"field": each.name, "label": each.label, "theirs": each.theirs, "mine": each.mine}
            for each in merging.differing(NOUNS[entry.kind], entry, form)
        ],
    }


def _told(problems: list[Fault]) -> list[dict[str, str]]:
    return [{"field": problem.field, "message": problem.message} for problem in problems]


def _refusal(status: int, message: str, **more: Any) -> Response:
    response = jsonify(status=status, message=message, **more)
    response.status_code = status
    return response
