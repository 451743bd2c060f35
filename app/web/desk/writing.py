"""What the editor asks while somebody writes: the other format of a text, entries to link to, pictures of the library."""

from collections.abc import Iterable
from typing import Any

from flask import request, url_for

from app.accounts.permissions import Action
from app.content import finding as entries
from app.content.models import Entry, Kind
from app.core import clock
from app.core.text import one_line
from app.media import finding as library
from app.media import queries as media
from app.media.models import Asset
from app.web.auth import needs
from app.web.desk import blueprint
from app.web.desk.body_formats import convert
from app.web.desk.field_words import plain
from app.web.desk.fields import number_of

MOST_NAMES = 300
_LONGEST_SEARCH = 100
_THUMBNAIL = 320


@blueprint.post("/desk/writing/convert")
@needs(Action.WRITE)
def convert_text() -> dict[str, str]:
    """`text` in the format `to`: "html" or "markdown"."""
    return {"text": convert(plain(request.form.get("text")), to=request.form.get("to", ""))}


@blueprint.get("/desk/writing/entries")
@needs(Action.WRITE)
def entries_to_link() -> dict[str, Any]:
    """Entries whose title or path holds `q`; with kind=episode, only episodes."""
    kind = Kind.EPISODE if request.args.get("kind") == Kind.EPISODE else None
    return {"entries": _entries(entries.find_to_link(_asked(), kind=kind))}


@blueprint.get("/desk/writing/pictures")
@needs(Action.WRITE)
def pictures_to_show() -> dict[str, Any]:
    """Pictures whose name or description holds `q`, newest first."""
    return {"pictures": _pictures(library.find_pictures(_asked()))}


@blueprint.get("/desk/writing/names")
@needs(Action.WRITE)
def names() -> dict[str, Any]:
    """What a text points at by id: entries (`entry`) and pictures (`asset`)."""
    return {
        "entries": _entries(entries.entries_named(_ids("entry"))),
        "pictures": _pictures(library.pictures_named(_ids("asset"))),
    }


def writing_addresses() -> dict[str, str]:
    """Where the editor asks, as attributes of its field."""
    return {
        "data-convert": url_for("desk.convert_text"),
        "data-entries": url_for("desk.entries_to_link"),
        "data-pictures": url_for("desk.pictures_to_show"),
        "data-names": url_for("desk.names"),
        "data-uploads": url_for("desk_uploads.create"),
    }


blueprint.add_app_template_global(writing_addresses)


def _asked() -> str:
    return one_line(request.args.get("q", ""))[:_LONGEST_SEARCH].strip()


def _ids(name: str) -> frozenset[int]:
    wanted = (number_of(value) for value in request.args.getlist(name)[:MOST_NAMES])
    return frozenset(value for value in wanted if value is not None)


def _entries(found: Iterable[Entry]) -> list[dict[str, Any]]:
    now = clock.now()
    return [
        {"id": e.id, "title": e.title, "kind": e.kind.value, "path": e.path, "state": e.state_in_words(now)}
        for e in found
    ]


def _pictures(found: Iterable[Asset]) -> list[dict[str, Any]]:
    return [
        {"id": asset.id, "name": asset.original_name, "alt": str(asset.facts.get("alt", "")), **_shown(asset)}
        for asset in found
    ]


def _shown(asset: Asset) -> dict[str, Any]:
    """The smallest copy that is wide enough for a thumbnail."""
    picture = media.picture_of(asset)
    copies = [part.rsplit(" ", 1) for part in picture.srcset.split(", ") if " " in part]
    wide = [(int(width[:-1]), src) for src, width in copies if int(width[:-1]) >= _THUMBNAIL]
    src = min(wide)[1] if wide else picture.src
    return {"src": src, "width": picture.width, "height": picture.height}
