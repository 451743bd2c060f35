"""What a reader of the page or of a feed is sent."""

import re

import pytest

from app.content import body

ENTRIES = {4: body.Link("/hip/", "Hip"), 9: body.Link("/podcast/a/b/", "Walking & more")}
PICTURES = {
    7: body.Picture("/images/x-640.webp", "/images/x-320.webp 320w, /images/x-640.webp 640w", 640, 480),
    8: body.Picture("/images/y.png", "", 10, 10),
}
PAGE = body.Resolver(PICTURES.get, ENTRIES.get, ENTRIES.get, {"a": 1, "b": 3}.get)
FEED = PAGE.for_feed("https://site.example/blog/x/")


def page(markdown: str) -> str:
    return body.render(body.from_markdown(markdown), PAGE)


def feed(markdown: str) -> str:
    return body.render(body.from_markdown(markdown), FEED)


@pytest.mark.parametrize(
    ("markdown", "on_page", "in_feed"),
    [
        ("## A *b*\n\n## A b", '<h2 id="a-b">A <em>b</em></h2>\n<h2 id="a-b-2">A b</h2>', "<h2>A <em>b</em></h2>\n<h2>A b</h2>"),
        ("a\\\nb\n\n***", "<p>a<br>b</p>\n<hr>", "<p>a<br>b</p>\n<hr>"),
        ("[a](entry:4)", '<p><a href="/hip/">a</a></p>', '<p><a href="https://site.example/hip/">a</a></p>'),
        ("[a](entry:5)", "<p>a</p>", "<p>a</p>"),
        ("[a](https://x.example/)", '<p><a href="https://x.example/" rel="noopener noreferrer">a</a></p>', '<p><a href="https://x.example/" rel="noopener noreferrer">a</a></p>'),
        ("[a](#b) [c](/d/)", '<p><a href="#b">a</a> <a href="/d/">c</a></p>', '<p><a href="https://site.example/blog/x/#b">a</a> <a href="https://site.example/d/">c</a></p>'),
        ("a[^zz]", "<p>a</p>", "<p>a</p>"),
        (
            "a[^b] b[^b]",
            ('<p>a<sup class="reference"><a href="#ref-b" id="refmark-b-1" aria-label="Reference 3">3</a></sup>'
            ' b<sup class="reference"><a href="#ref-b" id="refmark-b-2" aria-label="Reference 3">3</a></sup></p>'),
            "<p>a<sup>3</sup> b<sup>3</sup></p>",
        ),
        (
            '![A "b"](asset:7 "c")',
            ('<figure><img src="/images/x-640.webp" loading="lazy" srcset="/images/x-320.webp 320w, /images/x-640.webp 640w"'
            ' sizes="(min-width: 48rem) 44rem, 100vw" width="640" height="480" alt="A &quot;b&quot;"><figcaption>c</figcaption></figure>'),
            '<figure><img src="https://site.example/images/x-640.webp" width="640" height="480" alt="A &quot;b&quot;"><figcaption>c</figcaption></figure>',
        ),
        ("![](asset:8){decorative}", '<figure><img src="/images/y.png" loading="lazy" width="10" height="10" alt=""></figure>', '<figure><img src="https://site.example/images/y.png" width="10" height="10" alt=""></figure>'),
        ('![a](asset:1 "c")', "<p>c</p>", "<p>c</p>"),
        ("![a](asset:1)", "", ""),
        (
            ":::urgent Ask\na\n:::",
            ('<section class="care care--urgent" aria-labelledby="body-care-1"><h3 class="care__title" id="body-care-1">'
            '<span class="visually-hidden">Urgent advice: </span>Ask</h3><div class="care__body"><p>a</p></div></section>'),
            "<h3>Urgent advice: Ask</h3>\n<p>a</p>",
        ),
        (
            ":::emergency\na\n:::",
            ('<section class="care care--emergency" aria-labelledby="body-care-1"><h3 class="care__title" id="body-care-1">'
            'Immediate action required</h3><div class="care__body"><p>a</p></div></section>'),
            "<h3>Immediate action required</h3>\n<p>a</p>",
        ),
        (
            ":::exercise Up & down\na\n:::",
            ('<section class="exercise" aria-labelledby="body-exercise-1"><h3 class="exercise__title" id="body-exercise-1">'
            '<span class="visually-hidden">Exercise: </span>Up &amp; down</h3><div class="exercise__body"><p>a</p></div></section>'),
            "<h3>Exercise: Up &amp; down</h3>\n<p>a</p>",
        ),
        (
            "::::exercise E\na\n:::dose\nb\n:::\n:::progressions\nc\n:::\n:::stop-if\nd\n:::\n::::",
            ('<section class="exercise" aria-labelledby="body-exercise-1"><h3 class="exercise__title" id="body-exercise-1">'
            '<span class="visually-hidden">Exercise: </span>E</h3><div class="exercise__body"><p>a</p>'
            '<div class="exercise__part exercise__part--dose"><h4 class="exercise__part-title">How much</h4><p>b</p></div>'
            '<div class="exercise__part exercise__part--progressions"><h4 class="exercise__part-title">Make it easier or harder</h4><p>c</p></div>'
            '<div class="exercise__part exercise__part--stop-if"><h4 class="exercise__part-title">Stop if</h4><p>d</p></div></div></section>'),
            "<h3>Exercise: E</h3>\n<p>a</p>\n<h4>How much</h4>\n<p>b</p>\n<h4>Make it easier or harder</h4>\n<p>c</p>\n<h4>Stop if</h4>\n<p>d</p>",
        ),
        (
            "::episode{id=9 start=90}",
            ('<aside class="episode-card" aria-label="Podcast episode"><p><span class="episode-card__kind">Listen</span> '
            '<a class="episode-card__link" href="/podcast/a/b/#t=90">Walking &amp; more</a> <span class="episode-card__start">from 1:30</span></p></aside>'),
            '<p>Listen: <a href="https://site.example/podcast/a/b/#t=90">Walking &amp; more</a> (from 1:30)</p>',
        ),
        ("::episode{id=1}", "", ""),
        (
            "| a |\n|---|\n| b |",
            ('<div class="table-scroll" role="region" tabindex="0" aria-label="Table 1"><table><thead><tr><th scope="col">a</th></tr></thead>'
            "<tbody><tr><td>b</td></tr></tbody></table></div>"),
            '<table><thead><tr><th scope="col">a</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>',
        ),
        (
            ":::table{row-headers} C\n| |\n|---|\n| b |\n:::",
            ('<div class="table-scroll" role="region" tabindex="0" aria-label="C"><table><caption>C</caption>'
            '<tbody><tr><th scope="row">b</th></tr></tbody></table></div>'),
            '<table><caption>C</caption><tbody><tr><th scope="row">b</th></tr></tbody></table>',
        ),
        ("- a\n  - b\n\n1. c\n\n   d", "<ul><li>a<ul><li>b</li></ul></li></ul>\n<ol><li><p>c</p>\n<p>d</p></li></ol>", "<ul><li>a<ul><li>b</li></ul></li></ul>\n<ol><li><p>c</p>\n<p>d</p></li></ol>"),
        ("> a\n\n```\n<b>\n```", "<blockquote><p>a</p></blockquote>\n<pre><code>&lt;b&gt;</code></pre>", "<blockquote><p>a</p></blockquote>\n<pre><code>&lt;b&gt;</code></pre>"),
    ],
)  # fmt: skip
def test_blocks_on_a_page_and_in_a_feed(markdown: str, on_page: str, in_feed: str) -> None:
    assert page(markdown) == on_page
    assert feed(markdown) == in_feed
    assert not re.search(r' (?:id|class|data-[a-z]+)="', in_feed)


def test_a_title_from_elsewhere_cannot_bring_markup() -> None:
    evil = body.Link('/"><script>', "<script>")
    resolve = body.Resolver(lambda _: None, lambda _: evil, lambda _: evil, lambda _: None)
    html = body.from_markdown("[a](entry:1)\n\n::episode{id=1 start=3725}")
    for rendered in (body.render(html, resolve), body.render(html, resolve.for_feed("https://x.example/"))):
        assert "<script>" not in rendered
        assert "1:02:05" in rendered


def test_a_page_can_be_given_absolute_addresses() -> None:
    absolute = body.Resolver(PICTURES.get, ENTRIES.get, ENTRIES.get, lambda _: None, base_url="https://site.example/x/")
    assert 'href="https://site.example/hip/"' in body.render('<p><a data-entry="4">a</a></p>', absolute)


def test_rendering_a_body_that_was_never_cleaned_is_still_safe() -> None:
    rendered = body.render('<p onclick="x">a<script>y</script><a href="javascript:z">b</a></p>', PAGE)
    assert "onclick" not in rendered
    assert "<script" not in rendered
    assert "javascript" not in rendered
