"""Feeds that are somewhere else by now: where they lead, and who still asks for them at the old address."""

from contextlib import suppress
from datetime import datetime

from flask import Blueprint, abort, redirect, request
from werkzeug.wrappers import Response

from app import links
from app.content.queries import moved_to
from app.core import clock
from app.core.errors import Busy, NotFound
from app.core.unit_of_work import unit_of_work
from app.podcast import moving
from app.podcast import queries as podcasts
from app.podcast.models import Show

blueprint = Blueprint("site_polls", __name__)


@blueprint.get("/podcast/<show>/moved/feed.xml")
def moved_feed(show: str) -> Response:
    """What the old host of a show that was brought in leads to: the feed, and we learn who comes by that way."""
    path, now = links.path_to("site.show", show=show), clock.now()
    found = podcasts.find_show(path, now=now) or podcasts.find_show(moved_to(path, now=now), now=now)
    if found is None:
        raise NotFound("There is no feed at this address.")
    return _on(f"{found.path}feed.xml", found.id)


def still_here(found: Show | None, path: str, *, now: datetime) -> Show:
    """The show whose feed is at `path`. Sends on to where it is by now, here or at another host; raises Gone or NotFound
    where there is no such show."""
    if found is not None and not found.moved_to:
        return found
    show = found or podcasts.find_show(moved_to(path, now=now), now=now)
    if show is None:
        raise NotFound("There is no feed at this address.")
    return abort(_on(show.moved_to or f"{show.path}feed.xml", show.id))


def _on(address: str, show_id: int) -> Response:
    """301, because apps are to remember it; asked for each time all the same, because it can be taken back."""
    response = redirect(address, 301)
    response.headers["Cache-Control"] = "no-cache"
    _note(show_id, request.path)
    return response


def _note(show_id: int, path: str) -> None:
    """Written once an hour for each program. The note never keeps anybody from their answer."""
    program, now = moving.program_of(request.headers.get("User-Agent", "")), clock.now()
    if moving.is_new_poll(show_id, path, program, now=now):
        with suppress(Busy), unit_of_work():  # the next request will do; this one's answer is ready
            moving.note_poll(show_id, path, program, now=now)
