"""How the public site answers: a page, or the way to where a page has gone."""

from typing import cast

from flask import Response, current_app, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from app.content.redirect_queries import leads_to
from app.core import clock
from app.core.errors import NotFound
from app.core.site import Site
from app.web.http_cache import conditional


def this_site() -> Site:
    """The publisher's facts, as `create_app` kept them."""
    return cast("Site", current_app.extensions["site"])


def show(template: str, page: object, *, status: int = 200) -> Response:
    """`page` in its template. A browser may keep it but asks each time whether it is still so."""
    text = render_template(f"site/{template}", page=page)
    if status == 200:
        return conditional(request, text.encode(), content_type="text/html; charset=utf-8", max_age=0)
    response = make_response(text, status)
    response.headers["Cache-Control"] = "no-store"
    return response


def moved(path: str) -> BaseResponse:
    """To where this path leads by now; asked for each time, because it can be taken back. Raises Gone or NotFound."""
    response = redirect(leads_to(path, now=clock.now()), 301)
    response.headers["Cache-Control"] = "no-cache"
    return response


def page_number() -> int:
    """The page of a list that was asked for, from 1. Raises NotFound for what is no such number."""
    asked = request.args.get("page", "1")
    if not (asked.isascii() and asked.isdigit() and len(asked) <= 6 and 1 <= int(asked) <= 100_000):
        raise NotFound("There is no such page of this list.")
    return int(asked)
