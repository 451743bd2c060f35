"""Finding practitioners and practices. Everything that a page shows is loaded here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.core.db import db
from app.core.errors import NotFound
from app.core.paging import Page
from app.directory.hcpc import RECHECK_AFTER
from app.directory.models import (
    ListingChange,
    Location,
    Practice,
    PracticeMember,
    Practitioner,
    RegisterCheck,
    Service,
    Treatment,
)

PAGE = 30


class Standing(StrEnum):
    """Where a practitioner stands in the directory."""

    LISTED = "listed"
    NEW = "new"
    DELISTED = "delisted"


@dataclass(frozen=True)
class Wanted:
    """What a list of the desk was asked for."""

    text: str = ""
    standing: Standing | None = None
    practice_id: int | None = None
    page: int = 1


def standing_of(practitioner: Practitioner) -> Standing:
    if practitioner.delisted_at is not None:
        return Standing.DELISTED
    return Standing.NEW if practitioner.listed_at is None else Standing.LISTED


def listed() -> sa.ColumnElement[bool]:
    """Of practitioners: those whom readers can find."""
    return sa.and_(Practitioner.listed_at.is_not(None), Practitioner.delisted_at.is_(None))


def get_practice(practice_id: int) -> Practice:
    found = db.session.scalar(
        sa.select(Practice).where(Practice.id == practice_id).execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound("There is no such practice.")
    return found


def get_practitioner(practitioner_id: int) -> Practitioner:
    """With all that belongs to them, as it is in the database now."""
    found = _whole(Practitioner.id == practitioner_id)
    if found is None:
        raise NotFound("There is no such physiotherapist.")
    return found


def find_by_slug(slug: str) -> Practitioner | None:
    """Whoever has or had this address, with all that belongs to them."""
    return _whole(Practitioner.slug == slug)


def get_location(location_id: int) -> Location:
    """With its practitioner and practice."""
    found = db.session.scalar(
        sa.select(Location)
        .where(Location.id == location_id)
        .options(joinedload(Location.practitioner), joinedload(Location.practice))
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound("This person does not work there, or not any more.")
    return found


def get_service(service_id: int) -> Service:
    found = db.session.get(Service, service_id)
    if found is None:
        raise NotFound("There is no such service.")
    return found


def list_practitioners(wanted: Wanted) -> Page[Practitioner]:
    """By name, with their practices."""
    conditions = _conditions(wanted)
    total = db.session.scalar(sa.select(sa.func.count(Practitioner.id)).where(*conditions)) or 0
    rows = db.session.scalars(
        sa.select(Practitioner)
        .where(*conditions)
        .order_by(sa.func.lower(Practitioner.name), Practitioner.id)
        .limit(PAGE)
        .offset((wanted.page - 1) * PAGE)
        .options(selectinload(Practitioner.locations).joinedload(Location.practice))
    ).all()
    return Page(rows, wanted.page, PAGE, total)


def count_standings() -> dict[Standing, int]:
    """How many there are of each."""
    gone, new = Practitioner.delisted_at.is_not(None), Practitioner.listed_at.is_(None)
    key = sa.case((gone, Standing.DELISTED.value), (new, Standing.NEW.value), else_=Standing.LISTED.value)
    rows = db.session.execute(sa.select(key, sa.func.count(Practitioner.id)).group_by(key)).all()
    return {Standing(name): count for name, count in rows}


def list_practices(*, text: str = "", page: int = 1) -> Page[Practice]:
    """By name."""
    like = f"%{_escaped(text)}%"
    condition = sa.or_(
        *(column.ilike(like, escape="\\") for column in (Practice.name, Practice.town, Practice.postcode))
    )
    total = db.session.scalar(sa.select(sa.func.count(Practice.id)).where(condition)) or 0
    rows = db.session.scalars(
        sa.select(Practice)
        .where(condition)
        .order_by(sa.func.lower(Practice.name), Practice.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    return Page(rows, page, PAGE, total)


def practice_names() -> list[tuple[int, str]]:
    """Every practice, for a choice."""
    rows = db.session.execute(
        sa.select(Practice.id, Practice.name, Practice.town).order_by(sa.func.lower(Practice.name), Practice.id)
    ).all()
    return [(row.id, f"{row.name}, {row.town}" if row.town else row.name) for row in rows]


def list_of_practice(practice_id: int) -> Sequence[Location]:
    """Who works at a practice."""
    return db.session.scalars(
        sa.select(Location)
        .join(Location.practitioner)
        .where(Location.practice_id == practice_id, Location.ended_at.is_(None))
        .order_by(sa.func.lower(Practitioner.name), Location.id)
        .options(contains_eager(Location.practitioner))
    ).all()


def list_treatments() -> Sequence[Treatment]:
    return db.session.scalars(sa.select(Treatment).order_by(Treatment.name)).all()


def list_checks(practitioner_id: int) -> Sequence[RegisterCheck]:
    """The newest first."""
    return db.session.scalars(
        sa.select(RegisterCheck)
        .where(RegisterCheck.practitioner_id == practitioner_id)
        .order_by(RegisterCheck.on.desc(), RegisterCheck.id.desc())
    ).all()


def list_to_check(*, today: date, limit: int = 200) -> Sequence[Practitioner]:
    """Whose number somebody should look up: listed, and not found on the register for a year; the longest first."""
    return db.session.scalars(
        sa.select(Practitioner)
        .where(_to_check(today))
        .order_by(Practitioner.hcpc_checked_on.is_not(None), Practitioner.hcpc_checked_on, Practitioner.id)
        .limit(limit)
    ).all()


def count_to_check(*, today: date) -> int:
    return db.session.scalar(sa.select(sa.func.count(Practitioner.id)).where(_to_check(today))) or 0


def list_changes(*, waiting: bool = True, limit: int = 200) -> Sequence[tuple[ListingChange, Practice]]:
    """What practices asked for, with whose: the oldest that waits first, or the newest that was decided."""
    open_ = ListingChange.decided_at.is_(None)
    order = ListingChange.id if waiting else ListingChange.id.desc()
    rows = db.session.execute(
        sa.select(ListingChange, Practice)
        .join(Practice, Practice.id == ListingChange.practice_id)
        .where(open_ if waiting else sa.not_(open_))
        .order_by(order)
        .limit(limit)
    ).all()
    return [(row[0], row[1]) for row in rows]


def count_changes() -> int:
    """How many wait for an editor."""
    waiting = sa.select(sa.func.count(ListingChange.id)).where(ListingChange.decided_at.is_(None))
    return db.session.scalar(waiting) or 0


def get_change(change_id: int) -> ListingChange:
    found = db.session.get(ListingChange, change_id)
    if found is None:
        raise NotFound("There is no such change.")
    return found


def keeps_diary(practice_id: int, user_id: int) -> bool:
    """Whether this user is one of the practice's people."""
    return db.session.get(PracticeMember, (practice_id, user_id)) is not None


