"""Text, slugs, pages of lists, errors, files: pure or nearly so."""

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from app.core.errors import Fault, Invalid
from app.core.files import write_whole
from app.core.paging import Page
from app.core.slugs import MAX_LENGTH, free_slug, slug_of
from app.core.text import one_line, without_control_characters

ANY_TEXT = st.text(st.characters(), max_size=60)


@given(ANY_TEXT)
def test_what_is_cleaned_once_stays_and_fits_into_xml(text: str) -> None:
    cleaned, line = without_control_characters(text), one_line(text)
    assert without_control_characters(cleaned) == cleaned
    assert one_line(line) == line
    assert "\n" not in line
    element = etree.Element("a")
    element.text = cleaned
    assert etree.fromstring(etree.tostring(element)).text == (cleaned or None)


def test_line_ends_become_one_kind_and_lone_surrogates_go() -> None:
    assert without_control_characters("a\r\nb\rc\ud800\x00\ufffe") == "a\nb\nc"
    assert one_line("  a\t\u2028 b\n") == "a b"


@given(ANY_TEXT)
def test_a_slug_is_ascii_words_and_never_empty(text: str) -> None:
    slug = slug_of(text)
    assert 0 < len(slug) <= MAX_LENGTH
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert slug_of(slug) == slug


def test_a_taken_slug_is_numbered_until_it_is_free() -> None:
    assert free_slug("hip", lambda _: False) == "hip"
    assert free_slug("hip", {"hip", "hip-2"}.__contains__) == "hip-3"
    long = "a" * 74 + "-bbbbb"
    numbered = free_slug(long, {long}.__contains__)
    assert numbered == "a" * 74 + "-2"
    assert slug_of(numbered) == numbered


@pytest.mark.parametrize(
    ("number", "total", "last", "before", "after"),
    [(1, 0, 1, None, None), (1, 10, 1, None, None), (1, 11, 2, None, 2), (2, 11, 2, 1, None), (2, 25, 3, 1, 3)],
)
def test_pages_know_their_neighbours(number: int, total: int, last: int, before: int | None, after: int | None) -> None:
    page = Page[str]([], number, 10, total)
    assert (page.last, page.previous_number, page.next_number) == (last, before, after)


def test_faults_are_said_together() -> None:
    refusal = Invalid.of([Fault("a", "One."), Fault("b", "Two.")])
    assert refusal.message == "One. Two."
    assert [f.field for f in refusal.faults] == ["a", "b"]
    assert Invalid("Three.").faults == (Fault("", "Three."),)


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "file"
    write_whole(path, b"one")
    write_whole(path, b"two", mode=0o600)
    assert path.read_bytes() == b"two"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(TypeError):
        write_whole(path, None)  # type: ignore[arg-type]  # what a caller must not do
    assert path.read_bytes() == b"two"
    assert [p.name for p in path.parent.iterdir()] == ["file"]
