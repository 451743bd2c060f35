"""How a full postcode is written. Pure."""

import re

_FULL = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})", re.ASCII)


def spaced(typed: str) -> str | None:
    """ "ls62ab" as "LS6 2AB"; None for what is no full postcode."""
    found = _FULL.fullmatch("".join(typed.split()).upper())
    return None if found is None else f"{found[1]} {found[2]}"
