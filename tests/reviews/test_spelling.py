"""What passes for spelling and layout, and what does not, whatever somebody ticked."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.content.body import clean
from app.content.drafts import Citation, EntryDraft, Formerly
from app.reviews import spelling
from app.reviews.spelling import distance, objections

SIGNED = EntryDraft(
    title="Exercise after a hip operation",
    summary="What to do in the first 6 weeks.",
    body='<p>Bend the knee 10 times, twice a day<sup data-ref="ta304"></sup>. Do not cross your legs.</p>'
    "<p>Take 500 mg with food. The physiotherapist have a plan for your recovery.</p>"
    '<aside data-care="urgent"><h3>Call 111 if</h3><p>Your calf is painful and hot.</p></aside>'
    '<section data-exercise="Heel slides"><p>Slide.</p></section>',
    citations=(Citation("ta304", "NICE. Total hip replacementt.", "https://www.nice.org.uk/ta304"),),
    formerly=(Formerly("Rest for a month.", "Move early.", key="ta304"),),
)


BARE = "doesn't".replace("'", "")


def _with(old: str, new: str) -> list[str]:
    assert old in SIGNED.body
    return objections(SIGNED, replace(SIGNED, body=SIGNED.body.replace(old, new)))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("physiotherapist have", "physiotherapist has"),
        ("recovery", "recovry"),
        ("plan for", "plan, for"),
        ("a plan", "the plan"),
        ("Bend the knee", "Bend <strong>the</strong> knee"),
        (". Do not", ".</p><p>Do not"),
        ("with food", "with with food"),
        ("your recovery", "you're recovery"),
        ("physiotherapist", "physio therapist"),
        ("cross your legs", "Cross your legs"),
        ("<p>Your calf is", "<p>Your calf is is"),
        ("calf", "claf"),
    ],
)
def test_spelling_and_layout_pass(old: str, new: str) -> None:
    assert _with(old, new) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("10 times", "12 times", "“10” became “12”"),
        ("500 mg", "500 mcg", "“mg” became “mcg”"),
        ("500 mg", "50.0 mg", "“500” became “50.0”"),
        ("500 mg", "-500 mg", "“-” was added"),
        ("Do not cross", "Do cross", "“not” was taken out"),
        ("Do not cross", "Don't cross", "became “don't”"),
        ("twice a day", "twice a week", "“day” became “week”"),
        ("twice a day", "once a day", "“twice” became “once”"),
        ('<sup data-ref="ta304"></sup>', "", "ta304"),
        ("urgent", "emergency", "[care urgent]"),
        ("calf", "thigh", "“calf” became “thigh”"),
        ("calf", "half", "“calf” became “half”"),
        ("painful", "painless", "“painful” became “painless”"),
        ("with food", "with food and water", "“and water” was added"),
        ("with food", '<a href="https://example.org/">with food</a>', "href"),
        ("plan for", "plan fur", "“for” became “fur”"),
        ('data-exercise="Heel slides"', 'data-exercise="Leg slides"', "“heel” became “leg”"),
        ("legs", "lips", "“legs” became “lips”"),
    ],
)
def test_what_means_something_else_does_not(old: str, new: str, said: str) -> None:
    found = _with(old, new)
    assert found
    assert said in " ".join(found)


@pytest.mark.parametrize(
    ("one", "other"),
    [("hypertension", "hypotension"), ("abduction", "adduction"), ("stable", "unstable"), ("operation", "reoperation")],
)
def test_opposites_that_look_alike_are_told_apart(one: str, other: str) -> None:
    signed, changed = (EntryDraft(title="T", body=f"<p>It is {word}.</p>") for word in (one, other))
    assert objections(signed, changed) == [f"In the text, “{one}” became “{other}”."]


def test_a_reference_may_be_spelled_right_and_nothing_else() -> None:
    (cited,) = SIGNED.citations
    spelled = replace(cited, text="NICE. Total hip replacement.")
    assert objections(SIGNED, replace(SIGNED, citations=(spelled,))) == []
    for wrong in (replace(cited, url="https://www.nice.org.uk/ta305"), replace(cited, reference_id=7)):
        assert "the references" in objections(SIGNED, replace(SIGNED, citations=(wrong,)))[0]
    assert objections(SIGNED, replace(SIGNED, citations=()))
    (once,) = SIGNED.formerly
    assert objections(SIGNED, replace(SIGNED, formerly=(replace(once, instead="Move earlyy."),))) == []
    assert objections(SIGNED, replace(SIGNED, formerly=(replace(once, instead="Move late."),)))
    assert objections(SIGNED, replace(SIGNED, formerly=(replace(once, key=""),)))


def test_what_no_reviewer_signed_is_not_looked_at() -> None:
    assert objections(SIGNED, replace(SIGNED, tags=("Hip",), image_alt="A hip", sample=True)) == []


def test_only_the_first_objections_are_said_and_long_changes_in_one() -> None:
    many = EntryDraft(title="T", body="".join(f"<p>Same word{chr(97 + n)} here.</p>" for n in range(20)))
    changed = replace(many, body=many.body.replace("Same", "Other"))
    assert len(objections(many, changed)) == spelling.MOST_OBJECTIONS
    long = replace(many, body="<p>" + " ".join(f"w{chr(97 + n)}" for n in range(12)) + "</p>")
    assert " …”" in objections(replace(many, body=""), long)[0]


def test_a_text_written_anew_is_not_compared_for_ages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spelling, "MOST_COMPARED", 4)
    assert objections(SIGNED, replace(SIGNED, body="<p>Something else altogether stands here.</p>"))[0].startswith(
        "So much"
    )


def test_a_field_of_a_kind_of_its_own_may_not_change() -> None:
    class Own(EntryDraft):
        CLINICAL = ("image_id", "tags")

    assert objections(Own(image_id=1), Own(image_id=2)) == ["Something else changed: image_id."]
    assert objections(Own(tags=("a",)), Own(tags=("b",)))
    assert objections(Own(tags=("a",)), Own(tags=("a",))) == []


WORDS = st.lists(
    st.sampled_from(["the", "hip", "bends", "not", "10", "times", "5", "mg", "left", "knee", "twice", "and", "stops"]),
    max_size=12,
)


@given(WORDS, WORDS)
def test_numbers_and_negations_are_always_the_same_where_nothing_is_said(one: list[str], other: list[str]) -> None:
    before, after = (EntryDraft(title="T", body=f"<p>{' '.join(words)}</p>") for words in (one, other))
    if not objections(before, after):
        for word in ("not", "10", "5", "mg", "left", "twice", "times"):
            assert one.count(word) == other.count(word)


@given(WORDS)
def test_the_same_text_is_the_same(words: list[str]) -> None:
    draft = EntryDraft(title="T", body=f"<p>{' '.join(words)}</p>")
    assert objections(draft, draft) == []


@given(st.text("abc", max_size=5), st.text("abc", max_size=5))
def test_distance_is_the_same_both_ways_and_nothing_for_the_same(one: str, other: str) -> None:
    assert distance(one, other) == distance(other, one)
    assert (distance(one, other) == 0) == (one == other)
    assert distance(one, other) <= max(len(one), len(other))


def test_distance_counts_exchanged_letters_once() -> None:
    assert (distance("acb", "abc"), distance("knee", "kneee"), distance("hip", "")) == (1, 1, 3)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<p>It does hurt.</p>", f"<p>It {BARE} hurt.</p>"),
        ("<p>A grade II sprain.</p>", "<p>A grade III sprain.</p>"),
        ("<p>A sprain.</p>", "<p>A strain.</p>"),
        ("<p>Take 5 mg.</p>", "<p>Take .5 mg.</p>"),
        (
            "<table><tbody><tr><td>Running</td><td></td></tr></tbody></table>",
            "<table><tbody><tr><td></td><td>Running</td></tr></tbody></table>",
        ),
        (
            '<aside data-care="urgent"><h3>Call</h3><p>Hot.</p><p>Faint.</p></aside><p>Rest.</p>',
            '<aside data-care="urgent"><h3>Call</h3><p>Hot.</p></aside><p>Faint.</p><p>Rest.</p>',
        ),
        ("<p>No exercise. Only rest.</p>", "<p>No. Exercise only. Rest.</p>"),
        ("<p>No exercise. Only rest.</p>", "<p>No, exercise. Only rest.</p>"),
        ("<p>No exercise. Only rest.</p>", "<p>No</p><p>exercise. Only rest.</p>"),
        ("<p>Do not stop, walk.</p>", "<p>Do not, stop walk.</p>"),
        ("<p>Rest, if it hurts, at home.</p>", "<p>Rest. If it hurts at home.</p>"),
        ("<p>Does it hurt? Not today.</p>", "<p>Does it hurt. Not today.</p>"),
        ("<p>Bend it 2, 4 times if you can.</p>", "<p>Bend it 2 4 times if you can.</p>"),
        ("<p>A test for hepatitis A is offered.</p>", "<p>A test for hepatitis is offered.</p>"),
        ("<p>A test for hepatitis A is offered.</p>", "<p>A test for hepatitis a is offered.</p>"),
        ("<p>Not now – swim.</p>", "<p>Not now swim.</p>"),
        ("<p>Take vitamin B.</p>", "<p>Take vitamin C.</p>"),
        ("<p>Type I is mild.</p>", "<p>Type is mild.</p>"),
        ("<p>There is a little pain.</p>", "<p>There is little pain.</p>"),
        ("<p>A few people fall.</p>", "<p>Few people fall.</p>"),
    ],
)
def test_what_looks_like_spelling_or_layout_and_turns_advice_round_is_objected_to(before: str, after: str) -> None:
    signed, now = (EntryDraft(title="T", body=clean(body)) for body in (before, after))
    assert objections(signed, now)


def test_a_missing_apostrophe_may_be_put_right() -> None:
    signed, now = (EntryDraft(title="T", body=body) for body in (f"<p>It {BARE} hurt.</p>", "<p>It doesn’t hurt.</p>"))
    assert objections(signed, now) == []


def test_signs_in_a_line_hide_no_number() -> None:
    signed, now = (EntryDraft(title="T", summary=f"Pain <{n} and flexion >90") for n in (3, 7))
    assert objections(signed, now)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<p>Ice helps, it cools</p>", "<p>Ice helps; it cools.</p>"),
        ("<p>Do not run</p><p>Walk.</p>", "<p>Do not run. Walk.</p>"),
        ("<ul><li>Do not run</li></ul>", "<ul><li>Do not run.</li></ul>"),
        (
            "<table><tbody><tr><td>Not now</td></tr></tbody></table>",
            "<table><tbody><tr><td>Not now.</td></tr></tbody></table>",
        ),
        ("<p>Swim ride and stretch</p>", "<p>Swim, ride, and stretch</p>"),
        ("<p>A knee bends.</p>", "<p>The knee bends.</p>"),
        ("<p>What?</p>", "<p>What ?</p>"),
        ("<p>Test = fine.</p>", "<p>Test = fien.</p>"),
    ],
)
def test_a_sign_that_turns_nothing_round_may_be_put_right(before: str, after: str) -> None:
    assert objections(*(EntryDraft(title="T", body=clean(body)) for body in (before, after))) == []


def test_where_a_sentence_is_divided_differently_is_said() -> None:
    signed, now = (
        EntryDraft(title="T", summary=said) for said in ("No exercise. Only rest.", "No. Exercise only rest.")
    )
    assert objections(signed, now)[0] == "In the summary, a sentence is divided differently near “no exercise only”."
    signed, now = (EntryDraft(title="T", summary=said) for said in ("Hepatitis A here.", "Hepatitis here."))
    assert objections(signed, now) == ["In the summary, “A” was taken out."]


SIGNS = st.lists(st.sampled_from(["", ",", ".", ";"]), min_size=6, max_size=6)


@given(SIGNS, SIGNS)
def test_signs_beside_a_not_end_the_same_parts_where_nothing_is_said(one: list[str], other: list[str]) -> None:
    words = ["rest", "not", "walk", "swim", "ride", "cool"]
    before, after = (
        EntryDraft(title="T", summary=" ".join(f"{word}{sign}" for word, sign in zip(words, signs, strict=True)))
        for signs in (one, other)
    )
    if not objections(before, after):
        assert [bool(sign) for sign in one[:2]] == [bool(sign) for sign in other[:2]]
