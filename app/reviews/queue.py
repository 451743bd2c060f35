"""What waits for a review: the most urgent first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from app.accounts.models import Person, User
from app.accounts.permissions import Actor
from app.content.drafts import PersonRole
from app.content.models import Entry, EntryPerson, Kind
from app.core.db import db
from app.reviews.due import SOON, Facts, Need, needs_of, urgency
from app.reviews.judging import is_health
from app.reviews.models import Outcome, Review, ShareLink
from app.reviews.queries import Coverage
from app.reviews.settings import wired


@dataclass(frozen=True)
class Waiting:
    """One page that waits, and for what."""

    entry_id: int
    title: str
    kind: Kind
    path: str
    needs: tuple[Need, ...]
    last: date | None
    due: date | None
    sign_off_id: int | None
    public: bool


_COLUMNS = (
    Entry.id,
    Entry.title,
    Entry.kind,
    Entry.path,
    Entry.last_reviewed_on,
    Entry.next_review_on,
    Entry.sign_off_id,
    Entry.live_revision,
    Entry.latest_revision,
    Entry.sample,
)


def list_waiting(
    *, now: datetime, only: Iterable[int] | None = None, owner_id: int | None = None, drafts: bool = True
) -> list[Waiting]:
    """Every page that waits for a reviewer, or those `only` of these ids, or those that one user made. Whether a draft
    would drop a sign-off takes statements for each page; without `drafts` it is not looked at."""
    today = wired().day_of(now)
    requested = _last_said_changes()
    wanted = sa.select(*_COLUMNS).where(is_there(now), _may_wait(today, requested))
    if only is not None:
        wanted = wanted.where(Entry.id.in_(set(only)))
    if owner_id is not None:
        wanted = wanted.where(Entry.created_by_id == owner_id)
    found = []
    for row in db.session.execute(wanted):
        facts = Facts(
            health=is_health(row.kind) and not row.sample,
            public=row.live_revision is not None,
            last=row.last_reviewed_on,
            due=row.next_review_on,
            signed=row.sign_off_id is not None,
            draft_drops=drafts
            and row.sign_off_id is not None
            and row.live_revision is not None
            and row.live_revision < row.latest_revision
            and _is_uncovered(row.id),
            changes_requested=row.id in requested,
        )
        needs = needs_of(facts, today)
        if needs:
            found.append(
                Waiting(
                    row.id,
                    row.title,
                    row.kind,
                    row.path,
                    needs,
                    row.last_reviewed_on,
                    row.next_review_on,
                    row.sign_off_id,
                    facts.public,
                )
            )
    return sorted(found, key=lambda each: (*urgency(each.needs, each.due, each.title), each.entry_id))


def is_there(now: datetime) -> sa.ColumnElement[bool]:
    """Neither in the bin, nor withdrawn, nor gone dark: what nobody reads waits for nobody."""
    return sa.and_(
        Entry.deleted_at.is_(None),
        Entry.withdrawn_at.is_(None),
        sa.or_(Entry.expires_at.is_(None), Entry.expires_at > now),
    )


def _may_wait(today: date, requested: set[int]) -> sa.ColumnElement[bool]:
    """A first sieve; `needs_of` decides."""
    return sa.or_(
        Entry.next_review_on <= today + SOON,
        sa.and_(Entry.last_reviewed_on.is_not(None), Entry.sign_off_id.is_(None)),
        sa.and_(Entry.sign_off_id.is_not(None), Entry.live_revision < Entry.latest_revision),
        sa.and_(Entry.kind == Kind.ARTICLE, Entry.live_revision.is_not(None), Entry.last_reviewed_on.is_(None)),
        Entry.id.in_(requested),
    )


def _last_said_changes() -> set[int]:
    """The entries of which the last thing said was that something should change."""
    newest = sa.select(sa.func.max(Review.id)).group_by(Review.entry_id)
    asked_for = sa.select(Review.entry_id).where(Review.id.in_(newest), Review.outcome == Outcome.CHANGES_REQUESTED)
    return set(db.session.scalars(asked_for))


def _is_uncovered(entry_id: int) -> bool:
    entry = db.session.get(Entry, entry_id)
    return entry is not None and Coverage(entry).of(entry.latest_revision) is None


def mine(by: Actor, *, now: datetime) -> dict[int, str]:
    """The entries that this person is asked to review, each with the reason in words."""
    reviewed = sa.select(Review.entry_id).where(Review.user_id == by.user_id)
    named = (
        sa.select(EntryPerson.entry_id)
        .join(Person, Person.id == EntryPerson.person_id)
        .where(Person.user_id == by.user_id, EntryPerson.role == PersonRole.REVIEWER)
    )
    found = dict.fromkeys(db.session.scalars(reviewed), "You have reviewed it before.")
    found |= dict.fromkeys(db.session.scalars(named), "You are named as its reviewer.")
    return found | dict.fromkeys(asked(by, now=now), "You were asked by mail to look at it.")


def asked(by: Actor, *, now: datetime) -> list[int]:
    """The entries that were shared with this person for a review which has not come yet."""
    answered = sa.select(Review.id).where(Review.link_id == ShareLink.id)
    links = (
        sa.select(ShareLink.entry_id)
        .join(User, sa.func.lower(ShareLink.email) == User.email)
        .join(Entry, Entry.id == ShareLink.entry_id)
        .where(
            User.id == by.user_id,
            ShareLink.asks_review,
            ShareLink.revoked_at.is_(None),
            ShareLink.expires_at > now,
            Entry.deleted_at.is_(None),
            ~sa.exists(answered),
        )
    )
    return list(dict.fromkeys(db.session.scalars(links.order_by(ShareLink.id))))


def titles_of(ids: Iterable[int]) -> dict[int, str]:
    """What these entries are called."""
    rows = db.session.execute(sa.select(Entry.id, Entry.title).where(Entry.id.in_(set(ids))).order_by(Entry.id))
    return {row.id: row.title for row in rows}


def reviewers_of(review_ids: Iterable[int | None]) -> dict[int, str]:
    """Who made these reviews."""
    wanted = {each for each in review_ids if each is not None}
    rows = db.session.execute(sa.select(Review.id, Review.reviewer).where(Review.id.in_(wanted)))
    return {row.id: row.reviewer for row in rows}
