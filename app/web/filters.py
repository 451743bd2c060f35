"""What templates may call: words for times and sizes, and the addresses of style sheets and scripts."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import Flask

from app.core.text import mail_link

# Which style sheets make one; the asset build reads the same file.
SHEETS = Path(__file__).parent / "assets" / "sheets.json"


def day(value: date | datetime, zone: ZoneInfo) -> str:
    """The day as people write it, in the site's own time zone: "22 November 2026"."""
    local = value.astimezone(zone) if isinstance(value, datetime) else value
    return f"{local.day} {_MONTHS[local.month - 1]} {local.year}"


def iso(value: date | datetime) -> str:
    """For machines: a day as it is, an instant in UTC to the second."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")
    return value.isoformat()


def clock(milliseconds: int) -> str:
    """A place in a recording: 0:07, 12:05, 1:02:03."""
    minutes, seconds = divmod(max(0, milliseconds) // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def length_in_words(milliseconds: int) -> str:
    """How long a recording is, as one says it: "45 seconds", "2 minutes", "1 hour 5 minutes"."""
    seconds = round(milliseconds / 1000)
    if seconds < 60:
        return _counted(max(1, seconds), "second")
    hours, minutes = divmod(round(seconds / 60), 60)
    parts = [_counted(n, name) for n, name in ((hours, "hour"), (minutes, "minute")) if n]
    return " ".join(parts)


def size(amount: int) -> str:
    """Bytes in the units people know: "812 kB", "1.4 MB"."""
    if amount < 1000:
        return f"{amount} bytes"
    if amount < 999_500:
        return f"{round(amount / 1000)} kB"
    return f"{amount / 1_000_000:.1f} MB"


@dataclass(frozen=True)
class Assets:
    """Addresses of style sheets and scripts: the built ones with hashed names, or the sources where nothing is built.

    `built` is the build's manifest: the name a template uses ("site.css", "js/player.js") to the file in `static/dist`.
    """

    base: str
    built: dict[str, str]
    sources: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The parts of each joined sheet ("site.css", "desk.css") as they stand in `static/`, in order."""

    def url(self, name: str) -> str:
        """The address of one file below `static/`."""
        return f"{self.base}/dist/{self.built[name]}" if name in self.built else f"{self.base}/{name}"

    @property
    def stylesheets(self) -> tuple[str, ...]:
        """Those of the public site, in order: one file when built."""
        return self.sheets("site.css")

    def sheets(self, name: str) -> tuple[str, ...]:
        """The addresses of a joined sheet: one file when built, else its parts."""
        if name in self.built:
            return (self.url(name),)
        return tuple(self.url(part) for part in self.sources.get(name, ()))


def read_assets(static_folder: Path, base: str = "/static") -> Assets:
    """The assets of this start; the manifest is read once."""
    manifest = static_folder / "dist" / "manifest.json"
    built = json.loads(manifest.read_text("utf-8")) if manifest.is_file() else {}
    sheets: dict[str, list[str]] = json.loads(SHEETS.read_text("utf-8"))
    ours = "../static/"
    sources = {
        name: tuple(part.removeprefix(ours) for part in parts if part.startswith(ours))
        for name, parts in sheets.items()
    }
    return Assets(base, built, sources)


def register(app: Flask, *, zone: ZoneInfo) -> None:
    """Give `app`'s templates these filters and the global `assets`."""
    app.jinja_env.filters.update(
        day=lambda value: day(value, zone),
        iso=iso,
        clock=clock,
        size=size,
        length_in_words=length_in_words,
        mail_link=mail_link,
    )
    app.jinja_env.globals["assets"] = read_assets(Path(app.static_folder or ""), app.static_url_path or "/static")


def _counted(number: int, name: str) -> str:
    return f"{number} {name}" if number == 1 else f"{number} {name}s"


_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
