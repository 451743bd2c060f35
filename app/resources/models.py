from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.content.models import Entry, Kind
from app.resources.draft import ResourceDraft


class Resource(Entry):
    __tablename__ = "resources"

    id: Mapped[int] = mapped_column(sa.ForeignKey("entries.id", ondelete="CASCADE"), primary_key=True)
    url: Mapped[str] = mapped_column(default="")
    document_id: Mapped[int | None] = mapped_column(sa.ForeignKey("assets.id", ondelete="RESTRICT"))
    topic: Mapped[str] = mapped_column(default="")
    source_name: Mapped[str] = mapped_column(default="")

    __mapper_args__ = {"polymorphic_identity": Kind.RESOURCE}
    draft_class: ClassVar[type[ResourceDraft]] = ResourceDraft
