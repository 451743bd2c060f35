"""A private show for one listener: every address holds the token that says who it is.

Whoever has no such address gets the same answer, whether there is a show or not, whether the token never was or was
taken back. Nothing here is kept by a cache or named to another site. What is being sent when a token is taken back is
sent to its end; the next request is refused.
"""

from contextlib import suppress
from dataclasses import dataclass

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from app import links
from app.core import clock
from app.core.errors import Busy, NotFound
from app.core.unit_of_work import unit_of_work
from app.feeds import rss
from app.feeds.podcast import PUBLIC, Addresses, podcast_document
from app.podcast import chapters, private, transcript_formats, transcripts
from app.podcast.models import Episode, Show
from app.web.http_cache import Representation, answer, conditional
from app.web.site.answers import this_site
from app.web.stored_bytes import send

BASE = f"/podcast/<show>/private/<string(length={private.TOKEN_LENGTH}):token>/"
NOBODY = "There is nothing at this address. If it worked before, ask whoever gave it to you for a new one."
KEPT_BY_NOBODY = "private, no-store"

blueprint = Blueprint("site_private", __name__)


@dataclass(frozen=True)
class _Heard:
    """A show as one listener hears it."""

    show: Show
    addresses: Addresses


@blueprint.after_request
def between_us_two(response: Response) -> Response:
    response.headers["Cache-Control"] = KEPT_BY_NOBODY
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@blueprint.get(BASE)
def private_page(show: str, token: str) -> BaseResponse:
    """For the person who opens their address in a browser: what to do with it, and the episodes."""
    heard = _heard(show, token)
    if not heard.show.private:
        return redirect(heard.show.path, 302)
    document = podcast_document(heard.show, site=this_site(), now=clock.now(), addresses=heard.addresses)
    return make_response(render_template("site/podcast/private.html", feed=document))


@blueprint.get(f"{BASE}feed.xml")
def private_feed(show: str, token: str) -> BaseResponse:
    """The feed of a show that has become public since is the public one: its apps go on there."""
    heard = _heard(show, token)
    if not heard.show.private:
        return redirect(PUBLIC.feed(heard.show), 302)
    document = podcast_document(heard.show, site=this_site(), now=clock.now(), addresses=heard.addresses)
    made = Representation(rss.podcast_rss(document), f"{rss.MEDIA_TYPE}; charset=utf-8", document.updated)
    return answer(request, made)


@blueprint.get(f"{BASE}media/<folder>/<name>")
def private_audio(show: str, token: str, folder: str, name: str) -> BaseResponse:
    """An episode's audio. Its path behind the token is the one that it keeps for life; another ending leads to the present one."""
    heard = _heard(show, token)
    path = f"/media/{folder}/{name}"
    episode = private.find_live_episode_by_enclosure(heard.show.id, path, now=clock.now())
    enclosure = None if episode is None else episode.enclosure
    if episode is None or enclosure is None:
        raise NotFound(NOBODY)
    present = heard.addresses.audio(episode, enclosure.extension)
    if not present.endswith(path):
        return redirect(present, 302)
    response = send(enclosure.sha256, enclosure.mime, KEPT_BY_NOBODY)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@blueprint.get(f"{BASE}<episode>/chapters.json")
def private_chapters(show: str, token: str, episode: str) -> BaseResponse:
    found = _episode(_heard(show, token), show, episode)
    if not found.chapters:
        raise NotFound(NOBODY)
    return _beside(found, chapters.to_json(chapters.from_stored(found.chapters)), chapters.JSON_TYPE)


@blueprint.get(f"{BASE}<episode>/transcript.<any(vtt, srt, json, html):ending>")
def private_transcript(show: str, token: str, episode: str, ending: str) -> BaseResponse:
    found = _episode(_heard(show, token), show, episode)
    if not found.transcript:
        raise NotFound(NOBODY)
    mime, printed = transcript_formats.PRINTERS[ending]
    return _beside(found, printed(transcripts.from_stored(found.transcript)).encode(), mime)


@blueprint.get(f"{BASE}<path:rest>")
def private_nothing(show: str, token: str, rest: str) -> BaseResponse:
    """Whatever else stands behind a token is answered here, where the token goes no further."""
    raise NotFound(NOBODY)


@blueprint.errorhandler(NotFound)
def nobody(refused: NotFound) -> BaseResponse:
    """One page for all: the site's usual one would carry the address on in a link."""
    return make_response(render_template("site/podcast/private_nobody.html", message=NOBODY), 404)


def _heard(show: str, token: str) -> _Heard:
    """The show of whoever has this token. Sent on when the show has another address by now; NotFound for anybody else."""
    now, asked = clock.now(), links.path_to("site.show", show=show)
    listener = private.find_listener(token)
    found = None if listener is None else private.find_live_show(listener.show_id, now=now)
    if listener is None or found is None:
        raise NotFound(NOBODY)
    if found.path != asked:
        if not private.had_path(found.id, asked):
            raise NotFound(NOBODY)
        abort(redirect(f"{found.path}{request.path.removeprefix(asked)}", 301))
    if private.is_new_use(listener, now=now):
        _note_use(listener.id)
        found = private.find_live_show(found.id, now=now) or found
    return _Heard(found, _addresses(found, token))


def _note_use(listener_id: int) -> None:
    with suppress(Busy), unit_of_work():  # nobody waits for their episode because of this note
        private.note_use(listener_id, now=clock.now())


def _addresses(show: Show, token: str) -> Addresses:
    base = f"{show.path}private/{token}/"

    def beside(episode: Episode, name: str) -> str:
        return f"{base}{episode.slug}/{name}"

    return Addresses(
        feed=lambda _show: f"{base}feed.xml",
        show_page=lambda _show: base,
        episode_page=lambda episode: f"{base}#{episode.slug}",
        audio=lambda episode, extension: f"{base}{PUBLIC.audio(episode, extension).removeprefix('/')}",
        beside=beside,
        private=True,
    )


def _episode(heard: _Heard, show: str, episode: str) -> Episode:
    path = links.path_to("site.episode", show=show, episode=episode)
    found = private.find_live_episode(heard.show.id, path, now=clock.now())
    if found is None:
        raise NotFound(NOBODY)
    return found


def _beside(episode: Episode, body: bytes, mime: str) -> Response:
    """As the public ones; players on other sites may read it, when they have its address (rule 40)."""
    content_type = f"{mime}; charset=utf-8" if mime.startswith("text/") else mime
    response = conditional(request, body, content_type=content_type, last_modified=episode.changed_at)
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
