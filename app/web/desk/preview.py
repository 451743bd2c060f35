"""The draft as readers would see it: the public site's own pages and templates, in a frame of three widths.

A preview is made anew each time and kept nowhere. Only the framed page may be framed, and only by us.
"""

from flask import Response, make_response, render_template, request

from app.accounts.permissions import Action
from app.content import queries
from app.core import clock
from app.web.auth import needs
from app.web.desk import blueprint
from app.web.desk.editing import find_mine
from app.web.desk.nouns import NOUNS
from app.web.desk.words import the_site
from app.web.headers import POLICY
from app.web.pages.preview import preview as draft_page

FRAMED = POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'").replace(
    "form-action 'self'", "form-action 'none'"
)
WIDTHS = {"phone": "Phone", "tablet": "Tablet", "desktop": "Desktop"}


@blueprint.get("/desk/entries/<id:entry_id>/preview")
@needs(Action.WRITE)
def preview(entry_id: int) -> Response:
    """The frame, as wide as asked."""
    entry = find_mine(entry_id)
    width = request.args.get("width", "desktop")
    html = render_template(
        "desk/entries/preview.html",
        entry=entry,
        noun=NOUNS[entry.kind],
        title=queries.latest_draft(entry).title,
        widths=WIDTHS,
        width=width if width in WIDTHS else "desktop",
    )
    response = make_response(html)
    response.headers["Content-Security-Policy"] = f"{POLICY}; frame-src 'self'"
    return response


@blueprint.get("/desk/entries/<id:entry_id>/page")
@needs(Action.WRITE)
def preview_page(entry_id: int) -> Response:
    """What stands in the frame."""
    entry = find_mine(entry_id)
    template, page = draft_page(entry, queries.latest_draft(entry), now=clock.now(), site=the_site())
    response = make_response(render_template(f"site/{template}", page=page))
    response.headers["Content-Security-Policy"] = FRAMED
    return response
