"""The two-letter language codes of ISO 639-1: a podcast with another first part in its language is rejected."""

import json
import re
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("iso_639_1.json")
_TAG = re.compile(r"([a-z]{2})(-[a-z]{4})?(-(?:[a-z]{2}|\d{3}))?", re.ASCII | re.IGNORECASE)


@cache
def _codes() -> frozenset[str]:
    return frozenset(json.loads(_FILE.read_text(encoding="utf-8"))["codes"].split())


def is_language(tag: str) -> bool:
    """Whether `tag` is a language such as `en`, `en-gb` or `zh-Hant-TW`."""
    found = _TAG.fullmatch(tag)
    return found is not None and found[1].lower() in _codes()
