"""What a practice itself decides about what is offered there: that it is not any more, or is again. Call inside a unit of
work."""

from datetime import datetime

import sqlalchemy as sa

from app.accounts.activity import note
from app.accounts.permissions import Actor
from app.core.db import db
from app.core.errors import NotFound
from app.core.events import record
from app.directory.events import DirectoryChanged
from app.directory.hours import require_keeper
from app.directory.models import Location, Practitioner, Service
from app.directory.settings import wired
from app.directory.touched import InTheWay

NOT_YOURS = "There is no such service, or it is also offered elsewhere: then an editor decides about it."


def list_services(practice_id: int) -> list[tuple[Practitioner, Service]]:
    """What the practice decides about, by name: the services offered there and nowhere else."""
    rows = db.session.execute(
        sa.select(Practitioner, Service)
        .join(Service, Service.practitioner_id == Practitioner.id)
        .where(_only_at(practice_id))
        .order_by(sa.func.lower(Practitioner.name), Practitioner.id, Service.position, Service.id)
    ).all()
    return [(row[0], row[1]) for row in rows]


def set_offered(practice_id: int, service_id: int, *, offered: bool, by: Actor, now: datetime) -> Service:
    """Offer it again, or not any more: twice is as good as once. Raises InTheWay while there are appointments for it that
    nobody has dealt with."""
    require_keeper(practice_id, by)
    service = db.session.scalar(sa.select(Service).where(Service.id == service_id, _only_at(practice_id)))
    if service is None:
        raise NotFound(NOT_YOURS)
    if service.active is offered:
        return service
    service.active = offered
    db.session.flush()
    if not offered:
        require_nobody_booked(service, now=now)
    note("offers something again" if offered else "offers something no more", by=by, now=now, about=service.name)
    record(DirectoryChanged(service.practitioner_id))
    return service


def require_nobody_booked(service: Service, *, now: datetime) -> None:
    """That nobody is booked for what it is not offered for any more; with the diary locked, so that no appointment appears
    between the question and the commit. Raises InTheWay."""
    diary = sa.update(Practitioner).where(Practitioner.id == service.practitioner_id)
    locked = diary.values(diary_version=Practitioner.diary_version + 1)
    db.session.execute(locked.execution_options(synchronize_session=False))
    ahead = wired().ahead_of_service(service.id, now)
    if ahead:
        raise InTheWay("Appointments for this are still to come. The practice has to settle each first", ahead)


def _only_at(practice_id: int) -> sa.ColumnElement[bool]:
    """Of services: offered at this practice and at no other."""
    there, elsewhere = (
        sa.exists().where(
            Location.practitioner_id == Service.practitioner_id,
            sa.or_(Service.location_id.is_(None), Service.location_id == Location.id),
            condition,
        )
        for condition in (Location.practice_id == practice_id, Location.practice_id != practice_id)
    )
    return sa.and_(there, sa.not_(elsewhere))
