from datetime import datetime
from itertools import groupby

import sqlalchemy as sa

from app.content.queries import visible, whole
from app.core.db import db
from app.core.errors import NotFound
from app.core.slugs import slug_of
from app.resources.models import Resource


def get_resource(resource_id: int) -> Resource:
    """In any state, the bin excepted."""
    found = db.session.scalar(
        sa.select(Resource).where(Resource.id == resource_id, Resource.deleted_at.is_(None)).options(*whole())
    )
    if found is None:
        raise NotFound("There is no such resource.")
    return found


def list_by_topic(*, now: datetime) -> list[tuple[str, list[Resource]]]:
    """Visible resources under their topics, both in alphabetical order. "Hip" and "hip" are one: they have one address."""
    every = list(db.session.scalars(sa.select(Resource).where(visible(now))))
    every.sort(key=lambda r: (slug_of(r.topic), r.title.casefold(), r.id))
    groups = [list(group) for _, group in groupby(every, key=lambda r: slug_of(r.topic))]
    return [(min(r.topic for r in group), group) for group in groups]


def list_of_topic(slug: str, *, now: datetime) -> tuple[str, list[Resource]] | None:
    """The topic whose address is `slug`, with its visible resources; None when there are none."""
    return next((found for found in list_by_topic(now=now) if slug_of(found[0]) == slug), None)


def list_topics() -> list[str]:
    """Every topic in use, drafts included."""
    return list(
        db.session.scalars(
            sa.select(Resource.topic).where(Resource.deleted_at.is_(None)).distinct().order_by(Resource.topic)
        )
    )


def list_addresses() -> list[tuple[int, str]]:
    """The id and the link of every resource that is one, the bin excepted."""
    linked = sa.select(Resource.id, Resource.url).where(Resource.url != "", Resource.deleted_at.is_(None))
    return [(resource_id, url) for resource_id, url in db.session.execute(linked)]
