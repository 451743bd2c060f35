"""Whatever can be stored, an editor can open as Markdown, save untouched, and nothing has changed."""

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from app.content import body
from app.content.body.reading import read
from app.content.body.tree import Anchor, Inline, Marked, Text, every_block, every_inline, lines_of
from app.core.errors import Invalid

NASTY = [
    *list("*_[]<>&#|:\\`~!^(){}+-=.\"'$%@/ \n\t"),
    "1.",
    "12)",
    ":::",
    "::::urgent x",
    "::episode{id=3}",
    "![a](asset:1)",
    "[x](entry:2)",
    "[^a]",
    ":em",
    ":em[",
    ":br[]",
    "&amp;",
    "&amp;amp;",
    "&#35;",
    "---",
    "***",
    "```",
    "~~~",
    "# ",
    "> ",
    "- ",
    "|---|",
    "\\\\",
    "\xa0",
    "\u2003",
    "\u2028",
    "\u200b",
    "\x85",
    "“”",
    "é",
    "한",
    "́",
    "🦵",
    "&#1;",
    "&#xFEFF;",
    "http://a.b",
    "{row-headers}",
    '")',
]
WORDS = ["knee", "hip", "a", "b", " ", "  ", "10 times", "x y"]
texts = st.lists(st.sampled_from(NASTY) | st.sampled_from(WORDS) | st.text(max_size=4), max_size=6).map(
    lambda parts: "".join(parts).replace("<", "&lt;")
)
HREFS = [
    "/a(b)/",
    "https://example.org/?a=1&amp;copy;=2",
    "#x",
    "mailto:a@b.example",
    "tel:+44",
    "http://ü.example/ ñ\\(",
    "javascript:x",
]


