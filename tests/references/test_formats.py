"""Files of references: BibTeX and RIS, as they come."""

import gzip
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import Invalid
from app.references import files, records
from app.references.bibtex import read_bibtex, words
from app.references.formats import Format, format_of, read
from app.references.numbers import Numbers
from app.references.records import Dropped, Fields, Read, Record, initials, limited, record_of
from app.references.ris import read_ris

BIBTEX = r"""
% A comment that is none of ours
@string{bmj = "BMJ"}
@comment{nothing}
@article{costa2012,
  author = {Costa, Matthew L. and Achten, Juul and Parsons, Nick R. and Edlin, Richard P.},
  title  = {{Total} hip arthroplasty versus resurfacing: a \emph{randomised} trial},
  journal = bmj, year = 2012, volume = 344, pages = {e2147--e2150},
  doi = {10.1136/bmj.e2147}, pmid = {22517930},
}
@techreport(ta304, title = "Hip replacement and " # "resurfacing", author = {{National Institute}},
  institution = {NICE}, number = {TA304}, year = {2014}, url = {https://www.nice.org.uk/guidance/ta304})
@article{broken, title = {It does not end
@book{m{\"u}ller, title = {Na{\"\i}ve caf\'e \& \v{S}koda}, author = {M{\"u}ller, J{\"o}rg}, date = {1999-05-01}, publisher = {A House}}
@misc{nothing, year = 2000}
"""

RIS = """TY  - JOUR
AU  - Daniel, J
AU  - Pynsent, P. B.
TI  - Metal-on-metal resurfacing of the hip
  in younger people
T2  - J Bone Joint Surg Br
PY  - 2004/03//
VL  - 86
IS  - 2
SP  - 177
EP  - 184
DO  - 10.1302/0301-620X.86B2.14600
DB  - PubMed
AN  - 15046429
ER  -\x20

Stray words
TI  - outside
TY  - RPRT
T1  - Hips
AU  - A Body
PB  - The Publisher
UR  - https://www.nice.org.uk/guidance/ng226 https://other.example/
N1  - PMID: 36745715
Y1  - 2022
TY  - GEN
ER  -\x20
"""


def test_bibtex_is_read_as_reference_managers_write_it() -> None:
    costa, guidance, book = read_bibtex(BIBTEX).records
    assert costa == Record(
        5,
        "Costa ML, Achten J, Parsons NR and others. Total hip arthroplasty versus resurfacing: a randomised trial. "
        "BMJ 2012;344:e2147–e2150.",
        "Total hip arthroplasty versus resurfacing: a randomised trial",
        2012,
        "https://doi.org/10.1136/bmj.e2147",
        "costa2012",
        Numbers("10.1136/bmj.e2147", "22517930"),
    )
    assert guidance.text == "National Institute. Hip replacement and resurfacing. NICE 2014."
    assert (guidance.numbers, guidance.url) == (Numbers(nice="TA304"), "https://www.nice.org.uk/guidance/ta304")
    assert book.text == "Müller J. Naïve café & Škoda. A House 1999."


def test_what_bibtex_does_not_say_clearly_is_named_with_its_line() -> None:
    dropped = read_bibtex(BIBTEX).dropped
    assert [(each.what, each.line) for each in dropped] == [("broken", 13), ("nothing", 15)]
    assert dropped[0].why == "A field of it does not end."
    assert dropped[1].why == "It has no title."


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (
            "@article{a, title = " + "{" * 30 + "x" + "}" * 30 + "}",
            "Its braces are nested too deeply, or one is missing.",
        ),
        ('@article{a, title = "x}y"}', "Its braces are nested too deeply, or one is missing."),
        ("@article{a, title}", "It is not written as name = value."),
        ("@article{a, title = }", "A field has no value."),
        ("@article{a, title = {" + "x" * 20_001 + "}}", "A field of it is longer than 20,000 characters."),
        ("@article{a, title = {" + "x " * 600 + "}}", "It is longer than 1000 characters."),
    ],
)
def test_a_broken_entry_says_what_is_wrong(text: str, why: str) -> None:
    found = read_bibtex(text)
    assert (found.records, [each.why for each in found.dropped]) == ((), [why])


@pytest.mark.parametrize(
    ("value", "read_aloud"),
    [
        (r"\'{e}", "é"),
        (r"\c{c}", "ç"),
        (r"{\o}re", "øre"),
        (r"Stra{\ss}e", "Straße"),
        ("a---b", "a—b"),
        ("1--2", "1–2"),
        (r"a\_b~c", "a_b c"),
        (r"\v s", "š"),
    ],
)
def test_commands_of_tex_become_letters(value: str, read_aloud: str) -> None:
    assert words(value) == read_aloud


