"""Which addresses of the internet this machine may be asked to open. Pure.

A feed or a form can name any address. One that leads to this machine, its own network or a cloud's metadata service
would let a stranger read what only we can reach (server-side request forgery), so these are refused.
"""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import quote, urljoin, urlsplit

from app.core.errors import Invalid

ADDRESS_MAX = 4000
USUAL = {"http": 80, "https": 443}
# `is_global` of Python 3.11 takes several of these for public: they carry an IPv4 address inside, or lead to nobody.
_NEVER = tuple(
    map(
        ip_network,
        (
            *("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", "224.0.0.0/4"),
            *("240.0.0.0/4", "::/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23"),
            *("2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"),
        ),
    )
)


class Unfetchable(Invalid):
    """What was to be fetched from elsewhere cannot be had; the message says why."""


@dataclass(frozen=True)
class Target:
    """An address taken apart: what to connect to and what to ask for there."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def place(self) -> str:
        """host:port, as the setting of reachable hosts has them."""
        return f"{self.host}:{self.port}"

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if USUAL[self.scheme] == self.port else f":{self.port}"
        return f"{self.scheme}://{host}{port}{self.path}"


def target_of(url: str, *, reachable: frozenset[str] = frozenset()) -> Target:
    """Take an address apart. Raises Unfetchable for all but http and https at their usual ports (and at `reachable`)."""
    url = url.strip()
    if len(url) > ADDRESS_MAX or "\\" in url or any(ord(sign) < 32 or ord(sign) == 127 for sign in url):
        raise Unfetchable("That is not an address that can be opened.")
    try:
        parts = urlsplit(url)
        scheme, port, host = parts.scheme.lower(), parts.port, _ascii_host(parts.hostname or "")
    except ValueError:
        raise Unfetchable("That is not an address that can be opened.") from None
    if scheme not in USUAL or not host:
        raise Unfetchable("Only addresses that start with https:// or http:// can be opened.")
    if parts.username is not None or parts.password is not None:
        raise Unfetchable("An address with a name or password in it is not opened.")
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = f"?{quote(parts.query, safe='/?%:@!$&()*+,;=~-._')}" if parts.query else ""
    target = Target(scheme, host, port or USUAL[scheme], path + query)
    if port == 0 or (target.port not in USUAL.values() and target.place not in reachable):
        raise Unfetchable(f"Port {port} is not a port of web sites, so it is not opened.")
    return target


def redirected(target: Target, location: str, *, reachable: frozenset[str] = frozenset()) -> Target:
    """Where a redirect leads. Raises Unfetchable when it gives up encryption."""
    try:
        joined = urljoin(target.url, location.strip())
    except ValueError:
        raise Unfetchable("It leads on to something that is no address.") from None
    onward = target_of(joined, reachable=reachable)
    if target.scheme == "https" and onward.scheme == "http":
        raise Unfetchable("It leads on from an encrypted address to one that is not, which is not followed.")
    return onward


def _ascii_host(host: str) -> str:
    """The host as it is asked for; a name in other letters in its ASCII form."""
    plain = host if host.isascii() else host.encode("idna").decode("ascii")
    if any(sign.isspace() or sign in "%/?#@" for sign in plain):
        raise ValueError(plain)
    return plain.rstrip(".").lower()


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet."""
    try:
        ip: IPv4Address | IPv6Address = ip_address(address)
    except ValueError:  # with a zone ("fe80::1%eth0") it is one of a local network
        return False
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    return ip.is_global and not ip.is_multicast and not any(ip in net for net in _NEVER if net.version == ip.version)
