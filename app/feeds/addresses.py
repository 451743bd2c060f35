"""Which addresses may stand in a feed. Pure."""

import ipaddress
import re
from urllib.parse import urlsplit

_ASCII_URL = re.compile(r"https?://[!#$%&'()*+,\-./0-9:;=?@A-Z\[\]_a-z~]+", re.ASCII)


def address_fault(url: str) -> str | None:
    """Why directories would refuse `url` (rule 22), as the end of a sentence, or None: it must be ASCII without blanks,
    and https but for a site on this machine."""
    if not url:
        return "is missing"
    if not _ASCII_URL.fullmatch(url):
        return "may only have plain ASCII letters, digits and signs, without blanks, and must start with https://"
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return "is not an address"
    if not host:
        return "is not an address"
    if parts.scheme != "https" and not is_loopback(host):
        return "must start with https://"
    return None


def is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def ending(url: str) -> str:
    """What the path ends in after its last dot, in lower case: "mp3"."""
    last = re.split(r"[?#]", url, maxsplit=1)[0].rpartition("/")[2]
    return last.rpartition(".")[2].lower() if "." in last else ""