def wrapped(tags: list[str], inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(lambda tag, text: f"<{tag}>{text}</{tag.split()[0]}>", st.sampled_from(tags), inner)


def several(inner: st.SearchStrategy[str], most: int = 4) -> st.SearchStrategy[str]:
    return st.lists(inner, max_size=most).map("".join)


MARKS = ["strong", "em", "b", "i", "sup", "sub", "code", 'a data-entry="12"', *(f'a href="{href}"' for href in HREFS)]
ATOMS = ["<br>", "<br><br>", '<sup data-ref="ta304"></sup>', '<sup data-ref="No Key">1</sup>']
inlines = st.recursive(
    texts | st.sampled_from(ATOMS), lambda inner: several(inner) | wrapped(MARKS, several(inner, 3)), max_leaves=10
)
cells = wrapped(["td", "th", 'th scope="row"'], inlines)
rows = wrapped(["tr"], several(cells))
tables = st.builds(
    lambda caption, head, body_rows: f"<table><caption>{caption}</caption>{head}<tbody>{body_rows}</tbody></table>",
    inlines | st.just(""),
    wrapped(["thead"], rows) | st.just(""),
    several(rows),
)
ATTRIBUTES = st.text(max_size=6).map(lambda t: t.replace("&", "&amp;").replace('"', "&quot;")) | st.sampled_from(
    ["", "\\", "]", "[a\\]", "*x*", "a  b", "x &amp;amp; y", "{decorative}", "# 1."]
)
figures = st.builds(
    lambda alt, decorative, caption: (
        f'<figure data-asset="7" data-alt="{alt}"{decorative}><figcaption>{caption}</figcaption></figure>'
    ),
    ATTRIBUTES,
    st.sampled_from(["", ' data-decorative="true"']),
    inlines,
)
leaves = (
    wrapped(["p", "h1", "h2", "h3", "h4", "h5", "pre", "li", "td"], inlines)
    | inlines
    | tables
    | figures
    | st.sampled_from(
        ["<hr>", '<div data-episode="3" data-start="90"></div>', '<div data-episode="3">x</div>', "<img>"]
    )
)
CARE = [f'aside data-care="{kind}"' for kind in ("urgent", "non-urgent", "emergency", "other")]
PARTS = [f'div data-part="{kind}"' for kind in ("dose", "progressions", "stop-if", "other")]
exercises = st.builds(
    lambda name, inner: f'<section data-exercise="{name}">{inner}</section>',
    ATTRIBUTES,
    several(leaves | wrapped(PARTS, several(leaves, 2)), 4),
)
blocks = st.recursive(
    leaves,
    lambda inner: (
        wrapped(["ul", "ol"], several(wrapped(["li"], several(inner, 3)), 3))
        | wrapped(["blockquote", "div", "article", "em", "li", *CARE, *PARTS], several(inner, 3))
        | exercises
    ),
    max_leaves=8,
)
bodies = several(blocks, 5)
# How many examples are tried is the profile's to say: see tests/conftest.py.
SLOW = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
BLANKS_OF_CODE = (
    '<h1></h1><h1></h1><h2></h2><h1><code><sup data-ref="No Key">1</sup><br>*<strong><br>*</strong></code></h1>'
)
ONLY_A_REFERENCE = '<p></p><ol><li><p><sup data-ref="ta304"></sup></p></li><li>*</li></ol>'


@SLOW
@given(bodies)
def test_cleaning_again_changes_nothing(html: str) -> None:
    once = body.clean(html)
    assert body.clean(once) == once


@SLOW
@given(bodies)
@example(BLANKS_OF_CODE)
def test_no_mark_begins_or_ends_with_anything_but_words(html: str) -> None:
    lines = [line for block in every_block(read(body.clean(html))) for line in lines_of(block)]
    marks = [part for line in lines for part in every_inline(line) if isinstance(part, Marked | Anchor)]
    assert [mark for mark in marks if not (_is_word(mark.children[0], 0) and _is_word(mark.children[-1], -1))] == []


def _is_word(part: Inline, edge: int) -> bool:
    """True for a mark, which is judged by itself, and for text without a blank at that edge."""
    return isinstance(part, Marked | Anchor) or (isinstance(part, Text) and part.text[edge] != " ")


@SLOW
@given(bodies)
@example(BLANKS_OF_CODE)
@example(ONLY_A_REFERENCE)
def test_a_cleaned_body_survives_the_way_through_markdown(html: str) -> None:
    once = body.clean(html)
    assert body.from_markdown(body.to_markdown(once)) == once


SOUP = [
    "<",
    ">",
    "</",
    "/>",
    "<p>",
    "<b",
    "<a href=",
    "<table>",
    "<tr>",
    "<td>",
    "<svg>",
    "<li>",
    "<ul>",
    "<pre>",
    "=",
    '"',
    "'",
]
SOUP += [
    "<!--",
    "-->",
    "<style>",
    "</style>",
    "<select>",
    "<math>",
    "<aside data-care=urgent>",
    "</aside>",
    "<h2>",
    "</p>",
    "</li>",
]


@SLOW
@given(st.lists(st.sampled_from(SOUP) | st.sampled_from(NASTY) | st.sampled_from(WORDS), max_size=30).map("".join))
@example("<div>" * 61)
def test_any_soup_is_cleaned_for_good_and_survives_markdown(soup: str) -> None:
    try:
        once = body.clean(soup)
    except Invalid:
        return
    assert body.clean(once) == once
    assert body.from_markdown(body.to_markdown(once)) == once


MARKDOWN = [
    *NASTY,
    *WORDS,
    "\n\n",
    "\n",
    ":::urgent T\n",
    ":::exercise E\n",
    "::::exercise E\n",
    ":::dose\n",
    ":::stop-if F\n",
    "\n:::\n",
    "\n::::\n",
    "    ",
    "[a](b)",
    "**",
    ":sup[2]",
    "| a | b |\n|---|---|\n",
]


@SLOW
@given(st.lists(st.sampled_from(MARKDOWN), max_size=30).map("".join))
def test_any_markdown_becomes_a_body_that_survives_markdown(text: str) -> None:
    once = body.from_markdown(text)
    assert body.clean(once) == once
    assert body.from_markdown(body.to_markdown(once)) == once


SIGNS = [
    sign
    for sign in MARKDOWN
    if sign not in {"/", ":::exercise E\n", "::::exercise E\n", "[a](b)", "|---|"} and "|\n" not in sign
]


@SLOW
@given(st.lists(st.sampled_from(SIGNS), max_size=20))
def test_no_word_is_lost_whatever_signs_stand_around_it(signs: list[str]) -> None:
    text = "".join(f"{sign}Word{number}x" for number, sign in enumerate(signs))
    kept = body.plain_text(body.from_markdown(text))
    assert [word for word in (f"Word{n}x" for n in range(len(signs))) if word not in kept] == []
