"""Opening addresses that somebody else named: the one way out of this machine to the web.

Every address is checked before it is opened, and what was checked is what is dialled, so that a name which answers
differently the second time gains nothing. Redirects are followed one by one, each checked again. Nothing is read from
the environment, no proxy is asked, no compressed body is taken, and everything has an end: in bytes and in seconds.
"""

import http.client
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic

from app.core.dialling import Patience, connection_to
from app.core.public_address import Target, Unfetchable, is_public, redirected, target_of

HOPS = 5
PIECE = 1 << 16
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_ONLY_FOR_THE_FIRST = frozenset({"authorization", "cookie"})
Resolve = Callable[[str, int], list[str]]


class Interrupted(Unfetchable):
    """It could not be had this time: no answer, too slow, cut off. Trying again later is right."""


class Compressed(Unfetchable):
    """It is there, but it came in a form that was not asked for, so it was not taken."""


@dataclass(frozen=True)
class Fetched:
    """A whole answer, and the address that gave it in the end."""

    url: str
    status: int
    headers: Mapping[str, str]
    """Names in small letters."""
    body: bytes = field(repr=False)

    @property
    def mime(self) -> str:
        return self.headers.get("content-type", "").split(";")[0].strip().lower()


@dataclass(frozen=True)
class Answer:
    """An answer whose body is still to be read, from an open connection."""

    url: str
    status: int
    headers: Mapping[str, str]
    length: int | None
    """What the answer says of its body; None when it does not say."""
    response: http.client.HTTPResponse

    def pieces(self) -> Iterator[bytes]:
        """The body as it arrives. Raises Interrupted when it ends before its length."""
        left = self.length
        while left is None or left > 0:
            # read1 gives what is there: a server that drips cannot hold us for a whole piece.
            piece = self.response.read1(PIECE if left is None else min(PIECE, left))
            if not piece:
                break
            if left is not None:
                left -= len(piece)
            yield piece
        if left:
            raise Interrupted(f"The connection ended {left:,} bytes too early.")


