"""What is known of a body without showing it."""

import pytest

from app.content import body
from app.content.body.raw import parse
from app.content.body.reading import blocks_of, read

BODY = body.from_markdown(
    """
## What is *it*?

Read [this](entry:4) and [that](https://x.example/)[^b] first[^a].

## What is it?

### Ref one

:::exercise Sit to stand
![Alt](asset:7 "A caption[^b]")

### Inside

- Stand [up](entry:5)
:::

> ![](asset:8){decorative}

::episode{id=9}

| a | b |
|---|---|
| 1 | [^c]x |

```
code
```
"""
)


def test_uses_are_found_wherever_they_stand() -> None:
    assert body.uses(BODY) == body.BodyUses(frozenset({7, 8}), frozenset({4, 5, 9}), ("b", "a", "c"))


def test_the_outline_has_unique_anchors_and_only_headings_that_stand_by_themselves() -> None:
    assert body.outline(BODY) == (
        body.Heading(2, "What is it?", "what-is-it"),
        body.Heading(2, "What is it?", "what-is-it-2"),
        body.Heading(3, "Ref one", "section-ref-one"),
    )


def test_an_anchor_is_never_an_id_of_the_page() -> None:
    assert [h.anchor for h in body.outline("<h2>References</h2><h2>!</h2>")] == ["references-2", "section"]


def test_plain_text_has_the_words_and_no_marks() -> None:
    assert body.plain_text(BODY).split("\n\n") == [
        "What is it?",
        "Read this and that first.",
        "What is it?",
        "Ref one",
        "Sit to stand",
        "A caption",
        "Inside",
        "Stand up",
        "a b\n1 x",
        "code",
    ]


@pytest.mark.parametrize(
    ("html", "length", "expected"),
    [
        (BODY, 200, "Read this and that first."),
        ("<h2>T</h2><p>One two,</p><p>three</p>", 14, "One two, three"),
        ("<h2>T</h2><p>One two,</p><p>three</p>", 13, "One two…"),
        ("<ul><li>Only</li><li>a list</li></ul>", 200, "Only a list"),
        ("<p>Unbreakable</p>", 5, "Unbr…"),
        ("", 5, ""),
    ],
)
def test_an_excerpt_is_cut_between_words(html: str, length: int, expected: str) -> None:
    assert body.excerpt(html, length) == expected
    assert len(body.excerpt(html, length)) <= length


def test_words_are_counted_as_a_reader_would() -> None:
    assert body.word_count("<p>It’s a well-known 3.5 km walk<br>home.</p><pre><code>x</code></pre>") == 8
    assert body.word_count("") == 0


def test_the_tree_that_is_kept_cannot_be_changed_and_is_not() -> None:
    """Several threads and questions share it: it has a hash only while all of it, down to the last word, is frozen."""
    kept = read(BODY)
    before = hash(kept)
    for question in (
        body.uses,
        body.outline,
        body.excerpt,
        body.plain_text,
        body.word_count,
        body.to_markdown,
        body.clean,
    ):
        question(BODY)
    knows_nothing = body.Resolver(
        picture=lambda _: None, entry=lambda _: None, episode=lambda _: None, reference=lambda _: None
    )
    body.render(BODY, knows_nothing)
    body.render(BODY, knows_nothing.for_feed("https://site.example/"))
    assert read(BODY) is kept
    assert hash(kept) == before
    assert kept == blocks_of(parse(BODY))
