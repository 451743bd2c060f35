"""Text of files that people bring. Pure."""

import codecs

from app.core.errors import Invalid


def text_of(data: bytes, *, field: str) -> str:
    """The text of a file in UTF-8, or in UTF-16 with its mark. Raises Invalid at `field` with the first line that is
    neither."""
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        message = f"Line {line} is not text in UTF-8. Save the file as UTF-8 and try again."
        raise Invalid(message, field=field) from error
