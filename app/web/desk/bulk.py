"""The same done to many entries, each by itself: what one is refused keeps no other back, and each is told of."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from time import monotonic

from flask import render_template, request

from app.accounts.permissions import Action, may
from app.content import operations, queries
from app.content.lifecycle import State
from app.content.models import Entry, Kind
from app.content.paths import BELOW
from app.core import clock
from app.core.errors import HouseError, Invalid
from app.core.slugs import slug_of
from app.core.text import one_line
from app.core.unit_of_work import unit_of_work
from app.web.auth import current_actor, needs, safe_next
from app.web.desk import blueprint
from app.web.desk.editing import find_mine
from app.web.desk.fields import number_of
from app.web.desk.nouns import NOUNS
from app.web.desk.publish_saved import above, publish_saved
from app.web.desk.publishing import Wish
from app.web.desk.rows import edit_link

MOST = 100
SECONDS = 15
"""What is not begun by then is left for the next request: episodes are copied with their tags, which takes its time."""
CARRIED = ("do", "tags_add", "tags_remove", "below")
Deed = Callable[[int], str]


@dataclass(frozen=True)
class Done:
    """What became of one entry: what was done, or every reason why not."""

    title: str
    href: str
    said: str
    reasons: tuple[str, ...] = ()


@blueprint.post("/desk/bulk")
@needs(Action.WRITE)
def bulk() -> str | tuple[str, int]:
    asked = request.form.get("do", "")
    ids = list(dict.fromkeys(number for value in request.form.getlist("id") if (number := number_of(value))))
    problem = ""
    results: list[Done] = []
    try:
        results = _some(ids, _deed(asked))
    except Invalid as refusal:
        problem = refusal.message
    if not ids:
        problem = "Nothing was chosen. Tick the pages in the list first."
    page = render_template(
        "desk/entries/bulk.html",
        problem=problem,
        done=[each for each in results if not each.reasons],
        refused=[each for each in results if each.reasons],
        left=ids[len(results) :] if results else [],
        carried={name: request.form.get(name, "") for name in CARRIED},
        back=safe_next(request.form.get("back")),
    )
    return page if results else (page, 422)


def _some(ids: list[int], deed: Deed) -> list[Done]:
    """The first of them, as many as fit into one request; at least one."""
    results: list[Done] = []
    until = monotonic() + SECONDS
    for entry_id in ids[:MOST]:
        results.append(_one(entry_id, deed))
        if monotonic() >= until:
            break
    return results


def _deed(asked: str) -> Deed:
    """What is to be done with each. Raises Invalid for what cannot be done with any."""
    match asked:
        case "publish":
            return lambda entry_id: publish_saved(entry_id, Wish())
        case "withdraw":
            return _withdraw
        case "retag":
            add, drop = _tags("tags_add"), {slug_of(tag) for tag in _tags("tags_remove")}
            if not add and not drop:
                raise Invalid("Say which tags to add or to take away.")
            return lambda entry_id: _retag(entry_id, add, drop)
        case "move":
            return _move_below((request.form.get("below") or "").strip())
        case _:
            raise Invalid("Say what is to be done with them.")


def _one(entry_id: int, deed: Deed) -> Done:
    title, href = f"Number {entry_id}", ""
    try:
        entry = find_mine(entry_id)
        title, href = entry.title, edit_link(entry)
        return Done(title, href, deed(entry_id))
    except Invalid as refusal:
        return Done(title, href, "", tuple(dict.fromkeys(fault.message for fault in refusal.faults)))
    except HouseError as refusal:
        return Done(title, href, "", (refusal.message,))


def _withdraw(entry_id: int) -> str:
    with unit_of_work():
        operations.withdraw(find_mine(entry_id), by=current_actor(), now=clock.now())
    return "Withdrawn."


def _tags(name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(tag for each in request.form.get(name, "").split(",") if (tag := one_line(each))))


def _retag(entry_id: int, add: tuple[str, ...], drop: set[str]) -> str:
    """A new draft with other tags. Where the draft is what is public, and only there, the change is published with it."""
    actor, now = current_actor(), clock.now()
    entry = find_mine(entry_id)
    noun, version, draft = NOUNS[entry.kind], entry.version, queries.latest_draft(entry)
    kept = [tag for tag in draft.tags if slug_of(tag) not in drop]
    known = {slug_of(tag) for tag in kept}
    tags = (*kept, *(tag for tag in add if slug_of(tag) not in known))
    if tags == draft.tags:
        return "It had these tags already."
    is_out = entry.state(now) in {State.LIVE, State.SCHEDULED} and not entry.has_changes
    publishes = is_out and may(actor, Action.PUBLISH)
    changed = replace(draft, tags=tags)
    date = entry.published_at if entry.state(now) is State.SCHEDULED else None
    prepared = noun.prepare(entry, above(entry), changed, date or now, False) if publishes else {}
    with unit_of_work():
        entry = find_mine(entry_id)
        operations.save_draft(entry, changed, expected_version=version, by=actor, now=now, note="Tags changed")
        if publishes:
            noun.publish(entry, by=actor, now=now, at=date, **prepared)
            return f"Tags: {', '.join(tags) or 'none'}."
    told = "" if entry.live_revision is None else " They are public when its changes are published."
    return f"Tags of the draft: {', '.join(tags) or 'none'}.{told}"


def _move_below(path: str) -> Deed:
    """Below the page with this path, or to the top."""
    target = queries.find_by_path(f"/{path.strip('/')}/") if path.strip("/") else None
    if path.strip("/") and (target is None or target.deleted_at is not None):
        raise Invalid(f"There is no page at {path}. Give the address of the page that they are to lie below.")
    where = None if target is None else (target.id, target.kind, target.title)

    def move(entry_id: int) -> str:
        with unit_of_work():
            entry = find_mine(entry_id)
            parent_id = _parent_for(entry, where)
            if entry.parent_id == parent_id:
                return "It is there already."
            NOUNS[entry.kind].move(entry, slug=entry.slug, parent_id=parent_id, by=current_actor(), now=clock.now())
            return f"Its address is {entry.path} now."

    return move


def _parent_for(entry: Entry, where: tuple[int, Kind, str] | None) -> int | None:
    """Raises Invalid where such an entry cannot lie."""
    wanted = BELOW.get(entry.kind)
    if wanted is None:
        raise Invalid(f"A {entry.kind.value} has no page above it, so it cannot be moved.")
    if where is None and entry.kind is Kind.EPISODE:
        raise Invalid("An episode lies below a show. Give the address of one, such as /podcast/steps/.")
    if where is not None and where[1] is not wanted:
        raise Invalid(
            f"An {entry.kind.value} lies below {'an' if wanted is Kind.ARTICLE else 'a'} {wanted.value}, and {where[2]} is none."
        )
    return None if where is None else where[0]
