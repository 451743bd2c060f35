from datetime import datetime

from app.accounts.permissions import Actor
from app.blog.models import Post
from app.content import operations as content
from app.content.drafts import EntryDraft


def create_post(draft: EntryDraft, *, slug: str = "", by: Actor, now: datetime) -> Post:
    return content.create(Post(), draft, slug=slug, by=by, now=now)
