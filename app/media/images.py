"""Pictures: measured, freed of what their cameras added, and made into the sizes that pages use.

The size in pixels is looked at before anything is decoded: a small file can hold a picture of gigabytes.
"""

import io
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageFile, ImageOps, features

from app.core.errors import Invalid
from app.media.facts import PictureFacts
from app.media.renditions import MIMES, Planned

MAX_PIXELS = 40_000_000
MAX_SIDE = 20_000
COVER_BYTES = 512 * 1024

Image.MAX_IMAGE_PIXELS = MAX_PIXELS
ImageFile.LOAD_TRUNCATED_IMAGES = False
warnings.simplefilter("error", Image.DecompressionBombWarning)

_FORMATS = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP", "gif": "GIF", "avif": "AVIF"}
# One thread for AVIF: with several, the same picture would not give the same bytes.
_SAVING: dict[str, dict[str, Any]] = {
    "avif": {"quality": 60, "speed": 8, "max_threads": 1},
    "webp": {"quality": 80, "method": 4},
    "jpg": {"quality": 82, "optimize": True, "progressive": True},
    "png": {"optimize": True},
}
_METADATA = {"exif", "xmp", "XML:com.adobe.xmp", "photoshop", "comment", "Raw profile type exif", "mp"}
_ORIENTATION = 0x0112

_BROKEN = "This picture is damaged or not complete. Please export it again."


@dataclass(frozen=True)
class Taken:
    """A picture as it is kept: `data` is what was given, or the same without its camera's notes."""

    data: bytes
    facts: PictureFacts


@dataclass(frozen=True)
class Made:
    """One smaller copy. `purpose` is its name, such as "w640.webp"."""

    purpose: str
    data: bytes
    mime: str
    width: int
    height: int


def take(data: bytes, extension: str, *, field: str = "file") -> Taken:
    """Measure the picture and free it of metadata (place and time among them). Raises Invalid with the reason."""
    with _opened(data, extension, field) as image:
        kept = data if not _has_metadata(image) else _without_metadata(image)
        upright = ImageOps.exif_transpose(image)
        facts = PictureFacts(extension, upright.width, upright.height, image.mode, _has_alpha(image))
    return Taken(kept, facts)


@dataclass(frozen=True)
class Measured:
    """What the head of a picture's file says. `mode` is Pillow's word for its colours, such as "RGB"."""

    mime: str
    width: int
    height: int
    mode: str


def measured(data: bytes) -> Measured | None:
    """The picture's facts without decoding it; None for what is no picture, or one too large to be looked at."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            return Measured(str(image.get_format_mimetype()), image.width, image.height, image.mode)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return None


def draw(data: bytes, extension: str, planned: Iterable[Planned]) -> Iterator[Made]:
    """The copies that `renditions.plan` asks for, one after the other. The same picture gives the same bytes.

    What this Pillow cannot write is left out. Raises Invalid for what `take` would not have taken.
    """
    with _opened(data, extension, "file") as image:
        plain = _plain(image)
        for wanted in planned:
            if wanted.name.extension != "avif" or features.check("avif"):
                yield _drawn(plain, wanted)


def cover(data: bytes, extension: str, *, side: int) -> bytes:
    """A JPEG of at most `side` pixels and about half a megabyte, for a recording's tag. The same picture gives the same
    bytes."""
    with _opened(data, extension, "file") as image:
        plain = _plain(image)
        plain.thumbnail((side, side), Image.Resampling.LANCZOS)
        if plain.mode == "RGBA":
            plain = _on_paper(plain)
        plain.info = {}
        sizes = (_saved(plain, "JPEG", quality=quality, optimize=True) for quality in (85, 70, 50))
        smallest = b""
        for smallest in sizes:
            if len(smallest) <= COVER_BYTES:
                break
        return smallest


@contextmanager
def _opened(data: bytes, extension: str, field: str) -> Iterator[Image.Image]:
    """The picture, decoded; every way in which that can fail is a refusal."""
    try:
        with Image.open(io.BytesIO(data), formats=[_FORMATS[extension]]) as image:
            _check(image, field)
            image.load()
            yield image
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise Invalid(_too_large(), field=field) from error
    except (OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, EOFError, OverflowError) as error:
        raise Invalid(_BROKEN, field=field) from error
    except MemoryError as error:
        raise Invalid(_too_large(), field=field) from error


def _check(image: Image.Image, field: str) -> None:
    width, height = image.size
    if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
        raise Invalid(f"This picture has {width:,} × {height:,} pixels. {_too_large()}", field=field)
    if getattr(image, "is_animated", False):
        raise Invalid("Moving pictures are not taken, they disturb readers. Please save one frame as PNG.", field=field)


def _too_large() -> str:
    return f"At most {MAX_PIXELS // 1_000_000} million pixels are taken; 3,000 pixels wide is plenty for every use."


def _has_metadata(image: Image.Image) -> bool:
    return bool(_METADATA & image.info.keys()) or bool(getattr(image, "text", None)) or len(image.getexif()) > 0


def _has_alpha(image: Image.Image) -> bool:
    return image.mode in {"RGBA", "LA", "PA", "RGBa", "La"} or "transparency" in image.info


def _without_metadata(image: Image.Image) -> bytes:
    """The same picture, turned upright, with its colour profile only."""
    turned = image.getexif().get(_ORIENTATION, 1) not in {None, 1}
    upright = ImageOps.exif_transpose(image) if turned else image
    keep: dict[str | tuple[int, int], Any] = {
        k: v for k, v in image.info.items() if k in {"icc_profile", "transparency", "gamma", "dpi"}
    }
    options: dict[str, Any] = {"icc_profile": keep.get("icc_profile")}
    if image.format == "JPEG":
        options |= {"quality": 95, "subsampling": 0} if turned else {"quality": "keep"}
    elif image.format in {"WEBP", "AVIF"}:
        options |= {"quality": 92}
    upright.info = keep
    out = io.BytesIO()
    upright.save(out, format=image.format, **options)
    return out.getvalue()


def _plain(image: Image.Image) -> Image.Image:
    """Upright, in RGB or RGBA and nothing else."""
    upright = ImageOps.exif_transpose(image)
    return upright.convert("RGBA" if _has_alpha(image) else "RGB")


def _drawn(plain: Image.Image, wanted: Planned) -> Made:
    small = plain.resize((wanted.width, wanted.height), Image.Resampling.LANCZOS, box=wanted.box)
    small.info = {}
    extension = wanted.name.extension
    if extension == "jpg" and small.mode == "RGBA":
        small = _on_paper(small)
    data = _saved(small, _FORMATS[extension], **_SAVING[extension])
    return Made(wanted.name.purpose, data, MIMES[extension], wanted.width, wanted.height)


def _on_paper(picture: Image.Image) -> Image.Image:
    paper = Image.new("RGB", picture.size, "white")
    paper.paste(picture, mask=picture.getchannel("A"))
    return paper


def _saved(image: Image.Image, format_: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, format=format_, **options)
    return out.getvalue()
