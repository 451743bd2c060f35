"""How a feed is looked at: one request at a time, no redirect followed unasked. Pure but for the probe that is handed in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urljoin

HOPS = 6  # as many as directories follow in front of audio, rule 49
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True)
class Reply:
    """One answer. Names of headers are in small letters. Without an answer `status` is 0 and `problem` says why."""

    url: str
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = field(default=b"", repr=False)
    """As it came, compressed where the answer is; cut off at the limit that was asked for."""
    problem: str = ""

    @property
    def mime(self) -> str:
        return self.headers.get("content-type", "").split(";")[0].strip().lower()

    @property
    def length(self) -> int | None:
        said = self.headers.get("content-length", "")
        return int(said) if said.isascii() and said.isdigit() else None

    def in_words(self) -> str:
        return self.problem or f"answers {self.status}"


class Probe(Protocol):
    """Something that can send a request and follows no redirect."""

    def send(self, method: str, url: str, headers: Mapping[str, str], *, limit: int) -> Reply:
        """The answer with at most `limit` bytes of its body. Never raises for what the other side does."""
        ...  # pragma: no cover


class Elsewhere(Exception):
    """The probe does not go to that address: what is there is not checked."""


@dataclass
class Visits:
    """A probe that asks nothing twice."""

    probe: Probe
    _seen: dict[tuple[str, str, tuple[tuple[str, str], ...]], tuple[Reply, ...]] = field(default_factory=dict)

    def chain(
        self, method: str, url: str, headers: Mapping[str, str] = NOTHING, *, limit: int = 0
    ) -> tuple[Reply, ...]:
        """Every answer from `url` to where its redirects end, at most one more than directories would follow."""
        key = (method, url, tuple(sorted(headers.items())))
        if key not in self._seen:
            self._seen[key] = self._walk(method, url, headers, limit)
        return self._seen[key]

    def last(self, method: str, url: str, headers: Mapping[str, str] = NOTHING, *, limit: int = 0) -> Reply:
        """The answer at the end of the chain."""
        return self.chain(method, url, headers, limit=limit)[-1]

    def _walk(self, method: str, url: str, headers: Mapping[str, str], limit: int) -> tuple[Reply, ...]:
        found: list[Reply] = []
        while True:
            reply = self.probe.send(method, url, headers, limit=limit)
            found.append(reply)
            target = reply.headers.get("location", "")
            if reply.status not in _REDIRECTS or not target or len(found) > HOPS:
                return tuple(found)
            try:
                url = urljoin(url, target)
            except ValueError:  # what it leads to is no address, so the chain ends here
                return tuple(found)
