"""A show's feed against the rules, as a page: the same check as `flask podcast check`, without leaving this process."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from flask import current_app, render_template
from werkzeug.test import EnvironBuilder, run_wsgi_app

from app import links
from app.accounts.permissions import Action
from app.content.lifecycle import State
from app.content.models import Kind
from app.core import clock
from app.feeds.check import Outcome, check_feed
from app.feeds.checking.probe import Elsewhere, Reply
from app.podcast.models import Show
from app.web.auth import needs
from app.web.desk import blueprint, editing
from app.web.desk.nouns import NOUNS
from app.web.desk.words import the_site


class OwnSite:
    """A probe that asks this application itself, as a stranger: without cookies, and of its own addresses only."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url
        self._origin = _origin_of(base_url)

    def send(self, method: str, url: str, headers: Mapping[str, str], *, limit: int) -> Reply:
        if _origin_of(url) != self._origin:
            raise Elsewhere(f"{url} is at another site, which is not asked from here.")
        parts = urlsplit(url)
        builder = EnvironBuilder(
            path=parts.path or "/",
            query_string=parts.query,
            base_url=self._base_url,
            method=method,
            headers=list(headers.items()),
        )
        try:
            pieces, status, found = run_wsgi_app(current_app.wsgi_app, builder.get_environ(), buffered=False)
        finally:
            builder.close()
        body = bytearray()
        try:
            for piece in pieces:
                body += piece
                if len(body) >= limit:
                    break
        finally:
            close = getattr(pieces, "close", None)
            if close is not None:
                close()
        given = {name.lower(): value for name, value in found.items()}
        return Reply(url, int(status.split(" ", 1)[0]), given, bytes(body[:limit]))


@blueprint.get("/desk/podcast/<id:show_id>/check/")
@needs(Action.WRITE)
def podcast_check(show_id: int) -> str:
    show = editing.find_mine(show_id, Kind.SHOW)
    assert isinstance(show, Show)
    now = clock.now()
    why_not = _why_not(show, is_live=show.state(now) is State.LIVE)
    report = None if why_not else check_feed(links.feed_of(show), OwnSite(the_site().url), now=now)
    failed = sorted(report.of(Outcome.FAIL), key=lambda found: not found.is_grave) if report else []
    return render_template(
        "desk/podcast/check.html",
        noun=NOUNS[Kind.SHOW],
        entry=show,
        why_not=why_not,
        report=report,
        failed=failed,
        passed=report.of(Outcome.PASS) if report else (),
        unknown=report.of(Outcome.NOT_CHECKED) if report else (),
    )


def _why_not(show: Show, *, is_live: bool) -> str:
    """Why there is no feed that could be checked, and what to do about it."""
    if not is_live:
        return "This show is not public, so it has no feed yet. Publish it, then come back."
    if show.moved_to:
        return f"The feed of this show leads to {show.moved_to}, so it is to be checked there."
    if show.private:
        return (
            "Only listeners with an address of their own can read the feed of this show, so directories never see it."
        )
    return ""


def _origin_of(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc.lower()
