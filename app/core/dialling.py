"""Connections that dial only addresses which were checked, and that end when their time is over."""

import http.client
import socket
import ssl
from dataclasses import dataclass
from functools import cache
from threading import Timer
from time import monotonic

import certifi

from app.core.public_address import Target

HEAD_SECONDS = 60.0


class _Plain(http.client.HTTPConnection):
    """Dials the addresses that were checked."""

    checked: list[str]
    dialled: socket.socket | None = None
    """`sock` is forgotten by http.client as soon as an answer begins that ends with the connection."""

    def connect(self) -> None:
        self.sock = self.dialled = _dial(self.checked, self.port, self.timeout)


class _Encrypted(http.client.HTTPSConnection):
    """The same; the certificate must be the name's."""

    checked: list[str]
    dialled: socket.socket | None = None

    def connect(self) -> None:
        self.dialled = _dial(self.checked, self.port, self.timeout)
        self.sock = self.dialled = _trusted().wrap_socket(self.dialled, server_hostname=self.host)


class Deadline:
    """Closes a connection when its time is over, wherever it is: a server can also drip its headers."""

    def __init__(self, connection: _Plain | _Encrypted, seconds: float) -> None:
        self.passed = False
        self._connection = connection
        self._timer = Timer(max(0.0, seconds), self._end)
        self._timer.daemon = True

    def _end(self) -> None:
        self.passed = True
        if self._connection.dialled is not None:
            try:
                self._connection.dialled.shutdown(socket.SHUT_RDWR)
            except OSError:
                return  # it had ended by itself

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *raised: object) -> None:
        self._timer.cancel()
        self._timer.join()


@dataclass(frozen=True)
class Patience:
    """How long one fetch may take: until an instant of the machine's own clock, and from one byte to the next."""

    until: float
    silence: float

    def for_all(self, connection: _Plain | _Encrypted) -> Deadline:
        return Deadline(connection, self.until - monotonic())

    def for_the_head(self, connection: _Plain | _Encrypted) -> Deadline:
        """A large file may take hours, but not its server's first words."""
        return Deadline(connection, min(HEAD_SECONDS, self.until - monotonic()))


def connection_to(target: Target, checked: list[str], patience: Patience) -> _Plain | _Encrypted:
    kind: type[_Plain | _Encrypted] = _Encrypted if target.scheme == "https" else _Plain
    connection = kind(target.host, target.port, timeout=patience.silence)
    connection.checked = checked
    return connection


def _dial(addresses: list[str], port: int, timeout: float | None) -> socket.socket:
    failed: OSError = OSError("no address")
    for address in addresses:
        try:
            return socket.create_connection((address, port), timeout=timeout)
        except OSError as error:
            failed = error
    raise failed


@cache
def _trusted() -> ssl.SSLContext:
    """The system's authorities, and the usual ones where a small system has none."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context
