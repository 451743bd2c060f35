"""Pages about the site itself."""

from flask import Response

from app import links
from app.core import clock
from app.podcast.queries import list_shows
from app.web.pages.frames import blog_feeds
from app.web.pages.plain import Plain, ShowAddress, SubscribePage
from app.web.pages.podcast import feed_link
from app.web.site import blueprint
from app.web.site.answers import show, this_site

ABOUT = Plain("/about/", "Who we are and how we edit", "How pages are written, checked and corrected.")
ACCESSIBILITY = Plain("/accessibility/", "Accessibility", "What works, what does not yet, and whom to tell.")
PRIVACY = Plain("/privacy/", "Privacy", "What this site learns about you: very little.")
SUBSCRIBE = Plain(
    "/subscribe/", "Subscribe", "New posts and episodes, as soon as they are out, in an app of your choice."
)


@blueprint.get("/about/")
def about() -> Response:
    return show("furniture/about.html", ABOUT.page(this_site()))


@blueprint.get("/accessibility/")
def accessibility() -> Response:
    return show("furniture/accessibility.html", ACCESSIBILITY.page(this_site()))


@blueprint.get("/privacy/")
def privacy() -> Response:
    return show("furniture/privacy.html", PRIVACY.page(this_site()))


@blueprint.get("/subscribe/")
def subscribe() -> Response:
    """The address of every feed, with what to do with it."""
    site = this_site()
    shows = list_shows(now=clock.now())
    feeds = blog_feeds(site)
    page = SubscribePage(
        head=SUBSCRIBE.head(site, feeds=(*feeds, *map(feed_link, shows))),
        crumbs=SUBSCRIBE.crumbs(),
        title=SUBSCRIBE.title,
        summary=SUBSCRIBE.summary,
        shows=tuple(ShowAddress(s.title, s.slug, links.feed_of(s)) for s in shows),
        feeds=feeds,
    )
    return show("subscribe.html", page)
