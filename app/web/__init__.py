"""The HTTP door: the public site, the editors' desk, and what both share."""

import structlog
from flask import Blueprint, Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from app.content.boundaries import pulse
from app.core import clock
from app.core.site import Site
from app.web import auth, errors, filters, headers, origin
from app.web.desk import blueprint as desk
from app.web.desk.directory import blueprint as desk_directory
from app.web.desk.imports import blueprint as desk_imports
from app.web.desk.kept import keep_for
from app.web.desk.media_asset import blueprint as desk_media
from app.web.desk.uploads import blueprint as desk_uploads
from app.web.page_store import PageStore, Pulse
from app.web.practice import blueprint as practice
from app.web.sessions import DeskSessions
from app.web.site import blueprint as site_pages
from app.web.site.booking import blueprint as site_booking
from app.web.site.embed import blueprint as site_embed
from app.web.site.feeds import blueprint as site_feeds
from app.web.site.media import blueprint as site_media
from app.web.site.oembed import blueprint as site_oembed
from app.web.site.polls import blueprint as site_polls
from app.web.site.preview import blueprint as site_preview
from app.web.site.private import blueprint as site_private
from config import Config

# Every address of the site is in one of these.
BLUEPRINTS: tuple[Blueprint, ...] = (
    site_pages,
    site_feeds,
    site_media,
    site_polls,
    site_preview,
    site_private,
    site_booking,
    site_embed,
    site_oembed,
    desk,
    desk_directory,
    desk_imports,
    desk_media,
    desk_uploads,
    practice,
)
keep_for(practice)

log = structlog.get_logger()


def init_app(app: Flask, site: Site, config: Config) -> None:
    app.session_interface = DeskSessions()
    _keep_pages(app)
    if config.trusted_proxies:
        hops = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]  # Flask's own way
    headers.init_app(app, https=config.is_production)
    filters.register(app, zone=site.timezone)
    auth.init_app(app)
    errors.init_app(app)
    origin.init_app(app, site.url)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)

    @app.context_processor
    def _for_templates() -> dict[str, object]:
        return {"site": site}


def _keep_pages(app: Flask) -> None:
    """Put the page store in front of the application."""

    def read_pulse() -> Pulse | None:
        with app.app_context():
            return pulse(now=clock.now())

    store = PageStore(app.wsgi_app, cookie=auth.COOKIE, pulse=read_pulse)
    app.wsgi_app = store  # type: ignore[method-assign]  # Flask's own way
    app.extensions["page_store"] = store
