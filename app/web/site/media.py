"""Bytes for everybody: an episode's audio, pictures and documents.

No cookie, no session, and no database connection while the bytes go out: the answer is streamed after the request's
own work has ended.
"""

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from app.core import clock
from app.core.errors import Gone, HouseError, NotFound
from app.media.addresses import get_document_file, get_image_file
from app.media.enclosures import EXTENSIONS
from app.media.filetypes import PDF
from app.podcast import queries as podcast
from app.podcast.models import Episode
from app.web.stored_bytes import as_download, send

AUDIO_CACHE = "public, max-age=86400"
FOR_EVER = "public, max-age=31536000, immutable"

blueprint = Blueprint("site_media", __name__)


@blueprint.after_request
def only_bytes(response: Response) -> Response:
    """Whatever is in these bytes, a browser neither guesses nor runs it."""
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@blueprint.get("/media/<show>/<name>")
def audio(show: str, name: str) -> BaseResponse:
    """An episode's audio at the address that it keeps for life. The ending says the format (docs/feeds.md, rule 21), so after
    a change of format the old ending leads to the new one."""
    stem = f"/media/{show}/{name.rpartition('.')[0]}"
    episode = _episode_at(f"/media/{show}/{name}", stem)
    enclosure = None if episode is None else episode.enclosure
    if episode is None or enclosure is None:
        raise _not_there(request.path)
    path = f"{stem}.{enclosure.extension}"
    if request.path == path:
        return send(enclosure.sha256, enclosure.mime, AUDIO_CACHE)
    if request.path != episode.enclosure_path:
        raise NotFound("There is no audio at this address.")
    return _lead_to(path)


def _not_there(path: str) -> HouseError:
    """Apps stop asking when something is gone; what never was, or is still to come, is not there (yet)."""
    if podcast.was_heard_at(path, now=clock.now()):
        return Gone("This recording has been taken down.")
    return NotFound("There is no audio at this address.")


def _episode_at(path: str, stem: str) -> Episode | None:
    """The episode whose audio was given this path, or the same with another ending."""
    candidates = dict.fromkeys([path, *(f"{stem}.{extension}" for extension in EXTENSIONS.values())])
    found = (podcast.find_episode_by_enclosure(candidate, now=clock.now()) for candidate in candidates)
    return next((episode for episode in found if episode is not None), None)


@blueprint.get("/images/<start>-<int:width>.<extension>")
def image(start: str, width: int, extension: str) -> BaseResponse:
    """A picture, one of its copies or a crop; what is not made yet, or was replaced, leads to the nearest that there is."""
    found = get_image_file(start, width, extension)
    return _lead_to(found.elsewhere) if found.elsewhere else send(found.key, found.mime, FOR_EVER)


@blueprint.get(f"/documents/<short_hash>.{PDF.extension}")
def document(short_hash: str) -> BaseResponse:
    """A document, to be saved under the name it was brought with."""
    found = get_document_file(short_hash)
    if found.elsewhere:
        return _lead_to(found.elsewhere)
    return as_download(send(found.key, found.mime, FOR_EVER), found.name)


def _lead_to(address: str) -> BaseResponse:
    """Not for ever: what is missing will be made, and what was replaced may be replaced again."""
    response = redirect(address, code=302)
    response.headers["Cache-Control"] = "no-store"
    return response
