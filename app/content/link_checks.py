"""Links to other sites, tried one by one: a few an hour, each host seldom, and what fails again after a longer pause.

`take_stock` notes once a day which addresses the pages have; `check_some` tries those that are due. Nothing is fetched
while the database is locked or read.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa

from app.content.drafts import Target
from app.content.link_addresses import in_draft, in_text
from app.content.models import Entry, EntryUse, Revision
from app.content.upkeep_models import CheckedLink
from app.core import fetching
from app.core.db import db
from app.core.errors import NotFound
from app.core.fetching import Answer, Compressed, Fetcher
from app.core.public_address import Unfetchable
from app.core.unit_of_work import unit_of_work
from app.references.models import Reference

A_RUN = 20
A_RUN_SECONDS = 30.0
FEW = 3
OF_ONE_HOST = 2
SECONDS = 8.0
GOOD_FOR = timedelta(days=7)
SOONEST = timedelta(days=1)
SURE_AFTER = timedelta(hours=20)
"""Anything but "not there" may be over tomorrow: it is called broken when it has failed on two days."""
GONE = frozenset({404, 410})
_NOT_FOR_PROGRAMS = frozenset({401, 402, 403, 405, 406, 407, 418, 429, 451, 999})
"""These servers turn programs away; what people get there is not known, and not called broken."""
_CHUNK = 500

More = Callable[[], Iterable[tuple[int, str]]]


class _Wiring:
    more: tuple[More, ...] = ()
    by_itself = False


def wire(*more: More, by_itself: bool) -> None:
    """Handed over by `create_app`: what else has addresses, as pairs of an entry's id and an address; and whether links
    are tried without being asked, as a site in the making does not."""
    _Wiring.more, _Wiring.by_itself = more, by_itself


@dataclass(frozen=True)
class Outcome:
    """What came back: the status, None for no answer, and what is wrong in words, "" for nothing."""

    status: int | None
    problem: str = ""


@dataclass(frozen=True)
class Broken:
    """A link that does not lead anywhere, and the pages that have it now."""

    link: CheckedLink
    pages: tuple[Entry, ...]
    sure: bool


def try_address(fetcher: Fetcher, url: str) -> Outcome:
    """Ask for the head only; where that is not answered well, for the page itself, of which nothing is read."""
    outcome = _asked(fetcher, "HEAD", url)
    return _asked(fetcher, "GET", url) if outcome.problem else outcome


def _asked(fetcher: Fetcher, method: str, url: str) -> Outcome:
    try:
        with fetcher.open(method, url, headers={"Accept": "text/html,*/*;q=0.8"}, seconds=SECONDS) as answer:
            return _judged(answer)
    except Compressed:
        return Outcome(200)
    except Unfetchable as refusal:
        return Outcome(None, refusal.message)


def _judged(answer: Answer) -> Outcome:
    if answer.status < 400 or answer.status in _NOT_FOR_PROGRAMS:
        return Outcome(answer.status)
    return Outcome(answer.status, fetching.refusal(answer).message)


def take_stock() -> int:
    """Note which addresses the pages have, and forget those that none has any more. How many there are."""
    found = _addresses()
    db.session.rollback()  # reading is over
    with unit_of_work():
        known = {link.url: link for link in db.session.scalars(sa.select(CheckedLink))}
        for url, pages in found.items():
            link = known.get(url)
            if link is None:
                db.session.add(CheckedLink(url=url, found_on=sorted(pages)))
            elif link.found_on != sorted(pages):
                link.found_on = sorted(pages)
        for url in known.keys() - found.keys():
            db.session.delete(known[url])
    return len(found)


def _addresses() -> dict[str, set[int]]:
    """Every address with the entries that have it, in what is public or in the draft over it."""
    found: dict[str, set[int]] = {}
    texts = sa.select(Entry.id, Entry.body, Entry.citations).where(Entry.deleted_at.is_(None))
    for entry_id, body, citations in _in_pieces(texts):
        for url in in_text(body, citations):
            found.setdefault(url, set()).add(entry_id)
    for _, entry, snapshot in _in_pieces(_DRAFTS):
        for url in in_draft(entry.draft_class.from_snapshot(snapshot)):
            found.setdefault(url, set()).add(entry.id)
    for entry_id, url in _other_addresses():
        found.setdefault(url, set()).add(entry_id)
    return found


_DRAFTS = (
    sa.select(Entry.id, Entry, Revision.snapshot)
    .join(Revision, sa.and_(Revision.entry_id == Entry.id, Revision.number == Entry.latest_revision))
    .where(Entry.deleted_at.is_(None), Entry.live_revision < Entry.latest_revision)
)
"""The drafts over what is, or was, public: the columns of all others say what their draft says."""


def _in_pieces(wanted: sa.Select[Any]) -> Iterator[Any]:
    """By the entry's id, which comes first in each row: the texts of a large site do not fit into memory at once."""
    last = 0
    while rows := db.session.execute(wanted.where(Entry.id > last).order_by(Entry.id).limit(_CHUNK)).all():
        yield from rows
        last = rows[-1].id


def _other_addresses() -> set[tuple[int, str]]:
    """The addresses that stand in no text: of cited sources of the library, and what the rooms above have."""
    cited = (
        sa.select(EntryUse.entry_id, Reference.url)
        .join(Reference, sa.and_(EntryUse.target == Target.REFERENCE, EntryUse.target_id == Reference.id))
        .join(Entry, sa.and_(Entry.id == EntryUse.entry_id, Entry.deleted_at.is_(None)))
        .where(Reference.url != "")
    )
    found = {(entry_id, url) for entry_id, url in db.session.execute(cited)}
    return found | {pair for more in _Wiring.more for pair in more()}


