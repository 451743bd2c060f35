"""`flask podcast check` against a real server on this machine."""

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from flask import Flask

from app.feeds.check import check_feed
from app.feeds.checking.http_probe import HttpProbe
from tests.feeds.checking.world import FEED, NOW, World
from tests.feeds.makers import SITE


class _Served(BaseHTTPRequestHandler):
    """Gives out the small web of the tests, with its addresses led to this server."""

    world: World
    protocol_version = "HTTP/1.1"

    def _answer(self) -> None:
        here = f"http://{self.headers['Host']}"
        reply = self.world.send(self.command, f"{SITE}{self.path}", dict(self.headers), limit=1 << 30)
        body = reply.body
        if reply.url == FEED and reply.headers.get("content-encoding") != "gzip":
            body = body.replace(SITE.encode(), here.encode())
        said = {name: value for name, value in reply.headers.items() if name != "content-length"}
        length = reply.headers.get("content-length", "") if self.command == "HEAD" else str(len(body))
        self.send_response(reply.status)
        for name, value in (said | {"content-length": length or "0"}).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "GET" and reply.status != 304:
            self.wfile.write(body)

    do_GET = _answer  # noqa: N815 - the name that the standard library asks for
    do_HEAD = _answer  # noqa: N815

    def log_message(self, *_: object) -> None:
        """Nothing is printed."""


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def server(world: World) -> Iterator[str]:
    handler = type("Handler", (_Served,), {"world": world})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join(timeout=10)


def run(app: Flask, *words: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["podcast", "check", *words])
    return result.exit_code, result.output


def test_every_rule_is_printed_with_pass_or_fail_and_the_reason(app: Flask, server: str) -> None:
    code, said = run(app, "steady-steps", "--url", server)
    lines = said.splitlines()
    assert lines[0] == f"{server}/podcast/steady-steps/feed.xml"
    # The bytes differ only because this test leads the addresses of the plain feed to its own server.
    assert [line for line in lines if line.startswith("FAIL")] == [
        "FAIL  48  The feed has validators, answers 304, gzip and an age, and stays the same"
    ]
    assert "             Fetched twice, once compressed, the feed is not the same." in lines
    assert "pass  47  Odd requests for parts of the audio are answered right" in lines
    assert "             Whether announcements are sent cannot be seen from outside." in lines
    assert lines[-1] == "1 fail, 40 pass, 13 not checked"
    assert code == 1


def test_json_for_programs_and_any_feed_by_its_address(app: Flask, server: str) -> None:
    code, said = run(app, f"{server}/podcast/steady-steps/feed.xml", "--json")
    found = json.loads(said)
    assert (code, found["passes"]) == (1, False)
    assert [row["rule"] for row in found["rules"]] == [*range(1, 54), 58]
    assert {row["outcome"] for row in found["rules"]} == {"pass", "fail", "not checked"}
    assert run(app, "x", "--url", f"{server}/podcast/steady-steps/feed.xml", "--json") == (code, said)


def test_a_right_feed_ends_with_status_0(app: Flask, server: str, world: World) -> None:
    here = SITE.encode(), server.encode()
    world.feed = world.feed.replace(*here)
    code, said = run(app, "/podcast/steady-steps/", "--url", server)
    assert code == 0, said
    assert said.splitlines()[-1].startswith("0 fail")


def test_without_an_address_the_running_site_is_asked(app: Flask) -> None:
    app.extensions["site"] = replace(app.extensions["site"], url="http://127.0.0.1:9")
    code, said = run(app, "steady-steps")
    assert said.splitlines()[0] == "http://127.0.0.1:9/podcast/steady-steps/feed.xml"
    assert "The feed’s address cannot be reached (ConnectionError)." in said
    assert code == 1


def test_what_is_no_address_is_a_mistake_in_the_command(app: Flask) -> None:
    code, said = run(app, "steady-steps", "--url", "example.org")
    assert code == 2
    assert "--url is an address such as http://127.0.0.1:8000." in said


def test_the_probe_reads_no_more_than_it_was_told_and_follows_nothing(server: str) -> None:
    probe = HttpProbe(agent="A test")
    try:
        reply = probe.send("GET", f"{server}/podcast/steady-steps/feed.xml", {}, limit=100)
        strange = probe.send("GET", "http://[broken/", {}, limit=100)
        assert check_feed("gopher://x.example/", probe, now=NOW).passes is False
    finally:
        probe.close()
    assert (reply.status, len(reply.body)) == (200, 100)
    assert strange.status == 0
    assert strange.problem.startswith("cannot be reached")
