"""Where a picture and its smaller copies are found by a browser. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

HASH_LENGTH = 20
"""As much of the SHA-256 as an address shows: 80 bits, never the same for two pictures."""


@dataclass(frozen=True)
class Copy:
    """One copy of a picture, or the picture itself."""

    width: int
    height: int
    extension: str


@dataclass(frozen=True)
class Picture:
    """What an <img> needs. `src` is in a format that everything shows; `original` is the picture as it was brought."""

    asset_id: int
    src: str
    srcset: str
    width: int
    height: int
    original: str


def image_path(sha256: str, width: int, extension: str) -> str:
    """The address of a picture at a width. The content under it never changes."""
    return f"/images/{sha256[:HASH_LENGTH]}-{width}.{extension}"


def picture(asset_id: int, sha256: str, original: Copy, copies: Iterable[Copy]) -> Picture:
    """The picture with those copies that are made already; before that, it is the original alone."""
    made = sorted(copies, key=lambda copy: copy.width)
    plain = [copy for copy in made if copy.extension in {"jpg", "png"}]
    shown = plain[-1] if plain else original
    small = [copy for copy in made if copy.extension == "webp" and copy.width < original.width]
    if small and original.width <= 2 * small[-1].width:
        small.append(original)
    return Picture(
        asset_id=asset_id,
        src=image_path(sha256, shown.width, shown.extension),
        srcset=", ".join(f"{image_path(sha256, c.width, c.extension)} {c.width}w" for c in small),
        width=original.width,
        height=original.height,
        original=image_path(sha256, original.width, original.extension),
    )
