"""The way out of this machine: what is opened, what is not, and that everything ends."""

import gzip
import socket
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core import fetching
from app.core.fetching import Fetcher, Interrupted
from app.core.public_address import Unfetchable, is_public, redirected, target_of
from tests.core.web_server import WebServer, answering, dripping, raw, redirecting, web_server

OK = b"HTTP/1.1 200 OK\r\n"


@pytest.fixture
def server() -> Iterator[WebServer]:
    with web_server() as running:
        yield running


@pytest.fixture
def fetcher(server: WebServer) -> Fetcher:
    return Fetcher(frozenset({server.place}))


def get(fetcher: Fetcher, url: str, limit: int = 10_000, seconds: float = 5) -> fetching.Fetched:
    return fetcher.get(url, limit_bytes=limit, seconds=seconds)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.8.8",
        "0.0.0.0",  # noqa: S104 - opened, not listened at
        "0.1.2.3",
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "100.127.255.255",
        "192.0.0.170",
        "192.0.2.1",
        "192.88.99.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "2001::1",
        "2001:db8::1",
        "fc00::1",
        "fd00::1",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "100::1",
        "5f00::1",
        "not-one",
    ],
)
def test_an_address_that_is_not_of_the_public_internet_is_known(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "151.101.1.6", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_a_public_address_is_known(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        *("", "feed.xml", "/etc/passwd", "file:///etc/passwd", "gopher://example.org/", "ftp://example.org/"),
        *("javascript:alert(1)", "data:text/plain,x", "//example.org/", "https://", "https:///path", "http://[::1"),
        *("https://user@example.org/", "https://user:word@example.org/", "https://example.org:22/"),
        *(
            "https://example.org:0/",
            "https://example.org:99999/",
            "https://example.org:5432/",
            "http://example.org:8000/",
        ),
        *(
            "https://exa mple.org/",
            "https://example.org\\@evil.example/",
            "https://a%2eb/",
            "https://example.org/\r\nX: y",
        ),
        *("http://example.org/\x00", "https://" + "a" * 5000),
        "https://" + "ä" * 80 + ".example/",
    ],
)
def test_what_is_not_the_address_of_a_web_page_is_refused_unopened(url: str) -> None:
    with pytest.raises(Unfetchable):
        target_of(url)


@pytest.mark.parametrize(
    ("url", "taken"),
    [
        ("https://example.org", "https://example.org/"),
        ("HTTPS://Example.ORG./Ä b.mp3?q=ä b&x=1%20#part", "https://example.org/%C3%84%20b.mp3?q=%C3%A4%20b&x=1%20"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://[2606:4700::1111]/x", "https://[2606:4700::1111]/x"),
        ("http://example.org:443/", "http://example.org:443/"),
    ],
)
def test_addresses_are_written_as_servers_understand_them(url: str, taken: str) -> None:
    assert target_of(url).url == taken


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "127.1",
        "0",
        "0.0.0.0",  # noqa: S104 - opened, not listened at
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[fec0::1]",
        "[::127.0.0.1]",
        "10.0.0.1",
        "169.254.169.254",
        "192.168.0.1",
        "172.16.0.1",
        "[fe80::1]",
        "[fd00::1]",
        "100.64.0.1",
        "224.0.0.1",
        "localhost.",
        "127.0.0.1.",
        "0300.0250.0.1",
    ],
)
def test_no_way_of_writing_it_leads_to_this_machine_or_its_network(host: str) -> None:
    with pytest.raises(Unfetchable, match=r"public internet|no server named"):
        get(Fetcher(), f"http://{host}/")


def test_a_name_with_one_public_and_one_private_record_is_not_opened() -> None:
    asking = Fetcher(resolve=lambda host, port: ["8.8.8.8", "10.0.0.1"])
    with pytest.raises(Unfetchable, match="public internet"):
        get(asking, "https://both.example/")


