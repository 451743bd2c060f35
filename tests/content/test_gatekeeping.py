"""What the checks must know is looked up in the house."""

from datetime import datetime

import pytest
from flask import Flask

from app.accounts.permissions import Actor
from app.blog import operations as blog
from app.content import gatekeeping
from app.content.drafts import Citation, EntryDraft
from app.content.models import Kind
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from app.references.models import Reference, Status
from tests.conftest import START


def test_withdrawn_sources_and_missing_sign_offs_are_looked_up(
    house: Flask, editor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gatekeeping._Wiring, "sign_off_missing", gatekeeping._Wiring.sign_off_missing)
    with unit_of_work():
        sources = [
            Reference(key=status.value, text="x", status=status, status_note="Why.", changed_at=START, created_at=START)
            for status in (Status.CURRENT, Status.RETRACTED)
        ]
        db.session.add_all(sources)
        db.session.flush()
        cited = tuple(Citation(each.key, "x", reference_id=each.id) for each in sources)
        draft = EntryDraft(title="x", summary="s", body="<p>a</p>", citations=cited)
        post = blog.create_post(draft, by=editor, now=START)
    gatekeeping.wire(sign_off_missing=lambda entry, changed: f"{entry.title} is not signed off.")
    found = gatekeeping.findings(Kind.POST, post, draft, now=START)
    assert [each.message for each in found] == [
        "Reference 2 (retracted) is retracted. Why. Cite something else, or say so in the text.",
        "x is not signed off.",
    ]
    assert [each.check for each in gatekeeping.findings(Kind.POST, None, draft, now=START)] == ["sources"]


def test_the_day_is_that_of_the_site(house: Flask) -> None:
    late = datetime.fromisoformat("2027-06-01T23:30:00+00:00")
    assert gatekeeping.context_of(Kind.POST, None, EntryDraft(title="x"), now=late).today.day == 2