def _resolve(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


@dataclass(frozen=True)
class Fetcher:
    """Fetches from the public web, and from the `reachable` hosts ("127.0.0.1:8123") of tests."""

    reachable: frozenset[str] = frozenset()
    user_agent: str = "ThePhysiotherapySite/1"
    resolve: Resolve = field(default=_resolve, repr=False)

    def get(self, url: str, *, limit_bytes: int, seconds: float, headers: Mapping[str, str] | None = None) -> Fetched:
        """What is at an address. Raises Unfetchable, also when the answer is not a success."""
        with self.open("GET", url, headers=headers or {}, seconds=seconds) as answer:
            if not 200 <= answer.status < 300:
                raise refusal(answer)
            return Fetched(answer.url, answer.status, answer.headers, _whole(answer, limit_bytes))

    def post(self, url: str, data: bytes, *, headers: Mapping[str, str] | None = None, seconds: float) -> Fetched:
        """Send something; the answer, whatever its status. Redirects are not followed. At most 64 KiB of it are kept."""
        with self.open("POST", url, headers=headers or {}, seconds=seconds, data=data) as answer:
            return Fetched(answer.url, answer.status, answer.headers, _whole(answer, 1 << 16))

    @contextmanager
    def open(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        seconds: float,
        silence: float = 0,
        data: bytes | None = None,
    ) -> Iterator[Answer]:
        """The final answer, within `seconds` for everything that is done with it, and no pause in it longer than
        `silence` (0: than `seconds`). Raises Unfetchable."""
        target, hops, given = target_of(url, reachable=self.reachable), 0, dict(headers)
        patience = Patience(monotonic() + seconds, silence or seconds)
        while True:
            with self._exchange(method, target, given, patience, data) as answer:
                location = answer.headers.get("location", "")
                if data is not None or answer.status not in _REDIRECTS or not location:
                    _refuse_encoded(answer)
                    yield answer
                    return
            if hops == HOPS:
                raise Unfetchable(f"It leads on to other addresses more than {HOPS} times.")
            onward = redirected(target, location, reachable=self.reachable)
            if onward.place != target.place:
                given = {name: value for name, value in given.items() if name.lower() not in _ONLY_FOR_THE_FIRST}
            target, hops = onward, hops + 1

    @contextmanager
    def _exchange(
        self, method: str, target: Target, headers: Mapping[str, str], patience: Patience, data: bytes | None
    ) -> Iterator[Answer]:
        connection = connection_to(target, self._checked(target), patience)
        head, body = patience.for_the_head(connection), patience.for_all(connection)
        try:
            with body:
                with head:
                    always = {"User-Agent": self.user_agent, "Accept-Encoding": "identity", "Connection": "close"}
                    connection.request(method, target.path, body=data, headers={**always, **headers})
                    response = connection.getresponse()
                named = {name.lower(): value for name, value in response.getheaders()}
                # http.client has judged Content-Length already: none for chunks and for what has no body.
                yield Answer(target.url, response.status, named, response.length, response)
                if head.passed or body.passed:  # what we closed looks like an end where no length was given
                    raise TimeoutError
        except (OSError, http.client.HTTPException, Interrupted) as error:
            late = head.passed or body.passed
            if isinstance(error, Interrupted) and not late:
                raise
            raise _in_words(error, target, late=late) from error
        finally:
            connection.close()

    def _checked(self, target: Target) -> list[str]:
        """The addresses of a host, every one of them checked: these are dialled, the name is not asked for again."""
        try:
            found = self.resolve(target.host, target.port)
        except (OSError, UnicodeError):
            raise Interrupted(f"There is no server named {target.host}, or its name could not be looked up.") from None
        if target.place not in self.reachable and not all(map(is_public, found)):
            raise Unfetchable(f"{target.host} is not on the public internet, so it is not opened.")
        return found


def _whole(answer: Answer, limit_bytes: int) -> bytes:
    if answer.length is not None and answer.length > limit_bytes:
        raise _too_large(limit_bytes)
    body = bytearray()
    for piece in answer.pieces():
        body += piece
        if len(body) > limit_bytes:
            raise _too_large(limit_bytes)
    return bytes(body)


def _too_large(limit_bytes: int) -> Unfetchable:
    return Unfetchable(f"It is larger than {limit_bytes:,} bytes.")


def _refuse_encoded(answer: Answer) -> None:
    """We asked for it as it is. A few bytes of a compressed body can be gigabytes when they are unpacked."""
    if answer.headers.get("content-encoding", "identity").strip().lower() not in {"", "identity"}:
        raise Compressed("It came compressed although that was not asked for, so it was not taken.")


def refusal(answer: Answer) -> Unfetchable:
    """What an answer other than a success says, in words."""
    match answer.status:
        case 404 | 410:
            return Unfetchable(f"There is nothing at that address any more (status {answer.status}).")
        case 401 | 403:
            return Unfetchable(f"The server does not let us have it (status {answer.status}).")
        case status if status == 429 or status >= 500:
            return Interrupted(f"The server cannot give it out just now (status {status}).")
        case status:
            return Unfetchable(f"The server answered with status {status}.")


def _in_words(error: Exception, target: Target, *, late: bool) -> Unfetchable:
    if late or isinstance(error, TimeoutError):
        return Interrupted(f"{target.host} took too long to answer.")
    if isinstance(error, ssl.SSLCertVerificationError):
        return Unfetchable(f"The certificate of {target.host} is not in order: {error.verify_message}.")
    if isinstance(error, ConnectionRefusedError):
        return Interrupted(f"{target.host} does not answer.")
    return Interrupted(f"The connection to {target.host} broke off.")


class _Wiring:
    fetcher = Fetcher()


def wire(*, user_agent: str, reachable: frozenset[str]) -> None:
    """Handed over by `create_app`: how we introduce ourselves, and the hosts of this machine that tests may open."""
    _Wiring.fetcher = Fetcher(reachable, user_agent)


def wired() -> Fetcher:
    """The site's own fetcher."""
    return _Wiring.fetcher
