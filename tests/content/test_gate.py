"""The checks before something goes public: what each finds, where it says that it is, and what keeps a publish back."""

from datetime import date

import pytest

from app.articles.draft import ArticleDraft
from app.content import body as bodies
from app.content import gate, gate_text
from app.content.drafts import Citation, EntryDraft
from app.content.gate import Context, Finding, Source, Weight
from app.podcast.draft import EpisodeDraft
from app.resources.draft import ResourceDraft

TODAY = date(2027, 3, 1)
WORDS = "<p>Bend your knee.</p>"
IN_PLANS = {"today": TODAY, "next_review_on": date(2028, 3, 1)}


def context(kind: str = "article", **more: object) -> Context:
    return Context(kind=kind, **{**IN_PLANS, **more})  # type: ignore[arg-type]  # the names are the context's own


def found(
    body: str = WORDS, *, kind: str = "article", draft: EntryDraft | None = None, **more: object
) -> list[Finding]:
    """What the checks find in an article that is in order but for its body."""
    made = draft or ArticleDraft(title="Hips", summary="On hips.", body=bodies.clean(body))
    return gate.findings(made, context(kind, **more))


def test_what_is_in_order_has_no_findings() -> None:
    text = (
        "<h2>At home</h2><p>Three of ten fall.<sup data-ref='a'></sup></p><h3>Stairs</h3>"
        "<p>See <a href='https://example.org/'>the stairs leaflet</a>.</p><h2>Outside</h2>"
        "<table><tr><th>What</th><th>How often</th></tr><tr><td>Walk</td><td>daily</td></tr></table>"
        "<figure data-asset='1' data-alt='A knee'></figure><figure data-asset='2' data-decorative='true'></figure>"
    )
    draft = ArticleDraft(title="Hips", summary="s", body=bodies.clean(text), citations=(Citation("a", "A paper"),))
    assert found(draft=draft) == []


BLOCKING = {
    "a picture without a description": ("<p>a</p><figure data-asset='1'></figure>", 1, "no description"),
    "a level skipped": ("<h2>One</h2><p>a</p><h4>Three</h4>", 2, "“Three” is of level 4 and comes after level 2"),
    "a first heading of level three": ("<p>a</p><h3>In</h3>", 1, "comes after level 1"),
    "a heading of a mark alone": ("<h2>…</h2><p>a</p>", 0, "no words"),
    "a link of dots": ("<p>a</p><ul><li>b</li><li><a href='https://x.org'>…</a></li></ul>", 1, "link has no words"),
    "an empty heading cell": (
        "<table><caption>Doses</caption><tr><th>a</th><th></th></tr><tr><td>1</td><td>2</td></tr></table>",
        0,
        "“Doses” has an empty heading cell",
    ),
    "an empty row heading": (
        "<table><tr><th>What</th><th>a</th></tr><tr><th scope='row'></th><td>2</td></tr></table>",
        0,
        "empty heading cell",
    ),
}


@pytest.mark.parametrize("case", BLOCKING)
def test_what_shuts_readers_out_blocks_at_its_place(case: str) -> None:
    body, block, words = BLOCKING[case]
    (finding,) = [each for each in found(body) if each.field == "body"]
    assert words in finding.message
    assert (finding.weight, finding.block, finding.final) == (Weight.BLOCKING, block, False)


def test_above_the_names_of_rows_there_may_be_nothing() -> None:
    body = "<table><tr><th></th><th>a</th></tr><tr><th scope='row'>Walk</th><td>2</td></tr></table>"
    assert found(body) == []


