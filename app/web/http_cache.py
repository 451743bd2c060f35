"""Answers that a client may keep: validators made of the bytes themselves, 304, HEAD, gzip (RFC 9110, sections 8.8, 13).

For public pages only: what is answered here is the same for everybody and sets no cookie.
"""

import gzip
import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache

from flask import Request, Response
from werkzeug.http import http_date, parse_accept_header

MAX_AGE = 300
SMALLEST_TO_COMPRESS = 600  # bytes; below, gzip's own head eats what it saves


@dataclass(frozen=True)
class Representation:
    """The bytes under an address, ready to be sent again and again. The same bytes have the same validators on every
    machine and after every start."""

    body: bytes
    content_type: str
    last_modified: datetime | None = None

    @cached_property
    def etag(self) -> str:
        return hashlib.sha256(self.body).hexdigest()

    @cached_property
    def compressed(self) -> bytes:
        """Without a time stamp inside, so that it is the same each time too."""
        return gzip.compress(self.body, compresslevel=6, mtime=0)


@lru_cache(maxsize=64)
def takes_gzip(accepted: str) -> bool:
    """Whether a client with this Accept-Encoding may be sent gzip (RFC 9110, section 12.5.3)."""
    return parse_accept_header(accepted)["gzip"] > 0


def conditional(
    request: Request,
    body: bytes,
    *,
    content_type: str,
    last_modified: datetime | None = None,
    max_age: int = MAX_AGE,
    vary: tuple[str, ...] = (),
) -> Response:
    """`body` as the answer to `request`, or 304 when the client has it. `vary` names further headers that decide which
    body this is."""
    return answer(request, Representation(body, content_type, last_modified), max_age=max_age, vary=vary)


def answer(
    request: Request, representation: Representation, *, max_age: int = MAX_AGE, vary: tuple[str, ...] = ()
) -> Response:
    """The same for bytes that are kept: they are hashed and compressed once. With no `max_age` a client asks each time."""
    compress = len(representation.body) >= SMALLEST_TO_COMPRESS and takes_gzip(
        request.headers.get("Accept-Encoding", "")
    )
    # A strong validator is that of one encoding: the compressed bytes have another.
    etag = f"{representation.etag}-gzip" if compress else representation.etag
    if _client_has(request, etag, representation.last_modified):
        response = Response(status=304)
        del response.headers["Content-Type"]
    else:
        data = representation.compressed if compress else representation.body
        response = Response(data, content_type=representation.content_type)
        if compress:
            response.headers["Content-Encoding"] = "gzip"
    response.set_etag(etag)
    if representation.last_modified is not None:
        response.headers["Last-Modified"] = http_date(representation.last_modified)
    response.headers["Cache-Control"] = f"public, max-age={max_age}" if max_age else "public, no-cache"
    response.headers["Vary"] = ", ".join(("Accept-Encoding", *vary))
    return response


def _client_has(request: Request, etag: str, last_modified: datetime | None) -> bool:
    """If-None-Match decides alone where it is given; the date is for clients that know no ETag (13.2.2)."""
    if "If-None-Match" in request.headers:
        return request.if_none_match.contains_weak(etag)
    since = request.if_modified_since
    return since is not None and last_modified is not None and last_modified.replace(microsecond=0) <= since
