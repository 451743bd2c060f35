"""Notes reduced to what podcast apps show lose tags, never words."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import html

from app.feeds.show_notes import foreign_tags, reduced

SOUP = """
    <p> </p> <h2> </h2> <ul><li> </li></ul> <div> </div> <table><tr><td> </td></tr></table> <strong> </strong>
    <a|href='https://x.example/'> </a> <br> <sup> </sup> &amp; words| more 3
"""
PIECES = st.sampled_from(SOUP.split()).map(lambda piece: piece.replace("|", " "))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ""),
        ("plain & simple", "<p>plain &amp; simple</p>"),
        ("<h2>What <em>helps</em></h2>", "<p><strong>What <em>helps</em></strong></p>"),
        (
            '<p class="x" id="y">a <a href="https://x.example/" rel="z">b</a></p>',
            '<p>a <a href="https://x.example/">b</a></p>',
        ),
        ('<p>a <a id="x">b</a></p>', "<p>a b</p>"),
        ("<section><p>a</p><p>b</p></section>", "<p>a</p>\n<p>b</p>"),
        ("<div>loose<p>in</p>end</div>", "<p>loose</p>\n<p>in</p>\n<p>end</p>"),
        ("<p>one<br>two</p>", "<p>one two</p>"),
        ("<table><tr><th>Week</th><td>1</td></tr></table>", "<p>Week 1</p>"),
        ("<p>H<sub>2</sub>O</p>", "<p>H2O</p>"),
        ("<p>half of them<sup>3</sup></p>", "<p>half of them [3]</p>"),
        ('<p>half<sup><a href="#ref-a">3</a></sup></p>', "<p>half [3]</p>"),
        ("<ul><li><p>one</p></li></ul>", "<ul><li><p>one</p></li></ul>"),
        ("<p>a</p><script>alert(1)</script><!-- b -->", "<p>a</p>"),
        ("<blockquote><p>said</p></blockquote>", "<p>said</p>"),
    ],
)
def test_tags_become_what_apps_show(before: str, after: str) -> None:
    assert reduced(before) == after


def test_foreign_tags_are_named() -> None:
    assert foreign_tags("<p>a <b>b</b></p><H2>x</H2><img src='y'>") == {"h2", "img"}


@example(["<h2>", "<h2>", "<p>", "<h2>", "<h2>"])
@given(st.lists(PIECES, max_size=14))
def test_no_foreign_tag_is_left_and_no_word_is_lost(pieces: list[str]) -> None:
    source = "".join(pieces)
    result = reduced(source)
    assert foreign_tags(result) == set()
    assert reduced(result) == result

    assert words(result) == words(source)


def words(markup: str) -> str:
    """All the text without its blanks and without the brackets of marks."""
    return re.sub(r"\s|\[|\]", "", html.fragment_fromstring(markup, create_parent="div").text_content())
