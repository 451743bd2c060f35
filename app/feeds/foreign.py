"""Somebody else's podcast feed, as far as a move needs it: the GUIDs in it."""

from typing import Any

from lxml import etree

from app.core.errors import Invalid


def guids_of(data: bytes) -> list[str]:
    """The GUIDs of a feed's items in their order, each as it stands. Raises Invalid for what is no feed of RSS."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, recover=False, huge_tree=False
    )
    try:
        root: Any = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise Invalid("What is there is not well-formed XML, so it is no feed that apps could read.") from None
    if root.getroottree().docinfo.doctype:
        raise Invalid("The feed has a document type, which apps refuse.")
    if root.tag != "rss" or root.find("channel") is None:
        raise Invalid("What is there is no podcast feed (RSS).")
    found = (item.findtext("guid") for item in root.find("channel").findall("item"))
    return [guid.strip() for guid in found if guid and guid.strip()]