def list_public() -> Sequence[tuple[str, datetime]]:
    """Slug and last change of everybody who may be found by search engines: samples may not, nor who works at one."""
    at_sample = sa.select(Location.practitioner_id).join(Location.practice)
    at_sample = at_sample.where(Practice.sample, Location.ended_at.is_(None))
    rows = db.session.execute(
        sa.select(Practitioner.slug, Practitioner.updated_at)
        .where(listed(), sa.not_(Practitioner.sample), Practitioner.id.not_in(at_sample))
        .order_by(Practitioner.id)
    ).all()
    return [(row.slug, row.updated_at) for row in rows]


def _whole(condition: sa.ColumnElement[bool]) -> Practitioner | None:
    return db.session.scalar(
        sa.select(Practitioner)
        .where(condition)
        .options(
            selectinload(Practitioner.treatments),
            selectinload(Practitioner.services),
            selectinload(Practitioner.locations).joinedload(Location.practice),
        )
        .execution_options(populate_existing=True)
    )


def _to_check(today: date) -> sa.ColumnElement[bool]:
    checked = Practitioner.hcpc_checked_on
    return sa.and_(listed(), sa.not_(Practitioner.sample), sa.or_(checked.is_(None), checked <= today - RECHECK_AFTER))


def _conditions(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if wanted.text:
        like = f"%{_escaped(wanted.text)}%"
        number = f"%{_escaped(''.join(wanted.text.split()))}%"
        found.append(
            sa.or_(Practitioner.name.ilike(like, escape="\\"), Practitioner.hcpc_number.ilike(number, escape="\\"))
        )
    match wanted.standing:
        case Standing.LISTED:
            found.append(listed())
        case Standing.NEW:
            found.append(sa.and_(Practitioner.listed_at.is_(None), Practitioner.delisted_at.is_(None)))
        case Standing.DELISTED:
            found.append(Practitioner.delisted_at.is_not(None))
        case None:
            pass
    if wanted.practice_id is not None:
        here = sa.select(Location.practitioner_id).where(
            Location.practice_id == wanted.practice_id, Location.ended_at.is_(None)
        )
        found.append(Practitioner.id.in_(here))
    return found


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
