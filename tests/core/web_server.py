"""A web server of the tests on loopback that can misbehave in any way: each path is a function that writes bytes."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes = b""


Page = Callable[[Asked, socket.socket], None]


def answering(status: str, body: bytes = b"", **headers: str) -> Page:
    """A page that is always the same."""
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())

    def page(asked: Asked, to: socket.socket) -> None:
        to.sendall(f"HTTP/1.1 {status}\r\n{lines}Content-Length: {len(body)}\r\n\r\n".encode() + body)

    return page


def redirecting(location: str, status: str = "302 Found") -> Page:
    return answering(status, Location=location)


def raw(*pieces: bytes) -> Page:
    """Bytes as they are, and the connection closed."""

    def page(asked: Asked, to: socket.socket) -> None:
        for piece in pieces:
            to.sendall(piece)

    return page


def dripping(head: bytes, drop: bytes, stop: threading.Event) -> Page:
    """`head`, and then `drop` again and again until the reader goes or the test is over."""

    def page(asked: Asked, to: socket.socket) -> None:
        to.sendall(head)
        while not stop.wait(0.05):
            to.sendall(drop)

    return page


def file_of(data: bytes, *, etag: str = '"one"', mime: str = "audio/mpeg", cut_after: int | None = None) -> Page:
    """A file that understands If-Range; `cut_after` is how many bytes of an answer are sent before the line breaks."""

    def page(asked: Asked, to: socket.socket) -> None:
        asked_for = asked.headers.get("range", "")
        start = 0
        if asked_for and asked.headers.get("if-range") == etag:
            start = int(asked_for.removeprefix("bytes=").rstrip("-"))
        if start and start >= len(data):
            to.sendall(f"HTTP/1.1 416 No\r\nContent-Range: bytes */{len(data)}\r\nContent-Length: 0\r\n\r\n".encode())
            return
        body = data[start:]
        status = (
            f"206 Partial Content\r\nContent-Range: bytes {start}-{len(data) - 1}/{len(data)}" if start else "200 OK"
        )
        head = f"HTTP/1.1 {status}\r\nETag: {etag}\r\nContent-Type: {mime}\r\nContent-Length: {len(body)}\r\n\r\n"
        to.sendall(head.encode() + (body if cut_after is None else body[:cut_after]))

    return page


@dataclass
class WebServer:
    port: int
    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.port}"

    def url(self, path: str = "/") -> str:
        return f"http://{self.place}{path}"

    def serve(self, path: str, page: Page) -> str:
        self.pages[path] = page
        return self.url(path)

    def answer(self, to: socket.socket) -> None:
        with to, suppress(OSError):
            asked = _read(to)
            if asked is None:
                return
            self.asked.append(asked)
            self.pages.get(asked.path, answering("404 Not Found"))(asked, to)
            to.shutdown(socket.SHUT_WR)
            while to.recv(4096):
                pass


def _read(to: socket.socket) -> Asked | None:
    to.settimeout(20)
    data = b""
    while b"\r\n\r\n" not in data:
        more = to.recv(65536)
        if not more:
            return None
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    while len(body) < int(headers.get("content-length", "0")):
        body += to.recv(65536)
    method, path, _ = first.split(" ", 2)
    return Asked(method, path, headers, body)


@contextmanager
def web_server(encrypted: ssl.SSLContext | None = None) -> Iterator[WebServer]:
    """A running server; every connection has a thread, and all have ended when the block does."""
    listening = socket.create_server(("127.0.0.1", 0))
    listening.settimeout(0.1)
    server, threads = WebServer(listening.getsockname()[1]), []

    def run() -> None:
        while not server.stop.is_set():
            with suppress(TimeoutError):
                to, _ = listening.accept()
                if encrypted is not None:
                    with suppress(OSError):
                        encrypted.wrap_socket(to, server_side=True).close()
                    continue
                threads.append(threading.Thread(target=server.answer, args=(to,), daemon=True))
                threads[-1].start()

    runner = threading.Thread(target=run, daemon=True)
    runner.start()
    try:
        yield server
    finally:
        server.stop.set()
        runner.join()
        for thread in threads:
            thread.join(timeout=5)
        listening.close()
