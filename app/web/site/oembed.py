"""How other sites learn to embed an episode: oEmbed 1.0 (oembed.com), as JSON and as XML."""

import re
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from flask import Blueprint, Response, json, request

from app.content.queries import moved_to
from app.core import clock
from app.core.errors import HouseError, NotFound
from app.podcast import queries
from app.web.http_cache import conditional
from app.web.pages.bodies import fetch_shelf
from app.web.pages.content import of_entry
from app.web.pages.embedding import HEIGHT, WIDTH, Embedding, thumbnail
from app.web.pages.parts import Link
from app.web.pages.podcast import player_of
from app.web.site.answers import this_site

LONGEST = 2_000
_EPISODE = re.compile(r"(/podcast/[^/]+/[^/]+/)(?:embed/)?")
_MOMENT = re.compile(r"t=[0-9:hms.]{1,12}", re.ASCII)

blueprint = Blueprint("site_oembed", __name__)


@blueprint.get("/oembed")
def oembed() -> Response:
    """400 without a usable address or size, 501 for another format, 404 for what is not an episode that all may hear."""
    url, form = request.args.get("url", ""), request.args.get("format", "json")
    if form not in {"json", "xml"}:
        return _refused(501, "This service answers in json and in xml.")
    if not url or len(url) > LONGEST:
        return _refused(400, "Give the address of an episode as url.")
    try:
        limits = _limit("maxwidth"), _limit("maxheight")
    except ValueError:
        return _refused(400, "maxwidth and maxheight are whole numbers of pixels from 1.")
    try:
        found = _embedding(url, *limits).fields()
    except HouseError:
        return _refused(404, "There is no episode at this address.")
    if form == "json":
        body, mime = json.dumps(found, sort_keys=False).encode(), "application/json"
    else:
        body, mime = _xml(found), "text/xml; charset=utf-8"
    return _for_everybody(conditional(request, body, content_type=mime))


def _embedding(url: str, maxwidth: int | None, maxheight: int | None) -> Embedding:
    """Raises NotFound or Gone."""
    site, now = this_site(), clock.now()
    path, moment = _taken_apart(url)
    episode = queries.find_episode(path, now=now) or queries.find_episode(moved_to(path, now=now), now=now)
    if episode is None:
        raise NotFound("That is no episode.")
    show = queries.get_show(episode.parent_id or 0)
    shelf = fetch_shelf(images=[episode.image_id, show.image_id], now=now)
    player = player_of(of_entry(episode), episode, show, shelf=shelf)
    if player is None:
        raise NotFound("There is nothing to listen to yet.")
    return Embedding(
        title=episode.title,
        src=f"{site.absolute(episode.path)}embed/{moment}",
        width=min(WIDTH, maxwidth or WIDTH),
        height=min(HEIGHT, maxheight or HEIGHT),
        author=Link(show.author_name or show.title, site.absolute(show.path)),
        provider=Link(site.name, f"{site.url}/"),
        thumbnail=thumbnail(player.artwork, maxwidth=maxwidth, maxheight=maxheight),
    )


def _taken_apart(url: str) -> tuple[str, str]:
    """The path of the episode that an address of this site names, and the moment in it (`#t=90`). Raises NotFound."""
    try:
        asked, own = urlsplit(url), urlsplit(this_site().url)
    except ValueError as error:
        raise NotFound("That is no address.") from error
    path = asked.path if asked.path.endswith("/") else f"{asked.path}/"
    found = _EPISODE.fullmatch(path)
    if asked.scheme not in {"http", "https"} or asked.netloc.lower() != own.netloc.lower() or found is None:
        raise NotFound("That is no episode of this site.")
    return found[1], f"#{asked.fragment}" if _MOMENT.fullmatch(asked.fragment) else ""


def _limit(name: str) -> int | None:
    """A size in pixels, or None when none was asked. Raises ValueError for what is none."""
    asked = request.args.get(name, "")
    if not asked:
        return None
    if not (asked.isascii() and asked.isdigit() and len(asked) <= 6 and int(asked) > 0):
        raise ValueError(name)
    return int(asked)


def _xml(fields: dict[str, str | int]) -> bytes:
    root = ET.Element("oembed")
    for name, value in fields.items():
        ET.SubElement(root, name).text = str(value)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _refused(status: int, message: str) -> Response:
    """Programs ask here, so the answer is a line and not a page."""
    response = Response(f"{message}\n", status, mimetype="text/plain")
    response.headers["Cache-Control"] = "no-store"
    return _for_everybody(response)


def _for_everybody(response: Response) -> Response:
    """Editors that run in a browser ask from their own site."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
