"""A rendered body as a tree of blocks, lines and words, and back: what `differences` compares. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

from lxml import etree
from lxml import html as lxml_html

Mark = Literal["ins", "del"]

_WORD = re.compile(r"\w+(?:['’.,]\w+)*\s*|[^\w\s]\s*|\s+")
_BLOCKS = {
    *(
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "blockquote",
        "pre",
        "table",
        "caption",
        "thead",
        "tbody",
    ),
    *(
        "tr",
        "th",
        "td",
        "figure",
        "figcaption",
        "section",
        "aside",
        "div",
        "hr",
        "dl",
        "dt",
        "dd",
        "details",
        "summary",
    ),
}
_VOID = frozenset({"br", "hr", "img", "source", "wbr"})
_OF_ITS_PLACE = frozenset({"id", "aria-labelledby", "aria-label"})
"""Attributes that count places on the page: they differ where nothing was changed."""


@dataclass(frozen=True)
class Leaf:
    """A word with the blanks after it, or something without words; `path` are the opening tags of the marks around it."""

    key: str
    html: str
    path: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Run:
    """A line of text inside a block."""

    leaves: tuple[Leaf, ...]

    @property
    def signature(self) -> str:
        return "".join(f"{leaf.key}\x1f{leaf.path or ''}" for leaf in self.leaves)


@dataclass(frozen=True)
class Block:
    tag: str
    attributes: tuple[tuple[str, str], ...]
    children: tuple["Block | Run", ...]
    signature: str


Node = Block | Run


def read(html: str) -> tuple[Node, ...]:
    """The blocks of a rendered body, and the lines that stand between them."""
    if not html.strip():
        return ()
    return _nodes(lxml_html.fragment_fromstring(html, create_parent="div"))


def _nodes(parent: lxml_html.HtmlElement) -> tuple[Node, ...]:
    """The children of an element: blocks, and runs of what stands between them."""
    found: list[Node] = []
    leaves = words_of(parent.text or "")

    def end_run() -> None:
        if any(leaf.key for leaf in leaves):
            found.append(Run(tuple(leaves)))
        leaves.clear()

    for child in parent:
        if child.tag in _BLOCKS:
            end_run()
            found.append(_block(child))
        else:
            leaves.extend(_inline(child, ()))
        leaves.extend(words_of(child.tail or ""))
    end_run()
    return tuple(found)


def _block(element: lxml_html.HtmlElement) -> Block:
    children = _nodes(element)
    attributes = tuple(sorted((str(name), str(value)) for name, value in element.attrib.items()))
    own = " ".join(f"{name}={value}" for name, value in attributes if name not in _OF_ITS_PLACE)
    inner = "".join(child.signature for child in children)
    return Block(str(element.tag), attributes, children, f"<{element.tag} {own}>{inner}</>")


def _inline(element: lxml_html.HtmlElement, path: tuple[tuple[str, str], ...]) -> list[Leaf]:
    if element.tag in _VOID or element.tag == "picture" or element.get("class") == "reference":
        return [_atom(element, path)]
    here = (*path, (str(element.tag), _opening(str(element.tag), element.attrib.items())))
    leaves = words_of(element.text or "", here)
    for child in element:
        leaves += _inline(child, here) + words_of(child.tail or "", here)
    return leaves


def _atom(element: lxml_html.HtmlElement, path: tuple[tuple[str, str], ...]) -> Leaf:
    """A reference mark is known by its source, so that a new number alone is no change; all else by its HTML."""
    link = element.find("a")
    whole = etree.tostring(element, encoding="unicode", method="html", with_tail=False)
    key = f"\x00{link.get('href')}" if link is not None and element.get("class") == "reference" else f"\x00{whole}"
    return Leaf(key, whole, path)


def words_of(text: str, path: tuple[tuple[str, str], ...] = ()) -> list[Leaf]:
    """A text as words, each with the blanks that follow it."""
    return [Leaf(word.strip(), escape(word, quote=False), path) for word in _WORD.findall(text)]


def _opening(tag: str, attributes: Iterable[tuple[str, str]]) -> str:
    return "<" + tag + "".join(f' {name}="{escape(value)}"' for name, value in attributes) + ">"


def joined(line: Sequence[tuple[Mark | None, Leaf]]) -> str:
    """The leaves with their marks opened and closed around them; a deleted link leads nowhere and has no id."""
    parts: list[str] = []
    open_: list[tuple[str, str]] = []
    for mark, leaf in line:
        wanted = [*([(mark, f"<{mark}>")] if mark else []), *leaf.path]
        common = next(
            (i for i, (a, b) in enumerate(zip(open_, wanted, strict=False)) if a != b), min(len(open_), len(wanted))
        )
        parts += [f"</{tag}>" for tag, _ in reversed(open_[common:])]
        parts += [opening if mark != "del" else _without_id(opening) for _, opening in wanted[common:]]
        open_ = wanted
        parts.append(leaf.html if mark != "del" else _without_id(leaf.html))
    return "".join(parts) + "".join(f"</{tag}>" for tag, _ in reversed(open_))


def _without_id(html: str) -> str:
    """What is gone must not answer to the id of what is there."""
    return re.sub(r' id="[^"]*"', "", html)


def marked(node: Node | None, mark: Mark) -> str:
    """A node that is wholly new, or gone."""
    match node:
        case Run(leaves=leaves):
            return joined([(mark, leaf) for leaf in leaves])
        case Block(children=children):
            inner = "".join(marked(child, mark) for child in children)
            return whole(node, inner, "is-inserted" if mark == "ins" else "is-deleted", ids=mark == "ins")
        case None:
            return ""


def plain(node: Node | None) -> str:
    """A node that stayed as it was."""
    match node:
        case Run(leaves=leaves):
            return joined([(None, leaf) for leaf in leaves])
        case Block(children=children):
            return whole(node, "".join(map(plain, children)))
        case None:
            return ""


def whole(block: Block, inner: str, name: str = "", *, ids: bool = True) -> str:
    """A block around `inner`, with one more class name; without what counts its place when not `ids`."""
    attributes = dict(block.attributes)
    if name:
        attributes["class"] = f"{attributes.get('class', '')} {name}".strip()
    if not ids:
        attributes = {key: value for key, value in attributes.items() if key not in _OF_ITS_PLACE}
    opening = _opening(block.tag, attributes.items())
    return opening if block.tag in _VOID else f"{opening}{inner}</{block.tag}>"
