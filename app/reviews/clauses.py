"""Where a sentence or a part of it ends, and which short words are names: for `spelling.py`. Pure.

"No exercise. Only rest." and "No. Exercise only. Rest." are the same words. What ends a part of a sentence is one sign
here, whichever it was, so that a comma may become a full stop; a question stays one.
"""

from collections.abc import Callable, Sequence

PAUSE = "¦"
_PAUSES = frozenset(".,;:!()—¦") | {"- ", "– "}
_QUESTION = "?"
_NAMES = frozenset("ABCDEF")
_AMOUNTS = frozenset({"few", "little"})
_HARMLESS = frozenset({"and"})
NAMED = "="
"""Before a letter that is no article: "hepatitis A", "a few"."""


def with_pauses(tokens: Sequence[str], *, bounds: Callable[[str], bool]) -> list[str]:
    """The tokens with one pause for all signs that end something at one place; none where a cell or a card ends anyway."""
    found: list[str] = []
    for token in (PAUSE if token in _PAUSES else token for token in tokens):
        if token == PAUSE and (not found or found[-1] in {PAUSE, _QUESTION} or bounds(found[-1])):
            continue
        if found and found[-1] == PAUSE and (token == _QUESTION or bounds(token)):
            found.pop()
        found.append(token)
    return found[:-1] if found and found[-1] == PAUSE else found


def without_pauses(tokens: Sequence[str]) -> list[str]:
    return [token for token in tokens if token != PAUSE]


def named(tokens: Sequence[str]) -> list[str]:
    """The tokens as they were typed; a letter after a word is marked as the name that it is, and so is "a" before "few"."""
    found = []
    padded = ["", *tokens, ""]
    for before, token, after in zip(padded, tokens, padded[2:], strict=False):
        is_name = token in _NAMES and before[-1:].isalpha()
        is_amount = token in {"a", "A"} and after.casefold() in _AMOUNTS
        found.append(f"{NAMED}{token if is_name else 'a'}" if is_name or is_amount else token)
    return found


def is_turned(
    one: Sequence[str], other: Sequence[str], places: tuple[int, int, int, int], is_weighty: Callable[[str], bool]
) -> bool:
    """Whether a change (`places` is where it begins and ends in both) divides a sentence differently beside a word that
    advice hangs on."""
    a, b, c, d = places
    if _pauses_in(one[a:b]) == _pauses_in(other[c:d]):
        return False
    near = [*_clauses(one, a, b), *_clauses(other, c, d)]
    return any(is_weighty(token) for token in near if token not in _HARMLESS and token[0] not in {PAUSE, "⟦"})


def _pauses_in(tokens: Sequence[str]) -> list[int]:
    return [index for index, token in enumerate(tokens) if token == PAUSE]


def _clauses(tokens: Sequence[str], start: int, end: int) -> Sequence[str]:
    """What stands between the pauses before and after a place."""
    while start > 0 and tokens[start - 1] != PAUSE:
        start -= 1
    while end < len(tokens) and tokens[end] != PAUSE:
        end += 1
    return tokens[start:end]
