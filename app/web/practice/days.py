"""A day with everybody side by side, a week, and a day on paper."""

from datetime import date, timedelta

from werkzeug.wrappers import Response

from app.booking import diary, reading
from app.core import clock
from app.core.unit_of_work import unit_of_work
from app.directory.models import Practice
from app.directory.wall_times import day_said
from app.web.auth import current_actor
from app.web.pages.booking import zone_said
from app.web.practice import blueprint
from app.web.practice.access import member, page
from app.web.practice.fields import asked_day, today, zone_of
from app.web.practice.showing import Column, columns, line, names_of

DAY = timedelta(days=1)


@blueprint.get("/practice/<id:practice_id>/")
@member
def day(practice: Practice) -> Response:
    """The day asked for, today without; who the patients are is shown, and noted."""
    on, now = asked_day(practice), clock.now()
    asked = [line(each, now=now, who=_names(practice)) for each in diary.list_requests(practice.id, now=now)]
    return page(
        "day",
        practice,
        columns=_columns(practice, on, where="day"),
        requests=asked,
        waiting_list=diary.waiting_counts(practice.id),
        title=day_said(on),
        day=on,
        today=today(practice),
        before=on - DAY,
        after=on + DAY,
        zone=zone_said(zone_of(practice)),
    )


@blueprint.get("/practice/<id:practice_id>/print/")
@member
def print_day(practice: Practice) -> Response:
    """The same to be printed, with telephone numbers."""
    on = asked_day(practice)
    return page(
        "print",
        practice,
        columns=_columns(practice, on, where="print"),
        title=day_said(on),
        day=on,
        zone=zone_said(zone_of(practice)),
    )


@blueprint.get("/practice/<id:practice_id>/week/")
@member
def week(practice: Practice) -> Response:
    """Seven days from Monday on, by reference and without patients' names."""
    on, now, zone = asked_day(practice), clock.now(), zone_of(practice)
    monday = on - on.weekday() * DAY
    days = [monday + number * DAY for number in range(7)]
    starts, ends = diary.day_of(days[0], zone)[0], diary.day_of(days[-1], zone)[1]
    who, found = _names(practice), diary.between(practice.id, starts, ends, now=now)
    lines = [(each.starts_at.astimezone(zone).date(), line(each, now=now, who=who)) for each in found]
    return page(
        "week",
        practice,
        days=[(each, day_said(each), [line_ for of, line_ in lines if of == each]) for each in days],
        title=f"{day_said(monday)} to {day_said(days[-1])}",
        monday=monday,
        today=today(practice),
        before=monday - 7 * DAY,
        after=monday + 7 * DAY,
        zone=zone_said(zone),
    )


def _columns(practice: Practice, on: date, *, where: str) -> list[Column]:
    starts, ends = diary.day_of(on, zone_of(practice))
    practice_id, now, actor = practice.id, clock.now(), current_actor()
    with unit_of_work():
        found = diary.between(practice_id, starts, ends, now=now)
        patients = reading.read_contacts(practice_id, found, by=actor, where=where, now=now)
        return columns(diary.locations_of(practice_id), found, patients, day=on, now=now)


def _names(practice: Practice) -> dict[int, str]:
    return names_of(diary.locations_of(practice.id))
