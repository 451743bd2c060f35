"""Stand-in."""

from dataclasses import dataclass

import nh3


@dataclass(frozen=True)
class BodyUses:
    assets: frozenset[int] = frozenset()
    entries: frozenset[int] = frozenset()
    references: tuple[str, ...] = ()


def clean(html: str) -> str:
    return nh3.clean(html)


def uses(html: str) -> BodyUses:
    return BodyUses()


def from_markdown(text: str) -> str:
    return clean(f"<p>{text}</p>") if text else ""


def to_markdown(html: str) -> str:
    return html.replace("<p>", "").replace("</p>", "")
