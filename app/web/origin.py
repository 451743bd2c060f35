"""Writes come from our own pages only.

Public pages hold no CSRF token, because they are the same for everybody; so every write is checked by where the browser
says it comes from. The desk's writes need a token besides.
"""

from flask import Flask, request
from werkzeug.exceptions import Forbidden

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def init_app(app: Flask, own: str) -> None:
    """`own` is the site's scheme and host."""

    @app.before_request
    def same_origin() -> None:
        if request.method in SAFE:
            return
        origin = request.headers.get("Origin")
        if origin == "null" and request.headers.get("Sec-Fetch-Site") == "same-origin":
            return  # a page that is to tell nobody its address names no origin either (Fetch, "append a request Origin header")
        if origin is not None and origin != own and origin != request.host_url.rstrip("/"):
            raise Forbidden
        if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
            raise Forbidden