def test_what_was_checked_is_what_is_dialled(server: WebServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that answers with another address the second time: it is asked for once."""
    server.serve("/", answering("200 OK", b"hello"))
    answers, dialled = iter([["8.8.8.8"], ["127.0.0.1"]]), []

    def dial(address: tuple[str, int], timeout: float | None = None) -> socket.socket:
        dialled.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", dial)
    with pytest.raises(Interrupted, match="does not answer"):
        get(Fetcher(resolve=lambda host, port: next(answers)), "http://rebinding.example/")
    assert dialled == [("8.8.8.8", 80)]


def test_the_second_address_of_a_host_is_tried_when_the_first_does_not_answer(server: WebServer) -> None:
    server.serve("/", answering("200 OK", b"hello"))
    asking = Fetcher(frozenset({f"two.example:{server.port}"}), resolve=lambda host, port: ["::1", "127.0.0.1"])
    assert get(asking, f"http://two.example:{server.port}/").body == b"hello"
    assert server.asked[0].headers["host"] == f"two.example:{server.port}"


def test_we_say_who_we_are_and_ask_for_plain_bytes(server: WebServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")  # nothing is read from the environment
    server.serve("/feed", answering("200 OK", b"<rss/>", Content_Type="Application/RSS+XML; charset=utf-8"))
    asking = Fetcher(frozenset({server.place}), "OurSite/1 (+https://our.example)")
    fetched = asking.get(server.url("/feed"), limit_bytes=100, seconds=5, headers={"If-None-Match": '"a"'})
    assert (fetched.status, fetched.body, fetched.mime) == (200, b"<rss/>", "application/rss+xml")
    asked = server.asked[0].headers
    assert asked["user-agent"] == "OurSite/1 (+https://our.example)"
    assert (asked["accept-encoding"], asked["if-none-match"]) == ("identity", '"a"')


def test_redirects_are_followed_five_times(server: WebServer, fetcher: Fetcher) -> None:
    for step in range(6):
        server.serve(f"/{step}", redirecting(f"{step + 1}"))
    server.serve("/6", answering("200 OK", b"there"))
    assert get(fetcher, server.url("/1")).url == server.url("/6")
    with pytest.raises(Unfetchable, match="more than 5 times"):
        get(fetcher, server.url("/0"))


@pytest.mark.parametrize(
    "place",
    [
        *("http://169.254.169.254/latest/meta-data/", "http://[::1]/", "http://10.0.0.1/", "http://2130706433/"),
        *("http://127.0.0.1:22/", "file:///etc/passwd", "http://localhost/", "//0x7f.1/", "gopher://example.org/"),
        *("http://[::1", "//[", "http://127.0.0.1:99999999/"),
    ],
)
def test_a_redirect_to_a_private_address_is_not_followed(server: WebServer, fetcher: Fetcher, place: str) -> None:
    server.serve("/", redirecting(place))
    with pytest.raises(Unfetchable):
        get(fetcher, server.url("/"))
    assert len(server.asked) == 1


def test_a_redirect_does_not_give_up_encryption() -> None:
    with pytest.raises(Unfetchable, match="encrypted"):
        redirected(target_of("https://example.org/a"), "http://example.org/b")


def test_a_secret_is_for_the_first_host_only(server: WebServer, fetcher: Fetcher) -> None:
    with web_server() as other:
        server.serve("/", redirecting(other.serve("/", answering("200 OK"))))
        both = Fetcher(fetcher.reachable | {other.place})
        both.get(server.url("/"), limit_bytes=9, seconds=5, headers={"Authorization": "Bearer x", "X-Kept": "y"})
        assert "authorization" in server.asked[0].headers
        assert "authorization" not in other.asked[0].headers
        assert other.asked[0].headers["x-kept"] == "y"


def test_a_body_that_says_it_is_too_large_is_not_read(server: WebServer, fetcher: Fetcher) -> None:
    server.serve("/", raw(OK + b"Content-Length: 99999999\r\n\r\n"))
    with pytest.raises(Unfetchable, match="larger than 10,000"):
        get(fetcher, server.url("/"))


@pytest.mark.parametrize("head", [b"\r\n", b"Transfer-Encoding: chunked\r\n\r\n"])
def test_an_endless_body_is_cut_at_the_limit(server: WebServer, fetcher: Fetcher, head: bytes) -> None:
    drop = b"1000\r\n" + b"x" * 0x1000 + b"\r\n"
    server.serve("/", dripping(OK + head, drop, server.stop))
    with pytest.raises(Unfetchable, match="larger than"):
        get(fetcher, server.url("/"))


@pytest.mark.parametrize(
    "head",
    [
        b"",  # drips its status line
        OK + b"X: y",  # its headers
        OK + b"\r\n",  # a body of no known length
        OK + b"Content-Length: 9999\r\n\r\n",
    ],
)
def test_a_server_that_drips_is_left_when_the_time_is_over(server: WebServer, fetcher: Fetcher, head: bytes) -> None:
    server.serve("/", dripping(head, b"x", server.stop))
    with pytest.raises(Interrupted, match="too long"):
        get(fetcher, server.url("/"), seconds=0.5)


def test_a_silent_server_is_left_when_the_time_is_over(server: WebServer, fetcher: Fetcher) -> None:
    server.serve("/", lambda asked, to: void(server.stop.wait(10)))
    with pytest.raises(Interrupted, match="too long"):
        get(fetcher, server.url("/"), seconds=0.3)


def test_a_compressed_body_is_refused(server: WebServer, fetcher: Fetcher) -> None:
    bomb = gzip.compress(bytes(1_000_000))
    server.serve("/", answering("200 OK", bomb, Content_Encoding="gzip"))
    with pytest.raises(Unfetchable, match="compressed"):
        get(fetcher, server.url("/"))


@pytest.mark.parametrize(
    "answer",
    [
        OK + b"Content-Length: 100\r\n\r\nonly this",
        OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nab",
        b"SSH-2.0-OpenSSH\r\n",
        b"",
        OK + b"X: " + b"y" * 100_000 + b"\r\n\r\n",
    ],
)
def test_an_answer_that_is_broken_is_told_as_an_interruption(
    server: WebServer, fetcher: Fetcher, answer: bytes
) -> None:
    server.serve("/", raw(answer))
    with pytest.raises(Interrupted):
        get(fetcher, server.url("/"))


@pytest.mark.parametrize(
    ("status", "words", "again"),
    [
        ("404 Not Found", "nothing at that address", False),
        ("403 Forbidden", "does not let us", False),
        ("503 Busy", "just now", True),
        ("429 Slow down", "just now", True),
        ("418 Teapot", "status 418", False),
        ("302 Found", "status 302", False),
    ],
)
def test_an_answer_that_is_no_success_is_told_in_words(
    server: WebServer, fetcher: Fetcher, status: str, words: str, *, again: bool
) -> None:
    server.serve("/", answering(status))
    with pytest.raises(Unfetchable, match=words) as told:
        get(fetcher, server.url("/"))
    assert isinstance(told.value, Interrupted) is again


def test_a_host_that_does_not_answer_or_has_no_name_is_told(server: WebServer) -> None:
    gone = "127.0.0.1:1"
    with pytest.raises(Interrupted, match="does not answer"):
        get(Fetcher(frozenset({gone})), f"http://{gone}/")
    with pytest.raises(Interrupted, match="no server named"):
        get(Fetcher(resolve=no_such_name), "https://nowhere.example/")
    with pytest.raises(Interrupted, match="broke off"):
        get(Fetcher(frozenset({"none.example:80"}), resolve=lambda host, port: []), "http://none.example/")


def test_a_server_whose_certificate_is_not_to_be_trusted_is_refused(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    names = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2"]
    subprocess.run([*made, "-keyout", key, "-out", certificate, *names], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with web_server(context) as server, pytest.raises(Unfetchable, match="is not in order"):
        get(Fetcher(frozenset({server.place})), f"https://{server.place}/")


def test_a_post_gives_back_whatever_was_answered(server: WebServer, fetcher: Fetcher) -> None:
    server.serve("/hub", answering("202 Accepted", b"noted"))
    answer = fetcher.post(server.url("/hub"), b"hub.mode=publish", headers={"Content-Type": "x/y"}, seconds=5)
    assert (answer.status, answer.body) == (202, b"noted")
    assert (server.asked[0].method, server.asked[0].body) == ("POST", b"hub.mode=publish")
    server.serve("/moved", redirecting("/hub"))
    assert fetcher.post(server.url("/moved"), b"x", seconds=5).status == 302


def test_the_site_has_one_fetcher(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching._Wiring, "fetcher", Fetcher())
    fetching.wire(user_agent="Ours/1", reachable=frozenset({"127.0.0.1:1"}))
    assert fetching.wired() == Fetcher(frozenset({"127.0.0.1:1"}), "Ours/1")


def no_such_name(host: str, port: int) -> list[str]:
    raise socket.gaierror


def void(_: object) -> None:
    """Nothing."""
