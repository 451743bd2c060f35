"""What this room is handed by `create_app`: it does not know the pages that cite its sources."""

from collections.abc import Callable
from dataclasses import dataclass


def _nowhere(_reference_id: int) -> list[str]:
    return []


def _nothing(_dropped_id: int, _kept_id: int) -> None:
    return None


@dataclass(frozen=True)
class Citing:
    """`where_cited(id)` says in words where a reference is used; `follow(dropped, kept)` leads what cites one to another."""

    where_cited: Callable[[int], list[str]] = _nowhere
    follow: Callable[[int, int], None] = _nothing


class _Wiring:
    citing: Citing = Citing()


def wire(citing: Citing) -> None:
    _Wiring.citing = citing


def wired() -> Citing:
    return _Wiring.citing
