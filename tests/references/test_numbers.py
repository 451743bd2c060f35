"""The numbers by which the world knows a source, as people paste them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import Fault, Invalid
from app.references.keys import KEY, free_key, key_for, year_in
from app.references.numbers import (
    READERS,
    Numbers,
    address_of,
    checked_numbers,
    doi_of,
    mhra_of,
    nice_of,
    number_in,
    numbers_in,
    pmid_of,
)

ANYTHING = st.text(max_size=120)


@pytest.mark.parametrize(
    "typed",
    [
        "10.1016/S0140-6736(12)60989-1",
        " doi:10.1016/s0140-6736(12)60989-1. ",
        "DOI 10.1016/S0140-6736(12)60989-1",
        "https://doi.org/10.1016/S0140-6736(12)60989-1",
        "http://dx.doi.org/10.1016/S0140-6736%2812%2960989-1",
        "https://www.doi.org/10.1016/S0140-6736(12)60989-1,",
        "https://publisher.example/doi/full/10.1016/S0140-6736(12)60989-1",
    ],
)
def test_a_doi_has_one_form_however_it_comes(typed: str) -> None:
    assert doi_of(typed) == "10.1016/s0140-6736(12)60989-1"


def test_a_bracket_that_was_not_opened_in_a_doi_is_none_of_it() -> None:
    assert numbers_in("Costa and others (doi:10.1136/bmj.e2147).").doi == "10.1136/bmj.e2147"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "10.1136",
        "10.12/x",
        "doi.org",
        "https://[/10.1136/x",
        "https://doi.org/",
        "11.1136/x",
        f"10.1136/{'x' * 400}",
    ],
)
def test_what_is_no_doi_is_none(typed: str) -> None:
    assert doi_of(typed) is None


@pytest.mark.parametrize(
    "typed",
    [
        "15046429",
        "PMID: 15046429",
        "pmid 15046429",
        "https://pubmed.ncbi.nlm.nih.gov/15046429/",
        "http://www.ncbi.nlm.nih.gov/pubmed/15046429?x=1",
    ],
)
def test_a_pmid_has_one_form(typed: str) -> None:
    assert pmid_of(typed) == "15046429"


@pytest.mark.parametrize("typed", ["", "0", "0123", "123456789", "PMID", "12a"])
def test_what_is_no_pmid_is_none(typed: str) -> None:
    assert pmid_of(typed) is None


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("ta304", "TA304"),
        ("NICE NG157", "NG157"),
        ("QS 87", "QS87"),
        ("cg0124", "CG124"),
        ("https://www.nice.org.uk/guidance/ta304/chapter/1-Guidance", "TA304"),
        ("https://www.nice.org.uk/guidance/qs87", "QS87"),
        ("XX12", None),
        ("TA", None),
        ("TA0", None),
        ("TA304 and more", None),
    ],
)
def test_a_number_of_nice_is_a_kind_and_a_count(typed: str, number: str | None) -> None:
    assert nice_of(typed) == number


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("MDA/2017/018", "MDA/2017/018"),
        ("mda-2017-18", "MDA/2017/018"),
        ("MHRA MDA/2012/8", "MDA/2012/008"),
        ("https://www.gov.uk/drug-device-alerts/hips-mda-2017-018", "MDA/2017/018"),
        ("NatPSA/2023/001/MHRA", "NatPSA/2023/001"),
        ("DSI/2022/4", "DSI/2022/004"),
        ("https://www.gov.uk/drug-device-alerts/all-hips", None),
        ("MDA/17/18", None),
        ("MDA/2017/0018", None),
    ],
)
def test_an_alert_of_the_mhra_has_a_year_and_three_digits(typed: str, number: str | None) -> None:
    assert mhra_of(typed) == number


@given(ANYTHING)
def test_reading_a_number_again_changes_nothing(typed: str) -> None:
    for read in READERS.values():
        number = read(typed)
        assert number is None or read(number) == number
    found = number_in(typed)
    assert number_in(next(iter(found.known()), ("", ""))[1]) is not None
    assert all(READERS[name](value) == value for name, value in numbers_in(typed).known())


def test_what_is_wrong_is_said_at_its_field() -> None:
    with pytest.raises(Invalid) as refused:
        checked_numbers(doi="none", pmid="", nice="TA304", mhra="x")
    assert refused.value.faults == (
        Fault("doi", "That is no DOI. One looks like this: 10.1136/bmj.e2147."),
        Fault("mhra", "That is no MHRA number. One looks like this: MDA/2017/018."),
    )
    assert checked_numbers(doi=" ", nice="ta 304") == Numbers(nice="TA304")


def test_numbers_are_found_in_what_is_printed() -> None:
    text = "NICE. Guidance TA304, 2014. PMID 15046429. MDA/2017/018. https://doi.org/10.1136/bmj.e2147"
    assert numbers_in(text) == Numbers("10.1136/bmj.e2147", "15046429", "TA304", "MDA/2017/018")
    assert numbers_in("A study of 304 people in TA304 rooms") == Numbers()
    assert numbers_in("https://www.nice.org.uk/guidance/ng226", "NICE TA304") == Numbers(nice="NG226")


def test_a_number_says_where_the_source_is() -> None:
    assert address_of(Numbers(doi="10.1/a", pmid="1")) == "https://doi.org/10.1/a"
    assert address_of(Numbers(pmid="1", nice="TA1")) == "https://pubmed.ncbi.nlm.nih.gov/1/"
    assert address_of(Numbers(nice="TA304")) == "https://www.nice.org.uk/guidance/ta304"
    assert address_of(Numbers(mhra="MDA/2017/018")) == ""


def test_keys_are_short_and_say_something() -> None:
    assert key_for("x", year=None, numbers=Numbers(nice="TA304", mhra="MDA/2017/018")) == "ta304"
    assert key_for("x", year=None, numbers=Numbers(mhra="MDA/2017/018")) == "mda-2017-018"
    assert key_for("Van Der Straeten C. Hips", year=2022, numbers=Numbers()) == "straeten2022"
    assert key_for("Müller Ö", year=1999, numbers=Numbers()) == "muller1999"
    assert key_for("…", year=None, numbers=Numbers()) == "source"
    assert free_key("ta304", {"ta304", "ta304-2"}.__contains__) == "ta304-3"


@given(ANYTHING, st.one_of(st.none(), st.integers(1800, 2199)), st.integers(0, 5))
def test_a_made_key_is_always_one(text: str, year: int | None, taken: int) -> None:
    calls = iter([True] * taken)
    assert KEY.fullmatch(free_key(key_for(text, year=year, numbers=Numbers()), lambda _: next(calls, False)))


def test_a_year_stands_alone() -> None:
    assert year_in("Lancet 2012;380:1759") == 2012
    assert year_in("434,560 hips, 18001 of them") is None