def check_due(*, now: Callable[[], datetime]) -> None:
    """What the schedule does."""
    if _Wiring.by_itself:
        check_some(fetching.wired(), now=now)


def check_some(fetcher: Fetcher, *, now: Callable[[], datetime], seconds: float = A_RUN_SECONDS) -> int:
    """Try a few of the addresses that are due, the longest waiting first, until the time is over. How many were tried.

    When nobody at all answers it is our own line that is down, and nothing is said of the others.
    """
    due, until = _due(now()), monotonic() + seconds
    db.session.rollback()
    tried: dict[str, Outcome] = {}
    for url in due:
        if monotonic() > until:
            break
        tried[url] = try_address(fetcher, url)
    if len(tried) < FEW or any(outcome.status is not None for outcome in tried.values()):
        for url, outcome in tried.items():
            _keep(url, outcome, now=now())
    return len(tried)


def check_now(url: str, *, now: Callable[[], datetime], fetcher: Fetcher | None = None) -> Outcome:
    """Try one address at once, because somebody asked. Raises NotFound for one that no page has."""
    _get(url)
    db.session.rollback()
    outcome = try_address(fetcher or fetching.wired(), url)
    _keep(url, outcome, now=now())
    return outcome


def ignore(url: str, *, now: datetime | None) -> None:
    """Inside a unit of work: say no more about an address, or with None speak of it again."""
    _get(url).ignored_at = now


def _get(url: str) -> CheckedLink:
    link = db.session.get(CheckedLink, url)
    if link is None:
        raise NotFound("No page has that link any more.")
    return link


def next_check(link: CheckedLink) -> datetime | None:
    """When it is due again; None is at once. What fails is tried after a day, then after as long as it has failed."""
    if link.checked_at is None:
        return None
    if not link.problem or link.failing_since is None:
        return link.checked_at + GOOD_FOR
    return link.checked_at + min(max(SOONEST, link.checked_at - link.failing_since), GOOD_FOR)


def _due(now: datetime) -> list[str]:
    links = db.session.scalars(sa.select(CheckedLink).where(CheckedLink.ignored_at.is_(None)))
    waiting = sorted(((next_check(link) or datetime.min.replace(tzinfo=now.tzinfo)), link.url) for link in links)
    hosts: Counter[str] = Counter()
    chosen: list[str] = []
    for at, url in waiting:
        host = urlsplit(url).netloc.lower()
        if at > now or len(chosen) == A_RUN:
            break
        if hosts[host] < OF_ONE_HOST:
            hosts[host] += 1
            chosen.append(url)
    return chosen


def _keep(url: str, outcome: Outcome, *, now: datetime) -> None:
    with unit_of_work():
        link = db.session.get(CheckedLink, url)
        if link is None:  # the last page that had it was changed meanwhile
            return
        link.checked_at, link.status, link.problem = now, outcome.status, outcome.problem
        link.failing_since = (link.failing_since or now) if outcome.problem else None


def is_sure(link: CheckedLink) -> bool:
    """Whether it is broken beyond doubt: not there, or failing since yesterday."""
    if not link.problem or link.failing_since is None or link.checked_at is None:
        return False
    return link.status in GONE or link.checked_at - link.failing_since >= SURE_AFTER


def dead_among(urls: Iterable[str]) -> dict[str, str]:
    """Those of `urls` that are surely broken, with what is wrong; what is ignored is not among them."""
    wanted = list(urls)
    tried = sa.select(CheckedLink).where(CheckedLink.problem != "", CheckedLink.ignored_at.is_(None))
    found = db.session.scalars(tried.where(CheckedLink.url.in_(wanted))) if wanted else ()
    return {link.url: link.problem for link in found if is_sure(link)}


def list_broken(*, ignored: bool = False) -> list[Broken]:
    """What did not answer, the sure ones first, then by how long it has been so. Links that were mended since are left
    out."""
    wanted = CheckedLink.ignored_at.is_not(None) if ignored else CheckedLink.ignored_at.is_(None)
    links = list(db.session.scalars(sa.select(CheckedLink).where(CheckedLink.problem != "", wanted)))
    pages = _pages({entry_id for link in links for entry_id in link.found_on})
    others = _other_addresses() | _in_drafts(pages) if links else set()
    found = []
    for link in links:
        having = [pages[i] for i in link.found_on if i in pages]
        still = tuple(e for e in having if link.url in in_text(e.body, e.citations) or (e.id, link.url) in others)
        if still:
            found.append(Broken(link, still, is_sure(link)))
    return sorted(found, key=lambda each: (not each.sure, each.link.failing_since, each.link.url))


def count_broken() -> int:
    """How many are surely broken, as far as stock was taken."""
    failed_for = sa.extract("epoch", CheckedLink.checked_at) - sa.extract("epoch", CheckedLink.failing_since)
    sure = sa.or_(
        sa.and_(CheckedLink.status.in_(GONE), failed_for.is_not(None)), failed_for >= SURE_AFTER.total_seconds()
    )
    broken = sa.select(sa.func.count()).where(CheckedLink.problem != "", CheckedLink.ignored_at.is_(None), sure)
    return db.session.scalar(broken) or 0


def _in_drafts(ids: Iterable[int]) -> set[tuple[int, str]]:
    drafts = db.session.execute(_DRAFTS.where(Entry.id.in_(list(ids))))
    return {(e.id, url) for _, e, snapshot in drafts for url in in_draft(e.draft_class.from_snapshot(snapshot))}


def _pages(ids: set[int]) -> dict[int, Entry]:
    rows = sa.select(Entry).where(Entry.id.in_(ids), Entry.deleted_at.is_(None))
    return {entry.id: entry for entry in db.session.scalars(rows)} if ids else {}
