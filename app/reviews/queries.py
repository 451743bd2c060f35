"""What was reviewed, by whom, and which text that covers."""

from datetime import date, datetime
from functools import cached_property, partial

import sqlalchemy as sa

from app.content import body as bodies
from app.content import queries as content
from app.content.drafts import IN_TEXT, EntryDraft, Target
from app.content.models import Entry, EntryUse, Kind, Revision
from app.core.db import db
from app.core.errors import NotFound
from app.media.replacing import Past
from app.reviews import standing
from app.reviews.due import add_months
from app.reviews.models import Outcome, Review, Scope
from app.reviews.settings import wired
from app.reviews.standing import Saved, SignOff, Standing

_RIGHT = (Outcome.APPROVED, Outcome.STILL_ACCURATE)
_SIGNS_OFF = sa.and_(Review.scope == Scope.WHOLE, Review.outcome.in_(_RIGHT))


def signs_off(outcome: Outcome, scope: Scope) -> bool:
    """Whether a review moves *last reviewed*: only one of the whole page that found it right."""
    return scope is Scope.WHOLE and outcome in _RIGHT


def find_review(review_id: int | None) -> Review | None:
    return None if review_id is None else db.session.get(Review, review_id)


def get_review(review_id: int) -> Review:
    found = find_review(review_id)
    if found is None:
        raise NotFound("There is no such review.")
    return found


def list_reviews(entry_id: int) -> list[Review]:
    """The newest first, by when they were written down."""
    mine = sa.select(Review).where(Review.entry_id == entry_id)
    return list(db.session.scalars(mine.order_by(Review.id.desc())))


def latest_review(entry_id: int) -> Review | None:
    """What was said last, of whatever part."""
    mine = sa.select(Review).where(Review.entry_id == entry_id).order_by(Review.id.desc()).limit(1)
    return db.session.scalar(mine)


def last_in_effect(entry: Entry) -> Review | None:
    """The sign-off that *last reviewed* is the day of, whether it still stands or was dropped."""
    if entry.sign_off_id is not None:
        return find_review(entry.sign_off_id)
    of_that_day = sa.select(Review).where(
        Review.entry_id == entry.id, _SIGNS_OFF, Review.reviewed_on == entry.last_reviewed_on
    )
    return db.session.scalar(of_that_day.order_by(Review.id.desc()).limit(1))


def usual_due(day: date) -> date:
    """When a page that was reviewed on `day` is due again, if nobody says anything else."""
    return add_months(day, wired().every_months)


def due_after(review: Review) -> date:
    """The day that the reviewer named, or the site's usual time later."""
    return review.next_due or usual_due(review.reviewed_on)


def list_signed_off(person_id: int, *, now: datetime, limit: int = 100) -> list[Entry]:
    """The visible pages over whose words this person's sign-off stands, the newest review first."""
    signed = (
        sa.select(Entry)
        .join(Review, Review.id == Entry.sign_off_id)
        .where(Review.person_id == person_id, content.answered(now), Entry.kind != Kind.RESOURCE)
    )
    return list(db.session.scalars(signed.order_by(Review.reviewed_on.desc(), Review.id.desc()).limit(limit)))


def was_shown_as_reviewer(person_id: int, *, now: datetime) -> bool:
    """Whether a text that this person signed off was public, on a page that still is: its words may have changed since."""
    of_public = sa.and_(
        Revision.entry_id == Review.entry_id, Revision.number == Review.revision_number, Revision.published_at <= now
    )
    signed = sa.select(Review.id).join(Revision, of_public).join(Entry, Entry.id == Review.entry_id)
    mine = signed.where(Review.person_id == person_id, _SIGNS_OFF, content.answered(now), Entry.kind != Kind.RESOURCE)
    return db.session.scalar(mine.limit(1)) is not None


class Coverage:
    """Which sign-off covers which text of one entry. The texts are read only as far as that is needed."""

    def __init__(self, entry: Entry) -> None:
        self._entry = entry
        self._hashes: dict[int, str] = {}
        found = db.session.scalars(sa.select(Review).where(Review.entry_id == entry.id, _SIGNS_OFF))
        self._reviews = {review.id: review for review in found}
        self._sign_offs = [
            SignOff(r.id, r.revision_number, r.reviewed_on, due_after(r)) for r in self._with_their_pictures()
        ]

    @property
    def ever(self) -> bool:
        """Whether any sign-off of this entry can cover a text."""
        return bool(self._sign_offs)

    def of(self, number: int) -> SignOff | None:
        """The sign-off that covers the text with this number."""
        return standing.covering(number, self._saved, self._sign_offs, self._hash_of) if self.ever else None

    def to_keep(self, number: int) -> SignOff | None:
        """The one that text `number` would keep as a minor edit."""
        return standing.to_keep(number, self._saved, self._sign_offs, self._hash_of) if self.ever else None

    def of_draft(self, draft: EntryDraft) -> SignOff | None:
        """The one that would cover these words if they were saved now, as an edit that nobody declared minor."""
        if not self.ever:
            return None
        number = self._entry.latest_revision + 1
        self._hashes[number] = draft.clinical_hash()
        return standing.covering(number, {**self._saved, number: Saved()}, self._sign_offs, self._hash_of)

    def is_latest(self, draft: EntryDraft) -> bool:
        """Whether these words are saved already."""
        return self._hash_of(self._entry.latest_revision) == draft.clinical_hash()

    def review_of(self, sign_off: SignOff) -> Review:
        return self._reviews[sign_off.review_id]

    def _with_their_pictures(self) -> list[Review]:
        """The sign-offs whose text shows what its reviewer saw. A picture that was replaced since is another one under the
        same number, so that equal words prove nothing; no minor edit changes a picture, so none gets past this."""
        if not self._reviews:
            return []
        past = Past(since=min(review.created_at for review in self._reviews.values()))
        return [
            review
            for review in self._reviews.values()
            if not past.differs(partial(self._pictures_of, review.revision_number), review.created_at)
        ]

    def _pictures_of(self, number: int) -> frozenset[int]:
        return bodies.uses(self._draft_of(number).body).assets

    def _draft_of(self, number: int) -> EntryDraft:
        return self._entry.draft_class.from_snapshot(content.get_revision(self._entry.id, number).snapshot)

    @cached_property
    def _saved(self) -> dict[int, Saved]:
        mine = sa.select(Revision.number, Revision.minor, Revision.published_at).where(
            Revision.entry_id == self._entry.id
        )
        return {number: Saved(minor, at is not None) for number, minor, at in db.session.execute(mine)}

    def _hash_of(self, number: int) -> str:
        if number not in self._hashes:
            self._hashes[number] = self._draft_of(number).clinical_hash()
        return self._hashes[number]


def list_reviewed_with(asset_id: int) -> list[Entry]:
    """The pages that show a file in their public text and were ever signed off."""
    shown = sa.select(EntryUse.entry_id).where(
        EntryUse.live, EntryUse.target == Target.ASSET, EntryUse.target_id == asset_id, EntryUse.place == IN_TEXT
    )
    reviewed = sa.select(Entry).where(Entry.id.in_(shown), Entry.last_reviewed_on.is_not(None))
    return list(db.session.scalars(reviewed.order_by(Entry.title, Entry.id)))


def standing_of(entry: Entry) -> Standing:
    """What the public page says."""
    return Standing(entry.last_reviewed_on, entry.next_review_on, entry.sign_off_id)


def standing_with(entry: Entry, draft: EntryDraft) -> Standing:
    """What the page would say with these words in place of the public ones."""
    return standing.once_public(standing_of(entry), Coverage(entry).of_draft(draft))
