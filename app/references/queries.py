from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.core.db import db
from app.core.errors import NotFound
from app.core.paging import Page
from app.references.models import Reference, Status
from app.references.numbers import Numbers, number_in
from app.references.status import Piece, Source

PAGE_SIZE, SUGGESTIONS = 30, 8
_SEARCHED = (Reference.text, Reference.title, Reference.key, Reference.doi, Reference.nice, Reference.mhra)
_HERE = Reference.merged_into_id.is_(None)


def get_reference(reference_id: int) -> Reference:
    """The reference, or what stands in its place since they were merged."""
    found = find_reference(reference_id)
    if found is None:
        raise NotFound("There is no such reference.")
    return found


def find_reference(reference_id: int) -> Reference | None:
    found = db.session.get(Reference, reference_id)
    if found is None or found.merged_into_id is None:
        return found
    return db.session.get(Reference, found.merged_into_id)  # never merged itself: see operations.merge


def find_by_key(key: str) -> Reference | None:
    return db.session.scalar(sa.select(Reference).where(Reference.key == key.strip().lower(), _HERE))


def find_typed(typed: str) -> Reference | None:
    """What somebody means who types a key, a number of any kind or the address of one."""
    return find_by_key(typed) or next(iter(find_same(number_in(typed)).values()), None)


def find_same(numbers: Numbers, *, but: int | None = None) -> dict[str, Reference]:
    """Who has each of these numbers already, by the number's name."""
    found = {}
    for name, value in numbers.known():
        column = getattr(Reference, name)
        same = db.session.scalar(sa.select(Reference).where(column == value))
        if same is not None and same.id != but:
            found[name] = same
    return found


def is_taken(key: str) -> bool:
    return db.session.scalar(sa.select(Reference.id).where(Reference.key == key)) is not None


def list_references(
    *, text: str = "", status: Status | None = None, page: int = 1, size: int = PAGE_SIZE
) -> Page[Reference]:
    """By key. `text` is looked for in everything that is printed, and in the numbers."""
    wanted: list[sa.ColumnElement[bool]] = [_HERE]
    if status is not None:
        wanted.append(Reference.status == status)
    wanted += [_has(word) for word in text.split()[:10]]
    total = db.session.scalar(sa.select(sa.func.count()).select_from(Reference).where(*wanted)) or 0
    listed = sa.select(Reference).where(*wanted).order_by(Reference.key, Reference.id)
    return Page(list(db.session.scalars(listed.limit(size).offset((page - 1) * size))), page, size, total)


def suggest(typed: str) -> list[Reference]:
    """The likeliest for what was typed so far: those whose key begins with it first."""
    typed = typed.strip()
    exact = find_typed(typed) if typed else None
    begins = sa.case((Reference.key.istartswith(typed, autoescape=True), 0), else_=1)
    listed = sa.select(Reference).where(_HERE, *(_has(word) for word in typed.split()[:10]))
    found = list(db.session.scalars(listed.order_by(begins, Reference.key).limit(SUGGESTIONS)))
    return found if exact is None else [exact, *(each for each in found if each.id != exact.id)][:SUGGESTIONS]


def _has(word: str) -> sa.ColumnElement[bool]:
    places = [column.icontains(word, autoescape=True) for column in _SEARCHED]
    return sa.or_(*places, Reference.pmid == word)


def sources(ids: Iterable[int]) -> dict[int, Source]:
    """What is printed of each, by the id that was asked for: one statement. Those that are gone are not there."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    kept, replaced = aliased(Reference), aliased(Reference)
    rows = db.session.execute(
        sa.select(Reference.id, kept, replaced)
        .join(kept, kept.id == sa.func.coalesce(Reference.merged_into_id, Reference.id))
        .outerjoin(replaced, replaced.id == kept.superseded_by_id)
        .where(Reference.id.in_(wanted))
    )
    return {asked: source_of(found, instead) for asked, found, instead in rows}


def source_of(reference: Reference, replaced_by: Reference | None) -> Source:
    """What readers see of a reference."""
    return Source(
        id=reference.id,
        key=reference.key,
        text=reference.text,
        url=_address(reference),
        status=reference.status,
        note=reference.status_note,
        on=reference.status_on,
        replacement=None if replaced_by is None else Piece(short_name(replaced_by), _address(replaced_by)),
    )


def short_name(reference: Reference) -> str:
    """What people call it: by its number, or by its title."""
    if reference.nice:
        return f"NICE {reference.nice}"
    return f"MHRA {reference.mhra}" if reference.mhra else reference.title or reference.text


def _address(reference: Reference) -> str:
    return "" if reference.status is Status.UNVERIFIED else reference.url


def list_replaced_by(reference_id: int) -> list[Reference]:
    """Those that name this one as what replaced them."""
    return list(
        db.session.scalars(
            sa.select(Reference).where(Reference.superseded_by_id == reference_id).order_by(Reference.key)
        )
    )


def ids_by_number() -> tuple[dict[str, int], dict[str, int]]:
    """Every reference by its DOI, and by its PMID."""
    rows = db.session.execute(sa.select(Reference.id, Reference.doi, Reference.pmid).where(_HERE)).all()
    return {doi: i for i, doi, _ in rows if doi}, {pmid: i for i, _, pmid in rows if pmid}


def counts() -> dict[Status, int]:
    """How many there are of each status."""
    rows = db.session.execute(sa.select(Reference.status, sa.func.count()).where(_HERE).group_by(Reference.status))
    return {row[0]: row[1] for row in rows}
