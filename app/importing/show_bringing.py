"""The show itself: made before its first episode, published after its last, so that no app ever sees half of it."""

from collections.abc import Callable
from datetime import datetime

from app.accounts.permissions import Actor
from app.core.db import db
from app.core.errors import Invalid
from app.core.unit_of_work import unit_of_work
from app.importing import queries
from app.importing.bringing import credits_of
from app.importing.drafts import show_draft
from app.importing.fetched import Fetches
from app.importing.parsed import ParsedShow
from app.media import operations as media
from app.podcast import operations as podcast
from app.podcast.draft import ShowDraft
from app.podcast.models import Show
from app.podcast.queries import get_show

Now = Callable[[], datetime]


def bring_show(run_id: int, said: ParsedShow, *, by: Actor, now: Now) -> None:
    """Make the show with its cover, as a draft; it keeps its podcast:guid and knows where it came from."""
    fetches = Fetches()
    examined = fetches.picture(said.image_url) if said.image_url else None
    with unit_of_work():
        run = queries.get_run(run_id)
        image_id = media.add_asset(examined, by=by, now=now()).id if examined is not None else None
        draft = show_draft(ShowDraft(), said, image_id=image_id, credits=credits_of(said.people))
        show = podcast.create_show(draft, guid=said.guid, by=by, now=now())
        show.came_from = run.source if run.source.startswith(("https://", "http://")) else ""
        show.announces_address = True
        run.show_id = show.id
        run.options = {**run.options, "pictures": {**run.options.get("pictures", {}), said.image_url: None}}
        run.problem = " ".join(fetches.missing).replace("Its picture", "The cover")


def finish_show(run_id: int, *, publish: bool, by: Actor, now: Now) -> str:
    """Publish the show, or look at the feed of the one that it was brought into. What is wrong with it, in words."""
    try:
        with unit_of_work():
            show = get_show(queries.get_run(run_id).show_id or 0)
            if publish:
                podcast.publish_show(show, by=by, now=now())
    except Invalid as refusal:
        return f"The show is a draft still: {refusal.message}"
    if publish:
        return ""
    return _look_at_feed(run_id, now)


def _look_at_feed(run_id: int, now: Now) -> str:
    show: Show = get_show(queries.get_run(run_id).show_id or 0)
    try:
        if show.live_revision is not None:
            podcast.check_feed(show, now=now())
    except Invalid as refusal:
        return f"Directories would refuse the feed: {refusal.message}"
    finally:
        db.session.rollback()
    return ""
