"""Lists from elsewhere that a feed's words are checked against. Source and date stand in each file."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class KnownLicence:
    """A licence of the podcast namespace's list: its name in words, and where its text is."""

    name: str
    url: str


@cache
def licences() -> dict[str, KnownLicence]:
    """The well-known licences by their identifier, such as "cc-by-4.0"."""
    return {slug: KnownLicence(row["name"], row["url"]) for slug, row in _read("licences.json")["licences"].items()}


@cache
def person_roles() -> dict[str, frozenset[str]]:
    """The roles that the Podcast Taxonomy knows, by their group, all in lower case."""
    return {group: frozenset(roles) for group, roles in _read("person_roles.json")["roles"].items()}


@cache
def countries() -> frozenset[str]:
    """The two-letter codes of ISO 3166-1."""
    return frozenset(_read("iso_3166_1.json")["codes"].split())


def _read(name: str) -> Any:
    return json.loads((_HERE / name).read_text(encoding="utf-8"))
