import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.content.models import Entry, Kind


class Post(Entry):
    __tablename__ = "posts"

    id: Mapped[int] = mapped_column(sa.ForeignKey("entries.id", ondelete="CASCADE"), primary_key=True)

    __mapper_args__ = {"polymorphic_identity": Kind.POST}
