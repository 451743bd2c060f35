"""What changed between two texts, marked in the newer one with <ins> and <del>. Pure.

Two rendered bodies are compared as trees: first block with block, then, in blocks that belong together, word with word.
So a moved comma shows as a comma and a new list item as a list item, and the result is a page that can be read.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from typing import TypeVar

from markupsafe import Markup

from app.content.difference_nodes import Block, Leaf, Mark, Node, Run, joined, marked, plain, read, whole, words_of

T = TypeVar("T")
Pair = tuple[T | None, T | None]
"""What stands on either side; None where it has no partner."""

_SENTENCE = re.compile(r"[.!?:;]\s*$")
_ALIKE = 0.35
"""From which share of common words on two blocks are one that was rewritten, and not one gone and one come."""
_PLACES_COUNT = {"tr", "table", "section", "figure"}
"""Where a child is known by its place: a cell stays in its column, whatever is written in it."""
_MOST_STEPS = 1_000_000
"""Above this many comparisons, sentences are compared before words."""
_MOST_EQUAL = 4_000_000
"""Above this many pairs of equal blocks or words, what lies between the common beginning and end is not compared."""
_MOST_PAIRED = 250_000
"""Above this many pairs of blocks, no partner is looked for: the first stands beside the first."""


def compare_pages(before: str, after: str) -> Markup:
    """`after`, the HTML of a rendered body, with what is new in <ins> and what is gone in <del>.

    Blocks that are wholly new or gone also have the class `is-inserted` or `is-deleted`. Both must be well-formed HTML of
    ours: nothing is cleaned here.
    """
    return Markup(_children(read(before), read(after)))  # noqa: S704 - made of the two, which are safe


def compare_words(before: str, after: str) -> Markup:
    """Two plain texts the same way."""
    return Markup(_line(words_of(before), words_of(after)))  # noqa: S704 - the words are escaped


def _children(before: Sequence[Node], after: Sequence[Node], *, inside: str = "") -> str:
    parts = []
    pair = _side_by_side if inside in _PLACES_COUNT else _pair_nodes
    for old, new in _aligned(before, after, _node_key, pair):
        match old, new:
            case None, _:
                parts.append(marked(new, "ins"))
            case _, None:
                parts.append(marked(old, "del"))
            case _ if _kind(old) != _kind(new):
                parts += [marked(old, "del"), marked(new, "ins")]
            case Run(), Run():
                parts.append(_line(old.leaves, new.leaves))
            case Block(), Block() if old.signature != new.signature:
                parts.append(whole(new, _children(old.children, new.children, inside=new.tag)))
            case _:
                parts.append(plain(new))
    return "".join(parts)


def _node_key(node: Node) -> str:
    return node.signature


def _aligned(
    before: Sequence[T],
    after: Sequence[T],
    key: Callable[[T], object],
    pair: Callable[[Sequence[T], Sequence[T]], list[Pair[T]]],
) -> list[Pair[T]]:
    """Both sides in reading order: what is equal beside each other, and `pair` decides about what stands in its place."""
    old_keys, new_keys = [key(one) for one in before], [key(one) for one in after]
    if _equal_pairs(old_keys, new_keys) > _MOST_EQUAL:
        start, end = _common_ends(old_keys, new_keys)
        old, new = len(before) - end, len(after) - end
        return [
            *zip(before[:start], after[:start], strict=True),
            *pair(before[start:old], after[start:new]),
            *zip(before[old:], after[new:], strict=True),
        ]
    pairs: list[Pair[T]] = []
    for what, a, b, c, d in SequenceMatcher(None, old_keys, new_keys, autojunk=False).get_opcodes():
        if what == "equal":
            pairs += zip(before[a:b], after[c:d], strict=True)
        else:
            pairs += pair(before[a:b], after[c:d])
    return pairs


def _equal_pairs(before: Sequence[object], after: Sequence[object]) -> int:
    counts = Counter(after)
    return sum(count * counts[key] for key, count in Counter(before).items())


def _common_ends(before: Sequence[object], after: Sequence[object]) -> tuple[int, int]:
    """How many are the same at the beginning, and how many of the rest at the end."""
    least, start, end = min(len(before), len(after)), 0, 0
    while start < least and before[start] == after[start]:
        start += 1
    while end < least - start and before[-1 - end] == after[-1 - end]:
        end += 1
    return start, end


def _pair_nodes(before: Sequence[Node], after: Sequence[Node]) -> list[Pair[Node]]:
    """In order, each with the next that is much like it; what has none like it is gone, or new."""
    if len(before) * len(after) > _MOST_PAIRED:
        return _side_by_side(before, after)
    pairs: list[Pair[Node]] = []
    bags = [_bag(node) for node in after]
    taken = 0
    for old in before:
        bag = _bag(old)
        found = next(
            (i for i in range(taken, len(after)) if _kind(after[i]) == _kind(old) and _alike(bag, bags[i])), None
        )
        if found is None:
            pairs.append((old, None))
            continue
        pairs += [(None, new) for new in after[taken:found]]
        pairs.append((old, after[found]))
        taken = found + 1
    return pairs + [(None, new) for new in after[taken:]]


def _kind(node: Node | None) -> str:
    return node.tag if isinstance(node, Block) else ""


def _bag(node: Node) -> Counter[str]:
    return Counter(re.findall(r"\w+", node.signature))


def _alike(one: Counter[str], other: Counter[str]) -> bool:
    most = max(one.total(), other.total())
    return most == 0 or (one & other).total() / most >= _ALIKE


def _line(before: Sequence[Leaf], after: Sequence[Leaf]) -> str:
    line: list[tuple[Mark | None, Leaf]] = []
    for old, new in _compare_leaves(before, after):
        if new is None and old is not None:
            line.append(("del", old))
        elif new is not None:
            line.append((None if old is not None else "ins", new))
    return joined(line)


def _compare_leaves(before: Sequence[Leaf], after: Sequence[Leaf]) -> list[Pair[Leaf]]:
    if len(before) * len(after) <= _MOST_STEPS:
        return _aligned(before, after, _leaf_key, _apart)
    return [
        pair
        for old, new in _aligned(_sentences(before), _sentences(after), _sentence_key, _side_by_side)
        for pair in _compare_sentence(old or (), new or ())
    ]


def _compare_sentence(before: Sequence[Leaf], after: Sequence[Leaf]) -> list[Pair[Leaf]]:
    if len(before) * len(after) > _MOST_STEPS:  # no sentence that anybody would read word by word
        return _apart(before, after)
    return _aligned(before, after, _leaf_key, _apart)


def _leaf_key(leaf: Leaf) -> object:
    return leaf.key, leaf.path


def _sentence_key(sentence: Sequence[Leaf]) -> object:
    return tuple(map(_leaf_key, sentence))


def _sentences(leaves: Sequence[Leaf]) -> list[Sequence[Leaf]]:
    found: list[Sequence[Leaf]] = []
    start = 0
    for place, leaf in enumerate(leaves, start=1):
        if _SENTENCE.search(leaf.html):
            found.append(leaves[start:place])
            start = place
    return [*found, leaves[start:]] if start < len(leaves) else found


def _apart(before: Sequence[T], after: Sequence[T]) -> list[Pair[T]]:
    return [*((old, None) for old in before), *((None, new) for new in after)]


def _side_by_side(before: Sequence[T], after: Sequence[T]) -> list[Pair[T]]:
    """The first with the first, the second with the second."""
    both = min(len(before), len(after))
    return [*zip(before[:both], after[:both], strict=True), *_apart(before[both:], after[both:])]
