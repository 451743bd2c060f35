"""Telling others that a show's feed has changed: WebSub hubs and Podping. The last result of each is kept."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlencode

import sqlalchemy as sa

from app.accounts.permissions import Action, Actor, require
from app.content.models import Entry, Kind
from app.content.queries import visible
from app.core.db import db
from app.core.errors import HouseError, Invalid, NotFound
from app.core.events import Event, record
from app.core.fetching import Fetcher, Interrupted
from app.core.public_address import Unfetchable
from app.podcast.models import Ping, PingKind, Show
from app.podcast.queries import get_show

GATHERED = timedelta(minutes=1)
"""Changes within this time of the first are told of once."""
SECONDS = 10.0
TRY_AGAIN = frozenset({408, 425, 429})
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class FeedToTell(Event):
    """Somebody asked for a show's feed to be announced, changed or not."""

    show_id: int


class NotTold(HouseError):
    """It was not accepted this time; trying again later is right."""


@dataclass(frozen=True)
class PingSettings:
    """Who is told, and by what. Nobody on a site that only its own machine can reach."""

    hubs: tuple[str, ...] = ()
    podping_url: str = ""
    podping_token: str = field(default="", repr=False)
    fetcher: Fetcher = field(default_factory=Fetcher)

    @property
    def tells_anybody(self) -> bool:
        return bool(self.hubs or self.podping_url)


class _Wiring:
    settings = PingSettings()


def wire(settings: PingSettings) -> None:
    """Handed over by `create_app`."""
    _Wiring.settings = settings


def settings() -> PingSettings:
    return _Wiring.settings


@dataclass(frozen=True)
class Turn:
    """When a change is to be told of; `at` is the scheduled instant that must still stand then, None for a change made."""

    show_id: int
    entry_id: int
    run_at: datetime
    at: datetime | None = None

    @property
    def key(self) -> str:
        """One waiting job is enough for all changes of a show, and for each scheduled instant of an entry."""
        return f"tell:{self.show_id}" if self.at is None else f"tell:{self.entry_id}@{self.at.isoformat()}"

    @property
    def payload(self) -> dict[str, int | str]:
        if self.at is None:
            return {"show_id": self.show_id}
        return {"show_id": self.show_id, "entry_id": self.entry_id, "at": self.at.isoformat()}


def turns_after(entry_id: int, *, now: datetime) -> list[Turn]:
    """When the feed that an entry stands in has to be announced, after a change of the entry. Nothing for other entries."""
    entry = db.session.get(Entry, entry_id)
    if entry is None or entry.kind not in {Kind.SHOW, Kind.EPISODE} or not _Wiring.settings.tells_anybody:
        return []
    show_id = entry.id if entry.kind is Kind.SHOW else entry.parent_id or 0
    turns = []
    if entry.published_at is not None and entry.published_at <= now:
        turns.append(Turn(show_id, entry.id, now + GATHERED))
    to_come = () if entry.withdrawn_at or entry.deleted_at else (entry.published_at, entry.expires_at)
    turns += [Turn(show_id, entry.id, at, at) for at in to_come if at is not None and at > now]
    return turns


def still_stands(entry_id: int, at: datetime) -> bool:
    """Whether an entry still goes live or dark at this instant: it may have been taken off the schedule since."""
    entry = db.session.get(Entry, entry_id)
    if entry is None or entry.withdrawn_at is not None or entry.deleted_at is not None:
        return False
    return at in {entry.published_at, entry.expires_at}


def why_nobody(show: Show, *, now: datetime) -> str:
    """Why nobody is told of the show's changes, as a sentence for the editor; "" when somebody is."""
    if not _Wiring.settings.tells_anybody:
        return "This site has no hub and no Podping endpoint in its settings, or it cannot be reached from outside."
    if show.private:
        return "The show is private: nobody but its listeners hears of it."
    if show.blocked:
        return "Directories are asked not to list the show, so nobody is told of its episodes either."
    if show.moved_to:
        return "The show has moved away: its new host announces it."
    if db.session.scalar(sa.select(Show.id).where(Show.id == show.id, visible(now))) is None:
        return "The show is not public, so it has no feed to announce."
    return "" if _targets(show) else "Podping is switched off for this show, and this site has no hub in its settings."


def want(show_id: int, *, now: datetime) -> list[int]:
    """Note that everybody who is told is to be told now; the ids of their pings."""
    try:
        show = get_show(show_id)
    except NotFound:
        return []
    return [] if why_nobody(show, now=now) else [_wanted(show, kind, target, now) for kind, target in _targets(show)]


