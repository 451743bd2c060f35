"""How the desk says times: in the site's zone, in words."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import current_app

from app.content.lifecycle import comes_twice
from app.core.site import Site
from app.web.desk import blueprint

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905 - reads better
)


def the_site() -> Site:
    site: Site = current_app.extensions["site"]
    return site


def zone() -> ZoneInfo:
    """The site's time zone."""
    return the_site().timezone


def in_full(instant: datetime, where: ZoneInfo) -> str:
    """ "Tuesday 2 March 2027, 18:00"; with the zone's name when the clocks show that time twice."""
    local = instant.astimezone(where)
    said = f"{_DAYS[local.weekday()]} {local.day} {_MONTHS[local.month - 1]} {local.year}, {local:%H:%M}"
    return f"{said} {local.tzname()}" if comes_twice(instant, where) else said


def month_in_words(on: date) -> str:
    """ "March 2027"."""
    return f"{_MONTHS[on.month - 1]} {on.year}"


def weekdays() -> tuple[str, ...]:
    """From Monday on."""
    return _DAYS


@blueprint.app_template_filter("in_full")
def _in_full(instant: datetime) -> str:
    return in_full(instant, zone())


@blueprint.app_template_filter("moment")
def moment(instant: datetime) -> str:
    """ "2 March 2027, 18:00"."""
    return in_full(instant, zone()).split(" ", 1)[1]


def wall_time(instant: datetime | None) -> str:
    """For a date and time field: "2027-03-02T18:00", or nothing."""
    return "" if instant is None else f"{instant.astimezone(zone()):%Y-%m-%dT%H:%M}"


def which_of(instant: datetime | None) -> str:
    """For the choice beside such a field: "first" or "second" of a time that comes twice, else nothing."""
    if instant is None or not comes_twice(instant, zone()):
        return ""
    return "second" if instant.astimezone(zone()).fold else "first"


@blueprint.app_template_filter("browser")
def browser_in_words(user_agent: str) -> str:
    """ "Firefox on Windows", as far as a browser tells; what is unknown stays as it is."""
    name = next((word for sign, word in _BROWSERS if sign in user_agent), "")
    system = next((word for sign, word in _SYSTEMS if sign in user_agent), "")
    return f"{name} on {system}" if name and system else user_agent or "Unknown browser"


# In this order: nearly every browser says that it is another one, too.
_BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrom", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)
