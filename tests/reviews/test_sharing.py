"""Links to one revision: made, seen, ended, revoked, extended; and the verdict that comes back by one."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from app.accounts.models import Activity, User
from app.accounts.permissions import Actor, Role
from app.content import operations
from app.content import queries as content
from app.content.drafts import EntryDraft
from app.core import clock, mail
from app.core.db import db
from app.core.errors import Forbidden, Invalid, NotFound
from app.core.unit_of_work import unit_of_work
from app.reviews import comments, sharing, verdicts
from app.reviews import sharing_queries as queries
from app.reviews.models import Outcome, Review, Scope, ShareLink
from app.reviews.sharing import Wish
from app.reviews.sharing_words import LinkState, is_open, state_of
from tests import factories
from tests.conftest import MovableClock
from tests.reviews.links import SITE

TODAY = date(2027, 3, 1)


@pytest.fixture
def post_id(house: Flask, editor: Actor) -> int:
    with unit_of_work():
        return factories.post("A draft", by=editor, live=False).id


def shared(post_id: int, by: Actor, wish: Wish | None = None) -> tuple[int, str]:
    """The id and the token of a new link."""
    with unit_of_work():
        link, token = sharing.share(
            content.get_entry(post_id), wish or Wish("Ward 7"), site=SITE, by=by, now=clock.now()
        )
        return link.id, token


def test_only_the_hash_of_a_token_is_kept(post_id: int, editor: Actor) -> None:
    link_id, token = shared(post_id, editor)
    assert len(token) == queries.TOKEN_LENGTH
    kept = db.session.get(ShareLink, link_id)
    assert kept is not None
    assert token not in str(vars(kept))
    noted = db.session.query(Activity).all()
    assert [one.what for one in noted][-1] == "shared a preview"
    assert token not in str([vars(one) for one in noted])
    found = queries.find_link(token, now=clock.now())
    assert found is not None
    assert found.id == link_id
    assert queries.find_link(token[:-1] + ("A" if token[-1] != "A" else "B"), now=clock.now()) is None


def test_a_link_pins_the_revision_that_is_newest(post_id: int, editor: Actor) -> None:
    link_id, _ = shared(post_id, editor)
    with unit_of_work():
        entry = content.get_entry(post_id)
        operations.save_draft(
            entry, EntryDraft(title="Newer"), expected_version=entry.version, by=editor, now=clock.now()
        )
    assert queries.get_link(post_id, link_id).revision_number == 1
    assert content.get_revision(post_id, 1).pinned
    assert not content.get_revision(post_id, 2).pinned


def test_a_link_is_open_then_seen_then_ended_and_revoked_beats_all(
    post_id: int, editor: Actor, moving: MovableClock
) -> None:
    link_id, token = shared(post_id, editor, Wish("Ward 7", days=1))

    def state() -> LinkState:
        return state_of(queries.get_link(post_id, link_id), clock.now())

    assert state() is LinkState.OPEN
    with unit_of_work():
        sharing.note_seen(link_id, now=clock.now())
    moving.move(hours=1)
    with unit_of_work():
        sharing.note_seen(link_id, now=clock.now())
    assert state() is LinkState.SEEN
    assert queries.get_link(post_id, link_id).seen_at == clock.now() - timedelta(hours=1)
    moving.move(hours=23)
    assert state() is LinkState.ENDED
    assert queries.find_link(token, now=clock.now()) is None
    with unit_of_work():
        sharing.extend(queries.get_link(post_id, link_id), 2, by=editor, now=clock.now())
    assert state() is LinkState.SEEN
    with unit_of_work():
        sharing.revoke(queries.get_link(post_id, link_id), by=editor, now=clock.now())
        sharing.revoke(queries.get_link(post_id, link_id), by=editor, now=clock.now())
    assert state() is LinkState.REVOKED
    assert not is_open(queries.get_link(post_id, link_id), clock.now())
    assert queries.find_link(token, now=clock.now()) is None
    with pytest.raises(Invalid, match="Share a new one"):
        sharing.extend(queries.get_link(post_id, link_id), 2, by=editor, now=clock.now())
    deeds = [one.what for one in db.session.query(Activity).order_by(Activity.id) if "preview" in one.what]
    assert deeds == ["shared a preview", "extended a preview", "revoked a preview"]


def test_extending_never_shortens(post_id: int, editor: Actor) -> None:
    link_id, _ = shared(post_id, editor, Wish("Ward 7", days=30))
    with unit_of_work():
        sharing.extend(queries.get_link(post_id, link_id), 1, by=editor, now=clock.now())
    assert queries.get_link(post_id, link_id).expires_at == clock.now() + timedelta(days=30)


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        (Wish(" "), "label"),
        (Wish("x" * 121), "label"),
        (Wish("Ward 7", "no address"), "email"),
        (Wish("Ward 7", "a@" + "x" * 260 + ".org"), "email"),
        (Wish("Ward 7", days=0), "days"),
        (Wish("Ward 7", days=31), "days"),
    ],
)
def test_a_wish_that_cannot_be_met_says_why(post_id: int, editor: Actor, wish: Wish, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        shared(post_id, editor, wish)
    assert [fault.field for fault in refused.value.faults] == [field]


def test_a_page_is_not_shared_without_end(post_id: int, editor: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharing, "MOST", 1)
    shared(post_id, editor)
    with pytest.raises(Invalid, match="Extend one"):
        shared(post_id, editor)


def test_a_reviewer_shares_nothing(post_id: int, editor: Actor, staff: dict[Role, Actor]) -> None:
    link_id, _ = shared(post_id, editor)
    with pytest.raises(Forbidden):
        shared(post_id, staff[Role.REVIEWER])
    with pytest.raises(Forbidden):
        sharing.revoke(queries.get_link(post_id, link_id), by=staff[Role.REVIEWER], now=clock.now())
    with pytest.raises(NotFound):
        queries.get_link(post_id + 1, link_id)


def test_the_invitation_goes_through_the_outbox(post_id: int, editor: Actor) -> None:
    _, token = shared(post_id, editor, Wish("Ward 7", "reviewer@example.org"))
    shared(post_id, editor, Wish("Ward 8", "reader@example.org", asks_review=False))
    to_read, to_review = mail.list_messages()
    assert (to_review.to, to_review.subject) == ("reviewer@example.org", "Please review: A draft")
    for words in ("Sample editor", f"http://localhost/preview/{token}/", "15 March 2027", "no account", "can stand"):
        assert words in to_review.text
    assert to_read.subject == "For you to read: A draft"
    assert "can stand" not in to_read.text


GOOD = verdicts.Judgement(Outcome.APPROVED, Scope.WHOLE, "Sample Reviewer", "HCPC 00", confirmed=True)


def judge(post_id: int, link_id: int, **changes: Any) -> Review:
    with unit_of_work():
        return verdicts.judge(
            queries.get_link(post_id, link_id),
            content.get_entry(post_id),
            replace(GOOD, **changes),
            today=TODAY,
            now=clock.now(),
            signer=verdicts.Signer(),
            address="http://localhost/desk/",
        )


def test_a_verdict_is_signed_once_and_mailed_to_the_sender(post_id: int, editor: Actor) -> None:
    link_id, _ = shared(post_id, editor)
    first = judge(post_id, link_id, next_due=date(2028, 3, 1), note="Clear.\nThank you.").id
    assert judge(post_id, link_id, next_due=date(2028, 3, 1), note=" Clear.\r\nThank you. ").id == first
    signed = queries.list_verdicts_by(link_id)
    assert [(r.outcome, r.scope, r.reviewer, r.registration, r.revision_number) for r in signed] == [
        (Outcome.APPROVED, Scope.WHOLE, "Sample Reviewer", "HCPC 00", 1)
    ]
    [message] = mail.list_messages()
    assert message.to == "editor@example.org"
    assert message.subject == "Approved by Sample Reviewer: A draft"
    for words in ("the whole page", "2028-03-01", "Thank you.", "http://localhost/desk/"):
        assert words in message.text


def test_a_second_thought_is_a_second_verdict(post_id: int, editor: Actor) -> None:
    link_id, _ = shared(post_id, editor)
    judge(post_id, link_id)
    judge(post_id, link_id, outcome=Outcome.CHANGES_REQUESTED, note="The second sentence.")
    judge(post_id, link_id, scope=Scope.PART, scope_note="The exercises")
    assert len(queries.list_verdicts_by(link_id)) == 3
    assert "a part: The exercises" in mail.list_messages()[0].text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"outcome": None}, "outcome"),
        ({"scope": None}, "scope"),
        ({"scope": Scope.PART, "scope_note": " "}, "scope_note"),
        ({"scope": Scope.PART, "scope_note": "x" * 301}, "scope_note"),
        ({"reviewer": ""}, "reviewer"),
        ({"registration": " "}, "registration"),
        ({"confirmed": False}, "confirmed"),
        ({"outcome": Outcome.CHANGES_REQUESTED}, "note"),
        ({"note": "x" * 4_001}, "note"),
        ({"next_due": TODAY}, "next_due"),
        ({"next_due": date(2040, 1, 1)}, "next_due"),
    ],
)
def test_a_verdict_that_lacks_something_is_not_signed(
    post_id: int, editor: Actor, changes: dict[str, Any], field: str
) -> None:
    link_id, _ = shared(post_id, editor)
    with pytest.raises(Invalid) as refused:
        judge(post_id, link_id, **changes)
    assert [fault.field for fault in refused.value.faults] == [field]
    assert queries.list_verdicts_by(link_id) == []


def test_comments_say_what_should_change_as_well_as_a_note(post_id: int, editor: Actor) -> None:
    link_id, _ = shared(post_id, editor)
    with unit_of_work():
        remark = comments.Remark("Sample Reviewer", "Too soon.")
        comments.comment_by_link(queries.get_link(post_id, link_id), remark, now=clock.now())
    assert judge(post_id, link_id, outcome=Outcome.CHANGES_REQUESTED).note == ""


def test_a_link_for_reading_takes_no_verdict(post_id: int, editor: Actor) -> None:
    link_id, _ = shared(post_id, editor, Wish("Ward 7", asks_review=False))
    with pytest.raises(Forbidden):
        judge(post_id, link_id)


def test_one_link_takes_only_so_many_verdicts(post_id: int, editor: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verdicts, "MOST_BY_LINK", 1)
    link_id, _ = shared(post_id, editor)
    judge(post_id, link_id)
    with pytest.raises(Invalid, match="ask the sender"):
        judge(post_id, link_id, note="Again")


def test_a_sender_who_has_left_is_not_written_to(post_id: int, editor: Actor) -> None:
    link_id, _ = shared(post_id, editor)
    with unit_of_work():
        user = db.session.get(User, editor.user_id)
        assert user is not None
        user.active = False
    judge(post_id, link_id)
    assert mail.list_messages() == []
