"""The Markdown that editors write, and what they are shown."""

import pytest

from app.content import body
from app.core.errors import Invalid


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("", ""),
        ("# One\n\n##### Five", "<h2>One</h2>\n<h4>Five</h4>"),
        ("a *b* **c** `d`", "<p>a <em>b</em> <strong>c</strong> <code>d</code></p>"),
        ("a\nb\\\nc  \nd", "<p>a b<br>c<br>d</p>"),
        ("m:sup[2] H:sub[2]O", "<p>m<sup>2</sup> H<sub>2</sub>O</p>"),
        (":strong[a :em[b]]c", "<p><strong>a <em>b</em></strong>c</p>"),
        ("[a](https://x.example/)", '<p><a href="https://x.example/">a</a></p>'),
        ("[a](entry:12) <https://x.example>", '<p><a data-entry="12">a</a> <a href="https://x.example">https://x.example</a></p>'),
        ("a[^TA304]", '<p>a<sup data-ref="ta304"></sup></p>'),
        ("```\n<b>\n```", "<pre><code>&lt;b&gt;</code></pre>"),
        ("- a\n- b\n  1. c", "<ul><li>a</li><li>b<ol><li>c</li></ol></li></ul>"),
        ("![A \\] b](asset:12)", '<figure data-asset="12" data-alt="A ] b"></figure>'),
        ("a\n![](asset:12 \"C *d* \"e\"\"){decorative}", '<p>a</p>\n<figure data-asset="12" data-decorative="true"><figcaption>C <em>d</em> "e"</figcaption></figure>'),
        (":::urgent Ask *today*\n- a\n:::\nb", '<aside data-care="urgent"><h3>Ask <em>today</em></h3><ul><li>a</li></ul></aside>\n<p>b</p>'),
        ("::: emergency\na\n:::", '<aside data-care="emergency"><p>a</p></aside>'),
        (":::exercise Sit *up*\na\n:::non-urgent N\nb\n:::\nc\n:::", '<section data-exercise="Sit *up*"><p>a</p><aside data-care="non-urgent"><h3>N</h3><p>b</p></aside><p>c</p></section>'),
        ("::::exercise E\na\n:::stop-if Pain\n:::\n:::dose\nb\n:::\n:::stop-if\n- c\n:::\n::::", '<section data-exercise="E"><p>a</p><div data-part="dose"><p>b</p></div><div data-part="stop-if"><p>Pain</p><ul><li>c</li></ul></div></section>'),
        (":::dose\na\n:::", "<p>a</p>"),
        ("::episode{id=3}\n\n::episode{id=3 start=90}", '<div data-episode="3"></div>\n<div data-episode="3" data-start="90"></div>'),
        ("| a | b |\n|---|---|\n| c\\|d | e |", '<table><thead><tr><th scope="col">a</th><th scope="col">b</th></tr></thead><tbody><tr><td>c|d</td><td>e</td></tr></tbody></table>'),
        (":::table{row-headers} C\n| | b |\n|---|---|\n| c | d |\n:::", '<table><caption>C</caption><thead><tr><th scope="col"></th><th scope="col">b</th></tr></thead><tbody><tr><th scope="row">c</th><td>d</td></tr></tbody></table>'),
        ("***", "<hr>"),
        ("1. a\n2. b\n7. c", "<ol><li>a</li><li>b</li><li>c</li></ol>"),
        ("1. a\n\n2) b", "<ol><li>a</li></ol>\n<p>2) b</p>"),
    ],
)  # fmt: skip
def test_the_signs_of_the_guide(markdown: str, html: str) -> None:
    assert body.from_markdown(markdown) == html
    assert body.clean(html) == html
    assert body.from_markdown(body.to_markdown(html)) == html


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        (":::later Title\na\n:::", ":::later Title a :::"),
        (":::urgent{row-headers} T\na", ":::urgent{row-headers} T a"),
        (":::urgent Never closed\na\n\nb", "Never closed\n\na\n\nb"),
        (":::table A caption without table\na\n:::", "A caption without table\n\na"),
        ("- :::urgent T\n  a\n\nb", "T\n\na\n\nb"),
        ("- :::urgent T\n  a\nb", "T\n\na\n\nb"),
        ("a ![alt](asset:1)", "a ![alt](asset:1)"),
        ("![alt](https://x.example/y.png)", "!alt"),
        ("[a](javascript:x)", "[a](javascript:x)"),
        ("[a](page)", "[a](page)"),
        ("::episode{id=x}", "::episode{id=x}"),
        ("[^no key] [^-x]", "[^no key] [^-x]"),
        (":sup[2", ":sup[2"),
        (":br[x]", ":br[x]"),
        ("<b>a</b> &copy;", "<b>a</b> ©"),
        ("[a]: https://x.example", "[a]: https://x.example"),
        ("a\n---\nb", "a\n\nb"),
        ("    a", "a"),
        ("2019. A good year", "2019. A good year"),
        ("| a |\n|---|\n| b | c |", "| a | |---| | b | c |"),
        ("| a |\n|---|\n| b \\| c |", "a\nb | c"),
        ("``` first\nsecond\n```", "first\nsecond"),
        ("~~a~~ **b", "~~a~~ **b"),
    ],
)
def test_what_is_not_understood_stays_as_text(markdown: str, text: str) -> None:
    assert body.plain_text(body.from_markdown(markdown)) == text


@pytest.mark.parametrize(
    "markdown", ["> " * 200 + "a", "\n".join(f"{'  ' * n}- a" for n in range(60)), ":::urgent\n" * 200]
)
def test_deep_nesting_is_refused(markdown: str) -> None:
    with pytest.raises(Invalid, match="nested too deeply"):
        body.from_markdown(markdown)


def test_too_much_markdown_is_refused() -> None:
    with pytest.raises(Invalid, match="longer than 400 kB"):
        body.from_markdown("a" * 400_001)


def test_marks_by_name_inside_each_other_have_an_end() -> None:
    assert body.plain_text(body.from_markdown(":em[" * 50 + "a" + "]" * 50)).strip(":em[]") == "a"


def test_editors_see_plain_markdown() -> None:
    html = (
        "<h2>Pain &amp; <em>rest</em></h2><p><strong>Walk</strong> (p &lt; 0.05), 1. then 2 * 3.<br>- rest</p>"
        "<aside data-care='urgent'><h3>Help</h3><p>Call.</p></aside><ul><li>a<li>b</ul><ul><li>c</ul>"
    )
    assert body.to_markdown(body.clean(html)) == (
        "## Pain & *rest*\n\n**Walk** (p < 0.05), 1. then 2 \\* 3.\\\n\\- rest\n\n:::urgent Help\nCall.\n:::\n\n- a\n- b\n\n+ c\n"
    )


def test_an_empty_body_is_empty_markdown() -> None:
    assert body.to_markdown("") == ""
