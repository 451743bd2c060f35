from datetime import datetime

from app.accounts.permissions import Actor
from app.content import operations as content
from app.content import queries
from app.content.dates import Ends
from app.core.errors import Invalid
from app.resources.draft import ResourceDraft, readiness
from app.resources.models import Resource


def create_resource(draft: ResourceDraft, *, slug: str = "", by: Actor, now: datetime) -> Resource:
    return content.create(Resource(), draft, slug=slug, by=by, now=now)


def publish_resource(
    resource: Resource,
    *,
    by: Actor,
    now: datetime,
    at: datetime | None = None,
    ends: Ends = ...,
    expected_version: int | None = None,
) -> None:
    """As every entry, when it has a link or a document."""
    draft = queries.latest_draft(resource)
    faults = readiness(draft) if isinstance(draft, ResourceDraft) else []
    if faults:
        raise Invalid.of(faults)
    content.publish(resource, by=by, now=now, at=at, ends=ends, expected_version=expected_version)
