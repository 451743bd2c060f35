"""What a page says of its clinical review: from recorded reviews only."""

from datetime import datetime

from app.accounts.models import Person
from app.accounts.queries import find_person
from app.content.models import Kind
from app.reviews.judging import is_health
from app.reviews.models import Review
from app.reviews.notices import is_late
from app.reviews.queries import find_review
from app.web.pages.content import Content
from app.web.pages.parts import Credit, Reviewed


def reviewed(content: Content, *, now: datetime, kind: Kind) -> Reviewed:
    """The dates of review; who reviewed is said only while that covers the words on the page. A sample says of itself
    that nobody reviewed it."""
    late = is_late(content.next_review, now=now)
    if content.last_reviewed is None:
        return Reviewed(due=content.next_review, late=late, missing=is_health(kind) and not content.sample)
    review = find_review(content.sign_off_id)
    by = () if review is None else (_credit(review),)
    return Reviewed(content.last_reviewed, content.next_review, by, changed_since=review is None, late=late)


def _credit(review: Review) -> Credit:
    """As it was signed; the person's own page is where it leads, if there is one."""
    person: Person | None = None if review.person_id is None else find_person(review.person_id)
    return Credit(
        name=review.reviewer,
        role="reviewer",
        href="" if person is None else f"/people/{person.slug}/",
        title="" if person is None else person.role_title,
        registration=review.registration,
    )
