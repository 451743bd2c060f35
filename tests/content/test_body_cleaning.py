"""What may be stored: the vocabulary in one form, nothing that acts, nothing that keeps the machine busy."""

import re
from itertools import product

import pytest

from app.content import body
from app.core.errors import Invalid

CODE = "alert(1)"
SCHEMES = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    "java&#10;script:alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6A;avascript&colon;alert(1)",
    "javascript&#58;alert(1)",
    "\x01javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD4=",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "blob:https://example.org/1",
    "view-source:javascript:alert(1)",
    "feed:javascript:alert(1)",
    "//evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "/\t/evil.example/",
    "https:evil.example",
    "relative/page",
    "../up",
    "?q=1",
]
CARRIERS = ['<a href="{}">x</a>', "<a href='{}'>x</a>", '<p><em><a href="{}" target=_blank>x</a></em></p>']
ACTIVE = [
    f"<script>{CODE}</script>",
    f"<SCRIPT SRC=//evil.example/x.js>{CODE}</SCRIPT>",
    f"<scr<script>ipt>{CODE}</scr</script>ipt>",
    f"<svg onload={CODE}>",
    f"<svg><script>{CODE}</script></svg>",
    f"<svg><a xlink:href='javascript:{CODE}'><text>x</text></a></svg>",
    f"<svg><animate onbegin={CODE} attributeName=x>",
    f"<svg><style><img src=x onerror={CODE}></style>",
    f"<math><mtext><table><mglyph><style><img src=x onerror={CODE}>",
    f"<math><mi//xlink:href='data:x,<script>{CODE}</script>'>",
    f"<img src=x onerror={CODE}>",
    f"<img src='javascript:{CODE}'>",
    f"<img/src=x/onerror={CODE}>",
    f'<img """><script>{CODE}</script>">',
    f"<img src=x:x onerror\n=\n{CODE}>",
    f"<iframe src='javascript:{CODE}'></iframe>",
    f"<iframe srcdoc='<script>{CODE}</script>'></iframe>",
    f"<object data='javascript:{CODE}'></object>",
    f"<embed src='javascript:{CODE}'>",
    f"<body onload={CODE}>",
    f"<input autofocus onfocus={CODE}>",
    f"<select autofocus onfocus={CODE}><option>x",
    f"<textarea autofocus onfocus={CODE}></textarea>",
    f"<details open ontoggle={CODE}><summary>x</summary></details>",
    f"<video><source onerror={CODE}></video>",
    f"<audio src=x onerror={CODE}></audio>",
    f"<marquee onstart={CODE}>x</marquee>",
    f"<form action='javascript:{CODE}'><button>x</button></form>",
    f"<button formaction='javascript:{CODE}'>x</button>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<base href='//evil.example/'>",
    "<link rel=stylesheet href='//evil.example/x.css'>",
    "<style>@import '//evil.example/x.css';</style>",
    f"<p style='background:url(javascript:{CODE})'>x</p>",
    f"<p style='width:expression({CODE})'>x</p>",
    f"<p onclick={CODE} onmouseover='{CODE}'>x</p>",
    f"<p class=x id=y name=z data-x='{CODE}'>x</p>",
    f"<xss onclick={CODE}>x</xss>",
    f"<noscript><p title='</noscript><img src=x onerror={CODE}>'></noscript>",
    f"<title><a title='</title><img src=x onerror={CODE}>'></a></title>",
    f"<template><script>{CODE}</script></template>",
    f"<!--><script>{CODE}</script-->",
    f"<!--<img src='--><img src=x onerror={CODE}>'>",
    f"<![CDATA[<script>{CODE}</script>]]>",
    f"<?xml version='1.0'?><script>{CODE}</script>",
    f"<%<script>{CODE}</script>%>",
    f"</p><script>{CODE}</script>",
    f"<p><script>{CODE}",
    f"<<script>{CODE}//<</script>",
    f"<table background='javascript:{CODE}'><tr><td background='javascript:{CODE}'>x</table>",
    f"<form><math><mtext></form><form><mglyph><style></math><img src onerror={CODE}>",
    f"<figure data-asset='1\" onload=\"{CODE}'></figure>",
    f"<figure data-asset=1 data-alt='\" onload=\"{CODE}'></figure>",
    f"<sup data-ref='\" onclick=\"{CODE}'>1</sup>",
    f"<section data-exercise='<script>{CODE}</script>'>x</section>",
    f"<div data-episode='1' data-start='0\" onclick=\"{CODE}'></div>",
    f"<aside data-care='urgent\" onclick=\"{CODE}'>x</aside>",
    f"<th scope='col' abbr='{CODE}' onclick={CODE}>x</th>",
    f"<a data-entry='1\" onclick=\"{CODE}' href='/x'>x</a>",
    f"<a href='/x\" onclick=\"{CODE}'>x</a>",
]
HANDLERS = [
    f'<p on{name}="{CODE}">x</p>'
    for name in ["click", "load", "error", "focus", "toggle", "pointerdown", "animationend"]
]
CORPUS = [carrier.format(scheme) for scheme, carrier in product(SCHEMES, CARRIERS)] + ACTIVE + HANDLERS
CORPUS += [
    f"<div><{bad}<em>{bad}"
    for bad in ("script>", "style>", "img src=x onerror=alert(1)>", "a href=javascript:x>", "svg>")
]
CORPUS += ["&lt;script&gt;alert(1)&lt;/script&gt;", "<a href='&lt;script&gt;'>x</a>", "\ufeff<script>alert(1)</script>"]

