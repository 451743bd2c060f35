"""A show that changes its address: here, from another host to us, or from us to another host."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.accounts.permissions import Action, Actor, require
from app.content import paths
from app.content.events import PublicChange
from app.core.db import db
from app.core.errors import Invalid
from app.core.events import record
from app.core.web_address import is_web_address
from app.podcast.models import OldPoll, Show

LONGEST_ADDRESS = 2_000
MOST_PROGRAMS = 100
"""Programs kept for one old address; what comes after them is counted together."""
OTHERS, BROWSER, UNNAMED = "Others", "A web browser", "A program that gives no name"
_PRODUCT = re.compile(r"\s*([^/();,]{1,40})(?:/v?(\d[\d.]{0,15}))?")
_COMPATIBLE = re.compile(r"\(compatible;\s*([^;)]+)")


def move_show(show: Show, *, slug: str, parent_id: int | None, by: Actor, now: datetime) -> None:
    """Another address here. The old one leads to it; the feed says for good which one it is (rule 17)."""
    old, known = show.path, show.was_public(now)
    paths.move(show, slug=slug, parent_id=parent_id, by=by, now=now)
    if known and show.path != old:
        show.announces_address = True


def move_away(show: Show, address: str, *, own: str, by: Actor, now: datetime) -> None:
    """Let the feed lead to `address` at another host. `own` is the site's scheme and host: a feed never leads to itself.

    Pages and audio stay. Raises Invalid for what is no address, and for one of this site.
    """
    require(by, Action.PUBLISH)
    why_not = why_not_away(show, address, own=own)
    if why_not is not None:
        raise why_not
    show.moved_to = address.strip()
    _changed(show, now=now)


def why_not_away(show: Show, address: str, *, own: str) -> Invalid | None:
    """What is wrong with an address that the feed is to lead to, as far as the address itself says."""
    address = address.strip()
    if not is_web_address(address) or not address.isascii() or len(address) > LONGEST_ADDRESS:
        return _refusal("Give the whole address of the new feed, beginning with https://.")
    if own.startswith("https://") and not address.startswith("https://"):
        return _refusal("The new address must begin with https://: apps refuse to go back to an open line.")
    if leads_back(address, own=own):
        return _refusal("That is an address of this site: the feed would lead to itself for ever.")
    if show.private:
        return _refusal("A private show has no public feed that could lead anywhere.")
    return None


def _refusal(message: str) -> Invalid:
    return Invalid(message, field="address")


def come_back(show: Show, *, by: Actor, now: datetime) -> None:
    """Take a move away back: the feed is given out here again, and says so."""
    require(by, Action.PUBLISH)
    if show.moved_to:
        show.moved_to, show.announces_address = "", True
        _changed(show, now=now)


def leads_back(address: str, *, own: str) -> bool:
    """Whether an address is one of this site's own, whatever its scheme and port."""
    return (urlsplit(address).hostname or "").rstrip(".") == urlsplit(own).hostname


def _changed(show: Show, *, now: datetime) -> None:
    show.changed_at = now
    show.version += 1
    record(PublicChange(show.id))


@dataclass(frozen=True)
class Compared:
    """The GUIDs of the same show in two feeds. Apps that find another GUID show every episode as a new one."""

    same: int
    missing: tuple[str, ...]
    """Ours that the other feed does not have."""
    more: tuple[str, ...]
    """The other feed's that we do not have."""

    @property
    def agree(self) -> bool:
        return not self.missing and not self.more


def compared(ours: Iterable[str], theirs: Iterable[str]) -> Compared:
    """Case and every sign count: a GUID is compared as it stands."""
    here, there = dict.fromkeys(ours), dict.fromkeys(theirs)
    return Compared(
        same=sum(guid in there for guid in here),
        missing=tuple(guid for guid in here if guid not in there),
        more=tuple(guid for guid in there if guid not in here),
    )


def program_of(user_agent: str) -> str:
    """A program's name and version out of what it says of itself, and nothing that could tell who uses it."""
    said = user_agent.strip()[:1000]
    compatible = _COMPATIBLE.search(said)
    if said.startswith("Mozilla/") and compatible is None:
        return BROWSER
    found = _PRODUCT.match(compatible[1] if compatible else said)
    name = " ".join((found[1] if found else "").split())
    if not name.isprintable() or not any(sign.isalnum() for sign in name) or "@" in name:
        return UNNAMED
    return f"{name}/{found[2].rstrip('.')}" if found and found[2] else name


def is_new_poll(show_id: int, path: str, program: str, *, now: datetime) -> bool:
    """Whether the program has not been noted at this old address within the hour. Only reads."""
    noted = [_find_poll(show_id, path, name) for name in (program, OTHERS)]
    if noted[0] is None and noted[1] is not None and _is_full(show_id, path):
        return noted[1].last_at < _hour(now)
    return noted[0] is None or noted[0].last_at < _hour(now)


def note_poll(show_id: int, path: str, program: str, *, now: datetime) -> None:
    """Inside a unit of work: the program asked at this old address. Two notes of one hour are one."""
    found = _find_poll(show_id, path, program)
    if found is None and _is_full(show_id, path):
        program = OTHERS
        found = _find_poll(show_id, path, OTHERS)
    if found is None:
        _add_poll(OldPoll(show_id=show_id, path=path, user_agent=program, first_at=now, last_at=now, count=1))
    elif found.last_at < _hour(now):
        found.last_at, found.count = now, found.count + 1


def list_old_polls(show_id: int) -> list[OldPoll]:
    """Who asked at a show's old addresses, the newest first."""
    mine = sa.select(OldPoll).where(OldPoll.show_id == show_id)
    return list(db.session.scalars(mine.order_by(OldPoll.last_at.desc(), OldPoll.path, OldPoll.user_agent)))


def _find_poll(show_id: int, path: str, program: str) -> OldPoll | None:
    return db.session.get(OldPoll, (show_id, path, program))


def _is_full(show_id: int, path: str) -> bool:
    mine = sa.select(sa.func.count()).select_from(OldPoll).where(OldPoll.show_id == show_id, OldPoll.path == path)
    return (db.session.scalar(mine) or 0) >= MOST_PROGRAMS


def _add_poll(poll: OldPoll) -> None:
    try:
        with db.session.begin_nested():
            db.session.add(poll)
    except IntegrityError:
        return  # where writers do not wait for one another, somebody else has just noted the same


def _hour(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0)