ADVISORY = {
    "click here": ("<p>To read, <a href='https://x.org'>click here</a>.</p>", "“click here” does not say where"),
    "More.": ("<p><a href='https://x.org'>More.</a></p>", "does not say where it leads"),
    "a bare address": ("<p><a href='https://x.org/a'>https://x.org/a</a></p>", "shows its address"),
    "the title again": ("<h2>HIPS</h2><p>a</p>", "repeats the title"),
    "a table without headings": ("<table><tr><td>1</td><td>2</td></tr></table>", "has no headings"),
    "per cent": (
        "<p>Good. Of all hips 3.6 % were done again.</p>",
        "“Of all hips 3.6 % were done again.” gives a number",
    ),
    "per cent in words": ("<p>About 12 per cent of them.</p>", "gives a number"),
    "one in": ("<ul><li>It hurts 1 in 20 people.</li></ul>", "gives a number"),
    "out of": ("<blockquote><p>It was 3 out of 10.</p></blockquote>", "gives a number"),
    "thousands": ("<p>They looked at 434,560 hips.</p>", "gives a number"),
}


@pytest.mark.parametrize("case", ADVISORY)
def test_what_could_be_better_is_said_and_keeps_nothing_back(case: str) -> None:
    body, words = ADVISORY[case]
    (finding,) = found(body)
    assert words in finding.message
    assert (finding.weight, finding.field) == (Weight.ADVISORY, "body")
    assert finding.block == 0
    assert not gate.faults([finding])


@pytest.mark.parametrize(
    "sentence", ["Do it 3 times a day.", "In 2027 it was so.", "Hold for 10 to 20 seconds.", "See pages 1,2 and 3."]
)
def test_not_every_number_is_a_statistic(sentence: str) -> None:
    assert found(f"<p>{sentence}</p>") == []


def test_a_reference_anywhere_in_the_paragraph_answers_for_its_numbers() -> None:
    body = bodies.clean("<p>It was 3.6 %. That is little.<sup data-ref='a'></sup></p>")
    draft = ArticleDraft(title="Hips", summary="s", body=body, citations=(Citation("a", "A paper"),))
    assert found(draft=draft) == []
    assert (
        found(
            "<p>It was 3.6 %.</p>",
            kind="episode",
            draft=EpisodeDraft(title="x", summary="s", body="<p>3.6 %</p>", no_transcript_reason="None."),
        )
        == []
    )


def test_what_every_page_must_have_is_final() -> None:
    draft = EntryDraft(title="x", body="<p>a<sup data-ref='gone'></sup></p>", image_id=1)
    held = gate.blocking(found(draft=draft, kind="post"))
    assert [each.field for each in held] == ["summary", "image_alt", "citations"]
    assert all(each.final and each.check == "must" for each in held)
    assert gate.refusals(held, "There is a very good reason") == held


@pytest.mark.parametrize(("kind", "blocks"), [("post", True), ("article", True), ("resource", False), ("show", False)])
def test_an_empty_text_keeps_articles_and_posts_back(kind: str, blocks: bool) -> None:
    for body in ("", "<hr>"):
        held = gate.blocking(found(draft=EntryDraft(title="x", summary="s", body=body), kind=kind))
        assert [each.message for each in held if "no text" in each.message] == (
            ["There is no text yet: readers would find an empty page."] if blocks else []
        )
    assert not gate.blocking(found("<div data-episode='4'></div>", kind=kind))


def test_a_link_to_what_readers_cannot_open_is_told_by_its_name() -> None:
    body = (
        "<p><a data-entry='4'>The old page</a> and <a data-entry='5'>the gone one</a></p><div data-episode='6'></div>"
    )
    said = [each.message for each in found(body, closed={4: "“Hips”", 5: "", 6: "“Stairs”"})]
    assert said[0] == "The link “The old page” leads to “Hips”, which readers cannot open."
    assert "leads to a page that does not exist any more" in said[1]
    assert "The episode in the text is “Stairs”" in said[2]


