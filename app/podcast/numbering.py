"""Numbers of seasons and episodes, and how they are said. Pure."""

from collections.abc import Iterable

EPISODE_TYPES = ("full", "trailer", "bonus")


def next_number(taken: Iterable[tuple[int | None, int | None]], *, season: int | None) -> int:
    """The number after the highest of `season`; `taken` are the (season, number) pairs of the show."""
    return max((number or 0 for of_season, number in taken if of_season == season), default=0) + 1


def label(season: int | None, number: int | None, episode_type: str = "full") -> str:
    """The short form: `S1 E2`, `E2`, `S1 Trailer`, `Bonus`; empty when there is nothing to say."""
    kind = "" if episode_type == "full" else episode_type.capitalize()
    parts = (f"S{season}" if season else "", f"E{number}" if number else "", kind)
    return " ".join(part for part in parts if part)


def spoken_label(season: int | None, number: int | None, episode_type: str = "full") -> str:
    """The same in words, for a screen reader: `Season 1, episode 2, bonus`."""
    kind = "" if episode_type == "full" else episode_type
    parts = (f"season {season}" if season else "", f"episode {number}" if number else "", kind)
    words = ", ".join(part for part in parts if part)
    return words[:1].upper() + words[1:]
