"""Where a comment's words stand in a text that was edited, and what is kept of a comment."""

from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.accounts.permissions import Actor, Role
from app.core import clock
from app.core.errors import Forbidden, Invalid, TooMany
from app.core.unit_of_work import unit_of_work
from app.reviews import comments, sharing
from app.reviews import sharing_queries as queries
from app.reviews.anchoring import ALIKE, Found, context_of, find
from app.reviews.comments import Remark
from app.reviews.models import ShareLink
from tests import factories
from tests.reviews.links import SITE

# Few words, so that the same ones stand in several places.
WORD = st.sampled_from("hip knee joint walk rest pain stairs the a of and after week two".split())  # noqa: SIM905 - reads better
WORDS = st.lists(WORD, min_size=1, max_size=60)
TEXT = (
    "Rest for two days. Then walk to the door and back, three times a day. Stop if your leg is hot. Then walk further."
)


def at(found: Found | None, text: str) -> str | None:
    return None if found is None else text[found.start : found.end]


@given(WORDS, st.data())
def test_words_of_the_text_are_found_as_they_stand(words: list[str], data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first + 1, len(words)))
    text, quote = " ".join(words), " ".join(words[first:last])
    start = len(" ".join(words[:first])) + (first > 0)
    found = find(text, quote, context_of(text, start))
    assert found is not None
    assert not found.changed
    assert at(found, text) == quote


@given(st.lists(WORD, min_size=3, max_size=12), st.lists(WORD, min_size=1, max_size=30), st.lists(WORD, max_size=30))
def test_of_equal_passages_the_one_with_its_own_words_before_it_is_meant(
    quote: list[str], between: list[str], after: list[str]
) -> None:
    words = ["alpha", *quote, *between, "omega", *quote, *after]
    text = " ".join(words)
    second = len(" ".join(words[: 2 + len(quote) + len(between)])) + 1
    found = find(text, " ".join(quote), context_of(text, second))
    assert found is not None
    assert found.start == second


@given(st.lists(WORD, max_size=40), st.lists(WORD, max_size=40), st.data())
def test_one_changed_word_of_several_does_not_lose_the_place(
    before: list[str], after: list[str], data: st.DataObject
) -> None:
    quote = "alpha beta gamma delta epsilon zeta eta".split()  # noqa: SIM905 - reads better
    edited = list(quote)
    place = data.draw(st.integers(1, len(quote) - 2))
    match data.draw(st.sampled_from(["exchange", "add", "take"])):
        case "exchange":
            edited[place] = "other"
        case "add":
            edited.insert(place, "other")
        case _:
            del edited[place]
    text = " ".join([*before, *edited, *after])
    found = find(text, " ".join(quote), " ".join(before))
    assert found is not None
    assert found.changed
    assert at(found, text) == " ".join(edited)


@given(st.text(max_size=300), st.text(max_size=80), st.text(max_size=60))
def test_any_text_is_answered_with_a_place_inside_it_or_none(text: str, quote: str, before: str) -> None:
    found = find(text, quote, before)
    assert found is None or 0 <= found.start < found.end <= len(text)


@given(WORDS)
def test_words_that_are_not_there_are_not_found(words: list[str]) -> None:
    assert find(" ".join(words), "alpha beta gamma") is None


def test_capitals_quotation_marks_and_line_ends_do_not_matter() -> None:
    text = "Don’t  run:\n“walk” – slowly."
    assert at(find(text, 'don\'t run: "WALK" - slowly'), text) == "Don’t  run:\n“walk” – slowly"


def test_a_short_quote_whose_only_word_is_gone_is_lost() -> None:
    assert find(TEXT, "stairs") is None
    assert find(TEXT, "") is None
    assert at(find("Yes!? No.", "!?"), "Yes!? No.") == "!?"
    assert find("Yes. No.", "!?") is None


def test_a_sentence_that_was_mostly_rewritten_is_lost() -> None:
    assert ALIKE > 0.5
    assert find(TEXT, "Then climb stairs slowly to the garden and back every other morning") is None


def test_a_long_quote_is_found_by_its_beginning() -> None:
    text = " ".join(f"word{number}" for number in range(500))
    found = find(text, text)
    assert found is not None
    assert found.start == 0


@pytest.fixture
def link(house: Flask, editor: Actor) -> ShareLink:
    with unit_of_work():
        post = factories.post("A draft", by=editor, body=f"<p>{TEXT}</p>", live=False)
        made, _ = sharing.share(post, sharing.Wish("Ward 7"), site=SITE, by=editor, now=clock.now())
    return made


def say(link: ShareLink, **words: str) -> int:
    with unit_of_work():
        remark = Remark(**{"author": "Sample reader", "text": "Too soon.", **words})
        return comments.comment_by_link(queries.get_link(link.entry_id, link.id), remark, now=clock.now()).id


def test_a_comment_is_kept_with_its_words_once(link: ShareLink) -> None:
    one = say(link, quote=" walk to the  door ", before="x" * 200)
    assert say(link, quote="walk to the door", before="x" * 200) == one
    kept = queries.list_comments(link.entry_id)
    assert [(c.author, c.text, c.quote, len(c.before), c.revision_number) for c in kept] == [
        ("Sample reader", "Too soon.", "walk to the door", 60, 1)
    ]


@pytest.mark.parametrize(
    ("field", "value"), [("author", " "), ("author", "x" * 121), ("text", "\n"), ("text", "x" * 4_001)]
)
def test_a_comment_without_words_or_name_is_refused(link: ShareLink, field: str, value: str) -> None:
    with pytest.raises(Invalid) as refused:
        say(link, **{field: value})
    assert [fault.field for fault in refused.value.faults] == [field]


def test_a_flood_of_comments_is_held_up(link: ShareLink) -> None:
    for number in range(comments.MOST_IN_WINDOW):
        say(link, text=f"Comment {number}")
    with pytest.raises(TooMany) as refused:
        say(link, text="One more")
    assert 0 < refused.value.retry_after <= comments.WINDOW.total_seconds()


def test_one_link_takes_only_so_many(link: ShareLink, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comments, "MOST_BY_LINK", 2)
    say(link, text="One")
    say(link, text="Two")
    with pytest.raises(Invalid, match="ask the sender"):
        say(link, text="Three")


def test_comments_wait_until_they_are_resolved(link: ShareLink, editor: Actor, staff: dict[Role, Actor]) -> None:
    first, second = say(link, text="One"), say(link, text="Two")
    assert queries.count_waiting(link.entry_id) == 2
    with unit_of_work():
        comments.resolve(queries.get_comment(link.entry_id, first), by=editor, now=clock.now())
        comments.resolve(queries.get_comment(link.entry_id, first), by=editor, now=clock.now() + timedelta(days=1))
    assert queries.get_comment(link.entry_id, first).resolved_at == clock.now()
    [(entry, count, _)] = queries.list_waiting(owner_id=editor.user_id)
    assert (entry.id, count) == (link.entry_id, 1)
    assert queries.list_waiting(owner_id=staff[Role.AUTHOR].user_id) == []
    assert [c.id for c in queries.list_comments(link.entry_id, resolved=False)] == [second]
    assert [c.id for c in queries.list_comments(link.entry_id, resolved=True)] == [first]
    with unit_of_work():
        comments.reopen(queries.get_comment(link.entry_id, first), by=editor)
    assert queries.count_waiting(link.entry_id) == 2
    with pytest.raises(Forbidden):
        comments.reopen(queries.get_comment(link.entry_id, first), by=staff[Role.REVIEWER])
