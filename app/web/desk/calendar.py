"""A month of the desk: what went out, what goes out, what ends and what is due for review, day by day."""

import calendar as months
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import render_template, request

from app.accounts.permissions import Action, may
from app.content.calendar import Event, Happening, list_events
from app.core import clock
from app.web.auth import current_actor, needs
from app.web.desk import blueprint
from app.web.desk.rows import edit_link
from app.web.desk.words import month_in_words, weekdays, zone

WORDS = {
    Happening.PUBLISHED: "Published",
    Happening.SCHEDULED: "Goes live",
    Happening.ENDS: "Ends",
    Happening.REVIEW: "Review due",
}
_MONTH = re.compile(r"(20\d\d|2100)-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Line:
    """One event as a day shows it."""

    key: str
    words: str
    title: str
    href: str
    time: str


@dataclass(frozen=True)
class Day:
    on: date
    inside: bool
    """Whether it belongs to the month that is shown."""
    today: bool
    lines: list[Line]


@blueprint.get("/desk/calendar/")
@needs(Action.WRITE)
def calendar() -> str:
    """`?month=2027-03`; the month of today without it, or with what is no month."""
    today = clock.now().astimezone(zone()).date()
    first = _asked(today)
    weeks = _weeks(first, today)
    return render_template(
        "desk/calendar.html",
        name=month_in_words(first),
        weekdays=weekdays(),
        weeks=weeks,
        busy=[day for week in weeks for day in week if day.inside and day.lines],
        before=f"{first - timedelta(days=1):%Y-%m}",
        after=f"{first + timedelta(days=32):%Y-%m}",
        is_now=(first.year, first.month) == (today.year, today.month),
    )


def _asked(today: date) -> date:
    found = _MONTH.fullmatch(request.args.get("month", ""))
    return date(int(found[1]), int(found[2]), 1) if found else today.replace(day=1)


def _weeks(first: date, today: date) -> list[list[Day]]:
    weeks = months.Calendar().monthdatescalendar(first.year, first.month)
    lines = _lines(weeks[0][0], weeks[-1][-1])
    return [[Day(on, on.month == first.month, on == today, lines.get(on, [])) for on in week] for week in weeks]


def _lines(first: date, last: date) -> dict[date, list[Line]]:
    actor, now = current_actor(), clock.now()
    only = None if may(actor, Action.WRITE_ANY) else actor.user_id
    found: dict[date, list[Line]] = {}
    for event in list_events(_midnight(first), _midnight(last + timedelta(days=1)), now=now, made_by=only):
        found.setdefault(_day_of(event), []).append(_line(event))
    return found


def _midnight(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, tzinfo=zone())


def _day_of(event: Event) -> date:
    return event.on if event.at is None and event.on is not None else _local(event).date()


def _local(event: Event) -> datetime:
    assert event.at is not None
    return event.at.astimezone(zone())


def _line(event: Event) -> Line:
    time = "" if event.at is None else f"{_local(event):%H:%M}"
    return Line(event.what.value, WORDS[event.what], event.entry.title, edit_link(event.entry), time)
