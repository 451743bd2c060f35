"""Conditional answers, as RFC 9110 has them."""

import gzip
import hashlib
from datetime import UTC, datetime

import pytest
from flask import Request, Response
from werkzeug.test import EnvironBuilder

from app.web.http_cache import conditional

BODY = b"words and words " * 100
CHANGED = datetime(2027, 2, 3, 4, 5, 6, 789, tzinfo=UTC)
ETAG = f'"{hashlib.sha256(BODY).hexdigest()}"'
GZIP_ETAG = f'"{hashlib.sha256(BODY).hexdigest()}-gzip"'


def asked(body: bytes = BODY, *, method: str = "GET", vary: tuple[str, ...] = (), **headers: str) -> Response:
    names = [(name.replace("_", "-"), value) for name, value in headers.items()]
    request = Request(EnvironBuilder(method=method, headers=names).get_environ())
    return conditional(request, body, content_type="text/plain; charset=utf-8", last_modified=CHANGED, vary=vary)


def test_the_whole_body_with_its_validators() -> None:
    response = asked()
    assert (response.status_code, response.data) == (200, BODY)
    assert response.headers["ETag"] == ETAG
    assert response.headers["Last-Modified"] == "Wed, 03 Feb 2027 04:05:06 GMT"
    assert response.headers["Cache-Control"] == "public, max-age=300"
    assert response.headers["Vary"] == "Accept-Encoding"
    assert response.headers["Content-Length"] == str(len(BODY))


@pytest.mark.parametrize("accept", ["gzip", "br, gzip;q=0.5", "*"])
def test_gzip_has_a_validator_of_its_own_and_is_the_same_each_time(accept: str) -> None:
    response = asked(Accept_Encoding=accept)
    assert gzip.decompress(response.data) == BODY
    assert response.headers["Content-Encoding"] == "gzip"
    assert response.headers["ETag"] == GZIP_ETAG
    assert response.data == asked(Accept_Encoding="gzip").data
    assert response.data[4:8] == b"\0\0\0\0"  # the time stamp


@pytest.mark.parametrize("accept", ["", "br", "gzip;q=0", "identity"])
def test_no_gzip_for_whom_does_not_take_it(accept: str) -> None:
    assert asked(Accept_Encoding=accept).data == BODY


def test_a_small_body_is_not_compressed() -> None:
    assert asked(b"small", Accept_Encoding="gzip").data == b"small"


@pytest.mark.parametrize("given", [ETAG, f"W/{ETAG}", f'"other", {ETAG}', "*"])
def test_304_for_a_client_that_has_it(given: str) -> None:
    response = asked(If_None_Match=given, vary=("Accept",))
    assert (response.status_code, response.data) == (304, b"")
    assert response.headers["ETag"] == ETAG
    assert response.headers["Vary"] == "Accept-Encoding, Accept"
    assert response.headers["Cache-Control"] == "public, max-age=300"
    assert "Content-Type" not in response.headers
    assert "Content-Encoding" not in response.headers


def test_304_compares_the_validator_of_the_encoding_that_would_be_sent() -> None:
    assert asked(If_None_Match=GZIP_ETAG, Accept_Encoding="gzip").status_code == 304
    assert asked(If_None_Match=ETAG, Accept_Encoding="gzip").status_code == 200


@pytest.mark.parametrize(
    ("since", "status"),
    [
        ("Wed, 03 Feb 2027 04:05:06 GMT", 304),
        ("Thu, 04 Feb 2027 00:00:00 GMT", 304),
        ("Wed, 03 Feb 2027 04:05:05 GMT", 200),
        ("yesterday", 200),
    ],
)
def test_the_date_decides_for_clients_without_a_validator(since: str, status: int) -> None:
    assert asked(If_Modified_Since=since).status_code == status


def test_the_validator_has_precedence_over_the_date() -> None:
    new = "Thu, 04 Feb 2027 00:00:00 GMT"
    assert asked(If_None_Match='"other"', If_Modified_Since=new).status_code == 200
    assert asked(If_None_Match=ETAG, If_Modified_Since="Mon, 01 Feb 2027 00:00:00 GMT").status_code == 304


def test_without_a_date_only_the_validator_counts() -> None:
    headers = [("If-Modified-Since", "Thu, 04 Feb 2027 00:00:00 GMT")]
    request = Request(EnvironBuilder(headers=headers).get_environ())
    response = conditional(request, BODY, content_type="text/plain")
    assert response.status_code == 200
    assert "Last-Modified" not in response.headers
