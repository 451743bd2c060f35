"""Every page of the desk that can be opened: derived from the addresses themselves, with an example for each argument."""

from dataclasses import dataclass

import sqlalchemy as sa
from flask import Flask

from app.accounts import links
from app.accounts.permissions import Actor, Role
from app.accounts.queries import find_user
from app.articles.models import Article
from app.blog.models import Post
from app.content import missed, operations, redirect_sheet
from app.content.feedback import leave_feedback
from app.content.missed import Miss
from app.content.models import Entry
from app.core import clock, mail
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from app.importing import operations as importing
from app.importing.podcast_feed import read_feed
from app.podcast import private
from app.podcast.models import Episode, Show
from app.references.models import Reference
from app.resources.models import Resource
from tests import factories
from tests.importing import feeds
from tests.journeys import diary_addresses

NO_PAGES = {
    "desk.activity_file",
    "desk.autosave",
    "desk.login_again",
    "desk.chapters_file",
    "desk.entries_to_link",
    "desk.find_json",
    "desk.names",
    "desk.nothing_here",
    "desk.pictures_to_show",
    "desk.redirects_file",
    "desk.references_find",
    "desk.transcript_file",
    "desk_media.original",
    "desk_media.peaks",
    "desk_media.recording",
    "desk_uploads.result",
}
"""What programs read, files, and what answers 404."""
QUERIES = {
    "desk.redirect_new": "?path=/exercises/&q=hip",
    "desk.redirect_change": "?path=/old-hips/",
    "desk.find": "?q=hip",
    "desk.reference_merge": "?other=ta304",
}
SHEET = "from,to\n/old-hips/,/metal-on-metal-hip-resurfacing/\n"
Values = dict[str, int | str]


@dataclass(frozen=True)
class Staged:
    """One of each thing that an address can name."""

    ids: dict[str, Values]

    def address(self, app: Flask, endpoint: str) -> str:
        path = app.url_map.bind("localhost").build(endpoint, self.ids.get(endpoint, {}))
        return path + QUERIES.get(endpoint, "")


def endpoints(app: Flask) -> list[str]:
    """Every GET of the desk that answers with a page."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.split(".", 1)[0].startswith("desk")]
    return sorted({rule.endpoint for rule in rules if "GET" in (rule.methods or ())} - NO_PAGES)


def stage(app: Flask) -> Staged:
    """Add to the starter content what it has none of: no list of the desk is empty."""
    now = clock.now()
    with app.app_context():
        with unit_of_work():
            admin = find_user("admin@example.org")
            assert admin is not None
            ids = _made(admin.actor)
            filled = diary_addresses.fill(admin.actor)
            ids |= filled.of(app, "desk_directory")
            ids["desk.booking_mail"] = {"mail_id": filled.mail}
            redirect_sheet.bring(SHEET, own=app.config.get("SITE_URL", ""), by=admin.actor, now=now)
            missed.save([Miss("/exercise/", 3, now, now, "https://example.org/page")], now=now)
            leave_feedback(path="/", message="A word is unclear.", email="", now=now)
            mail.write(to="a@example.org", subject="A message", text="Words.", cause="a test", now=now)
        db.session.remove()
    return Staged(ids)


def _made(admin: Actor) -> dict[str, Values]:
    now = clock.now()
    entry, show, episode = _first(Article), _first(Show), _first(Episode)
    binned = factories.post("In the bin", by=admin)
    operations.move_to_bin(binned, by=admin, now=now)
    document = feeds.feed(feeds.item(1), feeds.item(2))
    run = importing.look_at(
        importing.Source("https://old.example/feed.xml", document, read_feed(document)), into=None, by=admin, now=now
    )
    private.add_listener(db.session.get_one(Show, show), "Ward seven", by=admin, now=now)
    invited = links.invite(email="new@example.org", name="Somebody new", role=Role.AUTHOR, by=admin, now=now)
    asked = find_user("author@example.org")
    assert asked is not None
    reset = links.reset(asked, by="admin", now=now)
    db.session.flush()
    article: Values = {"entry_id": entry}
    text: Values = {"entry_id": entry, "number": 1}
    of_show: Values = {"show_id": show}
    of_episode: Values = {"entry_id": episode}
    source: Values = {"reference_id": _first(Reference)}
    return {
        "desk.article": article,
        "desk.comments_page": article,
        "desk.entry": article,
        "desk.preview": article,
        "desk.preview_page": article,
        "desk.review": article,
        "desk.revisions": article,
        "desk.sharing_page": article,
        "desk.revision": text,
        "desk.revision_page": text,
        "desk.review_text": text,
        "desk.bin_delete": {"entry_id": binned.id},
        "desk.post": {"entry_id": _first(Post)},
        "desk.resource": {"entry_id": _first(Resource)},
        "desk.show": {"entry_id": show},
        "desk.episode": of_episode,
        "desk.chapters": of_episode,
        "desk.transcript": of_episode,
        "desk.podcast_check": of_show,
        "desk.episodes": of_show,
        "desk.episode_new": of_show,
        "desk.listeners": of_show,
        "desk.moving": of_show,
        "desk.pings": of_show,
        "desk.listener": {"show_id": show, "listener_id": private.list_listeners(show)[0].id},
        "desk.mail_message": {"mail_id": 1},
        "desk.person": {"person_id": 1},
        "desk.user": {"user_id": asked.id},
        "desk.reference": source,
        "desk.reference_merge": source,
        "desk.welcome": {"token": invited.token},
        "desk.reset": {"token": reset.token},
        "desk_imports.import_run": {"run_id": run.id},
        "desk_media.asset": {"asset_id": 1},
    }


def _first(of: type[Entry] | type[Reference]) -> int:
    return db.session.scalars(sa.select(of.id).order_by(of.id)).first() or 0
