"""What a form calls itself and where it is sent: the same form sent twice makes one entry, and autosave finds its way."""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import request, session, url_for
from flask_login import current_user

from app.accounts.permissions import Actor
from app.content import paths, sittings
from app.content.models import Entry, Kind
from app.core import clock
from app.core.errors import Fault, Invalid
from app.web.auth import current_actor
from app.web.desk.entry_form import EntryForm
from app.web.desk.fields import number_of
from app.web.desk.nouns import Noun

NEW = {
    Kind.ARTICLE: "desk.article_new",
    Kind.POST: "desk.post_new",
    Kind.SHOW: "desk.show_new",
    Kind.EPISODE: "desk.episode_new",
    Kind.RESOURCE: "desk.resource_new",
}
_COPY = re.compile("[0-9a-f]{32}")
_SAVED_COPIES = "saved_copies"


@dataclass(frozen=True)
class Saving:
    """What the scripts of a form must know: where to save, who writes, what time it is on the server."""

    autosave: str
    presence: str
    new: str
    birth_key: str
    apart: bool
    writer: int
    writer_name: str
    email: str
    now: datetime
    came_from: str
    had: str
    """Names of copies in the browser: the one that the text on this page was in before, and those that are saved now."""


def saving_of(noun: Noun, entry: Entry | None, above: Entry | None) -> Saving:
    """For the page of a form."""
    actor = current_actor()
    return Saving(
        autosave=autosave_address(noun.kind, entry, above),
        presence="" if entry is None else url_for("desk.presence", entry_id=entry.id),
        new=new_address(noun.kind, above),
        birth_key=key() or secrets.token_urlsafe(16),
        apart=is_apart(),
        writer=actor.user_id,
        writer_name=actor.name,
        email=current_user.email,
        now=clock.now(),
        came_from=_copy(),
        had=" ".join(session.pop(_SAVED_COPIES, [])),
    )


def note_saved() -> None:
    """What was sent is saved: the next page of a form tells the browser to forget its copy of that."""
    if _copy():
        session[_SAVED_COPIES] = [*session.get(_SAVED_COPIES, []), _copy()][-5:]


def _copy() -> str:
    sent = request.form.get("copy", "")
    return sent if _COPY.fullmatch(sent) else ""


def autosave_address(kind: Kind, entry: Entry | None, above: Entry | None) -> str:
    if entry is not None:
        return url_for("desk.autosave", entry_id=entry.id)
    below: dict[str, Any] = {} if above is None else {"below": above.id}
    return url_for("desk.autosave_new", kind=kind.value, **below)


def new_address(kind: Kind, above: Entry | None) -> str:
    """Where one more of the kind is begun."""
    of_show: dict[str, Any] = {"show_id": above.id} if kind is Kind.EPISODE and above is not None else {}
    return url_for(NEW[kind], **of_show)


def key() -> str:
    """The name of the form that was sent, "" for none that is one."""
    sent = request.form.get("birth_key", "")
    return sent if sittings.BIRTH_KEY.fullmatch(sent) else ""


def is_apart() -> bool:
    """Whether what was sent must not take the place of the newest text, because it does not follow from it."""
    return request.form.get("apart", "") == "1"


def sent_version() -> int:
    """The version that the form was made of; -1, which none is, where it says none."""
    sent = number_of(request.form.get("version"))
    return -1 if sent is None else sent


def find_born(actor: Actor) -> Entry | None:
    """What this form has made already: it was sent twice, or saved by itself before."""
    return sittings.find_born(key(), by=actor)


def was_sent_again(entry: Entry, form: EntryForm, actor: Actor) -> bool:
    """Whether a form of something new was sent a second time as it was."""
    if request.form.get("version") or entry.birth_key is None or entry.birth_key != key():
        return False
    return sittings.says_already(entry, form.draft().cleaned(), by=actor)


def follow(entry: Entry, form: EntryForm, *, now: datetime) -> list[Fault]:
    """Inside a unit of work: while the form of something new is open, the address follows its title, and what is typed
    for address and place counts. What cannot be is told, and the address stays."""
    if "slug" not in request.form or entry.birth_key != key() or entry.first_published_at is not None:
        return []
    typed = (form.slug.data or "").strip()
    parent_id = number_of(form.parent_id.data) if "parent_id" in form else entry.parent_id
    try:
        if typed or parent_id != entry.parent_id:
            paths.move(entry, slug=typed or entry.slug, parent_id=parent_id, by=current_actor(), now=now)
        entry.slug_by_hand = bool(typed)
        paths.follow_title(entry)
    except Invalid as refusal:
        return list(refusal.faults)
    return []


def settle(entry: Entry, form: EntryForm, *, now: datetime) -> None:
    """As `follow`, for a save by hand: what cannot be is refused."""
    faults = follow(entry, form, now=now)
    if faults:
        raise Invalid.of(faults)
