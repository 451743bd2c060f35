"""Shows, and the episodes below them."""

from dataclasses import dataclass
from datetime import datetime

from flask import render_template
from werkzeug.wrappers import Response

from app.accounts.permissions import Action, Actor, may
from app.content.lifecycle import State
from app.content.lists import Wanted, list_wanted
from app.content.models import Kind
from app.core import clock
from app.core.errors import NotFound
from app.podcast import numbering, queries
from app.podcast.draft import ShowDraft
from app.podcast.models import Show
from app.web.auth import current_actor, needs
from app.web.desk import blueprint, editing, lists
from app.web.desk.nouns import NOUNS
from app.web.desk.rows import Row, rows_of
from app.web.desk.show_form import ShowForm
from app.web.desk.words import the_site

SHOW, EPISODE = NOUNS[Kind.SHOW], NOUNS[Kind.EPISODE]
NEWEST = 5
PODCAST: tuple[str, str] = ("Podcast", "desk.podcast")


@dataclass(frozen=True)
class ShowBox:
    """A show on the page of all shows, with its newest episodes that the person may change."""

    row: Row
    missing: str
    private: bool
    episodes: list[Row]
    more: int


@blueprint.get("/desk/podcast/")
@needs(Action.WRITE)
def podcast() -> str:
    actor, now = current_actor(), clock.now()
    shows = [_box(show, actor, now) for show in queries.list_all_shows() if _may_see(show, actor, now)]
    return render_template("desk/podcast/shows.html", noun=SHOW, shows=shows, may_publish=may(actor, Action.PUBLISH))


@blueprint.route("/desk/podcast/new", methods=["GET", "POST"])
@needs(Action.WRITE)
def show_new() -> Response:
    site = the_site()
    fresh = ShowDraft(author_name=site.name, copyright_holder=site.name, language=site.language)
    return editing.new(editing.Page(SHOW, crumbs=[PODCAST]), values=ShowForm.values_of(fresh))


@blueprint.route("/desk/podcast/<id:entry_id>/", methods=["GET", "POST"])
@needs(Action.WRITE)
def show(entry_id: int) -> Response:
    entry = editing.find_mine(entry_id, Kind.SHOW)
    return editing.edit(editing.Page(SHOW, entry, crumbs=[PODCAST]))


@blueprint.get("/desk/podcast/<id:show_id>/episodes/")
@needs(Action.WRITE)
def episodes(show_id: int) -> str:
    return lists.shown(EPISODE, new="desk.episode_new", parent=get_visible_show(show_id))


@blueprint.route("/desk/podcast/<id:show_id>/episodes/new", methods=["GET", "POST"])
@needs(Action.WRITE)
def episode_new(show_id: int) -> Response:
    found = get_visible_show(show_id)
    season, number = _next(found)
    page = editing.Page(EPISODE, parent=found, crumbs=[PODCAST], more={"next_number": number})
    fresh = {"season": "" if season is None else str(season), "number": str(number)}
    return editing.new(page, values=fresh, parent_id=found.id)


@blueprint.route("/desk/episodes/<id:entry_id>/", methods=["GET", "POST"])
@needs(Action.WRITE)
def episode(entry_id: int) -> Response:
    entry = editing.find_mine(entry_id, Kind.EPISODE)
    found = queries.get_show(entry.parent_id or 0)
    return editing.edit(
        editing.Page(EPISODE, entry, parent=found, crumbs=[PODCAST], more={"next_number": _next(found)[1]})
    )


def _next(show: Show) -> tuple[int | None, int]:
    """The season that is running and the next number in it."""
    taken = queries.list_numbers(show.id)
    season = max((s for s, _ in taken if s is not None), default=None)
    return season, numbering.next_number(taken, season=season)


def get_visible_show(show_id: int) -> Show:
    """A show that the person may see: one that is live, or that they may change."""
    found = queries.get_show(show_id)
    if not _may_see(found, current_actor(), clock.now()):
        raise NotFound("There is no such show.")
    return found


def _may_see(show: Show, actor: Actor, now: datetime) -> bool:
    return show.state(now) is State.LIVE or may(actor, Action.WRITE, owner_id=show.created_by_id)


def _box(show: Show, actor: Actor, now: datetime) -> ShowBox:
    mine = None if may(actor, Action.WRITE_ANY) else actor.user_id
    newest = list_wanted(Wanted(kind=Kind.EPISODE, parent_id=show.id, made_by=mine), now=now, size=NEWEST)
    return ShowBox(
        row=rows_of([show], now=now, actor=actor)[0],
        missing="It has no cover yet, so directories would refuse it." if show.image_id is None else "",
        private=show.private,
        episodes=rows_of(newest.items, now=now, actor=actor),
        more=newest.total - len(newest.items),
    )
