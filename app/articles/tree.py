"""The tree of articles: its order, and what a step up, down, in or out means. Pure."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Step(StrEnum):
    """One step that a button takes."""

    UP = "up"
    DOWN = "down"
    IN = "in"
    OUT = "out"


@dataclass(frozen=True)
class Node:
    """An article as far as its place goes."""

    id: int
    parent_id: int | None
    position: int
    title: str


@dataclass(frozen=True)
class Place:
    """Below `parent_id` (None is the top), right after the sibling `after_id` (None is first)."""

    parent_id: int | None
    after_id: int | None


class Tree:
    """All articles in the order in which readers find them."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self._nodes = {node.id: node for node in nodes}
        self._seals: dict[int | None, str] = {}
        below: dict[int | None, list[Node]] = defaultdict(list)
        for node in self._nodes.values():
            below[node.parent_id if node.parent_id in self._nodes else None].append(node)
        self._below: Mapping[int | None, list[int]] = {
            parent: [n.id for n in sorted(listed, key=lambda n: (n.position, n.title, n.id))]
            for parent, listed in below.items()
        }

    def __contains__(self, node_id: object) -> bool:
        return node_id in self._nodes

    def below(self, parent_id: int | None) -> Sequence[int]:
        """The ids right below, in order."""
        return self._below.get(parent_id, [])

    def parent_of(self, node_id: int) -> int | None:
        parent = self._nodes[node_id].parent_id
        return parent if parent in self._nodes else None

    def seal(self, parent_id: int | None) -> str:
        """A short word for the order right below: another order, another word."""
        if parent_id not in self._seals:
            order = ",".join(map(str, self.below(parent_id)))
            self._seals[parent_id] = hashlib.sha256(f"{parent_id}:{order}".encode()).hexdigest()[:12]
        return self._seals[parent_id]

    def walk(self, parent_id: int | None = None, depth: int = 0) -> Iterator[tuple[int, int]]:
        """(id, depth) of everything below, in reading order."""
        for node_id in self.below(parent_id):
            yield node_id, depth
            yield from self.walk(node_id, depth + 1)

    def height(self, node_id: int) -> int:
        """How many levels it takes with all below it."""
        return 1 + max((self.height(child) for child in self.below(node_id)), default=0)

    def after(self, node_id: int, step: Step) -> Place | None:
        """Where a step leads, None when there is no way to go."""
        parent = self.parent_of(node_id)
        siblings = self.below(parent)
        at = siblings.index(node_id)
        match step:
            case Step.UP:
                return Place(parent, siblings[at - 2] if at > 1 else None) if at else None
            case Step.DOWN:
                return Place(parent, siblings[at + 1]) if at + 1 < len(siblings) else None
            case Step.IN:
                return self._last_below(siblings[at - 1]) if at else None
            case Step.OUT:
                return None if parent is None else Place(self.parent_of(parent), parent)

    def order_with(self, node_id: int, place: Place) -> list[int] | None:
        """The ids below `place.parent_id` with the article put there; None when what it should follow is not there."""
        rest = [sibling for sibling in self.below(place.parent_id) if sibling != node_id]
        if place.after_id is None:
            return [node_id, *rest]
        if place.after_id not in rest:
            return None
        at = rest.index(place.after_id) + 1
        return [*rest[:at], node_id, *rest[at:]]

    def _last_below(self, parent_id: int) -> Place:
        children = self.below(parent_id)
        return Place(parent_id, children[-1] if children else None)
