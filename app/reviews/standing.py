"""Which review stands for which text, and what the public page says of it. Pure: it is handed what was saved and said.

A sign-off is a review of the whole page that found it right. It covers the text that it was of, every text with the same
clinical words, and what was declared to change only spelling or layout of a covered text. Once a text that no
sign-off covers was public, a sign-off comes back by the same words or by a new review only.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True)
class Saved:
    """One saved text, without its words: whether it was declared a minor edit, and whether it was ever published."""

    minor: bool = False
    published: bool = False


@dataclass(frozen=True)
class SignOff:
    """A review that signs off: of which text, on which day, and when the next is due."""

    review_id: int
    number: int
    on: date
    due: date


@dataclass(frozen=True)
class Standing:
    """What the public page says: the day of the last review, of the next, and the sign-off of the words that it shows."""

    last: date | None = None
    due: date | None = None
    sign_off_id: int | None = None


HashOf = Callable[[int], str]
"""The clinical hash of the text with this number."""


def covering(number: int, saved: Mapping[int, Saved], sign_offs: list[SignOff], hash_of: HashOf) -> SignOff | None:
    """The newest sign-off that covers the text with this number."""
    words = hash_of(number)
    alike = (n for n in saved if n <= number and saved[n].minor and hash_of(n) == words)
    return _newest(
        *(each for each in sign_offs if hash_of(each.number) == words),
        *(to_keep(n, saved, sign_offs, hash_of) for n in alike),
    )


def to_keep(number: int, saved: Mapping[int, Saved], sign_offs: list[SignOff], hash_of: HashOf) -> SignOff | None:
    """The sign-off that text `number` keeps when it is a minor edit: that of the nearest covered text before it."""
    for earlier in sorted((n for n in saved if n < number), reverse=True):
        found = covering(earlier, saved, sign_offs, hash_of)
        if found is not None or saved[earlier].minor or saved[earlier].published:
            return found
    return None


def once_public(was: Standing, cover: SignOff | None) -> Standing:
    """What the page says once a text that `cover` covers (None: nothing does) is what the public sees."""
    if cover is None:
        return replace(was, sign_off_id=None)
    if cover.review_id == was.sign_off_id:
        return was
    due = cover.due
    if was.sign_off_id is None and was.last == cover.on and was.due is not None:
        due = min(due, was.due)  # the same text is back; an earlier date that an editor set since stays
    return Standing(cover.on, due, cover.review_id)


def _newest(*found: SignOff | None) -> SignOff | None:
    return max((each for each in found if each is not None), key=lambda each: (each.on, each.review_id), default=None)
