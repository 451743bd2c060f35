"""Publishing what is saved, without a form of the text at hand: from the page of dates and from lists."""

from app.content import queries
from app.content.models import Entry, Kind
from app.core.errors import Conflict
from app.core.unit_of_work import unit_of_work
from app.podcast import queries as shows
from app.web.desk import publishing
from app.web.desk.editing import find_mine
from app.web.desk.nouns import NOUNS
from app.web.desk.publishing import Wish


def publish_saved(entry_id: int, wish: Wish) -> str:
    """The newest draft, through the checks; what was done, in words. Raises Invalid with all that keeps it back, and
    Conflict when somebody saved in the meantime: what is published is what was checked."""
    entry = find_mine(entry_id)
    noun, checked = NOUNS[entry.kind], entry.version  # an autosave may keep the number of the revision
    ready = publishing.prepare(noun, entry, above(entry), queries.latest_draft(entry), wish)
    with unit_of_work():
        entry = find_mine(entry_id)
        if entry.version != checked:
            raise Conflict("Somebody saved it at this very moment, so it was not published. Look at it and try again.")
        return publishing.carry_out(noun, entry, ready)


def above(entry: Entry) -> Entry | None:
    """The show of an episode; nothing for other kinds."""
    return shows.get_show(entry.parent_id or 0) if entry.kind is Kind.EPISODE else None
