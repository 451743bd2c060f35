"""Which page was probably meant by a path that leads nowhere. Pure."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from difflib import SequenceMatcher

ALIKE = 0.6
LOOKED_AT = 12
_WORDS = re.compile(r"[a-z0-9]+")
_ENDING = re.compile(r"\.(html?|php|aspx?)$")

Target = tuple[int, str, str]
"""Id, path and title."""


class Similar:
    """Finds pages by the words of their last part; made once for a whole list."""

    def __init__(self, targets: Iterable[Target]) -> None:
        self._by_word: dict[str, list[Target]] = defaultdict(list)
        for target in targets:
            for word in set(_words(_last(target[1]))):
                self._by_word[word[:4]].append(target)

    def to(self, path: str) -> Target | None:
        """The page that is most like `path`, or None when none is like it."""
        wanted = _last(path)
        shared = Counter(target for word in set(_words(wanted)) for target in self._by_word.get(word[:4], ()))
        near = [(_likeness(wanted, _last(target[1])), target) for target, _ in shared.most_common(LOOKED_AT)]
        likeness, best = max(near, default=(0.0, None), key=lambda pair: pair[0])
        return best if likeness >= ALIKE else None


def _last(path: str) -> str:
    return _ENDING.sub("", path.strip("/").rsplit("/", 1)[-1].rsplit("#", 1)[-1].lower())


def _words(slug: str) -> list[str]:
    return _WORDS.findall(slug)


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()
