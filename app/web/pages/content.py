"""What an entry's page is made of, in one shape for what is public and for a draft.

The site builds pages from the columns, the desk's preview from a draft over them; from here on nobody can tell.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from app.accounts.models import Person
from app.content.corrections import Correction, Formerly, read_corrections, read_formerly
from app.content.drafts import Citation, EntryDraft, PersonRole
from app.content.models import Entry
from app.core.slugs import slug_of
from app.reviews.queries import standing_with
from app.web.pages.parts import Credit, Link


@dataclass(frozen=True)
class Content:
    """The part that every kind has; what a kind adds is read from its entry or its draft."""

    path: str
    title: str
    summary: str
    body: str
    image_id: int | None
    image_alt: str
    citations: tuple[Citation, ...]
    corrections: tuple[Correction, ...]
    formerly: tuple[Formerly, ...]
    tags: tuple[Link, ...]
    credits: tuple[Credit, ...]
    sample: bool
    published: datetime | None
    changed: datetime | None
    last_reviewed: date | None
    next_review: date | None
    sign_off_id: int | None


def of_entry(entry: Entry) -> Content:
    """What the public sees. `entry` was loaded with its tags and people."""
    return Content(
        path=entry.path,
        title=entry.title,
        summary=entry.summary,
        body=entry.body,
        image_id=entry.image_id,
        image_alt=entry.image_alt,
        citations=tuple(Citation(**item) for item in entry.citations),
        corrections=read_corrections(entry.corrections),
        formerly=read_formerly(entry.formerly),
        tags=tuple(tag_link(tag.name, tag.slug) for tag in entry.tags),
        credits=_credits((line.person, line.role) for line in entry.people),
        sample=entry.sample,
        published=entry.published_at,
        changed=entry.changed_at,
        last_reviewed=entry.last_reviewed_on,
        next_review=entry.next_review_on,
        sign_off_id=entry.sign_off_id,
    )


def of_draft(entry: Entry, draft: EntryDraft, people: Mapping[int, Person]) -> Content:
    """What the public would see, with the review that would stand for these words. `people` holds those whom the draft names; one who is not there is left out."""
    standing = standing_with(entry, draft)
    return Content(
        path=entry.path,
        title=draft.title,
        summary=draft.summary,
        body=draft.body,
        image_id=draft.image_id,
        image_alt=draft.image_alt,
        citations=draft.citations,
        corrections=draft.corrections,
        formerly=draft.formerly,
        tags=tuple(tag_link(name, slug_of(name)) for name in draft.tags),
        credits=_credits((people[c.person_id], c.role) for c in draft.credits if c.person_id in people),
        sample=draft.sample,
        published=entry.published_at,
        changed=entry.changed_at,
        last_reviewed=standing.last,
        next_review=standing.due,
        sign_off_id=standing.sign_off_id,
    )


def tag_link(name: str, slug: str) -> Link:
    """To the posts about it."""
    return Link(name, f"/blog/tag/{slug}/")


def _credits(named: Iterable[tuple[Person, PersonRole]]) -> tuple[Credit, ...]:
    return tuple(
        Credit(
            name=person.name,
            role=role.value,
            href=f"/people/{person.slug}/",
            title=person.role_title,
            registration=person.registration,
        )
        for person, role in named
    )
