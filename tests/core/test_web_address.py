"""What is taken as another site's address can be taken apart by every page that shows it."""

import pytest

from app.core.web_address import is_web_address

GOOD = ["https://example.org", "http://example.org:8080/a?b=c#d", "https://[::1]/x", 'https://example.org/"><b>']
BAD = ["", "example.org", "https://", "https:///x", "https://[::1", "https://a:b/", "https://a:99999/", "https://a:0/"]
BAD += ["javascript:alert(1)", "https://exa mple.org/", "https://example.org/\nx", "ftp://example.org/", "https://[x]/"]
BAD += ["https://example.org/\x00", "https://exam\x01ple.org/", "https://example.org/\x7f"]


@pytest.mark.parametrize("value", GOOD)
def test_an_address_with_a_host_is_taken(value: str) -> None:
    assert is_web_address(value)


@pytest.mark.parametrize("value", BAD)
def test_what_cannot_be_taken_apart_is_not(value: str) -> None:
    assert not is_web_address(value)
