"""Rules that hold for one field wherever it stands, in the channel or in an item. Pure."""

from collections.abc import Iterator

from app.core.errors import Fault
from app.feeds.addresses import address_fault, ending
from app.feeds.documents import Cover

MAX_LENGTH = 255  # characters, rule 3
MAX_DESCRIPTION = 4000  # bytes, rule 3
COVER_SIDES = range(1400, 3001)  # pixels, rule 44
COVER_ENDINGS = {"image/jpeg": {"jpg", "jpeg"}, "image/png": {"png"}}


def text_faults(field: str, value: str) -> Iterator[Fault]:
    """Rule 3: at most 255 characters, no blanks at the ends."""
    if len(value) > MAX_LENGTH:
        yield Fault(field, f"This is {len(value)} characters long; podcast apps take {MAX_LENGTH}.")
    if value != value.strip():
        yield Fault(field, "Take away the blanks at the beginning and the end.")


def description_faults(value: str) -> Iterator[Fault]:
    """Rule 3: at most 4000 bytes, whatever the number of characters."""
    size = len(value.encode("utf-8", "replace"))
    if size > MAX_DESCRIPTION:
        yield Fault(
            "description",
            f"The description is {size - MAX_DESCRIPTION} bytes longer than the {MAX_DESCRIPTION} that apps take.",
        )


def cover_faults(cover: Cover) -> Iterator[Fault]:
    """Rule 44, on the facts measured from the picture."""
    if fault := address_fault(cover.url):
        yield Fault("cover", f"The address of the cover {fault}.")
    if cover.mime not in COVER_ENDINGS:
        yield Fault("cover", "The cover must be a JPEG or PNG picture.")
    elif ending(cover.url) not in COVER_ENDINGS[cover.mime]:
        yield Fault("cover", "The ending of the cover’s address does not fit its type.")
    if cover.width != cover.height:
        yield Fault("cover", f"The cover must be square; this one is {cover.width} by {cover.height} pixels.")
    elif cover.width not in COVER_SIDES:
        yield Fault("cover", f"The cover must be 1400 to 3000 pixels wide and high; this one has {cover.width}.")
    if cover.mode != "RGB":
        yield Fault("cover", "The cover must be in RGB colours without transparency.")
