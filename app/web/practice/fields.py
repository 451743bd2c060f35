"""What is typed and chosen in the forms of the diary."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import request
from wtforms import StringField
from wtforms.widgets import TextInput

from app.content.lifecycle import comes_twice, instant_from_wall_time
from app.core import clock
from app.core.errors import Invalid
from app.directory.models import Practice
from app.directory.wall_times import MIDNIGHT, wall_time

LARGEST_ID = 2**53
TWICE = "The clocks go back that night, so this time comes twice. Choose an earlier or a later one."


class MomentField(StringField):
    """A day and a time by the browser's own control; kept as typed."""

    widget = TextInput(input_type="datetime-local")


def moment(typed: str, zone: ZoneInfo, *, field: str) -> datetime:
    """The instant of "2027-03-08T09:00" in `zone`. Raises Invalid, also for a time that comes twice."""
    instant = instant_from_wall_time(typed, zone, field=field)
    if comes_twice(instant, zone):
        raise Invalid(TWICE, field=field)
    return instant


def on_day(day: date, typed: str, zone: ZoneInfo, *, field: str, ends: bool = False) -> datetime:
    """The instant of a time of day such as "9" or "5:30 pm". Raises Invalid."""
    wall = wall_time(typed, field=field, ends=ends)
    if wall == MIDNIGHT:
        day, wall = day + timedelta(days=1), "00:00"
    return moment(f"{day.isoformat()}T{wall}", zone, field=field)


def start_of(value: str) -> datetime | None:
    """The start that a button or a choice of ours stands for; None for what is none."""
    try:
        return datetime.strptime(value, "%Y-%m-%dT%H:%M%z")
    except ValueError:
        return None


def number(value: object) -> int:
    """An id from a form or an address; 0, which is nobody's, for what is none."""
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 and int(text) <= LARGEST_ID else 0


def zone_of(practice: Practice) -> ZoneInfo:
    return ZoneInfo(practice.zone)


def today(practice: Practice) -> date:
    """By the practice's own clock."""
    return clock.now().astimezone(zone_of(practice)).date()


def asked_day(practice: Practice, name: str = "day") -> date:
    """The day that the address asks for; today for none, or for what is no day of these years."""
    try:
        day = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return today(practice)
    return day if 2000 <= day.year <= 2100 else today(practice)
