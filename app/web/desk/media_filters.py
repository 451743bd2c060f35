"""What the library was asked for in its address: kind, words, dates, how it is shown."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask import request, url_for

from app.media.listing import Wanted
from app.media.models import AssetKind
from app.web.desk.rows import MOST_PAGES
from app.web.desk.words import zone

VIEWS = ("grid", "list")
ONLY = {"": "All of them", "unused": "Used nowhere", "undescribed": "Pictures without a description"}


@dataclass(frozen=True)
class Asked:
    """`values` are the parts of the address that are not as they would be without being said."""

    wanted: Wanted
    values: dict[str, str]
    page: int

    @property
    def view(self) -> str:
        return self.values.get("view", VIEWS[0])

    @property
    def is_narrowed(self) -> bool:
        return bool(self.values.keys() - {"view"})

    def link(self, **changes: str) -> str:
        """The address of the first page of the same list with these changes; "" takes a part away."""
        values = {name: value for name, value in {**self.values, **changes}.items() if value}
        return url_for("desk_media.library", **values)  # type: ignore[arg-type]  # all of them are strings


def asked() -> Asked:
    """From the address; what cannot be meant is taken as not asked."""
    typed = {name: request.args.get(name, "").replace("\0", "").strip() for name in ("kind", "q", "only", "view")}
    since, until = _day("since"), _day("until")
    values = {
        "kind": typed["kind"] if typed["kind"] in set(AssetKind) else "",
        "q": typed["q"][:200],
        "only": typed["only"] if typed["only"] in ONLY else "",
        "since": since.isoformat() if since else "",
        "until": until.isoformat() if until else "",
        "view": typed["view"] if typed["view"] in VIEWS[1:] else "",
    }
    wanted = Wanted(
        kind=AssetKind(values["kind"]) if values["kind"] else None,
        text=values["q"],
        unused=values["only"] == "unused",
        undescribed=values["only"] == "undescribed",
        since=_start_of(since) if since else None,
        until=_start_of(until + timedelta(days=1)) if until else None,
    )
    page = min(max(1, request.args.get("page", 1, type=int)), MOST_PAGES)
    return Asked(wanted, {name: value for name, value in values.items() if value}, page)


def _day(name: str) -> date | None:
    try:
        day = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return day if date(1970, 1, 1) <= day <= date(9000, 1, 1) else None


def _start_of(day: date) -> datetime:
    """Midnight where the editors are."""
    return datetime.combine(day, time(), zone())
