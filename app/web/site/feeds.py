"""The feeds' doors: for apps and readers, and for the person who opens one in a browser."""

from collections.abc import Callable
from datetime import datetime
from typing import NoReturn, TypeVar

from flask import Blueprint, Response, abort, current_app, redirect, render_template, request

from app import links
from app.accounts.queries import find_person_by_slug
from app.content import known
from app.content import queries as entries
from app.core import clock
from app.core.errors import NotFound
from app.core.site import Site
from app.feeds import atom, episode_files, json_feed, rss
from app.feeds.documents import EntriesDocument, PodcastDocument
from app.feeds.entries import Addresses, blog_document
from app.feeds.podcast import podcast_document
from app.feeds.podcast_archive import archive_page, page_path
from app.podcast import chapters, transcript_formats
from app.podcast import queries as podcasts
from app.podcast.models import Episode
from app.web.http_cache import Representation, answer, conditional
from app.web.site.polls import still_here

blueprint = Blueprint("site_feeds", __name__)

_BLOG_FORMATS: dict[str, tuple[str, Callable[[EntriesDocument], bytes]]] = {
    "feed.xml": (rss.MEDIA_TYPE, rss.blog_rss),
    "atom.xml": (atom.MEDIA_TYPE, atom.blog_atom),
    "feed.json": (json_feed.MEDIA_TYPE, json_feed.blog_json),
}
# Which of two bodies stands under one address: see _is_a_person.
_VARY = ("Accept", "Sec-Fetch-Dest")
D = TypeVar("D", PodcastDocument, EntriesDocument)


@blueprint.get("/blog/feed.xml", defaults={"name": "feed.xml"})
@blueprint.get("/blog/atom.xml", defaults={"name": "atom.xml"})
@blueprint.get("/blog/feed.json", defaults={"name": "feed.json"})
def blog(name: str) -> Response:
    return _blog_feed(name, "/blog/")


@blueprint.get("/blog/tag/<tag>/feed.xml", defaults={"name": "feed.xml"})
@blueprint.get("/blog/tag/<tag>/atom.xml", defaults={"name": "atom.xml"})
@blueprint.get("/blog/tag/<tag>/feed.json", defaults={"name": "feed.json"})
def blog_tag(tag: str, name: str) -> Response:
    return _blog_feed(name, f"/blog/tag/{tag}/", tag=tag)


@blueprint.get("/blog/author/<author>/feed.xml", defaults={"name": "feed.xml"})
@blueprint.get("/blog/author/<author>/atom.xml", defaults={"name": "atom.xml"})
@blueprint.get("/blog/author/<author>/feed.json", defaults={"name": "feed.json"})
def blog_author(author: str, name: str) -> Response:
    return _blog_feed(name, f"/blog/author/{author}/", author=author)


def _blog_feed(name: str, page: str, *, tag: str = "", author: str = "") -> Response:
    mime, printed = _BLOG_FORMATS[name]
    addresses = Addresses(
        page=page,
        rss=f"{page}feed.xml",
        atom=f"{page}atom.xml",
        json=f"{page}feed.json",
        person=lambda slug: f"/people/{slug}/",
    )
    now = clock.now()
    found_tag = known.find_tag(tag, now=now) if tag else None
    found_author = find_person_by_slug(author) if author else None
    if found_author is not None and not known.was_named(found_author.id, now=now):
        found_author = None
    if (tag and found_tag is None) or (author and found_author is None):
        raise NotFound("There is no such list of posts.")
    document = blog_document(addresses, site=_site(), now=now, tag=found_tag, author=found_author)

    def page_of(found: EntriesDocument) -> str:
        own = {"feed.xml": found.rss_url, "atom.xml": found.atom_url, "feed.json": found.json_url}[name]
        return render_template("site/feed.html", feed=found, address=own, is_podcast=False)

    return _feed(mime, document, printed, page_of)