def test_dead_links_are_told_wherever_they_stand() -> None:
    dead = {"https://x.org/a": "There is nothing at that address any more (status 404)."}
    citation = Citation("a", "A paper", "https://x.org/a")
    draft = ResourceDraft(
        title="x",
        summary="s",
        topic="Hip",
        url="https://x.org/a",
        citations=(citation,),
        body='<p><a href="https://x.org/a">A leaflet</a><sup data-ref="a"></sup></p>',
    )
    told = found(draft=draft, kind="resource", dead=dead)
    assert [each.field for each in told] == ["body", "citations", "url"]
    assert all("status 404" in each.message and each.weight is Weight.ADVISORY for each in told)
    assert told[0].quote == "A leaflet"


def test_a_retracted_source_blocks_and_can_be_overridden() -> None:
    cited = (Citation("ta44", "TA44", reference_id=7), Citation("b", "B", reference_id=8))
    draft = ArticleDraft(title="x", summary="s", body=WORDS, citations=cited)
    (held,) = found(draft=draft, sources={7: Source("withdrawn", "Replaced by TA304.")})
    assert held.message == (
        "Reference 1 (ta44) is withdrawn. Replaced by TA304. Cite something else, or say so in the text."
    )
    assert (held.weight, held.field, held.final) == (Weight.BLOCKING, "citations", False)


@pytest.mark.parametrize(
    ("due", "words"),
    [(None, "No review is planned"), (date(2027, 2, 1), "overdue since 1 February 2027"), (TODAY, "")],
)
def test_health_pages_are_told_of_their_review(due: date | None, words: str) -> None:
    told = [each.message for each in found(next_review_on=due)]
    assert len(told) == bool(words)
    assert words in " ".join(told)
    draft = ArticleDraft(title="Hips", summary="s", body=WORDS, sample=True)
    assert found(draft=draft, next_review_on=due) == []
    assert found(kind="post", next_review_on=due) == []


def test_a_missing_sign_off_is_told() -> None:
    (told,) = found(sign_off_missing="The text has changed since it was signed off.")
    assert (told.weight, told.message) == (Weight.ADVISORY, "The text has changed since it was signed off.")


def test_an_episode_needs_a_transcript_or_a_reason() -> None:
    without = EpisodeDraft(title="x", summary="s")
    assert [each.field for each in gate.blocking(found(draft=without, kind="episode"))] == ["transcript"]
    reason = EpisodeDraft(title="x", summary="s", no_transcript_reason="It has no speech.")
    assert found(draft=reason, kind="episode") == []


def test_blocking_findings_come_first_and_one_check_tells_a_dozen() -> None:
    body = "<p><a href='https://x.org'>here</a></p>" * 20 + "<figure data-asset='1'></figure>"
    told = found(body)
    assert [each.weight for each in told[:2]] == [Weight.BLOCKING, Weight.ADVISORY]
    assert len(told) == 1 + gate.MOST_OF_ONE_CHECK


@pytest.mark.parametrize(
    ("reason", "enough"),
    [("", False), ("because", False), ("1 2 3 4", False), ("... --- ...", False), ("Checked by phone", True)],
)
def test_an_override_needs_a_few_words(reason: str, enough: bool) -> None:
    held = gate.blocking(found("<figure data-asset='1'></figure><p>a</p>"))
    assert gate.is_reason(reason) is enough
    fields = [fault.field for fault in gate.faults(held, reason)]
    assert fields == ([] if enough else ["body", "override_reason"] if reason else ["body"])


def test_another_room_adds_a_check(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "CHECKS", dict(gate.CHECKS))
    gate.add("mine", lambda draft, seen: [gate.advise("title", f"{draft.title} on {seen.today}")])
    assert [(each.check, each.message) for each in found()] == [("mine", "Hips on 2027-03-01")]


def test_a_text_is_quoted_as_it_stands_there() -> None:
    long = "Read all about the way in which the knee is moved after an operation on the hip of the other side"
    (told,) = found(f"<p><a data-entry='4'>{long}</a></p>", closed={4: ""})
    assert told.quote == long
    assert "…" in told.message
    assert gate_text._short("short") == "short"