def test_ris_is_read_as_pubmed_and_publishers_write_it() -> None:
    daniel, guidance = read_ris(RIS).records
    assert daniel == Record(
        1,
        "Daniel J, Pynsent PB. Metal-on-metal resurfacing of the hip in younger people. "
        "J Bone Joint Surg Br 2004;86(2):177–184.",
        "Metal-on-metal resurfacing of the hip in younger people",
        2004,
        "https://doi.org/10.1302/0301-620x.86b2.14600",
        "",
        Numbers("10.1302/0301-620x.86b2.14600", "15046429"),
    )
    assert guidance.text == "A Body. Hips. The Publisher 2022."
    assert guidance.numbers == Numbers(nice="NG226", pmid="36745715")
    assert [(each.line, each.why) for each in read_ris(RIS).dropped] == [
        (17, "It stands outside any reference."),
        (18, "It stands outside any reference."),
        (26, "It has no title."),
    ]


def test_a_source_of_endless_lines_is_read_up_to_a_limit() -> None:
    text = "TY  - JOUR\nTI  - A\n" + "KW  - word\n" * 600 + "AU  - Late, A\nER  - \n"
    assert read_ris(text).records[0].text == "A."


@given(
    st.lists(st.sampled_from([*BIBTEX, "@article{a, title={x}}", "\\", "{", "}", '"', "#", "@", "=", ","])).map("".join)
)
def test_bibtex_of_any_kind_is_read_to_its_end(text: str) -> None:
    _is_sound(read_bibtex(text), text)


@given(
    st.one_of(
        st.text(max_size=400),
        st.lists(st.sampled_from([*RIS.split("\n"), "TY  - ", "ER  - ", "AU  - ", ""])).map("\n".join),
    )
)
def test_ris_of_any_kind_is_read_to_its_end(text: str) -> None:
    _is_sound(read_ris(text), text)


def _is_sound(found: Read, text: str) -> None:
    """Every line that is named is there, and what is kept may be stored."""
    lines = text.count("\n") + text.count("\r") + 1
    named = [*(each.line for each in found.records), *(each.line for each in found.dropped)]
    assert all(1 <= line <= lines for line in named)
    assert all(0 < len(each.text) <= records.LONGEST_TEXT and "\n" not in each.text for each in found.records)
    assert all(each.why for each in found.dropped)


def test_the_format_is_seen_from_the_text() -> None:
    assert format_of(BIBTEX) is Format.BIBTEX
    assert format_of("\ufeff" + RIS) is Format.RIS
    assert format_of("Record ID,OriginalPaperDOI,RetractionNature\n") is Format.RETRACTION_WATCH
    assert format_of("Dear editor, @ home") is None
    assert len(read(RIS).records) == 2
    assert len(read(BIBTEX).records) == 3
    with pytest.raises(Invalid, match="neither BibTeX nor RIS"):
        read("Dear editor")


def test_there_are_limits_on_size_and_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "MOST_RECORDS", 2)
    found = limited(Record(n, "t", str(n)) for n in range(1, 9))
    assert [each.line for each in found.records] == [1, 2]
    assert found.dropped == (Dropped(3, "3", "A file is read up to its 2th reference."),)
    monkeypatch.setattr(records, "LARGEST_FILE", 10)
    with pytest.raises(Invalid):
        read_ris("TY  - " + "é" * 5)


def test_names_of_people_and_of_bodies() -> None:
    assert initials("Daniel, Joseph P.") == "Daniel JP"
    assert initials("Saint-Exupéry, Jean-Paul") == "Saint-Exupéry JP"
    assert initials("World Health Organization") == "World Health Organization"


def test_an_address_that_is_none_gives_way_to_the_number() -> None:
    made = record_of(Fields(title="T", url="see the library", doi="https://doi.org/10.1136/x"), line=1)
    assert isinstance(made, Record)
    assert made.url == "https://doi.org/10.1136/x"


def test_files_come_plain_packed_and_wide() -> None:
    for data in (RIS.encode(), gzip.compress(RIS.encode()), RIS.encode("utf-16"), RIS.encode("utf-8-sig")):
        found = files.opened(io.BytesIO(data))
        assert len(read(found.text()).records) == 2
        assert files.opened(io.BytesIO(data)).format is Format.RIS
    assert list(files.of_text("a\nb").rows()) == ["a\n", "b"]


def test_a_broken_or_endless_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Invalid, match="broken"):
        files.opened(io.BytesIO(gzip.compress(RIS.encode() * 99)[:-20])).text()
    with pytest.raises(Invalid, match="UTF-8"):
        files.opened(io.BytesIO(b"TY  - JOUR\nTI  - M\xfcller\n")).text()
    monkeypatch.setattr(files, "LARGEST_FILE", 100)
    with pytest.raises(Invalid, match="more than"):
        files.opened(io.BytesIO(RIS.encode())).text()
    monkeypatch.setattr(files, "MOST_UNPACKED", 100)
    with pytest.raises(Invalid, match="too large"):
        files.opened(io.BytesIO(gzip.compress(b"x" * 1000)))
