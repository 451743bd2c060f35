import pytest

from app.directory.asking import Code, Named, edits, folded, read_code, read_name


@pytest.mark.parametrize(
    "typed",
    ["LS6 2AB", "ls6 2ab", "LS62AB", "  ls6  2ab ", "Ls6-2aB", "ＬＳ６ ２ＡＢ", "LS6.2AB", "LS62 AB"],
)
def test_a_whole_postcode_is_read_in_every_shape(typed: str) -> None:
    assert read_code(typed) == Code("LS6", "2AB")


@pytest.mark.parametrize(
    ("typed", "outcode", "incode"),
    [
        ("LS6", "LS6", ""),
        ("e12", "E12", ""),
        ("E1 2", "E1", ""),
        ("LS6 2", "LS6", ""),
        ("LS6 2A", "LS6", ""),
        ("W1A 1AA", "W1A", "1AA"),
        ("ec1a1bb", "EC1A", "1BB"),
        ("M1 1AE", "M1", "1AE"),
        ("DN55 1PT", "DN55", "1PT"),
        ("GIR 0AA", "GIR", "0AA"),
        ("SO1 OQQ", "SO1", "0QQ"),
    ],
)
def test_first_halves_and_odd_postcodes(typed: str, outcode: str, incode: str) -> None:
    assert read_code(typed) == Code(outcode, incode)


@pytest.mark.parametrize(
    "typed", ["", "L", "Leeds", "LS", "6LS", "LS6 2AC", "LS6 2ABX", "12345", "LS6 2AB Leeds", "ÄÖÜ 1", "\0"]
)
def test_what_is_no_postcode(typed: str) -> None:
    assert read_code(typed) is None


def test_the_letters_of_a_postcode() -> None:
    assert [Code(each).area for each in ("LS6", "E12", "W1A", "EC1A", "GIR")] == ["LS", "E", "W", "EC", "GIR"]
    assert (str(Code("LS6", "2AB")), str(Code("LS6")), Code("LS6", "2AB").compact) == ("LS6 2AB", "LS6", "LS62AB")


@pytest.mark.parametrize(
    ("name", "same"),
    [
        ("St. Albans", "Saint Albans"),
        ("ST ALBANS", "saint albans"),
        ("King's Lynn", "Kings Lynn"),
        ("King’s Lynn", "kings lynn"),
        ("Newcastle-upon-Tyne", "Newcastle upon Tyne"),
        ("Dùn Èideann", "dun eideann"),
        ("Rhos-on-Sea", "rhos on sea"),
        ("Brighton & Hove", "Brighton and Hove"),
        ("The Lizard", "Lizard"),
        ("The", "the"),
    ],
)
def test_names_that_are_the_same(name: str, same: str) -> None:
    assert folded(name) == folded(same) != ""


def test_a_name_can_be_told_from_others() -> None:
    assert read_name("Newport, Isle of Wight ,PO30") == Named("newport", ("isle of wight", "po30"))
    assert read_name(",,") == Named("")


@pytest.mark.parametrize(
    ("one", "other", "most", "away"),
    [
        ("leeds", "leeds", 2, 0),
        ("leds", "leeds", 2, 1),
        ("ledes", "leeds", 2, 1),
        ("manchster", "manchester", 2, 1),
        ("bath", "bury", 2, None),
        ("a", "abcd", 2, None),
        ("", "ab", 2, 2),
    ],
)
def test_slips_of_the_keyboard(one: str, other: str, most: int, away: int | None) -> None:
    assert edits(one, other, most) == away == edits(other, one, most)
