"""Addresses of other sites, as people type them. Pure."""

from urllib.parse import urlsplit


def is_web_address(value: str) -> bool:
    """Whether `value` is an http or https address that every reader of it can take apart: it names a host."""
    try:
        parts = urlsplit(value)
        named = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return named and value.startswith(("https://", "http://")) and not any(map(_is_blank_or_control, value))


def _is_blank_or_control(sign: str) -> bool:
    return sign.isspace() or ord(sign) < 32 or ord(sign) == 127
