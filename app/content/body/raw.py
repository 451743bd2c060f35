"""HTML as it comes in: elements, attributes and text, before anything is said about what they mean."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from app.core.text import without_control_characters

# C1 controls and the byte order mark have no place in a text, and numeric references can bring any of them in.
_UNWANTED = re.compile("[\x80-\x9f\ufeff]")
_VOID = frozenset({"br", "hr"})


@dataclass
class Element:
    """One element; `children` are elements and strings."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Element | str"] = field(default_factory=list)


def storable(text: str) -> str:
    """`text` without any character that XML, HTML or Markdown would not bring back."""
    return _UNWANTED.sub("", without_control_characters(text))


def parse(html: str) -> Element:
    """The tree of well-formed HTML, such as the sanitiser's or our own, below a nameless root."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.root


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: storable(value or "") for name, value in attrs})
        self._open[-1].children.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        # The sanitiser closes what it opens, in order: an end tag that does not fit cannot come from it.
        if len(self._open) > 1 and self._open[-1].tag == tag:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(storable(data))
