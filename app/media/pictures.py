"""Where a picture, its copies and its crops are found by a browser. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from app.media.focal import Focal, Shape
from app.media.renditions import EVERYWHERE, MIMES, MODERN, WIDTHS, Name, Original

HASH_LENGTH = 20
"""As much of the SHA-256 as an address shows: 80 bits, never the same for two pictures."""

_NEARLY = 0.85


@dataclass(frozen=True)
class Copy:
    """One copy of a picture, or of a part of it, that is made."""

    name: Name
    height: int

    @property
    def width(self) -> int:
        return self.name.width


@dataclass(frozen=True)
class Source:
    """The copies in one format, for a <source>."""

    mime: str
    srcset: str


@dataclass(frozen=True)
class Picture:
    """What a <picture> needs. `src` and `srcset` are in formats that everything shows, `sources` in smaller ones, the best
    first; `original` is the picture as it was brought."""

    asset_id: int
    src: str
    srcset: str
    width: int
    height: int
    original: str
    sources: tuple[Source, ...] = ()
    crops: Mapping[Shape, "Picture"] = field(default_factory=dict)

    def cut(self, shape: Shape | None) -> "Picture":
        """The picture in this shape; the whole one as long as there is no such crop."""
        return self if shape is None else self.crops.get(shape, self)


def image_path(sha256: str, width: int, extension: str, *, prefix: str = "") -> str:
    """The address of a picture at a width, or of a crop (`Name.prefix`). The content under it never changes."""
    return f"/images/{sha256[:HASH_LENGTH]}-{prefix}{width}.{extension}"


def picture(asset_id: int, sha256: str, original: Original, copies: Iterable[Copy], focal: Focal) -> Picture:
    """The picture with those copies that are made already; before that, it is the original alone."""
    made = sorted(copies, key=lambda copy: copy.width)
    whole = _whole(asset_id, sha256, original, [copy for copy in made if copy.name.shape is None])
    cuts = {shape: _newest([copy for copy in made if copy.name.shape is shape], focal) for shape in Shape}
    return replace(whole, crops={shape: _of(whole, sha256, cut) for shape, cut in cuts.items() if _plain(cut)})


def _newest(copies: list[Copy], focal: Focal) -> list[Copy]:
    """The crops around the focal point or, until these are made, around the one before."""
    there = [copy for copy in copies if copy.name.focal == focal]
    return there or [copy for copy in copies if copy.name.focal == copies[-1].name.focal]


def _whole(asset_id: int, sha256: str, original: Original, copies: list[Copy]) -> Picture:
    own = Copy(Name(original.width, original.extension), original.height)
    address, plain = _address(sha256, own), _plain(copies)
    bare = Picture(asset_id, address, "", own.width, own.height, address)
    if not copies:
        return bare
    offered = [*copies, own] if own.width <= 2 * copies[-1].width else copies
    found = _of(bare, sha256, offered)
    return replace(found, src=_address(sha256, plain[-1]) if plain else address, width=own.width, height=own.height)


def _of(whole: Picture, sha256: str, copies: list[Copy]) -> Picture:
    """The picture that these copies are offered for."""
    plain = _plain(copies)
    enough = min(plain[-1].width if plain else whole.width, WIDTHS[-1]) * _NEARLY
    sources = []
    for extension in MODERN:
        found = [copy for copy in copies if copy.name.extension == extension]
        # A browser that takes a source takes nothing else: one that ends too early would make large pictures blurred.
        if found and found[-1].width >= enough:
            sources.append(Source(MIMES[extension], _srcset(sha256, found)))
    return Picture(
        asset_id=whole.asset_id,
        src=_address(sha256, plain[-1]) if plain else whole.src,
        srcset=_srcset(sha256, plain) if len(plain) > 1 else "",
        width=plain[-1].width if plain else whole.width,
        height=plain[-1].height if plain else whole.height,
        original=whole.original,
        sources=tuple(sources),
    )


def _plain(copies: list[Copy]) -> list[Copy]:
    return [copy for copy in copies if copy.name.extension in EVERYWHERE]


def _srcset(sha256: str, copies: list[Copy]) -> str:
    return ", ".join(f"{_address(sha256, copy)} {copy.width}w" for copy in copies)


def _address(sha256: str, copy: Copy) -> str:
    return image_path(sha256, copy.width, copy.name.extension, prefix=copy.name.prefix)
