"""What the server itself writes down: no query of a search, no secret of a link. The real waitress, as `flask serve` sets it."""

import http.client
import socket
import threading
from collections.abc import Iterator

import pytest
from flask import Flask

from app.booking.links import new_secret
from app.cli.web_server import web_server
from app.directory import search as search_of_places


@pytest.fixture
def port(app: Flask) -> Iterator[int]:
    listening = socket.create_server(("127.0.0.1", 0))
    server = web_server(app, listening)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield listening.getsockname()[1]
    server.close()
    thread.join(timeout=10)


def _asked(port: int, path: str) -> int:
    connection = http.client.HTTPConnection("localhost", port, timeout=30)
    connection.request("GET", path)
    status = connection.getresponse().status
    connection.close()
    return status


def test_no_search_and_no_secret_reaches_the_log(
    port: int, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    secret, search = new_secret(), "/physiotherapists/?near=Harrogate&female=1&neuro=1"
    assert _asked(port, search) == 200
    assert _asked(port, f"/booking/{secret}/") == 404
    assert _asked(port, f"/practice/calendar/{secret}.ics") == 404

    def broken(*_args: object, **_more: object) -> None:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr(search_of_places, "is_empty", broken)
    assert _asked(port, search) == 500
    logged = capfd.readouterr()
    said = logged.out + logged.err
    assert '"path": "/physiotherapists/"' in said, "that it failed is logged"
    assert not [word for word in ("Harrogate", "female", "neuro=", secret) if word in said]
