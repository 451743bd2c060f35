"""The log of what was done here, by whom, and why."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask import render_template, request
from werkzeug.wrappers import Response

from app.accounts import activity_queries as queries
from app.accounts.models import Activity
from app.accounts.permissions import Action
from app.content.known import still_there
from app.content.redirect_sheet import written
from app.core.text import one_line
from app.reviews.words import day_in_words
from app.web.auth import needs
from app.web.desk import blueprint
from app.web.desk.fields import number_of
from app.web.desk.redirects_csv import csv_file
from app.web.desk.rows import wanted
from app.web.desk.words import moment, wall_time, zone

_DATED = re.compile(r"\d{4}-\d\d-\d\d(T.+[+Z].*)?\Z")
HEADER = ("when", "who", "what", "about", "page", "reason", "details")


@dataclass(frozen=True)
class Filter:
    """What the address asks for, as it stands in the form."""

    person: str
    what: str
    entry: str
    since: str
    until: str

    @property
    def values(self) -> dict[str, str | None]:
        return {name: value or None for name, value in self.__dict__.items()}

    @property
    def filtered(self) -> bool:
        return any(self.__dict__.values())

    def asked(self) -> queries.Asked:
        return queries.Asked(
            person=self.person,
            what=self.what,
            entry_id=number_of(self.entry),
            since=_midnight(self.since),
            until=_midnight(self.until, days=1),
        )


@blueprint.get("/desk/activity/")
@needs(Action.READ_ACTIVITY)
def activity() -> str:
    asked = _filter()
    found = queries.list_activity(asked.asked(), page=wanted().page)
    return render_template(
        "desk/activity.html",
        found=found,
        asked=asked,
        details=details_in_words,
        there=still_there(row.entry_id for row in found.items if row.entry_id is not None),
        names=queries.list_names(),
        deeds=queries.list_deeds(),
    )


@blueprint.get("/desk/activity/activity.csv")
@needs(Action.READ_ACTIVITY)
def activity_file() -> Response:
    """What the filters show, as a file; the newest first, so that a very long log loses its oldest."""
    found = queries.list_activity(_filter().asked(), size=queries.MOST_AT_ONCE)
    return csv_file(written([HEADER, *(_cells(row) for row in found.items)]), "activity.csv")


def details_in_words(row: Activity) -> str:
    """As `in_words`, with days and times as they are said on the other pages."""
    return in_words(row, said=_said)


def in_words(row: Activity, *, said: Callable[[str], str] = str) -> str:
    """The details of a deed: "from A to B", or each by its name."""
    left = {name: said(str(value)) for name, value in row.details.items()}
    change = " ".join(f"{word} {value}" for word in ("from", "to") if (value := left.pop(word, "")))
    return "; ".join(filter(None, [change, *(f"{name}: {value}" for name, value in left.items() if value)]))


def _cells(row: Activity) -> list[str]:
    page = str(row.entry_id or "")
    return [wall_time(row.at), row.user_name, row.what, row.about, page, row.reason, in_words(row)]


def _said(value: str) -> str:
    if not _DATED.match(value):
        return value
    try:
        return day_in_words(date.fromisoformat(value)) if len(value) == 10 else moment(datetime.fromisoformat(value))
    except ValueError:
        return value


def _filter() -> Filter:
    given = {name: one_line(request.args.get(name, ""))[:200] for name in Filter.__dataclass_fields__}
    dates = {name: given[name] if _midnight(given[name]) else "" for name in ("since", "until")}
    return Filter(**{**given, **dates, "entry": str(number_of(given["entry"]) or "")})


def _midnight(day: str, days: int = 0) -> datetime | None:
    """When a day, or one some `days` later, begins in the site's zone; None for what is no day, and after the last year."""
    try:
        return datetime.combine(date.fromisoformat(day) + timedelta(days=days), time(), zone())
    except (ValueError, OverflowError):
        return None
