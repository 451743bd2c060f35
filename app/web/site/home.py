from flask import Response

from app.articles import queries as articles
from app.blog import queries as blog
from app.core import clock
from app.media.focal import Shape
from app.podcast import queries as podcast
from app.resources import queries as resources
from app.web.pages.bodies import fetch_shelf
from app.web.pages.frames import teaser
from app.web.pages.home import Shown, home_page
from app.web.pages.podcast import episode_teasers, feed_link
from app.web.pages.resources import topic_link
from app.web.site import blueprint
from app.web.site.answers import show, this_site

GUIDES, POSTS, EPISODES = 6, 3, 4


@blueprint.get("/")
def home() -> Response:
    now = clock.now()
    shows = podcast.list_shows(now=now)
    shelf = fetch_shelf(images=[show.image_id for show in shows], now=now)
    # Beside its title the cover says nothing new, so it has no text of its own.
    covers = {show.id: shelf.picture(show.image_id, "", Shape.SQUARE) for show in shows}
    shown = Shown(
        articles=tuple(teaser(a) for a in articles.list_children(None, now=now)[:GUIDES]),
        posts=tuple(teaser(p) for p in blog.list_posts(now=now, size=POSTS).items),
        episodes=episode_teasers(podcast.list_newest_episodes(now=now, limit=EPISODES), covers),
        topics=tuple(topic_link(name) for name, _ in resources.list_by_topic(now=now)),
        feeds=tuple(feed_link(show) for show in shows),
    )
    return show("home.html", home_page(shown, site=this_site()))