TAG = (
    r"</?(?:p|h[234]|ul|ol|li|blockquote|strong|em|code|pre|br|hr|table|thead|tbody|tr|td|caption|figcaption|sup|sub|a|th"
    r"|figure|aside|section|div)"
)
ATTRIBUTE = r' (?:href|scope|data-(?:entry|ref|asset|alt|decorative|care|exercise|episode|start|part))="[^"<>]*"'


def test_the_corpus_is_long_enough() -> None:
    assert len(set(CORPUS)) >= 150


@pytest.mark.parametrize("html", CORPUS)
def test_nothing_that_acts_survives(html: str) -> None:
    cleaned = body.clean(html)
    assert not re.sub(rf"{TAG}(?:{ATTRIBUTE})*>", "", cleaned).count("<")
    for href in re.findall(r'href="([^"]*)"', cleaned):
        assert re.match(r"(?:https?://|mailto:|tel:|/(?!/)|#)", href)
        assert "\\" not in href
    assert body.clean(cleaned) == cleaned
    assert body.from_markdown(body.to_markdown(cleaned)) == cleaned


@pytest.mark.parametrize(
    "html",
    [
        "<ul><li>" * 20_000,
        "<div>" * 39_000,
        "<div>" * 61,
        '<div title="</div>">' * 9_000,
        "<div><!-- </div> -->" * 9_000,
        "<div><style></div></style>" * 7_000,
        "<div><b></i></u></div " * 8_000,
        "<svg>" + "<td>" * 40_000,
        "<math>" + "<input/></input>" * 10_000,
        "<p><b>" * 30_000,
        "<blockquote>" * 45 + "x",
    ],
)
def test_deep_nesting_is_refused(html: str) -> None:
    with pytest.raises(Invalid, match="nested too deeply") as refused:
        body.clean(html)
    assert refused.value.faults[0].field == "body"


@pytest.mark.parametrize("html", ["<div>" * 100_000, "x" * 200_001, "é" * 100_001, "&" * 100_000, '<a "' * 60_000])
def test_a_body_of_more_than_200_kb_is_refused(html: str) -> None:
    with pytest.raises(Invalid, match="200 kB") as refused:
        body.clean(html)
    assert refused.value.faults[0].field == "body"


@pytest.mark.parametrize(
    "html", ['<a "' * 40_000, "<!a" * 60_000, "</!a" * 40_000, "<a b='" * 30_000, "<style>" * 20_000]
)
def test_what_is_never_closed_is_read_once(html: str) -> None:
    assert body.clean(html) in {"", f"<p>{html}</p>"}


