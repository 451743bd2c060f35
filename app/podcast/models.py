from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import User
from app.content.models import Entry, Kind
from app.core.db import Id, Model, enum_of
from app.media.enclosures import Enclosure
from app.media.models import Asset
from app.podcast.draft import EpisodeDraft, EpisodeType, ShowDraft, ShowType
from app.podcast.parts import Medium


class Show(Entry):
    __tablename__ = "shows"

    id: Mapped[int] = mapped_column(sa.ForeignKey("entries.id", ondelete="CASCADE"), primary_key=True)
    author_name: Mapped[str] = mapped_column(default="")
    owner_name: Mapped[str] = mapped_column(default="")
    owner_email: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="en-GB")
    category: Mapped[str] = mapped_column(default="")
    subcategory: Mapped[str] = mapped_column(default="")
    explicit: Mapped[bool] = mapped_column(default=False)
    show_type: Mapped[ShowType] = mapped_column(enum_of(ShowType), default=ShowType.EPISODIC)
    copyright_holder: Mapped[str] = mapped_column(default="")
    locked: Mapped[bool] = mapped_column(default=True)
    complete: Mapped[bool] = mapped_column(default=False)
    medium: Mapped[Medium] = mapped_column(enum_of(Medium), default=Medium.PODCAST)
    funding: Mapped[list[Any]] = mapped_column(default=list)
    places: Mapped[list[Any]] = mapped_column(default=list)
    licence: Mapped[str] = mapped_column(default="")
    licence_url: Mapped[str] = mapped_column(default="")
    txts: Mapped[list[Any]] = mapped_column(default=list)
    ai_content: Mapped[str] = mapped_column(default="")
    podroll: Mapped[list[Any]] = mapped_column(default=list)
    publisher: Mapped[list[Any]] = mapped_column(default=list)
    season_names: Mapped[list[Any]] = mapped_column(default=list)
    update_frequency: Mapped[str] = mapped_column(default="")
    update_rule: Mapped[str] = mapped_column(default="")
    update_start: Mapped[str] = mapped_column(default="")
    podping: Mapped[bool] = mapped_column(default=True)
    comments_off: Mapped[bool] = mapped_column(default=True)
    blocked: Mapped[bool] = mapped_column(default=False)
    banner_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Asset.id, ondelete="RESTRICT"))
    banner_alt: Mapped[str] = mapped_column(default="")
    moved_to: Mapped[str] = mapped_column(default="")
    """The feed's address at another host, when the show has moved away: ours leads there."""
    came_from: Mapped[str] = mapped_column(default="")
    """The feed's address at another host, when the show was brought in from there."""
    announces_address: Mapped[bool] = mapped_column(default=False)
    """The feed has had another address: it names its present one in itunes:new-feed-url (rule 17)."""
    podcast_guid: Mapped[str] = mapped_column(unique=True)
    guid_is_provisional: Mapped[bool] = mapped_column(default=True)
    """While the site's address is a loopback one; replaced once, at the first start with a real address."""

    __mapper_args__ = {"polymorphic_identity": Kind.SHOW}
    draft_class: ClassVar[type[ShowDraft]] = ShowDraft


class Episode(Entry):
    """An episode; the entry above it is its show."""

    __tablename__ = "episodes"

    id: Mapped[int] = mapped_column(sa.ForeignKey("entries.id", ondelete="CASCADE"), primary_key=True)
    season: Mapped[int | None]
    number: Mapped[int | None]
    episode_type: Mapped[EpisodeType] = mapped_column(enum_of(EpisodeType), default=EpisodeType.FULL)
    explicit: Mapped[bool | None]
    audio_id: Mapped[int | None] = mapped_column(sa.ForeignKey("assets.id", ondelete="RESTRICT"))
    enclosure_path: Mapped[str | None] = mapped_column(unique=True)
    """Such as /media/show/episode.mp3; fixed when it is first published, whatever is renamed later."""
    came_out_at: Mapped[datetime | None]
    """When it came out elsewhere, for a draft that was brought in: the date that it has once it is published here."""
    enclosure_audio_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Asset.id, ondelete="RESTRICT"))
    """The recording that the file below was made of."""
    enclosure_sha256: Mapped[str] = mapped_column(default="")
    """The tagged copy that apps download; as long as this is empty the episode stands in no feed."""
    enclosure_bytes: Mapped[int] = mapped_column(default=0)
    enclosure_mime: Mapped[str] = mapped_column(default="")
    enclosure_duration_ms: Mapped[int] = mapped_column(default=0)
    chapters: Mapped[list[Any]] = mapped_column(default=list)
    transcript: Mapped[list[Any]] = mapped_column(default=list)
    transcript_language: Mapped[str] = mapped_column(default="")
    speakers: Mapped[list[Any]] = mapped_column(default=list)
    no_transcript_reason: Mapped[str] = mapped_column(default="")
    soundbites: Mapped[list[Any]] = mapped_column(default=list)
    places: Mapped[list[Any]] = mapped_column(default=list)
    ai_content: Mapped[str] = mapped_column(default="")

    __mapper_args__ = {"polymorphic_identity": Kind.EPISODE}
    draft_class: ClassVar[type[EpisodeDraft]] = EpisodeDraft

    def date_elsewhere(self, now: datetime) -> datetime | None:
        """The date that it brings along: it came out elsewhere by `now` and was not published here yet."""
        is_new = self.published_at is None and self.first_published_at is None
        return self.came_out_at if is_new and self.came_out_at is not None and self.came_out_at <= now else None

    @property
    def enclosure(self) -> Enclosure | None:
        """The file that apps download; None before the first publish."""
        if not self.enclosure_sha256:
            return None
        return Enclosure(self.enclosure_sha256, self.enclosure_bytes, self.enclosure_mime, self.enclosure_duration_ms)


class Listener(Model):
    """Somebody with an address of their own for a show's feed. The token in it is kept as a hash only."""

    __tablename__ = "listeners"

    id: Mapped[Id]
    show_id: Mapped[int] = mapped_column(sa.ForeignKey("shows.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey(User.id, ondelete="SET NULL"))
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    """To the hour."""


class OldPoll(Model):
    """Who still asks for the feed at an address that it had: one row for each program."""

    __tablename__ = "old_polls"

    show_id: Mapped[int] = mapped_column(sa.ForeignKey("shows.id", ondelete="CASCADE"), primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    user_agent: Mapped[str] = mapped_column(primary_key=True)
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    count: Mapped[int] = mapped_column(default=1)
    """Hours in which it asked, not requests."""


class PingKind(StrEnum):
    WEBSUB = "websub"
    PODPING = "podping"


class Ping(Model):
    """The last time that somebody was told of a change in a show's feed, and what they answered."""

    __tablename__ = "pings"
    __table_args__ = (sa.UniqueConstraint("show_id", "kind", "target"),)

    id: Mapped[Id]
    show_id: Mapped[int] = mapped_column(sa.ForeignKey("shows.id", ondelete="CASCADE"))
    kind: Mapped[PingKind] = mapped_column(enum_of(PingKind))
    target: Mapped[str]
    wanted_at: Mapped[datetime]
    tried_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(default="")
    """The last answer or error in words; empty before the first try."""
