"""What patients are told about their data."""

import pytest
from flask import Flask

from app.accounts.permissions import Actor
from app.booking import privacy_notice
from app.core import clock
from app.core.errors import Forbidden, Invalid, NotFound
from app.core.unit_of_work import unit_of_work
from tests.conftest import MovableClock


def _publish(text: str, by: Actor) -> int:
    with unit_of_work():
        return privacy_notice.publish(text, by=by, now=clock.now()).version


def test_a_new_text_is_a_new_version_and_the_old_one_stays(house: Flask, admin: Actor, moving: MovableClock) -> None:
    assert privacy_notice.current() == (0, "")
    assert _publish(" One.\x00 ", admin) == 1
    moving.move(days=1)
    assert _publish("Two.", admin) == 2
    assert privacy_notice.current() == (2, "Two.")
    assert privacy_notice.get_version(1).text == "One."
    assert [each.version for each in privacy_notice.list_versions()] == [2, 1]
    with pytest.raises(NotFound):
        privacy_notice.get_version(3)


@pytest.mark.parametrize(
    "text",
    ["", "  \n ", "x" * 40_001, "Same.", "[page](entry:12)", "> " * 500 + "deep", "A claim[^nice]."],
    ids=["empty", "blank", "long", "same", "entry", "deep", "reference"],
)
def test_what_cannot_be_shown_or_says_nothing_new_is_refused(house: Flask, admin: Actor, text: str) -> None:
    _publish("Same.", admin)
    with pytest.raises(Invalid) as refused:
        _publish(text, admin)
    assert refused.value.faults[0].field == "text"
    assert privacy_notice.current()[0] == 1


def test_only_who_may_writes_it(house: Flask, editor: Actor) -> None:
    with pytest.raises(Forbidden):
        _publish("One.", editor)


def test_the_text_to_begin_with_is_true_of_this_site(house: Flask) -> None:
    for _ in range(2):
        with unit_of_work():
            privacy_notice.begin(site="Our Site", contact="us@example.org", now=clock.now())
    version, text = privacy_notice.current()
    assert version == 1
    assert "**processor**" in text
    assert "Our Site keeps them on the practice's behalf" in text
    assert "write to the practice or to us@example.org" in text
    assert "{" not in text
    html = privacy_notice.as_html(text)
    assert html.count("<h2") == 6
    assert "<script" not in privacy_notice.as_html("<script>alert(1)</script>")
