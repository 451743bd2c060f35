"""Lists of the library, narrowed down by what an editor looks for."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from app.core.db import db
from app.core.paging import Page
from app.media.models import Asset, AssetKind
from app.media.settings import wired

PAGE_SIZE = 40


@dataclass(frozen=True)
class Wanted:
    """What is looked for; all of it has to hold. The times are the first that counts and the first that does not."""

    kind: AssetKind | None = None
    text: str = ""
    """Part of the name or of the usual description."""
    unused: bool = False
    undescribed: bool = False
    """Pictures without a usual description."""
    since: datetime | None = None
    until: datetime | None = None


EVERYTHING = Wanted()


def list_assets(wanted: Wanted = EVERYTHING, *, page: int = 1, size: int = PAGE_SIZE) -> Page[Asset]:
    """The library, newest first, with renditions."""
    chosen = sa.select(Asset).where(*_conditions(wanted))
    total = db.session.scalar(sa.select(sa.func.count()).select_from(chosen.subquery())) or 0
    rows = chosen.options(selectinload(Asset.renditions)).order_by(Asset.id.desc())
    return Page(list(db.session.scalars(rows.limit(size).offset((page - 1) * size))), page, size, total)


def count_kinds(wanted: Wanted) -> dict[AssetKind, int]:
    """How many of each kind there are, whichever kind was asked for."""
    counted = sa.select(Asset.kind, sa.func.count()).where(*_conditions(wanted, with_kind=False)).group_by(Asset.kind)
    return dict.fromkeys(AssetKind, 0) | {kind: count for kind, count in db.session.execute(counted)}  # noqa: C416 - rows are no pairs to mypy


def _conditions(wanted: Wanted, *, with_kind: bool = True) -> list[sa.ColumnElement[bool]]:
    alt = Asset.facts["alt"].as_string()
    found: list[sa.ColumnElement[bool]] = []
    if with_kind and wanted.kind is not None:
        found.append(Asset.kind == wanted.kind)
    if wanted.text:
        named = Asset.original_name.icontains(wanted.text, autoescape=True)
        found.append(sa.or_(named, alt.icontains(wanted.text, autoescape=True)))
    if wanted.unused:
        found.append(Asset.id.not_in(wired().used_assets()))
    if wanted.undescribed:
        found.append(sa.and_(Asset.kind == AssetKind.IMAGE, sa.func.coalesce(alt, "") == ""))
    if wanted.since is not None:
        found.append(Asset.created_at >= wanted.since)
    if wanted.until is not None:
        found.append(Asset.created_at < wanted.until)
    return found
