"""RFC 9110 on conditional requests and ranges, case by case (docs/feeds.md, rules 46 and 47)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.media.byte_ranges import Answer, Asked, Held, decide

HELD = Held(1000, '"abc"', datetime(2027, 3, 1, 12, 0, tzinfo=UTC))
THEN = "Mon, 01 Mar 2027 12:00:00 GMT"


@pytest.mark.parametrize(
    ("header", "answer"),
    [
        ("bytes=0-1", Answer(206, 0, 2)),
        ("bytes=0-0", Answer(206, 0, 1)),
        ("bytes=500-", Answer(206, 500, 1000)),
        ("bytes=-500", Answer(206, 500, 1000)),
        ("bytes=-5000", Answer(206, 0, 1000)),
        ("bytes=990-5000", Answer(206, 990, 1000)),
        ("Bytes = 0 - 9", Answer(206, 0, 10)),
        ("bytes=1000-", Answer(416)),
        ("bytes=5000-6000", Answer(416)),
        ("bytes=-0", Answer(416)),
        ("bytes=9-0", Answer(200, 0, 1000)),
        ("bytes=-", Answer(200, 0, 1000)),
        ("bytes=0-1,5-6", Answer(200, 0, 1000)),
        ("items=0-1", Answer(200, 0, 1000)),
        ("bytes=a-b", Answer(200, 0, 1000)),
        ("bytes", Answer(200, 0, 1000)),
        ("", Answer(200, 0, 1000)),
        ("bytes=٠-١", Answer(200, 0, 1000)),
    ],
)
def test_a_range_is_answered_as_the_rfc_says(header: str, answer: Answer) -> None:
    assert decide(Asked("GET", header), HELD) == answer


def test_a_range_on_head_is_ignored() -> None:
    assert decide(Asked("HEAD", "bytes=0-1"), HELD) == Answer(200, 0, 1000)


@pytest.mark.parametrize(
    ("if_range", "status"),
    [('"abc"', 206), ('W/"abc"', 200), ('"old"', 200), (THEN, 206), ("Mon, 01 Mar 2027 11:00:00 GMT", 200), ("nonsense", 200)],
)  # fmt: skip
def test_if_range_needs_exactly_this_version(if_range: str, status: int) -> None:
    assert decide(Asked("GET", "bytes=0-1", if_range=if_range), HELD).status == status


@pytest.mark.parametrize(
    ("header", "status"), [('"abc"', 304), ('W/"abc"', 304), ('"x", "abc"', 304), ("*", 304), ('"x"', 200)]
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_tag_that_matches_needs_no_bytes(header: str, status: int, method: str) -> None:
    assert decide(Asked(method, if_none_match=header), HELD).status == status


@pytest.mark.parametrize(
    ("header", "status"),
    [(THEN, 304), ("Tue, 02 Mar 2027 12:00:00 GMT", 304), ("Sun, 28 Feb 2027 12:00:00 GMT", 200), ("yesterday", 200), ("Mon, 01 Mar 2027 12:00:00", 200)],
)  # fmt: skip
def test_a_date_is_looked_at_when_there_is_no_tag(header: str, status: int) -> None:
    assert decide(Asked("GET", if_modified_since=header), HELD).status == status
    assert decide(Asked("GET", if_modified_since=header, if_none_match='"x"'), HELD).status == 200


@given(st.text(alphabet="bytes=-, 0123456789", max_size=30), st.integers(0, 50))
def test_no_header_leads_outside_the_file(header: str, size: int) -> None:
    answer = decide(Asked("GET", header), Held(size, '"a"', datetime(2027, 1, 1, tzinfo=UTC) + timedelta()))
    assert 0 <= answer.start <= answer.stop <= size
    assert answer.status in {200, 206, 416}
    assert answer.status != 206 or answer.start < answer.stop
