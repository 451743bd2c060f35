"""A feed read back before anybody else reads it: strictly, without DTD or entities, and checked for what must be there."""

from typing import Any

from lxml import etree

from app.core.errors import Invalid
from app.feeds.extensions import ATOM, NAMESPACES

_LAST = {"rss": b"</rss>", f"{{{ATOM}}}feed": b"</feed>"}


def strictly_parsed(data: bytes) -> Any:
    """The root element of a feed. Raises Invalid when a strict reader could not read it or would miss something."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, recover=False, huge_tree=False
    )
    try:
        root: Any = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Invalid(f"The feed is not well-formed: {error}") from error
    _need(root.getroottree().docinfo.doctype == "", "The feed has a document type, which readers refuse.")
    _need(
        data.startswith(b"<?xml version='1.0' encoding='UTF-8'?>"), "The feed does not begin with its XML declaration."
    )
    _need(root.tag in _LAST, "The feed is neither RSS nor Atom.")
    # Anything behind the end, a comment even, delays some directories (rule 4).
    _need(data.endswith(_LAST[root.tag]), "Something stands behind the end of the feed.")
    if root.tag == "rss":
        _rss(root)
    else:
        _atom(root)
    return root


def _need(holds: bool, message: str) -> None:
    if not holds:
        raise Invalid(message)


def _rss(root: Any) -> None:
    _need(root.get("version") == "2.0", "The feed is not RSS 2.0.")
    channel = root.find("channel")
    _need(channel is not None, "The feed has no channel.")
    for name in ("title", "description", "link", "lastBuildDate"):
        _need(bool(channel.findtext(name)), f"The feed has no {name}.")
    own = [link for link in channel.findall(f"{{{ATOM}}}link") if link.get("rel") == "self"]
    _need(len(own) == 1, "The feed must name its own address once.")
    items = channel.findall("item")
    guids = [item.findtext("guid") for item in items]
    _need(all(guids) and len(set(guids)) == len(guids), "Every item needs a GUID of its own.")
    is_podcast = channel.find(f"{{{NAMESPACES['itunes']}}}explicit") is not None
    for item in items:
        _rss_item(item, is_podcast=is_podcast)


def _rss_item(item: Any, *, is_podcast: bool) -> None:
    for name in ("title", "pubDate"):
        _need(bool(item.findtext(name)), f"An item has no {name}.")
    if not is_podcast:
        return
    files = item.findall("enclosure")
    _need(len(files) == 1, "Every episode needs one enclosure.")
    _need(
        all(files[0].get(key) for key in ("url", "type", "length")), "An enclosure lacks its address, type or length."
    )
    _need(
        files[0].get("length").isdigit() and int(files[0].get("length")) > 0, "An enclosure’s length is not its bytes."
    )


def _atom(root: Any) -> None:
    for name in ("id", "title", "updated"):
        _need(bool(root.findtext(f"{{{ATOM}}}{name}")), f"The feed has no {name}.")
    ids = [entry.findtext(f"{{{ATOM}}}id") for entry in root.findall(f"{{{ATOM}}}entry")]
    _need(all(ids) and len(set(ids)) == len(ids), "Every entry needs an id of its own.")
