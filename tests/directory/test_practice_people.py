"""Who keeps a practice's diary, and what its people may ask for."""

from dataclasses import replace

import pytest
from flask import Flask

from app.accounts import links
from app.accounts.links import find_link, use_link
from app.accounts.models import LinkPurpose
from app.accounts.permissions import Actor, Role
from app.core import clock
from app.core.db import db
from app.core.errors import Conflict, Forbidden, Gone, Invalid, NotFound
from app.core.unit_of_work import unit_of_work
from app.directory import changes, membership, operations, queries
from app.directory.models import Practice, PracticeInvitation, PracticeMember
from tests import factories
from tests.directory import entries
from tests.directory.entries import PRACTICE


@pytest.fixture
def practice(by: Actor) -> Practice:
    with unit_of_work():
        return entries.practice(by)


def _invite(practice: Practice, by: Actor, email: str = "Desk@Example.org") -> links.Sent | None:
    with unit_of_work():
        return membership.invite(practice.id, email=email, name="Reception", by=by, now=clock.now())


def _members(practice: Practice) -> list[str]:
    return [user.email for user, _ in membership.list_members(practice.id)]


def test_who_accepts_an_invitation_keeps_the_diary(practice: Practice, by: Actor) -> None:
    sent = _invite(practice, by)
    assert sent is not None
    assert [row.email for row in membership.list_invited(practice.id)] == ["desk@example.org"]
    with unit_of_work():
        other = entries.practice(by, name="Other")
    again = _invite(other, by)
    assert again is not None
    with unit_of_work():
        user = use_link(again.token, purpose=LinkPurpose.INVITE, password_hash="x", now=clock.now())
        assert user.role is Role.PRACTICE
    assert _members(practice) == ["desk@example.org"] == _members(other)
    assert db.session.query(PracticeInvitation).count() == 0
    with pytest.raises(Gone), unit_of_work():
        use_link(sent.token, purpose=LinkPurpose.INVITE, password_hash="x", now=clock.now())


def test_who_has_a_login_of_a_practice_keeps_the_diary_at_once(practice: Practice, by: Actor, keeper: Actor) -> None:
    assert _invite(practice, by, "practice@example.org") is None
    assert _invite(practice, by, "practice@example.org") is None
    assert _members(practice) == ["practice@example.org"]
    with unit_of_work():
        membership.remove_member(practice.id, keeper.user_id, by=by, now=clock.now())
    with pytest.raises(NotFound), unit_of_work():
        membership.remove_member(practice.id, keeper.user_id, by=by, now=clock.now())
    assert _members(practice) == []


@pytest.mark.parametrize("email", ["editor@example.org", "none", "a@b\n.cd", ""])
def test_nobody_of_the_desk_and_no_address_that_is_none(practice: Practice, by: Actor, email: str) -> None:
    with pytest.raises(Invalid) as refusal:
        _invite(practice, by, email)
    assert refusal.value.faults[0].field == "email"


def test_an_invitation_to_the_desk_is_not_replaced(practice: Practice, by: Actor, house: Flask) -> None:
    with unit_of_work():
        admin = factories.user(Role.ADMIN).actor
        asked = links.invite(email="new@example.org", name="New", role=Role.AUTHOR, by=admin, now=clock.now())
    with pytest.raises(Invalid, match="another place"):
        _invite(practice, by, "new@example.org")
    assert find_link(asked.token, purpose=LinkPurpose.INVITE, now=clock.now()).role is Role.AUTHOR


def test_an_invitation_that_is_taken_back_leads_nowhere(practice: Practice, by: Actor) -> None:
    with unit_of_work():
        other = entries.practice(by, name="Other")
    _invite(practice, by)
    sent = _invite(other, by)
    assert sent is not None
    with unit_of_work():
        membership.take_back(practice.id, "desk@example.org", by=by, now=clock.now())
        membership.take_back(practice.id, "desk@example.org", by=by, now=clock.now())
    find_link(sent.token, purpose=LinkPurpose.INVITE, now=clock.now())
    with unit_of_work():
        membership.take_back(other.id, "desk@example.org", by=by, now=clock.now())
    with pytest.raises(Gone):
        find_link(sent.token, purpose=LinkPurpose.INVITE, now=clock.now())


