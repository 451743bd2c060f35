from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.content.models import Entry, Kind
from app.core.db import enum_of
from app.podcast.draft import EpisodeDraft, EpisodeType, ShowDraft, ShowType


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
    chapters: Mapped[list[Any]] = mapped_column(default=list)
    transcript: Mapped[list[Any]] = mapped_column(default=list)
    transcript_language: Mapped[str] = mapped_column(default="")

    __mapper_args__ = {"polymorphic_identity": Kind.EPISODE}
    draft_class: ClassVar[type[EpisodeDraft]] = EpisodeDraft
