"""The vectors of rule 11 of docs/feeds.md."""

import pytest

from app.podcast.podcast_guid import podcast_guid


@pytest.mark.parametrize(
    ("url", "guid"),
    [
        ("https://podnews.net/rss", "9b024349-ccf0-5f69-a609-6b82873eab3c"),
        ("http://podnews.net/rss//", "9b024349-ccf0-5f69-a609-6b82873eab3c"),
        ("podnews.net/rss", "9b024349-ccf0-5f69-a609-6b82873eab3c"),
        ("https://mp3s.nashownotes.com/pc20rss.xml", "917393e3-1b1e-5cef-ace4-edaa54e1f810"),
    ],
)
def test_rule_11_podcast_guid_is_the_uuid_5_of_the_address_without_scheme_and_slashes(url: str, guid: str) -> None:
    assert podcast_guid(url) == guid
