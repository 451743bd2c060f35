"""Episode notes in the few HTML tags that podcast apps show (rule 27): p, ol, ul, li, a, b, i, strong, em. Pure."""

import re
from typing import Any

from lxml import etree, html

from app.core.text import without_control_characters

ALLOWED = frozenset({"p", "ol", "ul", "li", "a", "b", "i", "strong", "em"})
_TAG_NAME = re.compile(r"<\s*/?\s*([a-zA-Z][a-zA-Z0-9]*)")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "caption", "dt"})
_PARAGRAPHS = frozenset({"div", "section", "aside", "blockquote", "pre", "figcaption", "tr", "dd", "address"})
_BLOCKS = frozenset({"p", "ul", "ol"})
_WITHOUT_TEXT = frozenset({"script", "style", "template", "iframe", "object", "noscript"})


def foreign_tags(content: str) -> set[str]:
    """The tags in `content` that podcast apps do not show."""
    return {name.lower() for name in _TAG_NAME.findall(content)} - ALLOWED


def reduced(content: str) -> str:
    """`content` with the same words in the allowed tags only: headings become strong paragraphs, table rows and boxes
    paragraphs, reference marks `[3]`, every other tag its text. Links keep their address and lose all else."""
    clean = without_control_characters(content).strip()
    if not clean:
        return ""
    body = html.fragment_fromstring(clean, create_parent="div")
    for node in list(body.iterdescendants()):
        _reduce(node)
    for node in list(body.iterdescendants("p", "strong")):
        if node.xpath(".//p|.//ul|.//ol"):  # a box that holds paragraphs is none itself
            node.tag = "drop"
    etree.strip_tags(body, "drop")
    return _printed(body)


def _reduce(node: Any) -> None:
    if not isinstance(node.tag, str) or node.tag in _WITHOUT_TEXT:
        node.drop_tree()
        return
    in_a_link = next(node.iterancestors("a"), None) is not None
    address = node.get("href") if node.tag == "a" and not in_a_link else None
    node.attrib.clear()
    if address:
        node.set("href", address)
    elif node.tag == "sup" and node.text_content().strip().isdigit():
        _make_mark(node)
    elif node.tag in {"td", "th", "br"}:
        node.tail = " " + (node.tail or "")
        node.tag = "drop"
    elif node.tag in _HEADINGS:
        _make_heading(node)
    elif node.tag in _PARAGRAPHS:
        node.tag = "p"
    elif node.tag not in ALLOWED or node.tag == "a":
        node.tag = "drop"


def _make_mark(node: Any) -> None:
    """Without its raised figure, "1 in 2" with mark 3 would read "1 in 23"."""
    number = node.text_content().strip()
    for child in list(node):
        node.remove(child)
    node.text, node.tag = f" [{number}]", "drop"


def _make_heading(node: Any) -> None:
    strong = etree.Element("strong")
    strong.text, node.text = node.text, None
    strong.extend(list(node))
    node.append(strong)
    node.tag = "p"


def _printed(body: Any) -> str:
    """One top element a line, loose text in paragraphs, nothing empty."""
    parts: list[str] = []
    loose = _escaped(body.text or "")
    for child in body:
        tail, child.tail = child.tail or "", None
        printed = html.tostring(child, encoding="unicode")
        if child.tag in _BLOCKS:
            parts.extend([_paragraph(loose), _trimmed(printed)])
            loose = _escaped(tail)
        else:
            loose += printed + _escaped(tail)
    parts.append(_paragraph(loose))
    return "\n".join(part for part in parts if part not in {"", "<p></p>"})


def _paragraph(loose: str) -> str:
    return f"<p>{loose.strip()}</p>" if loose.strip() else ""


def _trimmed(printed: str) -> str:
    return re.sub(r"\s+</p>", "</p>", re.sub(r"<p>\s+", "<p>", printed))


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
