"""Markdown that would keep its parser busy is refused before it is parsed; what long texts say is not."""

import pytest
from markdown_it.rules_block import StateBlock, table

from app.content import body
from app.content.body import directives
from app.content.body.guard_markdown import check_markdown
from app.core.errors import Invalid

LONGEST = 390_000


def _of(piece: str, length: int = LONGEST) -> str:
    return (piece * (length // len(piece) + 1))[:length]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (_of("["), "links, references or pictures"),
        (_of("!["), "links, references or pictures"),
        (_of("[", 15_000), "opened and not closed"),
        (_of("[[a](b) *", 60_000), "opened and not closed"),
        (_of("*a"), "more than 50,000 of the signs"),
        (_of("``a`"), "more than 50,000 of the signs"),
        (_of("a\n"), "more than 20,000 lines"),
        ("|a" * 10_000 + "|\n" + "|-" * 10_000 + "|\n" + "|b\n" * 10_000, "too large a table"),
        (">" * 40 + "a\n" + "b\n" * 10_000, "nested deeply"),
        ("> - 1. " * 12 + "a\n" + "b\n" * 10_000, "nested deeply"),
    ],
)
def test_what_would_take_the_parser_many_seconds_is_refused_at_the_text(text: str, said: str) -> None:
    with pytest.raises(Invalid, match=said) as refused:
        body.from_markdown(text)
    assert [fault.field for fault in refused.value.faults] == ["body"]


@pytest.mark.parametrize(
    "html",
    [
        "<p>" + "[*_`|" * 30_000 + "</p>",
        '<p>A<sup data-ref="a"></sup></p>' * 6_000,
        "<p><strong>a</strong> b</p>" * 7_000,
        "<blockquote>" * 35 + "<p>a</p>" * 1_000 + "</blockquote>" * 35,
        "<table><tbody>" + ("<tr>" + "<td>a</td>" * 20 + "</tr>") * 200 + "</tbody></table>",
        "<p>" + "a<br>" * 15_000 + "a</p>",
    ],
)
def test_bodies_as_long_as_they_can_be_are_not(html: str) -> None:
    check_markdown(body.to_markdown(html))


def test_an_empty_line_closes_what_was_left_open() -> None:
    check_markdown("[ a\n\n" * 9_000)
    check_markdown("> a\n\n" + "b\n" * 15_000)


def test_a_text_that_looks_like_ever_new_tables_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every line of it could be the head of a table that a row further down is too wide for."""
    read: list[int] = []

    def counted(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        read.extend(() if silent else (start,))
        return table(state, start, end, silent)

    monkeypatch.setattr(directives, "table", counted)
    assert "<table>" not in body.from_markdown("|a|\n|-|\n" * 40 + "|a|b|\n")
    assert len(read) == 1
    assert "<table>" not in body.from_markdown("|a|\n|-|\n|a|b|\n" * 40)
    assert len(read) == 41


def test_tables_one_after_another_stay_tables() -> None:
    apart = body.from_markdown("|a|\n|-|\n|b|\n# h\n" * 3 + "|a|\n|-|\n\n|a|b|c|")
    assert apart.count("<table>") == 4
