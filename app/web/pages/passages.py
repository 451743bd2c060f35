"""The passages of a page: what a comment can hang on. Pure.

A passage is a block of the outermost level as it is shown, so that the words which a reader marks are the words that are
looked for. The title and the summary come first.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser

from markupsafe import Markup

_VOID = frozenset({"br", "hr", "img", "source", "track", "wbr", "input"})
_APART = frozenset({"p", "li", "tr", "td", "th", "br", "figcaption", "caption", "h2", "h3", "h4", "div"})
"""Elements whose words do not run into those before."""
_SILENT = frozenset({"script", "style"})


@dataclass(frozen=True)
class Passage:
    """Some words of the page, in one line; `number` is what an address calls it."""

    number: int
    text: str


@dataclass(frozen=True)
class _Block:
    text: str
    begin: int
    end: int


class _Blocks(HTMLParser):
    """Where each outermost element of our own rendered, well-formed HTML begins and ends, and its words."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[_Block] = []
        self._lines = [0]
        for line in html.split("\n"):
            self._lines.append(self._lines[-1] + len(line) + 1)
        self._depth, self._begin, self._words = 0, 0, [""]
        self._silent = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent = tag in _SILENT
        if self._depth == 0:
            self._begin, self._words = self._at(), []
        if tag in _APART:
            self._words.append(" ")
        if tag not in _VOID:
            self._depth += 1
        elif self._depth == 0:
            self._ended(self._at() + len(self.get_starttag_text() or ""))

    def handle_endtag(self, tag: str) -> None:
        self._silent = False
        if tag in _VOID or self._depth == 0:
            return
        if tag in _APART:
            self._words.append(" ")
        self._depth -= 1
        if self._depth == 0:
            self._ended(self._at() + len(f"</{tag}>"))

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._words.append(data)

    def _at(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def _ended(self, end: int) -> None:
        self.blocks.append(_Block(" ".join("".join(self._words).split()), self._begin, end))


def passages(title: str, summary: str, html: str) -> tuple[Passage, ...]:
    """Every passage of a page that has words, in reading order."""
    texts = [" ".join(title.split()), " ".join(summary.split()), *(block.text for block in _Blocks(html).blocks)]
    return tuple(Passage(number, text) for number, text in enumerate(texts) if text)


def with_links(html: str, address_of: Callable[[int], str]) -> Markup:
    """`html` with a link to comment on it after each block that has words."""
    parts, last = [], 0
    for number, block in enumerate(_Blocks(html).blocks, start=2):
        parts.append(html[last : block.end])
        last = block.end
        if block.text:
            parts.append(_link(address_of(number), number, block.text))
    return Markup("".join([*parts, html[last:]]))  # noqa: S704 - the page's own markup, and addresses of ours


def _link(address: str, number: int, text: str) -> str:
    words = escape(text[:60])
    return (
        f'<p class="comment-here"><a href="{escape(address)}" data-passage="{number}">Comment'
        f'<span class="visually-hidden"> on “{words}”</span></a></p>'
    )


def joined(listed: Iterable[Passage]) -> str:
    """All passages in one text, a line each: what the words of a comment are looked for in."""
    return "\n".join(passage.text for passage in listed)
