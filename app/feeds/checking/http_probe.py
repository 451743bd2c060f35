"""The probe that goes over the network, for an operator who names the address: nothing is guarded here."""

from collections.abc import Mapping

import requests

from app.feeds.checking.probe import Reply

TIMEOUT = (10, 30)  # seconds to connect, and of silence
_CHUNK = 1 << 16


class HttpProbe:
    """Sends requests one by one over connections that are kept."""

    def __init__(self, agent: str) -> None:
        self._session = requests.Session()
        self._session.trust_env = False  # no proxy and no password that somebody has set for something else
        self._session.headers.clear()
        self._session.headers.update({"User-Agent": agent, "Accept": "*/*"})

    def send(self, method: str, url: str, headers: Mapping[str, str], *, limit: int) -> Reply:
        given = {"Accept-Encoding": "identity", **headers}
        try:
            with self._session.request(
                method, url, headers=given, allow_redirects=False, timeout=TIMEOUT, stream=True
            ) as response:
                body = _read(response, limit) if method == "GET" else b""
                found = {name.lower(): value for name, value in response.headers.items()}
                return Reply(url, response.status_code, found, body)
        except (requests.RequestException, ValueError, OSError) as error:
            return Reply(url, 0, problem=f"cannot be reached ({type(error).__name__})")

    def close(self) -> None:
        self._session.close()


def _read(response: requests.Response, limit: int) -> bytes:
    """The body as it came, at most `limit` bytes of it; a longer one is let go of."""
    parts: list[bytes] = []
    left = limit
    while left > 0:
        part = response.raw.read(min(_CHUNK, left), decode_content=False)
        if not part:
            break
        parts.append(part)
        left -= len(part)
    return b"".join(parts)
