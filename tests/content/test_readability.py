"""How hard a text is to read."""

import pytest

from app.content.readability import ENOUGH_WORDS, JARGON, VERSION, measure, syllables

SIMPLE = "You can walk on the day after. Hold the rail. Take one step at a time. Sit down when it hurts. " * 3
HARD = (
    "Postoperative mobilisation following arthroplasty necessitates individualised physiotherapeutic rehabilitation"
    " incorporating progressive resistance, proprioception and gait re-education, irrespective of preoperative"
    " functional limitations, unless contraindicated by haematoma, thrombosis or infection of the surgical site."
)


@pytest.mark.parametrize(
    ("word", "count"),
    [
        *(("hip", 1), ("people", 2), ("table", 2), ("walked", 1), ("needed", 2), ("exercises", 4), ("patient", 2)),
        *(("operation", 4), ("area", 3), ("replaced", 2), ("medial", 3), ("social", 2), ("idea", 3), ("video", 3)),
        *(("don't", 1), ("metal-on-metal", 5), ("bones", 1), ("usual", 3), ("period", 3), ("resurfacing", 4)),
        *(("question", 2), ("quality", 3), ("reaction", 3), ("physiotherapy", 6), ("the", 1), ("Rhythm", 1)),
    ],
)
def test_syllables_are_counted_as_they_are_said(word: str, count: int) -> None:
    assert syllables(word) == count


def test_a_simple_text_scores_lower_than_a_hard_one() -> None:
    simple, hard = measure(SIMPLE), measure(HARD)
    assert simple is not None
    assert hard is not None
    assert simple.grade < 3
    assert hard.grade > 15
    assert simple.reading_age < 8
    assert hard.reading_age > 20
    assert (simple.long_share, hard.long_share) == (0, 100)
    assert simple.version == VERSION


def test_what_can_be_mended_is_named() -> None:
    found = measure(f"{SIMPLE}\n\n{HARD} Arthroplasties are large.")
    assert found is not None
    assert found.longest == HARD
    assert found.longest_words == 31
    assert found.long_share == 7
    assert ("arthroplasty", "joint replacement") in found.jargon
    assert len(found.jargon) == len(dict(found.jargon)) == 8


def test_plurals_are_the_same_word_of_the_trade() -> None:
    found = measure(SIMPLE + " Contraindications and prognosis. Haematomas.")
    assert found is not None
    assert [word for word, _ in found.jargon] == ["contraindication", "prognosis", "haematoma"]


def test_an_abbreviation_ends_no_sentence() -> None:
    found = measure("Ask Dr. Example, e.g. by letter, vs. by phone. " * 6)
    assert found is not None
    assert found.sentences == 6
    assert found.longest == "Ask Dr. Example, e.g. by letter, vs. by phone."


def test_of_a_few_words_nothing_is_said() -> None:
    assert measure("") is None
    assert measure("word " * (ENOUGH_WORDS - 1)) is None
    assert measure("word " * ENOUGH_WORDS) is not None
    assert measure("2027. 13.5 %. 1, 2, 3. " * 20) is None


def test_jargon_is_kept_in_small_letters_and_in_order() -> None:
    assert list(JARGON) == sorted(JARGON)
    assert all(word == word.lower() and plainer for word, plainer in JARGON.items())
