"""What machines read: search engines, and those who watch whether the site is well."""

from datetime import datetime
from html import escape

import structlog
from flask import Response

from app.content.queries import list_visible_paths
from app.core import clock
from app.core.health import database_answers, database_is_guarded
from app.directory.queries import list_public
from app.links import path_to
from app.media.settings import wired
from app.web.filters import iso
from app.web.site import blueprint
from app.web.site.answers import this_site

# Lists and pages about the site; each entry comes with its own last change.
FIXED = ("/", "/blog/", "/podcast/", "/resources/", "/physiotherapists/", "/subscribe/", "/about/", "/accessibility/")
_PROBE = "0" * 64

log = structlog.get_logger()


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    """Every page that may be indexed (sitemaps.org, protocol 0.9): samples and articles without a review are not among them."""
    site = this_site()
    rows = [f"<url><loc>{escape(site.absolute(path))}</loc></url>" for path in FIXED]
    rows += [
        f"<url><loc>{escape(site.absolute(path))}</loc><lastmod>{iso(changed)}</lastmod></url>"
        for path, changed in [*list_visible_paths(now=clock.now()), *_physiotherapists()]
    ]
    text = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return _plain(text + "\n".join(rows) + "\n</urlset>\n", "application/xml")


def _physiotherapists() -> list[tuple[str, datetime]]:
    """Those who are listed; samples are not among them."""
    return [(path_to("site.physiotherapist", slug=slug), changed) for slug, changed in list_public()]


@blueprint.get("/robots.txt")
def robots() -> Response:
    lines = (
        "User-agent: *",
        "Disallow: /desk/",
        "Disallow: /login",
        f"Sitemap: {this_site().absolute('/sitemap.xml')}",
    )
    return _plain("\n".join(lines) + "\n", "text/plain")


@blueprint.get("/healthz")
def healthz() -> Response:
    """The process is up."""
    return _unkept("ok\n", 200)


@blueprint.get("/readyz")
def readyz() -> Response:
    """Database and storage answer, and the database keeps its own rules."""
    asked = (("database", database_answers), ("rules", database_is_guarded), ("storage", _storage_answers))
    missing = [name for name, answers in asked if not answers()]
    if missing:
        log.warning("site.not_ready", missing=missing)
        return _unkept(f"not ready: {', '.join(missing)}\n", 503)
    return _unkept("ready\n", 200)


def _storage_answers() -> bool:
    try:
        wired().storage.stat(_PROBE)
    except OSError:
        return False
    return True


def _plain(text: str, mime: str) -> Response:
    response = Response(text, mimetype=mime)
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


def _unkept(text: str, status: int) -> Response:
    response = Response(text, status, mimetype="text/plain")
    response.headers["Cache-Control"] = "no-store"
    return response