def test_many_blocks_beside_each_other_are_not_deep() -> None:
    assert body.clean("<p>a<p>b" * 500).count("<p>") == 1000
    assert body.clean("<ul>" + "<li>a" * 500).count("<li>") == 500
    assert body.clean("<svg><g></g></svg>" * 100 + "<div><p>a</p></div>" * 100).count("<p>") == 100


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("", ""),
        ("plain text", "<p>plain text</p>"),
        ("a\x00b\x85c&#1;d&#xFEFF;e", "<p>abcde</p>"),
        ("<h1>One</h1><h5>Five</h5><h2> </h2>", "<h2>One</h2>\n<h4>Five</h4>"),
        ("<b>a</b> <i>b</i>", "<p><strong>a</strong> <em>b</em></p>"),
        ("<em><strong>a</strong></em>", "<p><strong><em>a</em></strong></p>"),
        ("<strong> a </strong>b", "<p><strong>a</strong> b</p>"),
        ("<em>a</em><em>b</em>", "<p><em>ab</em></p>"),
        ("<p></p><p> &nbsp; </p><p><br></p><ul><li></li></ul><blockquote></blockquote>", ""),
        ("<p>a\n   b</p>", "<p>a b</p>"),
        ("<p>a <br> b<br></p>", "<p>a<br>b</p>"),
        ("<p>a<br><br>b</p>", "<p>a</p>\n<p>b</p>"),
        ("<em>a<br><br>b</em>", "<p><em>a</em></p>\n<p><em>b</em></p>"),
        ("<div>a</div><div>b</div>", "<p>a</p>\n<p>b</p>"),
        ("<em><p>a</p><p>b</p></em>", "<p><em>a</em></p>\n<p><em>b</em></p>"),
        ("<ul>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>"),
        ("<ul><li><p>a</p></ul>", "<ul><li>a</li></ul>"),
        ("<ul><li><p>a</p><p>b</p></ul>", "<ul><li><p>a</p><p>b</p></li></ul>"),
        ("<pre>\n a\tb \n\n</pre><pre> </pre>", "<pre><code> a  b</code></pre>"),
        ("<pre>a<br>b<b>c</b></pre>", "<pre><code>a\nbc</code></pre>"),
        ("<a>x</a><a href=''>y</a>", "<p>xy</p>"),
        ("<a href='https://x.example/ü b'>x</a>", '<p><a href="https://x.example/%C3%BC%20b">x</a></p>'),
        ("<a href='/x' data-entry=12>x</a>", '<p><a data-entry="12">x</a></p>'),
        ("<a href='/x'>a<sup data-ref='TA304'>9</sup></a>", '<p><a href="/x">a</a><sup data-ref="ta304"></sup></p>'),
        ("<code>a<br>b</code>", "<p><code>a</code><br><code>b</code></p>"),
        ("<sup><code>a</code></sup><code> b </code><b><code>c</code></b>", "<p><sup><code>a</code></sup> <code>b</code> <strong><code>c</code></strong></p>"),
        ("<i><b>a</b> b</i>", "<p><strong><em>a</em></strong> <em>b</em></p>"),
        ("<b>a </b><sup data-ref='k'></sup><b> b</b>", '<p><strong>a</strong> <sup data-ref="k"></sup> <strong>b</strong></p>'),
        ("<code>a<sup data-ref='k'></sup> b</code>", '<p><code>a</code><sup data-ref="k"></sup> <code>b</code></p>'),
        ("<a href='/x'>a <sup data-ref='k'></sup> b</a>", '<p><a href="/x">a</a> <sup data-ref="k"></sup> <a href="/x">b</a></p>'),
        ("<sup data-ref='no key'>1</sup>", "<p><sup>1</sup></p>"),
        ("<figure data-asset=7 data-alt=' a  b ' data-decorative=true></figure>", '<figure data-asset="7" data-alt="a b"></figure>'),
        ("<figure data-asset=7 data-decorative=true>x</figure>", '<figure data-asset="7" data-decorative="true"></figure>\n<p>x</p>'),
        ("<figure><figcaption>x</figcaption></figure>", "<p>x</p>"),
        ("<aside data-care=urgent><h4>T<br>U</h4>x</aside>", '<aside data-care="urgent"><h3>T U</h3><p>x</p></aside>'),
        ("<aside data-care=later><p>x</p></aside>", "<p>x</p>"),
        ("<section><p>x</p></section>", "<p>x</p>"),
        ('<section data-exercise="a"><div data-part="dose"></div><div data-part="x">b</div></section>', '<section data-exercise="a"><p>b</p></section>'),
        ('<section><div data-part="dose">b</div></section><div data-part="dose">c</div>', "<p>b</p>\n<p>c</p>"),
        ("<section data-exercise=' Sit  up '></section>", '<section data-exercise="Sit up"></section>'),
        ("<div data-episode=3 data-start=0>x</div>", '<div data-episode="3"></div>\n<p>x</p>'),
        ("<h2>a<figure data-asset=1></figure></h2>", '<h2>a</h2>\n<figure data-asset="1"></figure>'),
        ("<h2><div>a</div><pre>b</pre></h2>", "<h2>a</h2>\n<pre><code>b</code></pre>"),
    ],
)  # fmt: skip
def test_a_body_is_stored_in_its_one_form(given: str, stored: str) -> None:
    assert body.clean(given) == stored
    assert body.clean(stored) == stored
    assert body.from_markdown(body.to_markdown(stored)) == stored


