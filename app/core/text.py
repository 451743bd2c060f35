"""Characters that may be stored.

One control character in one field makes a whole XML feed unreadable, so they are removed from everything that comes in.
"""

import re
from urllib.parse import quote

# What XML 1.0 (section 2.2) does not allow, and lone surrogates, which cannot be encoded at all.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_BLANKS = re.compile(r"\s+")


def without_control_characters(value: str) -> str:
    """`value` with line ends as \\n and without what XML cannot carry. Idempotent."""
    return _NOT_XML.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(value: str) -> str:
    """A title or name: no control characters, every run of white space one blank, none at the ends."""
    return _BLANKS.sub(" ", without_control_characters(value)).strip()


def mail_link(address: str) -> str:
    """What opens a mail to this address and adds nothing to it (RFC 6068): after a "?" would stand who else gets a copy, and
    what the mail says."""
    return f"mailto:{quote(address, safe='@+')}"
