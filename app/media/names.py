"""The name a file was brought under: shown to people and offered for downloads, never a path. Pure."""

import unicodedata

from app.core.text import one_line

MAX_LENGTH = 150


def tidy_name(raw: str, extension: str = "") -> str:
    """The last part of `raw` without what could mislead: paths, control and direction marks.

    It ends in the true `extension` when that is known, and else as it did.
    """
    last = raw.replace("\\", "/").rsplit("/", maxsplit=1)[-1]
    # Cf holds the marks that turn the direction of writing: "gpj.exe" may look like "exe.jpg" with one of them.
    plain = one_line("".join(c for c in last if unicodedata.category(c) != "Cf" and c not in '<>:"|?*'))
    stem, dot, own = plain.rpartition(".") if "." in plain else (plain, "", "")
    stem = stem.strip(". ")[:MAX_LENGTH].rstrip() or "file"
    ending = extension or (own if dot and own.isalnum() else "")[:10]
    return f"{stem}.{ending}" if ending else stem
