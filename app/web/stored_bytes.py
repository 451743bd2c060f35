"""Stored content as an answer, whole or in part, streamed without holding a database connection."""

import unicodedata
from collections.abc import Iterator
from urllib.parse import quote

from flask import Response, request
from werkzeug.http import http_date

from app.core.errors import NotFound
from app.media.byte_ranges import Asked, Held, decide
from app.media.settings import wired


def send(key: str, mime: str, cache: str) -> Response:
    """The stored content, whole or in part, as the request asks for it."""
    storage = wired().storage
    stat = storage.stat(key)
    if stat is None:
        raise NotFound("This file is not there any more.")
    held = Held(stat.size, f'"{key}"', stat.modified)
    answer = decide(_asked(), held)
    response = Response(_body(key, answer.start, answer.stop), status=answer.status, mimetype=mime)
    response.headers.update(
        {
            "Accept-Ranges": "bytes",
            "Cache-Control": cache,
            "ETag": held.etag,
            "Last-Modified": http_date(stat.modified),
        }
    )
    if answer.status == 304:
        response.headers.pop("Content-Type")
        return response
    response.headers["Content-Length"] = str(answer.stop - answer.start)
    if answer.status == 206:
        response.headers["Content-Range"] = f"bytes {answer.start}-{answer.stop - 1}/{stat.size}"
    if answer.status == 416:
        response.headers["Content-Range"] = f"bytes */{stat.size}"
        response.headers["Cache-Control"] = "no-store"
    return response


def as_download(response: Response, name: str) -> Response:
    """To be saved under `name`, which may be in any script: a header holds Latin-1 only (RFC 6266, appendix D)."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode() or "file"
    extended = {} if plain == name else {"filename*": f"UTF-8''{quote(name, safe='')}"}
    response.headers.set("Content-Disposition", "attachment", filename=plain, **extended)
    return response


def _body(key: str, start: int, stop: int) -> Iterator[bytes]:
    """Opened now, so that a missing file is still a 404; nothing is opened for what has no body."""
    if request.method == "HEAD" or start == stop:
        return iter(())
    return wired().storage.open_range(key, start, stop)


def _asked() -> Asked:
    headers = request.headers
    return Asked(
        request.method,
        headers.get("Range"),
        headers.get("If-Range"),
        headers.get("If-None-Match"),
        headers.get("If-Modified-Since"),
    )
