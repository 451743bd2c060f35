"""Redirects made by hand: where a path leads that no page has."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import unquote, urlsplit

from app.accounts.activity import note
from app.accounts.permissions import Action, Actor, require
from app.content import paths
from app.content.lifecycle import State
from app.content.models import Entry, PathRedirect
from app.content.redirect_queries import Lead, find_by_paths, find_leads, find_redirect, get_lead
from app.content.upkeep_models import MissedPath
from app.core.db import db
from app.core.errors import Fault, Invalid
from app.core.text import one_line
from app.core.web_address import is_web_address

LONGEST_PATH, LONGEST_ADDRESS = 500, 2000
GONE = "gone"
"""How a list in a file says that a path leads nowhere any more."""
_ODD = re.compile(r"[\x00-\x1f\x7f\\<>\"'{}|^`]|//|/\.\.?/")


@dataclass(frozen=True)
class Known:
    """What there is at the paths in question: read once for a whole list."""

    now: datetime
    entries: Mapping[str, Entry] = field(default_factory=dict)
    leads: Mapping[str, Lead] = field(default_factory=dict)


@dataclass(frozen=True)
class Judged:
    """A redirect that may be made: to an entry, to an address, or (neither) to nowhere."""

    path: str
    entry: Entry | None = None
    address: str = ""

    @property
    def target(self) -> str:
        return self.entry.path if self.entry is not None else self.address


def path_of(typed: str, *, own: str) -> str:
    """A path as it is asked for: from a path or a full address of this site (`own`), without query, with its last slash."""
    line = _inside(typed, own)
    path = unquote(line.split("#", 1)[0].split("?", 1)[0])
    return path if path.endswith("/") or not path else f"{path}/"


def known_of(pairs: Iterable[tuple[str, str]], *, own: str, now: datetime) -> Known:
    """What there is at both ends of the (from, to) in `pairs`."""
    pairs = list(pairs)
    asked = {path_of(end, own=own) for pair in pairs for end in pair}
    asked |= {_inside(to, own) for _, to in pairs}
    asked = {path for path in asked if not _ODD.search(path)}  # nothing is there
    return Known(now, find_by_paths(asked), find_leads(asked))


def judge(from_: str, to: str, *, own: str, known: Known) -> Judged:
    """What the redirect would be. Raises Invalid with what speaks against either end."""
    path = path_of(from_, own=own)
    faults = [Fault("path", message) for message in _against_path(path, known)]
    judged = Judged(path)
    try:
        judged = _judged_target(path, _inside(to, own), own=own, known=known)
    except Invalid as refusal:
        faults += refusal.faults
    if faults:
        raise Invalid.of(faults)
    return judged


def save_redirect(judged: Judged, *, by: Actor, now: datetime) -> bool:
    """Make it, or change the one that is there. Whether anything is different now; a miss at that path is dealt with."""
    require(by, Action.MANAGE_REDIRECTS)
    row = find_redirect(judged.path)
    entry_id = None if judged.entry is None else judged.entry.id
    if row is not None and (row.entry_id, row.address) == (entry_id, judged.address):
        return False
    if row is None:
        row = PathRedirect(path=judged.path, created_at=now)
        db.session.add(row)
    row.entry_id, row.address, row.created_at, row.created_by = entry_id, judged.address, now, by.name or "?"
    missed = db.session.get(MissedPath, judged.path)
    if missed is not None:
        db.session.delete(missed)
    details = {"from": judged.path, "to": judged.target or GONE}
    note("redirected", by=by, now=now, about=judged.path, entry_id=entry_id, details=details)
    db.session.flush()
    return True


def end_redirect(path: str, *, by: Actor, now: datetime) -> None:
    """From now on the path says that its page was taken down (410): what readers knew never becomes a mere mistake."""
    require(by, Action.MANAGE_REDIRECTS)
    lead = get_lead(path)
    details = {"from": path, "to": GONE, "was": lead.target}
    note("ended a redirect", by=by, now=now, about=path, entry_id=lead.redirect.entry_id, details=details)
    lead.redirect.entry_id, lead.redirect.address = None, ""


def _inside(typed: str, own: str) -> str:
    """What was typed on one line; a full address of this site as its path."""
    line = one_line(typed)
    return (line.removeprefix(own) or "/") if line == own or line.startswith(f"{own}/") else line


def _against_path(path: str, known: Known) -> list[str]:
    if not path.startswith("/"):
        return ["Begin with a slash, such as /old-page/, or paste the whole address on this site."]
    if path == "/" or len(path) > LONGEST_PATH or _ODD.search(path) or path.startswith("/media/"):
        return ["That is no path that can lead elsewhere."]
    if not paths.may_be_asked_for(path):
        return ["That address belongs to the site itself and cannot lead elsewhere."]
    entry = known.entries.get(path)
    return [] if entry is None else _against_entry(entry, known.now)


def _against_entry(entry: Entry, now: datetime) -> list[str]:
    if entry.private:
        return ["A private page has that address."]
    if entry.deleted_at is None and entry.state(now) in {State.LIVE, State.SCHEDULED}:
        return [f"“{entry.title}” is at that address. Move or withdraw it first."]
    return []


def _judged_target(path: str, to: str, *, own: str, known: Known) -> Judged:
    if to.lower() == GONE:
        return Judged(path)
    if to and not to.startswith("/"):
        return Judged(path, address=_elsewhere(to))
    if not to or to.startswith("//") or "\\" in to or len(to) > LONGEST_ADDRESS:
        raise Invalid("Say where it leads: a path such as /new-page/, or an address with https://.", field="target")
    entry = known.entries.get(to) or known.entries.get(path_of(to, own=own))
    if entry is not None:
        return Judged(path, entry=_readable(entry, path, known.now))
    return Judged(path, address=_page_of_the_site(path, to, own=own, known=known))


def _elsewhere(address: str) -> str:
    parts = urlsplit(address) if is_web_address(address) else None
    if parts is None or parts.username or parts.password or len(address) > LONGEST_ADDRESS:
        raise Invalid(
            "That is no address on the web. It begins with https:// or, on this site, with /.", field="target"
        )
    return address


def _readable(entry: Entry, path: str, now: datetime) -> Entry:
    if entry.path == path:
        raise Invalid("It would lead to itself.", field="target")
    if entry.private or entry.deleted_at is not None or entry.state(now) is not State.LIVE:
        raise Invalid(f"Readers cannot open {entry.path} now. Publish it first, or choose another.", field="target")
    return entry


def _page_of_the_site(path: str, inside: str, *, own: str, known: Known) -> str:
    """An address of the site's own, such as /subscribe/, with its query; pages that somebody wrote are entries."""
    there = path_of(inside, own=own)
    if there == path:
        raise Invalid("It would lead to itself.", field="target")
    lead = known.leads.get(there)
    if lead is not None and lead.target:
        words = "back here: that would go round in a circle" if lead.target == path else f"on to {lead.target}"
        raise Invalid(f"{there} itself leads {words}. Lead straight to where it ends.", field="target")
    if there != "/" and paths.may_be_asked_for(there):
        raise Invalid(f"There is no page at {there}.", field="target")
    return inside