def test_a_table_has_one_head_and_rows_of_equal_width() -> None:
    cleaned = body.clean(
        "<table><caption>C</caption><tfoot><tr><td>z</td></tr></tfoot><tr><th>A<th>B</tr>"
        "<tr><th>r<td>1<br>2<td>3</tr><tr></tr><tr><td> </td></tr></table>"
    )
    assert cleaned == (
        '<table><caption>C</caption><thead><tr><th scope="col">A</th><th scope="col">B</th><th scope="col"></th></tr></thead>'
        "<tbody><tr><td>r</td><td>1<br>2</td><td>3</td></tr><tr><td>z</td><td></td><td></td></tr></tbody></table>"
    )


def test_row_headers_are_kept_when_every_row_has_one() -> None:
    cleaned = body.clean("<table><tr><td>x<td>y</tr></table><table><tr><th>r<td>1</tr><tr><th>s<td>2</tr></table>")
    assert cleaned.count('<th scope="row">') == 2
    assert body.from_markdown(body.to_markdown(cleaned)) == cleaned


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("<td rowspan=2>a<td colspan=2>b</tr><tr><td>c<td>d", ["a|b|", "|c|d"]),
        ("<td>a<td rowspan=3>b<td>c</tr><tr><td>d<td>e</tr><tr><td>f", ["a|b|c", "d||e", "f||"]),
        ("<td rowspan=2 colspan=2>a<td>b</tr><tr><td>c", ["a||b", "||c"]),
        ("<td>a</tr><tr><td colspan=x rowspan=-1>b<td colspan=²>c", ["a|", "b|c"]),
        ("<td rowspan=9>a<td>b</tr><tr><td>c", ["a|b", "|c"]),
        ("<td>a<td>b<td rowspan=2>c</tr><tr><td>d", ["a|b|c", "d||"]),
    ],
)
def test_merged_cells_are_divided_and_no_column_moves(rows: str, expected: list[str]) -> None:
    cleaned = body.clean(f"<table><tr>{rows}</table>")
    made = re.findall(r"<tr>(.*?)</tr>", cleaned)
    assert ["|".join(re.findall(r"<td>(.*?)</td>", row)) for row in made] == expected


def test_spans_do_not_grow_without_end() -> None:
    few = "<table>" + "<tr>" + "<td colspan=99999 rowspan=99999>x" * 20 + "</table>"
    assert body.clean(few).count("<td>") == 20
    many = "<table><tr>" + "<td colspan=50>x" * 1000 + "</table>"
    assert body.clean(many).count("<td>") < 2_100


def test_what_cannot_stand_in_a_cell_follows_the_table() -> None:
    cleaned = body.clean("<table><tr><td><p>a<p>b<figure data-asset=3></figure><td>c</table><table><caption>d</table>")
    assert (
        cleaned
        == '<table><tbody><tr><td>a<br>b</td><td>c</td></tr></tbody></table>\n<figure data-asset="3"></figure>\n<p>d</p>'
    )
