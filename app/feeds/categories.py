"""Apple's list of podcast categories; a category outside it is ignored, or the show is refused."""

import json
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("apple_categories.json")


@cache
def apple_categories() -> dict[str, tuple[str, ...]]:
    """Subcategories by category, spelt exactly as a feed must spell them. Source and date stand in the file."""
    found = json.loads(_FILE.read_text(encoding="utf-8"))["categories"]
    return {category: tuple(below) for category, below in found.items()}
