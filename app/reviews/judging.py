"""Where a page stands with its reviews: for the desk, for the checks before publishing, and beside the form."""

from datetime import datetime

from app.content.drafts import EntryDraft
from app.content.models import Entry, Kind
from app.reviews import queries
from app.reviews.due import notice_from
from app.reviews.models import Outcome, Review
from app.reviews.queries import Coverage
from app.reviews.settings import wired
from app.reviews.words import Known, covers_before, day_in_words


def is_health(kind: Kind) -> bool:
    """Whether every page of this kind has to be reviewed; others only once somebody asked for it."""
    return kind is Kind.ARTICLE


def is_asked(entry: Entry) -> bool:
    """Whether anybody expects this page to be reviewed."""
    asked = entry.last_reviewed_on is not None or entry.next_review_on is not None
    return asked or (is_health(entry.kind) and not entry.sample)


def known_of(entry: Entry, *, now: datetime) -> Known:
    """All that is known of an entry's reviews."""
    rules, coverage = wired(), Coverage(entry)
    covers = coverage.of(entry.latest_revision)
    due = entry.next_review_on
    told = None if due is None else notice_from(due, grace_days=rules.grace_days, zone=rules.zone)
    return Known(
        today=rules.day_of(now),
        health=is_health(entry.kind),
        public=entry.live_revision is not None,
        has_changes=entry.has_changes or (entry.live_revision is None and covers is not None),
        stands=queries.find_review(entry.sign_off_id),
        last=queries.last_in_effect(entry),
        of_draft=None if covers is None else coverage.review_of(covers),
        latest=queries.latest_review(entry.id),
        last_on=entry.last_reviewed_on,
        due=due,
        told_from=None if told is None else rules.day_of(told),
    )


def kept_by_minor(entry: Entry, draft: EntryDraft) -> Review | None:
    """The sign-off that does not cover these words, and that they would keep as a minor edit; None when one covers them,
    or none is left to keep."""
    coverage = Coverage(entry)
    if not coverage.ever or coverage.of_draft(draft) is not None:
        return None
    kept = coverage.to_keep(entry.latest_revision + (not coverage.is_latest(draft)))
    return None if kept is None else coverage.review_of(kept)


def covers_draft(entry: Entry, draft: EntryDraft) -> Review | None:
    """The sign-off that covers these words."""
    coverage = Coverage(entry)
    found = coverage.of_draft(draft)
    return None if found is None else coverage.review_of(found)


def dropped(entry: Entry) -> Review | None:
    """The sign-off that took effect last, where it does not cover the public text any more."""
    return queries.last_in_effect(entry) if entry.sign_off_id is None and entry.last_reviewed_on else None


def sign_off_missing(entry: Entry, draft: EntryDraft) -> str:
    """Why the clinical words of `draft` are not signed off, for the checks before publishing; "" when they are, and when
    nobody is asked to sign them."""
    if not is_asked(entry) or draft.sample:
        return ""
    latest = queries.latest_review(entry.id)
    if latest is not None and latest.outcome is Outcome.CHANGES_REQUESTED:
        return (
            f"{latest.reviewer} asked for changes on {day_in_words(latest.reviewed_on)} and has not signed off since."
        )
    if covers_draft(entry, draft) is not None:
        return ""
    last = queries.last_in_effect(entry)
    if last is None:
        told = (
            "says so, and asks search engines to leave it out"
            if is_health(entry.kind)
            else "says “Last reviewed: not yet”"
        )
        return f"No clinician has signed off this text. Its page {told}."
    return f"{covers_before(last)} Published like this, its page says that it was changed since its review."
