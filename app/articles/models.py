from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.articles.draft import ArticleDraft, Subject
from app.content.models import Entry, Kind
from app.core.db import enum_of


class Article(Entry):
    __tablename__ = "articles"

    id: Mapped[int] = mapped_column(sa.ForeignKey("entries.id", ondelete="CASCADE"), primary_key=True)
    subject: Mapped[Subject] = mapped_column(enum_of(Subject), default=Subject.NONE)
    subject_name: Mapped[str] = mapped_column(default="")

    __mapper_args__ = {"polymorphic_identity": Kind.ARTICLE}
    draft_class: ClassVar[type[ArticleDraft]] = ArticleDraft
