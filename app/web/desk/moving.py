"""Moving a show: from another host to this site, or away to another host, and who still comes by the old way."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import flash, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import StringField

from app import links
from app.accounts.permissions import Action, may
from app.content.models import Kind
from app.core import clock, fetching
from app.core.errors import Invalid
from app.core.public_address import Unfetchable
from app.core.unit_of_work import unit_of_work
from app.feeds.foreign import guids_of
from app.podcast import moving as moves
from app.podcast.models import OldPoll, Show
from app.podcast.queries import get_show, list_feed_episodes
from app.web.auth import current_actor, needs
from app.web.desk import blueprint
from app.web.desk.editing import find_mine
from app.web.desk.podcast import PODCAST
from app.web.desk.words import the_site
from app.web.form_base import Form

LARGEST_FEED = 20 << 20
SECONDS = 15.0


class CompareForm(Form):
    other = StringField("The feed at the other host", description="Its whole address. It is read, and nothing is changed.")  # fmt: skip


class AwayForm(Form):
    address = StringField("Address of the new feed", description="As the new host gives it, beginning with https://.")


@dataclass(frozen=True)
class Poller:
    """A program that still asks at an old address."""

    program: str
    seen: str
    hours: int


@blueprint.get("/desk/podcast/<id:show_id>/moving/")
@needs(Action.WRITE)
def moving(show_id: int) -> Response:
    return _page(show_id)


@blueprint.post("/desk/podcast/<id:show_id>/moving/compare")
@needs(Action.PUBLISH)
def moving_compare(show_id: int) -> Response:
    """Read the show's feed at another host and say whether the GUIDs are the same."""
    form = CompareForm()
    _show(show_id)
    try:
        found = _compared(show_id, (form.other.data or "").strip())
    except Invalid as refusal:
        form.take(Invalid(refusal.message, field="other"))
        return _page(show_id, compare=form)
    return _page(show_id, compare=form, result=found)


@blueprint.post("/desk/podcast/<id:show_id>/moving/away")
@needs(Action.PUBLISH)
def moving_away(show_id: int) -> Response:
    """The feed leads elsewhere. A look at the new feed comes first: one that leads back here is refused."""
    form, show, own = AwayForm(), _show(show_id), the_site().url
    address = (form.address.data or "").strip()
    try:
        warning = _warning(show_id, address, own=own) if moves.why_not_away(show, address, own=own) is None else ""
        with unit_of_work():
            moves.move_away(get_show(show_id), address, own=own, by=current_actor(), now=clock.now())
    except Invalid as refusal:
        form.take(refusal)
        return _page(show_id, away=form)
    flash(f"The feed leads to {address} from now on.{warning}")
    return redirect(url_for("desk.moving", show_id=show_id), code=303)


@blueprint.post("/desk/podcast/<id:show_id>/moving/back")
@needs(Action.PUBLISH)
def moving_back(show_id: int) -> Response:
    with unit_of_work():
        moves.come_back(get_show(show_id), by=current_actor(), now=clock.now())
    flash(
        "The feed is given out here again. Apps that have gone on to the other address stay there until it leads back."
    )
    return redirect(url_for("desk.moving", show_id=show_id), code=303)


def _show(show_id: int) -> Show:
    found = find_mine(show_id, Kind.SHOW)
    assert isinstance(found, Show)
    return found


def _warning(show_id: int, address: str, *, own: str) -> str:
    """What is not right with the feed that ours will lead to. Raises Invalid when it leads back to this site."""
    try:
        found = _compared(show_id, address, own=own)
    except Unfetchable as refusal:
        return f" We could not look at it: {refusal.message}"
    if found.agree:
        return ""
    return (
        f" Beware: {len(found.missing)} of your episodes have no such GUID there, and {len(found.more)} there are not"
        " among yours. Apps will show those as new episodes."
    )


def _compared(show_id: int, address: str, *, own: str = "") -> moves.Compared:
    with unit_of_work():  # closed before the web is asked: a read that stays open keeps writers waiting
        ours = [episode.guid for episode in list_feed_episodes(show_id, now=clock.now())]
    fetched = fetching.wired().get(address, limit_bytes=LARGEST_FEED, seconds=SECONDS)
    if own and moves.leads_back(fetched.url, own=own):
        raise Invalid("That address leads back to this site: the feed would lead to itself for ever.", field="address")
    try:
        return moves.compared(ours, guids_of(fetched.body))
    except Invalid as refusal:
        raise Unfetchable(refusal.message) from refusal


def _page(
    show_id: int,
    *,
    compare: CompareForm | None = None,
    away: AwayForm | None = None,
    result: moves.Compared | None = None,
) -> Response:
    show, now = _show(show_id), clock.now()
    refused = away is not None or (compare is not None and result is None)
    slug = show.path.strip("/").rpartition("/")[2]
    html = render_template(
        "desk/podcast/moving.html",
        show=show,
        podcast=PODCAST,
        compare=compare or CompareForm(formdata=None, other=show.moved_to or show.came_from),
        away=away or AwayForm(formdata=None),
        result=result,
        feed=links.feed_of(show),
        counted=links.absolute(links.path_to("site_polls.moved_feed", show=slug)),
        counted_path=links.path_to("site_polls.moved_feed", show=slug),
        episodes=len(list_feed_episodes(show.id, now=now)),
        polls=_by_path(moves.list_old_polls(show.id), now),
        may_publish=may(current_actor(), Action.PUBLISH),
    )
    return make_response(html, 422 if refused else 200)


def _by_path(polls: list[OldPoll], now: datetime) -> dict[str, list[Poller]]:
    found: dict[str, list[Poller]] = {}
    for poll in polls:
        found.setdefault(poll.path, []).append(Poller(poll.user_agent, _ago(poll.last_at, now), poll.count))
    return found


def _ago(then: datetime, now: datetime) -> str:
    """How long ago, as one says it."""
    passed = now - then
    if passed < timedelta(hours=1):
        return "within the last hour"
    if passed < timedelta(days=1):
        hours = passed // timedelta(hours=1)
        return "an hour ago" if hours == 1 else f"{hours} hours ago"
    days = passed // timedelta(days=1)
    return "a day ago" if days == 1 else f"{days} days ago"