def ask_again(show: Show, *, by: Actor, now: datetime) -> None:
    """Tell everybody once more, though nothing changed."""
    require(by, Action.PUBLISH)
    why = why_nobody(show, now=now)
    if why:
        raise Invalid(why)
    record(FeedToTell(show.id))


def list_pings(show: Show) -> list[tuple[PingKind, str, Ping | None]]:
    """Everybody who is told of the show's changes, with the last time, if there was one."""
    mine = db.session.scalars(sa.select(Ping).where(Ping.show_id == show.id))
    found = {(ping.kind, ping.target): ping for ping in mine}
    return [(kind, target, found.get((kind, target))) for kind, target in _targets(show)]


def _targets(show: Show) -> list[tuple[PingKind, str]]:
    given = _Wiring.settings
    hubs = [(PingKind.WEBSUB, hub) for hub in given.hubs]
    return hubs + ([(PingKind.PODPING, given.podping_url)] if given.podping_url and show.podping else [])


def _wanted(show: Show, kind: PingKind, target: str, now: datetime) -> int:
    mine = sa.select(Ping).where(Ping.show_id == show.id, Ping.kind == kind, Ping.target == target)
    ping = db.session.scalar(mine)
    if ping is None:
        ping = Ping(show_id=show.id, kind=kind, target=target)
        db.session.add(ping)
    ping.wanted_at = now
    db.session.flush()
    return ping.id


@dataclass(frozen=True)
class Due:
    """A ping to be sent, by itself: it is sent while the database is free."""

    ping_id: int
    kind: PingKind
    target: str
    show: Show
    wanted_at: datetime


def find_due(ping_id: int, *, now: datetime) -> Due | None:
    """What is still to be told; None when it was accepted since, or nobody is to be told any more."""
    ping = db.session.get(Ping, ping_id)
    if ping is None or (ping.accepted_at is not None and ping.accepted_at >= ping.wanted_at):
        return None
    try:
        show = get_show(ping.show_id)
    except NotFound:
        return None
    if why_nobody(show, now=now) or (ping.kind, ping.target) not in _targets(show):
        return None
    return Due(ping.id, ping.kind, ping.target, show, ping.wanted_at)


@dataclass(frozen=True)
class Answer:
    """What somebody who was told has answered, in words."""

    accepted: bool
    words: str
    again: bool = False
    """Not accepted, but it may be another time."""


def send(due: Due, feed: str) -> Answer:
    """Tell one of them that the feed at this address has changed."""
    try:
        match due.kind:
            case PingKind.WEBSUB:
                return _tell_hub(due.target, feed)
            case PingKind.PODPING:
                return _tell_podping(due.target, feed, due.show.medium.value)
    except Interrupted as error:
        return Answer(False, error.message, again=True)
    except Unfetchable as error:
        return Answer(False, error.message)


def note_answer(due: Due, answer: Answer, *, now: datetime) -> None:
    ping = db.session.get(Ping, due.ping_id)
    if ping is not None:
        ping.tried_at, ping.answer = now, answer.words[:500]
        if answer.accepted:  # a change that came while it was being sent is still to be told of
            ping.accepted_at = now if ping.wanted_at == due.wanted_at else due.wanted_at


def _tell_hub(hub: str, feed: str) -> Answer:
    """What publishers send by convention; the W3C's text leaves it open (rule 52)."""
    body = urlencode({"hub.mode": "publish", "hub.url": feed}).encode()
    status = _Wiring.settings.fetcher.post(hub, body, headers=FORM, seconds=SECONDS).status
    if 200 <= status < 300:
        return Answer(True, f"Accepted (status {status}).")
    if 300 <= status < 400:
        return Answer(False, f"It leads on to another address (status {status}). Put that into WEBSUB_HUBS.")
    again = status >= 500 or status in TRY_AGAIN
    return Answer(False, f"{'Not accepted just now' if again else 'Refused'} (status {status}).", again=again)


def _tell_podping(endpoint: str, feed: str, medium: str) -> Answer:
    """Rule 53."""
    query = urlencode({"url": feed, "reason": "update", "medium": medium})
    given = _Wiring.settings
    headers = {"Authorization": given.podping_token} if given.podping_token else {}
    joint = "&" if "?" in endpoint else "?"
    fetched = given.fetcher.get(f"{endpoint}{joint}{query}", limit_bytes=1 << 16, seconds=SECONDS, headers=headers)
    return Answer(True, f"Accepted (status {fetched.status}).")