def test_a_practice_invites_for_itself_alone(practice: Practice, by: Actor, keeper: Actor) -> None:
    with pytest.raises(NotFound):
        _invite(practice, keeper)
    _join(practice, keeper)
    assert _invite(practice, keeper) is not None


def _join(practice: Practice, user: Actor) -> None:
    with unit_of_work():
        db.session.add(PracticeMember(practice_id=practice.id, user_id=user.user_id, since=clock.now()))


def test_what_a_practice_asks_for_waits_for_an_editor(practice: Practice, by: Actor, keeper: Actor) -> None:
    _join(practice, keeper)
    wanted = {"access": "A lift.", "step_free": True, "phone": practice.phone, "retention_days": 3000, "sample": True}
    with unit_of_work():
        asked = changes.propose(practice.id, None, wanted, by=keeper, now=clock.now())
        assert asked.values == {"step_free": True, "access": "A lift."}
    assert changes.compared(asked) == [("Step-free access", "No", "Yes"), ("How to get in", "", "A lift.")]
    assert (queries.count_changes(), queries.get_practice(practice.id).access) == (1, "")
    with pytest.raises(Forbidden), unit_of_work():
        changes.decide(asked.id, accept=True, remark="", by=keeper, now=clock.now())
    with unit_of_work():  # what somebody else has saved meanwhile stays
        moved = replace(PRACTICE, town="York")
        operations.change_practice(practice.id, moved, expected_version=1, by=by, now=clock.now())
    with unit_of_work():
        changes.decide(asked.id, accept=True, remark="", by=by, now=clock.now())
    found = queries.get_practice(practice.id)
    assert (found.access, found.step_free, found.town, found.retention_days) == ("A lift.", True, "York", 90)
    assert queries.count_changes() == 0
    with pytest.raises(Conflict, match="decided this already"), unit_of_work():
        changes.decide(asked.id, accept=False, remark="No", by=by, now=clock.now())


def test_what_is_refused_says_why_and_changes_nothing(practice: Practice, by: Actor, keeper: Actor) -> None:
    _join(practice, keeper)
    with unit_of_work():
        who = entries.person(by)
        entries.location(by, who, practice)
        stranger = entries.person(by, name="Stranger", hcpc_number="PH2")
    with unit_of_work():
        wanted = {"about": "The best of all.", "languages": ["en", "pl"], "treatments": ["Neuro", "Back"]}
        asked = changes.propose(practice.id, who.id, wanted, by=keeper, now=clock.now())
    assert changes.compared(asked) == [
        ("About", "", "The best of all."),
        ("Languages", "", "English, Polish"),
        ("What they treat", "Neuro", "Neuro, Back"),
    ]
    with pytest.raises(Invalid, match="Say why"), unit_of_work():
        changes.decide(asked.id, accept=False, remark=" ", by=by, now=clock.now())
    with unit_of_work():
        changes.decide(asked.id, accept=False, remark="Plainer, please.", by=by, now=clock.now())
    assert queries.get_practitioner(who.id).about == ""
    assert [(each.accepted, each.note) for each, _ in queries.list_changes(waiting=False)] == [
        (False, "Plainer, please.")
    ]
    with pytest.raises(NotFound), unit_of_work():
        changes.propose(practice.id, stranger.id, {"about": "x"}, by=keeper, now=clock.now())
    with pytest.raises(Invalid, match="Nothing differs"), unit_of_work():
        changes.propose(practice.id, who.id, {"about": " ", "name": "Another"}, by=keeper, now=clock.now())


def test_an_accepted_text_of_somebody_is_theirs(practice: Practice, by: Actor, keeper: Actor) -> None:
    _join(practice, keeper)
    with unit_of_work():
        who = entries.person(by)
        entries.location(by, who, practice)
        asked = changes.propose(practice.id, who.id, {"languages": ["pl"], "video": True}, by=keeper, now=clock.now())
    with unit_of_work():
        changes.decide(asked.id, accept=True, remark="", by=by, now=clock.now())
    found = queries.get_practitioner(who.id)
    assert (found.languages, found.video, [each.name for each in found.treatments]) == (["pl"], True, ["Neuro"])
