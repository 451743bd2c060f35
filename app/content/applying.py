"""Copying a draft into the columns, tags and people of its entry: what the public sees."""

import sqlalchemy as sa

from app.accounts.models import Person
from app.content.drafts import Credit, EntryDraft
from app.content.models import Entry, EntryPerson, Tag
from app.core.db import db
from app.core.errors import Invalid
from app.core.slugs import slug_of


def apply(entry: Entry, draft: EntryDraft) -> None:
    """Copy a draft into what the public sees."""
    for name, value in draft.columns().items():
        setattr(entry, name, value)
    with db.session.no_autoflush:
        entry.tags = list(dict.fromkeys(_tag(name) for name in draft.tags))  # two names may be one tag
        _credit(entry, draft.credits)


def _tag(name: str) -> Tag:
    slug = slug_of(name)
    pending = next((t for t in db.session.new if isinstance(t, Tag) and t.slug == slug), None)
    tag = pending or db.session.scalar(sa.select(Tag).where(Tag.slug == slug))
    if tag is None:
        tag = Tag(slug=slug, name=name)
        db.session.add(tag)
    return tag


def _credit(entry: Entry, credits: tuple[Credit, ...]) -> None:  # noqa: A002 - the field's own word
    wanted = dict.fromkeys(credits)
    kept = {Credit(p.person_id, p.role): p for p in entry.people}
    entry.people = []
    for position, credit in enumerate(wanted):
        person = db.session.get(Person, credit.person_id)
        if person is None:
            raise Invalid("One of the people does not exist any more.", field="credits")
        line = kept.get(credit) or EntryPerson(person_id=credit.person_id, role=credit.role, person=person)
        line.position = position
        entry.people.append(line)
