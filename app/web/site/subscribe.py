"""How to follow us: every feed, and one page for each show with a code for the phone."""

import io

import segno
from flask import Response, request
from werkzeug.wrappers import Response as BaseResponse

from app import links
from app.core import clock
from app.podcast import queries
from app.podcast.models import Show
from app.web.http_cache import conditional
from app.web.pages.bodies import Shelf, fetch_shelf
from app.web.pages.frames import blog_feeds, plain_head, trail
from app.web.pages.parts import Link
from app.web.pages.plain import Plain
from app.web.pages.podcast import PODCAST, feed_link
from app.web.pages.subscribing import ShowSubscribePage, SubscribePage, Subscription, apps_for, is_this_computer
from app.web.site import blueprint
from app.web.site.answers import moved, show, this_site

SUBSCRIBE = Plain(
    "/subscribe/", "Subscribe", "New posts and episodes, as soon as they are out, in an app of your choice."
)
# ISO/IEC 18004 asks for a quiet zone of four modules; at level M a code survives a crease or a stain.
QUIET_ZONE, CORRECTION = 4, "m"


@blueprint.get("/subscribe/")
def subscribe() -> Response:
    """The address of every feed, with what to do with it."""
    site, now = this_site(), clock.now()
    shows = queries.list_shows(now=now)
    shelf = fetch_shelf(images=[each.image_id for each in shows], now=now)
    feeds = blog_feeds(site)
    page = SubscribePage(
        head=SUBSCRIBE.head(site, feeds=(*feeds, *map(feed_link, shows))),
        crumbs=SUBSCRIBE.crumbs(),
        title=SUBSCRIBE.title,
        summary=SUBSCRIBE.summary,
        shows=tuple(_subscription(each, shelf) for each in shows),
        feeds=feeds,
        only_here=is_this_computer(site.url),
    )
    return show("subscribe.html", page)


@blueprint.get("/podcast/<show>/subscribe/", endpoint="show_subscribe")
def of_show(show: str) -> BaseResponse:
    """How to follow one show."""
    found = _find(show)
    if found is None:
        return _moved(show, "")
    return _answer(found)


@blueprint.get("/podcast/<show>/subscribe/code.svg", endpoint="show_code")
def code(show: str) -> BaseResponse:
    """The address of that page as a QR code, black on white in every colour scheme: cameras need the contrast."""
    found = _find(show)
    if found is None:
        return _moved(show, "code.svg")
    drawn = qr_code(this_site().absolute(f"{found.path}subscribe/"))
    return conditional(request, drawn, content_type="image/svg+xml")


def qr_code(text: str) -> bytes:
    """An SVG. The same text gives the same bytes."""
    out = io.BytesIO()
    made = segno.make_qr(text, error=CORRECTION)
    plain = {"svgclass": None, "lineclass": None, "omitsize": True}
    made.save(out, kind="svg", border=QUIET_ZONE, dark="#000", light="#fff", **plain)
    return out.getvalue()


def _find(slug: str) -> Show | None:
    return queries.find_show(f"/podcast/{slug}/", now=clock.now())


def _moved(slug: str, name: str) -> BaseResponse:
    """To the same below the place where the show is now. Raises Gone or NotFound."""
    response = moved(f"/podcast/{slug}/")
    response.location = f"{response.location}subscribe/{name}"
    return response


def _answer(found: Show) -> Response:
    site, now = this_site(), clock.now()
    followed = _subscription(found, fetch_shelf(images=[found.image_id], now=now))
    title = f"Subscribe to {found.title}"
    summary = f"New episodes of {found.title}, as soon as they are out, in an app of your choice."
    crumbs = trail(PODCAST, Link(found.title, found.path), Link("Subscribe", None))
    page = ShowSubscribePage(
        head=plain_head(title, summary, followed.page, crumbs=crumbs, site=site, feeds=(feed_link(found),)),
        crumbs=crumbs,
        title=title,
        summary=summary,
        show=followed,
        code=f"{followed.page}code.svg",
        address=site.absolute(followed.page),
        only_here=is_this_computer(site.url),
    )
    return show("podcast/subscribe.html", page)


def _subscription(found: Show, shelf: Shelf) -> Subscription:
    feed = links.feed_of(found)
    return Subscription(
        title=found.title,
        slug=found.slug,
        address=feed,
        page=f"{found.path}subscribe/",
        show=found.path,
        summary=found.summary,
        apps=apps_for(feed, found.title),
        picture=shelf.picture(found.image_id, ""),
    )
