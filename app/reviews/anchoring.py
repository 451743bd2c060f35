"""Where the words of a comment stand in a text that may have been edited since. Pure.

Words are compared without regard to capitals, quotation marks, dashes and white space. Where they stand in several places,
what stood before them decides. Where they stand nowhere, the place that differs from them by the fewest words is taken,
as long as it is still more alike than not.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

QUOTE_MAX, BEFORE_MAX = 1_000, 60
ALIKE = 0.6
"""The share of the words that must have stayed."""
_MOST_WORDS = 120
"""Of a long quote the beginning is looked for."""
_MOST_PLACES = 40
_WORD = re.compile(r"\w+(?:['’]\w+)*")
_SAME = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " "})


@dataclass(frozen=True)
class Found:
    """A place in the text. `changed` is whether its words are not the same any more."""

    start: int
    end: int
    changed: bool


@dataclass(frozen=True)
class _Words:
    """The words of a text as they are compared, and where each stands."""

    words: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]


def find(text: str, quote: str, before: str = "") -> Found | None:
    """Where `quote` stands in `text`, after words like `before`; None where nothing is left of it."""
    wanted = _words(quote).words[:_MOST_WORDS]
    if not wanted:
        return _find_signs(text, quote)
    have, context = _words(text), _words(before).words
    places = _equal(have.words, wanted)
    if places:
        best = max(places, key=lambda at: (_alike_before(have.words, at, context), -at))
        return _found(have, best, best + len(wanted), changed=False)
    near = _nearest(have.words, wanted, context)
    return None if near is None else _found(have, *near, changed=True)


def context_of(text: str, start: int) -> str:
    """What is kept as `before` of a quote that begins at `start`."""
    return " ".join(text[max(0, start - 2 * BEFORE_MAX) : start].split())[-BEFORE_MAX:]


def _words(text: str) -> _Words:
    found = list(_WORD.finditer(text))
    return _Words(tuple(w[0].translate(_SAME).casefold() for w in found), tuple(w.span() for w in found))


def _find_signs(text: str, quote: str) -> Found | None:
    """A quote without any word: it is there as it is, or not at all."""
    signs = quote.strip()
    at = text.find(signs) if signs else -1
    return None if at < 0 else Found(at, at + len(signs), changed=False)


def _found(have: _Words, first: int, last: int, *, changed: bool) -> Found:
    return Found(have.spans[first][0], have.spans[last - 1][1], changed)


def _equal(have: Sequence[str], wanted: Sequence[str]) -> list[int]:
    size, head = len(wanted), wanted[0]
    return [at for at in range(len(have) - size + 1) if have[at] == head and have[at : at + size] == wanted]


def _alike_before(have: Sequence[str], at: int, context: Sequence[str]) -> int:
    """How many words before a place are those that stood before the quote. The first of them may have been cut."""
    count = 0
    for theirs, ours in zip(reversed(context), reversed(have[max(0, at - len(context)) : at]), strict=False):
        if theirs != ours:
            break
        count += 1
    return count


def _nearest(have: Sequence[str], wanted: Sequence[str], context: Sequence[str]) -> tuple[int, int] | None:
    """The stretch of words that differs least from the wanted ones, when enough of them stayed."""
    allowed = int(len(wanted) * (1 - ALIKE))
    best: tuple[int, int, int, int] | None = None  # edits, minus words alike before, first, last
    for begin, end in _places(have, wanted):
        edits, first, last = _fewest_edits(have[begin:end], wanted)
        if edits <= allowed and last > first:
            one = (edits, -_alike_before(have, begin + first, context), begin + first, begin + last)
            best = one if best is None else min(best, one)
    return None if best is None else best[2:]


def _places(have: Sequence[str], wanted: Sequence[str]) -> list[tuple[int, int]]:
    """Stretches that share enough words with the wanted ones to be worth a closer look, the likeliest first."""
    size = len(wanted)
    needed, shared = Counter(wanted), 0
    inside: Counter[str] = Counter()
    likely: list[tuple[int, int]] = []
    for at in range(len(have) + size):
        if at < len(have):
            inside[have[at]] += 1
            shared += inside[have[at]] <= needed[have[at]]
        gone = at - size
        if 0 <= gone < len(have):
            shared -= inside[have[gone]] <= needed[have[gone]]
            inside[have[gone]] -= 1
        if shared >= size * ALIKE - 1 and shared > 0:
            likely.append((-shared, max(0, at - size + 1)))
    reach = size // 2 + 1
    return [(max(0, at - reach), min(len(have), at + size + reach)) for _, at in sorted(likely)[:_MOST_PLACES]]


def _fewest_edits(have: Sequence[str], wanted: Sequence[str]) -> tuple[int, int, int]:
    """(edits, first, last): the stretch of `have` that becomes `wanted` with the fewest words added, taken or exchanged.

    Sellers' algorithm: as for the edit distance, but beginning and end in `have` are free.
    """
    row = [(0, at) for at in range(len(have) + 1)]
    for count, word in enumerate(wanted, start=1):
        new = [(count, 0)]
        for at, theirs in enumerate(have, start=1):
            kept = (row[at - 1][0] + (theirs != word), row[at - 1][1])
            new.append(min(kept, (row[at][0] + 1, row[at][1]), (new[at - 1][0] + 1, new[at - 1][1])))
        row = new
    edits, last, first = min((edits, last, first) for last, (edits, first) in enumerate(row))
    return edits, first, last
