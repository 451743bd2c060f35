"""Slugs: the readable last part of an address."""

from collections.abc import Callable

from slugify import slugify

MAX_LENGTH = 80


def slug_of(text: str, *, fallback: str = "untitled") -> str:
    """ASCII words joined by hyphens, at most 80 characters, never empty."""
    return slugify(text, max_length=MAX_LENGTH, word_boundary=True) or fallback


def free_slug(wanted: str, taken: Callable[[str], bool]) -> str:
    """`wanted`, or the first of wanted-2, wanted-3 ... that is not taken."""
    slug, count = wanted, 1
    while taken(slug):
        count += 1
        slug = f"{wanted[: MAX_LENGTH - 5].rstrip('-')}-{count}"
    return slug
