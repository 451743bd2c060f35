"""What is read of another host's feed before a move."""

import pytest

from app.core.errors import Invalid
from app.feeds.foreign import guids_of


def _feed(items: str, head: str = "") -> bytes:
    return f'<?xml version="1.0"?>{head}<rss version="2.0"><channel><title>x</title>{items}</channel></rss>'.encode()


def test_the_guids_of_a_feed_in_their_order() -> None:
    items = (
        "<item><guid> b </guid></item><item><title>none</title></item><item><guid/></item><item><guid>A</guid></item>"
    )
    assert guids_of(_feed(items)) == ["b", "A"]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "not well-formed"),
        (b"<html><p>Not found", "not well-formed"),
        (b"<html></html>", "no podcast feed"),
        (b"<rss version='2.0'/>", "no podcast feed"),
        (b"\x00" * 100, "not well-formed"),
        (_feed("", '<!DOCTYPE rss SYSTEM "file:///etc/passwd">'), "document type"),
        (_feed("<item><guid>&a;</guid></item>", '<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'), "document type"),
        (b"<rss>" * 5000, "not well-formed"),
    ],
)  # fmt: skip
def test_what_is_no_feed_is_refused_in_words(data: bytes, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        guids_of(data)
