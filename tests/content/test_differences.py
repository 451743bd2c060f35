"""Two texts compared: what is marked is what changed, and neither text loses a word."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html
from markupsafe import escape

from app.content import body
from app.content.differences import compare_pages, compare_words
from tests.content.test_body_rendering import PAGE
from tests.content.test_body_roundtrip import bodies


def rendered(markdown: str) -> str:
    return body.render(body.from_markdown(markdown), PAGE)


def compared(before: str, after: str) -> str:
    return str(compare_pages(rendered(before), rendered(after)))


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("Walk daily.", "Walk daily.", "<p>Walk daily.</p>"),
        ("Walk daily.", "Walk twice daily.", "<p>Walk <ins>twice </ins>daily.</p>"),
        ("Walk twice daily.", "Walk daily.", "<p>Walk <del>twice </del>daily.</p>"),
        ("Rest for 6 weeks.", "Rest for 12 weeks.", "<p>Rest for <del>6 </del><ins>12 </ins>weeks.</p>"),
        ("Walk daily.", "Walk **daily**.", "<p>Walk <del>daily</del><ins><strong>daily</strong></ins>.</p>"),
        ("", "Walk.", '<p class="is-inserted"><ins>Walk.</ins></p>'),
        ("Walk.", "", '<p class="is-deleted"><del>Walk.</del></p>'),
        (
            "- one\n- two",
            "- one\n- between\n- two",
            '<ul><li>one</li><li class="is-inserted"><ins>between</ins></li><li>two</li></ul>',
        ),
        ("## A b c d", "## A b c e", '<h2 id="a-b-c-e">A b c <del>d</del><ins>e</ins></h2>'),
        ("a & b < c", "a & b < d", "<p>a &amp; b &lt; <del>c</del><ins>d</ins></p>"),
        (
            "Old one here.\n\nStays as it is.",
            "Stays as it is.\n\nQuite another thing.",
            (
                '<p class="is-deleted"><del>Old one here.</del></p><p>Stays as it is.</p>'
                '<p class="is-inserted"><ins>Quite another thing.</ins></p>'
            ),
        ),
    ],
)
def test_what_changed_is_marked_and_nothing_else(before: str, after: str, shown: str) -> None:
    assert compared(before, after) == shown


def test_a_cell_a_card_and_a_caption_are_compared_word_by_word() -> None:
    table = compared("| W | Aid |\n|---|---|\n| 1 | two sticks |", "| W | Aid |\n|---|---|\n| 1 | one stick |")
    assert "<td><del>two sticks</del><ins>one stick</ins></td>" in table
    card = compared(":::urgent Call us if\nit hurts\n:::", ":::urgent Call us today if\nit hurts\n:::")
    assert "Call us <ins>today </ins>if" in card
    figure = compared('![Sit](asset:7 "Sit down now")', '![Sit](asset:7 "Sit up now")')
    assert "<figcaption>Sit <del>down </del><ins>up </ins>now</figcaption>" in figure
    assert figure.count("<img") == 1


def test_another_picture_is_one_gone_and_one_come() -> None:
    shown = compared("![Sit](asset:7)", "![Sit](asset:8)")
    assert shown.count("<img") == 2
    assert "<del>" in shown
    assert "<ins>" in shown


def test_a_reference_that_only_has_a_new_number_is_no_change() -> None:
    one = body.Resolver(PAGE.picture, PAGE.entry, PAGE.episode, {"a": 1}.get)
    other = body.Resolver(PAGE.picture, PAGE.entry, PAGE.episode, {"a": 2}.get)
    text = body.from_markdown("It lasts.[^a]")
    shown = str(compare_pages(body.render(text, one), body.render(text, other)))
    assert "<ins>" not in shown
    assert 'aria-label="Reference 2"' in shown


def test_what_is_gone_answers_to_no_id() -> None:
    shown = compared("## First part\n\na[^a]", "## Something else altogether now\n\nb")
    assert 'id="first-part"' not in shown
    assert "refmark-a-1" not in shown


def test_a_paragraph_too_long_for_words_is_compared_by_sentences() -> None:
    before = "<p>" + "The hip is a joint of the leg. " * 400 + "</p>"
    after = before.replace("The hip is", "The knee is", 1)
    shown = str(compare_pages(before, after))
    assert shown.count("<ins>") == 1
    assert shown.count("<del>") == 1
    endless = str(compare_pages(f"<p>{'a ' * 2000}</p>", f"<p>{'a ' * 1999}b</p>"))
    assert "<ins>" in endless


def test_plain_texts_are_compared_and_escaped() -> None:
    assert compare_words("a <b> c", "a <b> d") == "a &lt;b&gt; <del>c</del><ins>d</ins>"


plain_texts = st.lists(st.sampled_from(["hip", "knee", "<", "&", ".", "6", "é"])).map(" ".join)


def words(html: str, without: str) -> str:
    """The words of a page without those that stand in `without`."""
    kept = re.sub(rf"<{without}>.*?</{without}>", " ", html, flags=re.DOTALL)
    return "".join(unescape(re.sub(r"<[^>]+>", " ", kept)).split())


@given(bodies, bodies)
def test_neither_text_loses_or_gains_a_word(one: str, other: str) -> None:
    before, after = (body.render(body.clean(text), PAGE) for text in (one, other))
    shown = str(compare_pages(before, after))
    assert words(shown, "del") == words(after, "del")
    assert words(shown, "ins") == words(before, "ins")
    if shown:
        lxml_html.fragment_fromstring(shown, create_parent="div")


@given(plain_texts, plain_texts)
def test_nor_do_plain_ones(before: str, after: str) -> None:
    shown = str(compare_words(before, after))
    assert words(shown, "del") == words(str(escape(after)), "del")
    assert words(shown, "ins") == words(str(escape(before)), "ins")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<p>a</p>" * 9_000, "<p>b</p>" + "<p>a</p>" * 9_000),
        ("".join(f"<p>w{i} a</p>" for i in range(3_000)), "".join(f"<p>v{i} c</p>" for i in range(3_000))),
    ],
)
def test_thousands_of_blocks_are_compared_without_trying_every_pair(before: str, after: str) -> None:
    marked = str(compare_pages(before, after))
    assert words(marked, "ins") == words(before, "ins")
    assert words(marked, "del") == words(after, "del")


def test_a_text_of_thousands_of_equal_sentences_is_compared_from_both_ends() -> None:
    assert str(compare_words("a. " * 9_000 + "end", "a. " * 9_000 + "stop")).endswith("<del>end</del><ins>stop</ins>")
