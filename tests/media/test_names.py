"""The name of a file is for people to read and never a path."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.media.names import MAX_LENGTH, tidy_name


@pytest.mark.parametrize(
    ("raw", "tidy"),
    [
        ("Episode 1.mp3", "Episode 1.mp3"),
        ("../../etc/passwd", "passwd.mp3"),
        ("C:\\Users\\me\\talk.wav", "talk.mp3"),
        ("a\x00b\nc.mp3", "ab c.mp3"),
        ("\u202egpj.exe", "gpj.mp3"),
        ('a<b>"c"|d?.mp3', "abcd.mp3"),
        (".hidden", "file.mp3"),
        ("...", "file.mp3"),
        ("", "file.mp3"),
        ("x" * 300 + ".mp3", "x" * MAX_LENGTH + ".mp3"),
        ("archive.tar.gz", "archive.tar.mp3"),
        ("Müller.mp3", "Müller.mp3"),
    ],
)
def test_a_name_is_made_tidy(raw: str, tidy: str) -> None:
    assert tidy_name(raw, "mp3") == tidy


@pytest.mark.parametrize(
    ("raw", "tidy"),
    [("a/b.mp3", "b.mp3"), ("b", "b"), ("b.", "b"), ("b.<x>y", "b.xy"), ("b.x y", "b"), (".mp3", "file.mp3")],
)
def test_a_name_keeps_its_ending_while_the_type_is_not_known(raw: str, tidy: str) -> None:
    assert tidy_name(raw) == tidy


@given(st.text(max_size=400))
def test_no_name_becomes_a_path(raw: str) -> None:
    tidy = tidy_name(raw, "mp3")
    assert tidy.endswith(".mp3")
    assert not {"/", "\\", "\x00", "\n"} & set(tidy)
    assert not tidy.startswith(".")
    assert len(tidy) <= MAX_LENGTH + 4
