"""What the tests of shared previews have in common."""

from dataclasses import replace
from typing import Any

from flask import Flask

from app.accounts.permissions import Actor
from app.content import queries as content
from app.core import clock
from app.reviews import sharing
from app.reviews.sharing import Wish
from tests import factories
from tests.reviews.links import SITE
from tests.web.desk.conftest import work

OURS = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}
BODY = (
    "<h2>Rest</h2><p>Rest for <em>two</em> days.</p><ul><li>Walk to the door.</li><li>Walk back.</li></ul><hr>"
    "<p>Then walk further.</p>"
)
VERDICT = {
    "outcome": "approved",
    "scope": "whole",
    "reviewer": "Sample Reviewer",
    "registration": "HCPC 00",
    "confirmed": "yes",
}


def draft_of(app: Flask, by: Actor) -> int:
    """The id of a draft that nobody has published."""
    with work(app):
        return factories.post("A draft", by=by, body=BODY, live=False).id


def shared(app: Flask, entry_id: int, by: Actor, **wish: Any) -> str:
    """The path of a new link."""
    with work(app):
        _, token = sharing.share(
            content.get_entry(entry_id), replace(Wish("Ward 7"), **wish), site=SITE, by=by, now=clock.now()
        )
    return f"/preview/{token}/"
