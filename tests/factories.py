"""Made-up things for tests. Everything takes the open unit of work."""

from dataclasses import replace
from datetime import datetime
from functools import cache

from app.accounts import operations as accounts
from app.accounts import passwords
from app.accounts.models import Person, User
from app.accounts.permissions import Actor, Role
from app.articles import operations as articles
from app.articles.draft import ArticleDraft
from app.articles.models import Article
from app.blog import operations as blog
from app.blog.models import Post
from app.content import operations as content
from app.content import queries
from app.content.drafts import Credit, EntryDraft
from app.core import clock
from app.media.enclosures import find_enclosure
from app.podcast import operations as podcast
from app.podcast.draft import EpisodeDraft
from app.podcast.models import Episode
from app.podcast.tagging import TaggedCopy

PASSWORD = "a long password for tests"


@cache
def _hash() -> str:
    return passwords.hashed(PASSWORD)


def user(role: Role = Role.EDITOR, *, email: str = "") -> User:
    """`editor@example.org` and so on."""
    return accounts.create_user(
        email=email or f"{role.value}@example.org",
        name=f"Sample {role.value}",
        role=role,
        password_hash=_hash(),
        now=clock.now(),
    )


def person(name: str = "Sample editor") -> Person:
    return accounts.save_person(None, name=name)


def post(
    title: str = "A post",
    *,
    by: Actor,
    body: str = "<p>Words.</p>",
    tags: tuple[str, ...] = (),
    authors: tuple[Person, ...] = (),
    live: bool = True,
    at: datetime | None = None,
) -> Post:
    """A post that is live now, or scheduled `at`, or a draft when not `live`."""
    draft = EntryDraft(
        title=title,
        summary=f"About {title}.",
        body=body,
        tags=tags,
        credits=tuple(Credit(a.id) for a in authors),
    )
    made = blog.create_post(draft, by=by, now=clock.now())
    if live:
        content.publish(made, by=by, now=clock.now(), at=at)
    return made


def article(title: str = "An article", *, by: Actor, parent: Article | None = None, live: bool = True) -> Article:
    draft = ArticleDraft(title=title, summary=f"About {title}.", body="<p>Words.</p>")
    made = articles.create_article(draft, parent_id=parent.id if parent else None, by=by, now=clock.now())
    if live:
        content.publish(made, by=by, now=clock.now())
    return made


def publish_episode(episode: Episode, *, by: Actor, now: datetime, at: datetime | None = None) -> None:
    """Publish, with the recording itself in the place of its tagged copy, and a reason for a missing transcript."""
    draft = podcast.episode_draft(episode)
    if not draft.transcript and not draft.no_transcript_reason:
        _give_a_reason(episode, replace(draft, no_transcript_reason="It is a test."))
    tagged = None if draft.audio_id is None else untagged(draft.audio_id)
    podcast.publish_episode(episode, tagged=tagged, by=by, now=now, at=at)


def untagged(audio_id: int) -> TaggedCopy | None:
    """The recording itself in the place of its tagged copy."""
    file = find_enclosure(audio_id)
    return None if file is None else TaggedCopy(audio_id, file)


def _give_a_reason(episode: Episode, draft: EpisodeDraft) -> None:
    """In the newest revision itself, so that tests count the saves that they made."""
    revision = queries.get_revision(episode.id, episode.latest_revision)
    revision.snapshot, revision.content_hash = draft.to_snapshot(), draft.content_hash()
