"""Whole answers, kept in this process and given out before Flask and SQLAlchemy are touched.

Kept is what a view offers with `Cache-Control: public` and a validator, compressed as it was asked for. It is good as
long as the site's generation stands and nothing has gone live or dark by the clock since. The generation is read again
after every unit of work of this process and otherwise at most once a second, so that what another process changes is
seen within a second. Somebody who is logged in always gets a fresh page.
"""

import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from werkzeug.http import parse_date, parse_etags
from werkzeug.wrappers import Response

from app.core import clock
from app.web.http_cache import takes_gzip

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

BUDGET = 64 * 1024 * 1024
LARGEST = 16 * 1024 * 1024
GENERATION_SECONDS = 1.0
LONGEST_ACCEPT = 200  # characters: browsers send half of that
# Bytes of files are not pages; and what people search for is nobody's business, so no other query is kept.
_NOT_PAGES = (
    "/desk",
    "/login",
    "/preview/",
    "/booking/",
    "/media/",
    "/images/",
    "/documents/",
    "/static/",
    "/healthz",
    "/readyz",
)
# What one listener alone may have, audio too: it goes by in pieces and is never kept. And who books: nobody waits for another.
_PRIVATE = re.compile(r"/podcast/[^/]+/private/[^/]+/|/physiotherapists/[^/]+/book/")
_QUERY = re.compile(r"(page=\d{1,4})?")
_CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE", "HTTP_IF_RANGE")

Key = tuple[str, ...]
Pulse = tuple[int, datetime | None]
"""The generation, and when something goes live or dark next."""


@dataclass(frozen=True)
class _Kept:
    generation: int
    since: datetime
    until: datetime | None
    headers: tuple[tuple[str, str], ...]
    body: bytes
    etag: str
    modified: datetime | None

    def is_good(self, generation: int, now: datetime) -> bool:
        return self.generation == generation and self.since <= now and (self.until is None or now < self.until)


class PageStore:
    """A WSGI application around another. `pulse` reads generation and next boundary, or None where the database does not
    answer: then nothing is given from the store."""

    def __init__(self, inner: "WSGIApplication", *, cookie: str, pulse: Callable[[], Pulse | None]) -> None:
        self._inner, self._cookie, self._read_pulse = inner, f"{cookie}=", pulse
        self._kept: OrderedDict[Key, _Kept] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()
        self._making: dict[Key, threading.Lock] = {}
        self._pulse: Pulse | None = None
        self._read_at = 0.0
        self._forgotten = 0

    def forget_pulse(self) -> None:
        """Something was saved: read the generation again before the next answer."""
        self._forgotten += 1
        self._pulse = None

    def forget(self) -> None:
        """Let go of everything, as a new process would."""
        with self._lock:
            self._kept.clear()
            self._size = 0
        self.forget_pulse()

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        key = self._key(environ)
        if key is None:
            return self._inner(environ, start_response)
        kept = self._find(key)
        if kept is None:
            with self._turn(key):  # one renders, the others wait for it
                kept = self._find(key)
                if kept is None:
                    made = self._make(environ, key)
                    if isinstance(made, Response):
                        return made(environ, start_response)
                    kept = made
        return _answer(kept, environ, start_response)

    def _key(self, environ: "WSGIEnvironment") -> Key | None:
        path, query = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"} or path.startswith(_NOT_PAGES) or _PRIVATE.match(path):
            return None
        if not _QUERY.fullmatch(query) or self._cookie in environ.get("HTTP_COOKIE", ""):
            return None
        zipped = "gzip" if takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")) else ""
        # A feed shows a page to a person whose browser opens it; elsewhere Accept decides nothing.
        person = environ.get("HTTP_SEC_FETCH_DEST", "") == "document"
        accepted = environ.get("HTTP_ACCEPT", "") if person and path.endswith((".xml", ".json")) else ""
        if len(accepted) > LONGEST_ACCEPT:
            return None
        return (environ.get("HTTP_HOST", ""), path, query, zipped, accepted)

    def _find(self, key: Key) -> _Kept | None:
        now, pulse = clock.now(), self._current_pulse()
        with self._lock:
            kept = self._kept.get(key)
            if pulse is None or kept is None or not kept.is_good(pulse[0], now):
                return None
            self._kept.move_to_end(key)
            return kept

    def _current_pulse(self) -> Pulse | None:
        pulse = self._pulse
        if pulse is None or time.monotonic() - self._read_at > GENERATION_SECONDS:
            read_at, forgotten = time.monotonic(), self._forgotten
            pulse = self._read_pulse()
            if forgotten == self._forgotten:  # else something was saved meanwhile, and this may be from before it
                self._pulse, self._read_at = pulse, read_at
        return pulse

    def _make(self, environ: "WSGIEnvironment", key: Key) -> "_Kept | Response":
        """Ask the application for the whole answer, whatever the client has; keep it when it may be kept."""
        since, pulse = clock.now(), self._read_pulse()
        whole = {name: value for name, value in environ.items() if name not in _CONDITIONS} | {"REQUEST_METHOD": "GET"}
        response = Response.from_app(self._inner, whole, buffered=True)
        etag, weak = response.get_etag()
        body = response.get_data()
        may_be_kept = response.status_code == 200 and response.cache_control.public and etag and not weak
        if pulse is None or not may_be_kept or "Set-Cookie" in response.headers or len(body) > LARGEST:
            return response
        headers = tuple((name, value) for name, value in response.headers if name not in {"Date", "Content-Length"})
        kept = _Kept(pulse[0], since, pulse[1], headers, body, str(etag), response.last_modified)
        self._keep(key, kept)
        return kept

    def _keep(self, key: Key, kept: _Kept) -> None:
        with self._lock:
            old = self._kept.pop(key, None)
            self._kept[key] = kept
            self._size += len(kept.body) - (len(old.body) if old else 0)
            while self._size > BUDGET:
                self._size -= len(self._kept.popitem(last=False)[1].body)

    @contextmanager
    def _turn(self, key: Key) -> Iterator[None]:
        with self._lock:
            turn = self._making.setdefault(key, threading.Lock())
        try:
            with turn:
                yield
        finally:
            with self._lock:
                self._making.pop(key, None)


def _answer(kept: _Kept, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    """The kept answer, or 304 when the client has it (RFC 9110, section 13.2.2)."""
    if _client_has(kept, environ):
        start_response(
            "304 Not Modified", [pair for pair in kept.headers if pair[0] not in {"Content-Type", "Content-Encoding"}]
        )
        return []
    start_response("200 OK", [*kept.headers, ("Content-Length", str(len(kept.body)))])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [kept.body]


def _client_has(kept: _Kept, environ: "WSGIEnvironment") -> bool:
    given = environ.get("HTTP_IF_NONE_MATCH")
    if given is not None:
        return parse_etags(given).contains_weak(kept.etag)
    since = parse_date(environ.get("HTTP_IF_MODIFIED_SINCE"))
    return since is not None and kept.modified is not None and kept.modified <= since
