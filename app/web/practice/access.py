"""Who may see a diary, and the frame that all of its pages share."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.accounts.permissions import Action
from app.booking import diary
from app.booking.models import Party
from app.booking.operations import Who
from app.core import clock
from app.directory.models import Practice
from app.directory.queries import get_practice
from app.web.auth import current_actor, needs

P = ParamSpec("P")
R = TypeVar("R")

PLACES = (
    ("Diary", (("Day", "practice.day"), ("Week", "practice.week"), ("Requests", "practice.requests"))),
    ("Find", (("Appointments", "practice.appointments"),)),
    ("Add", (("Appointment", "practice.phone"), ("Blocked time", "practice.block"))),
    (
        "Set up",
        (
            ("Hours", "practice.places"),
            ("Closed days", "practice.closed"),
            ("Services", "practice.services"),
            ("Public text", "practice.texts"),
            ("Calendars", "practice.calendars"),
            ("People", "practice.members"),
        ),
    ),
)
"""What stands at the side of every page, in groups."""


@dataclass(frozen=True)
class MenuItem:
    text: str
    href: str
    here: bool
    count: int = 0


def member(view: Callable[Concatenate[Practice, P], R]) -> Callable[..., R]:
    """Only for the people of the practice that the address names; the view gets it. Others get the login page, a refusal
    for those of the desk, and for those of other practices: there is no such page."""

    @needs(Action.KEEP_DIARY)
    @wraps(view)
    def guarded(practice_id: int, *args: P.args, **kwargs: P.kwargs) -> R:
        diary.require_member(practice_id, current_actor())
        return view(get_practice(practice_id), *args, **kwargs)

    return guarded


def who() -> Who:
    """On whose side changes are made here, and by whom."""
    return Who(Party.PRACTICE, current_actor().user_id)


def page(name: str, practice: Practice, status: int = 200, **values: Any) -> Response:
    """A page of this practice's diary, with what stands around it."""
    waiting = len(diary.list_requests(practice.id, now=clock.now()))
    several = len(diary.practices_of(current_actor().user_id)) > 1
    frame = {"practice": practice, "menu": _menu(practice.id, waiting), "several": several, "waiting": waiting}
    return make_response(render_template(f"practice/{name}.html", **frame, **values), status)


def back_to(endpoint: str, practice: Practice, said: str, **values: Any) -> Response:
    """To another page, which says what was done."""
    flash(said)
    return redirect(url_for(endpoint, practice_id=practice.id, **values), code=303)


def _menu(practice_id: int, waiting: int) -> list[tuple[str, list[MenuItem]]]:
    nearest = _nearest(practice_id)
    return [
        (
            title,
            [
                MenuItem(
                    text,
                    url_for(endpoint, practice_id=practice_id),
                    endpoint == nearest,
                    waiting if endpoint == "practice.requests" else 0,
                )
                for text, endpoint in places
            ],
        )
        for title, places in PLACES
    ]


def _nearest(practice_id: int) -> str:
    """The place that the page is, or is below."""
    endpoints = [endpoint for _, places in PLACES for _, endpoint in places if endpoint != "practice.day"]
    below = [each for each in endpoints if request.path.startswith(url_for(each, practice_id=practice_id))]
    if below:
        return below[0]
    return "practice.day" if request.path == url_for("practice.day", practice_id=practice_id) else ""
