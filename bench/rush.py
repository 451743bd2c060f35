"""Many browsers that want one appointment at the same moment, each from an address of its own."""

import http.client
import re
import threading
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
_START = re.compile(r'name="start" value="([^"]+)"')


@dataclass(frozen=True)
class Answer:
    """What one browser was told, and after how many milliseconds."""

    status: int
    text: str
    location: str
    cookie: str
    milliseconds: float


@dataclass(frozen=True)
class Browser:
    """One of many: behind the proxy that the site trusts, each has an address of its own. `origin` is the site's address
    where that is another than the one it is asked at."""

    base: str
    number: int
    cookie: str = ""
    origin: str = ""

    def ask(self, path: str, form: dict[str, str] | None = None) -> Answer:
        """A GET, or a POST of a form as this site's own page sends it."""
        parts = urlsplit(self.base)
        headers = {
            "Host": parts.netloc,
            "Origin": self.origin or self.base,
            "X-Forwarded-For": f"10.{self.number >> 16 & 255}.{self.number >> 8 & 255}.{self.number & 255}",
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": self.cookie,
        }
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=60)
        begun = time.perf_counter()
        try:
            connection.request("POST" if form else "GET", path, urlencode(form) if form else None, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        taken = (time.perf_counter() - begun) * 1000
        cookie = (answer.headers["Set-Cookie"] or "").partition(";")[0]
        return Answer(answer.status, text, answer.headers["Location"] or "", cookie, taken)


def all_at_once(tries: Sequence[tuple[Browser, str, dict[str, str] | None]]) -> list[Answer]:
    """Every browser asks at the same moment; the answers in their order."""
    together = threading.Barrier(len(tries))

    def run(attempt: tuple[Browser, str, dict[str, str] | None]) -> Answer:
        browser, path, form = attempt
        together.wait()
        return browser.ask(path, form)

    with ThreadPoolExecutor(len(tries)) as pool:
        return list(pool.map(run, tries))


def rush(base: str, book: str, chosen: dict[str, str], *, clients: int, first: int = 0) -> list[Answer]:
    """`clients` browsers choose the same time of the page `book` at once."""
    return all_at_once([(Browser(base, first + number), book, chosen) for number in range(clients)])


def statuses(answers: Sequence[Answer]) -> Counter[int]:
    return Counter(each.status for each in answers)


def starts_on(page: str) -> list[str]:
    """The times that can be pressed on a page of free times, the first first."""
    return _START.findall(page)


def hidden_on(page: str) -> dict[str, str]:
    """The hidden fields of a page's forms; of several with one name the last."""
    return dict(_HIDDEN.findall(page))
