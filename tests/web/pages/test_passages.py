"""The passages of a rendered page: what comments hang on."""

from hypothesis import given
from hypothesis import strategies as st

from app.content.body import Resolver, from_markdown, render
from app.web.pages.passages import passages, with_links

PLAIN = Resolver(picture=lambda _: None, entry=lambda _: None, episode=lambda _: None, reference=lambda _: 1)
BLOCKS = st.lists(
    st.sampled_from(
        (
            "## A *heading*",
            "Some **words**\\\non two lines & more.",
            "- one\n- two\n  - three",
            "***",
            "> quoted",
            "| a | b |\n|---|---|\n| c | d |",
            "```\na < b\n\nc\n```",
            ":::care{urgent}\n### Call\n\nNow.\n:::",
        )
    ),
    max_size=8,
)


def rendered(blocks: list[str]) -> str:
    return render(from_markdown("\n\n".join(blocks)), PLAIN)


@given(BLOCKS)
def test_links_are_added_after_blocks_and_nothing_else_is_changed(blocks: list[str]) -> None:
    html = rendered(blocks)
    linked = str(with_links(html, lambda number: f"?on={number}"))
    listed = [passage for passage in passages("", "", html) if passage.number >= 2]
    for passage in listed:
        assert f'href="?on={passage.number}" data-passage="{passage.number}"' in linked
    assert linked.count('class="comment-here"') == len(listed)
    while '<p class="comment-here">' in linked:
        before, _, rest = linked.partition('<p class="comment-here">')
        linked = before + rest.partition("</p>")[2]
    assert linked == html


def test_words_of_different_lines_and_cells_do_not_run_together() -> None:
    html = "<ul><li>one</li><li>two<br>three</li></ul>\n<hr>\n<table><tr><td>a</td><td>b</td></tr></table><p>a&amp;b <em>c</em>d</p>"
    texts = [(passage.number, passage.text) for passage in passages(" A  title ", "", html)]
    assert texts == [(0, "A title"), (2, "one two three"), (4, "a b"), (5, "a&b cd")]


def test_scripts_stray_ends_and_lone_text_are_no_passages() -> None:
    assert [p.text for p in passages("", "", "</p>words<div><script>x</script>y</div></br>")] == ["y"]


def test_the_words_in_a_link_are_escaped() -> None:
    linked = str(with_links("<p>&lt;script&gt; “x”</p>", lambda _: "?on=2&x"))
    assert "&lt;script&gt; “x””</span>" in linked
    assert 'href="?on=2&amp;x"' in linked