@blueprint.get("/podcast/<show>/feed.xml")
def podcast(show: str) -> Response:
    path, now = links.path_to("site.show", show=show), clock.now()
    found = still_here(podcasts.find_show(path, now=now), path, now=now)
    return _podcast_feed(podcast_document(found, site=_site(), now=now))


@blueprint.get("/podcast/<show>/archive/<int:number>.xml")
def podcast_archive(show: str, number: int) -> Response:
    """One page of the past, for programs that read a feed in parts."""
    path, now = links.path_to("site.show", show=show), clock.now()
    found = podcasts.find_show(path, now=now) or _moved(path, f"archive/{number}.xml", now=now)
    if request.path != page_path(found, number):
        raise NotFound("A page of the archive has one address only.")  # 01 is not 1
    return _podcast_feed(archive_page(found, number, site=_site(), now=now))


def _podcast_feed(document: PodcastDocument) -> Response:
    def page_of(found: PodcastDocument) -> str:
        return render_template("site/feed.html", feed=found, address=found.self_url, is_podcast=True)

    response = _feed(rss.MEDIA_TYPE, document, rss.podcast_rss, page_of)
    # Subscribers find a hub in the headers without reading the feed (W3C WebSub, section 4).
    if document.hubs:
        for rel, address in (*(("hub", hub) for hub in document.hubs), ("self", document.self_url)):
            response.headers.add("Link", f'<{address}>; rel="{rel}"')
    return response


@blueprint.get("/podcast/<show>/<episode>/chapters.json")
def episode_chapters(show: str, episode: str) -> Response:
    found = _episode(show, episode, "chapters.json")
    if not found.chapters:
        raise NotFound("This episode has no chapters.")
    return _beside(found, chapters.to_json(episode_files.episode_chapters(found, _site())), chapters.JSON_TYPE)


@blueprint.get("/podcast/<show>/<episode>/transcript.<any(vtt, srt, json, html):ending>")
def episode_transcript(show: str, episode: str, ending: str) -> Response:
    found = _episode(show, episode, f"transcript.{ending}")
    if not found.transcript:
        raise NotFound("This episode has no transcript.")
    mime, printed = transcript_formats.PRINTERS[ending]
    return _beside(found, printed(episode_files.episode_transcript(found)).encode(), mime)


def _episode(show: str, episode: str, name: str) -> Episode:
    path, now = links.path_to("site.episode", show=show, episode=episode), clock.now()
    return podcasts.find_episode(path, now=now) or _moved(path, name, now=now)


def _beside(episode: Episode, body: bytes, mime: str) -> Response:
    """A file that belongs to an episode; players on other sites may read it (rule 40)."""
    content_type = f"{mime}; charset=utf-8" if mime.startswith("text/") else mime
    response = conditional(request, body, content_type=content_type, last_modified=episode.changed_at)
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _moved(path: str, name: str, *, now: datetime) -> NoReturn:
    """Send on to `name` below the place where `path` is now; NotFound or Gone when there is none."""
    abort(redirect(f"{entries.moved_to(path, now=now)}{name}", 301))


def _feed(mime: str, found: D, printed: Callable[[D], bytes], page_of: Callable[[D], str]) -> Response:
    """The feed for programs, and a page made of the same document for a person."""
    if _is_a_person(mime):
        made = Representation(page_of(found).encode(), "text/html; charset=utf-8")
    else:
        made = Representation(printed(found), f"{mime}; charset=utf-8", found.updated)
    return answer(request, made, vary=_VARY)


def _is_a_person(mime: str) -> bool:
    """A browser that opens the address itself. Accept alone is not enough: some podcast apps send a browser's."""
    accept = request.accept_mimetypes
    return request.headers.get("Sec-Fetch-Dest") == "document" and accept["text/html"] > accept[mime]


def _site() -> Site:
    site: Site = current_app.extensions["site"]
    return site
