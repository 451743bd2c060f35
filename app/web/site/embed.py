"""The player alone, for a frame on somebody else's page."""

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from app.content.queries import moved_to
from app.core import clock
from app.core.errors import NotFound
from app.podcast import queries
from app.web.headers import POLICY
from app.web.http_cache import conditional
from app.web.pages.content import of_entry
from app.web.pages.podcast import embed_page
from app.web.site.answers import this_site

# As strict as everywhere, but for one thing: this page is made to stand in others.
EMBED_POLICY = POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")

blueprint = Blueprint("site_embed", __name__)


@blueprint.get("/podcast/<show>/<episode>/embed/")
def embed(show: str, episode: str) -> Response:
    """A public episode's player. A private show's episodes are not found here."""
    path, now = f"/podcast/{show}/{episode}/", clock.now()
    found = queries.find_episode(path, now=now)
    if found is None:
        return redirect(f"{moved_to(path, now=now)}embed/", 301)
    of_show = queries.get_show(found.parent_id or 0)
    page = embed_page(of_entry(found), found, of_show, now=now, site=this_site())
    if page is None:
        raise NotFound("There is nothing to listen to yet.")
    text = render_template("site/podcast/embed.html", page=page)
    response = conditional(request, text.encode(), content_type="text/html; charset=utf-8", max_age=0)
    response.headers["Content-Security-Policy"] = EMBED_POLICY
    return response
