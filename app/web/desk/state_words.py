"""The state of an entry as the desk says it, the same in every list and on every page."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from app.content.lifecycle import State
from app.content.models import Entry
from app.core import clock
from app.web.desk import blueprint
from app.web.desk.words import in_full, zone


@dataclass(frozen=True)
class StateWords:
    """`key` is for colours: as the enum has it, or "changes" for what is live with changes."""

    key: str
    words: str
    when: str


def state_words(entry: Entry, now: datetime, where: ZoneInfo) -> StateWords:
    state = entry.state(now)
    key = "changes" if entry.has_changes and state is State.LIVE else state.value
    return StateWords(key, entry.state_in_words(now), " ".join(_when(entry, state, where)))


def state_key(entry: Entry, now: datetime) -> str:
    """The state for colours alone."""
    return state_words(entry, now, zone()).key


def _when(entry: Entry, state: State, where: ZoneInfo) -> list[str]:
    """ "Goes live on Tuesday 2 March 2027, 18:00. Ends on ..." """

    def on(instant: datetime | None) -> str:
        return "" if instant is None else in_full(instant, where)

    ends = [f"Ends on {on(entry.expires_at)}."] if entry.expires_at is not None else []
    match state:
        case State.SCHEDULED:
            return [f"Goes live on {on(entry.published_at)}.", *ends]
        case State.LIVE:
            return [f"Live since {on(entry.published_at)}.", *ends]
        case State.EXPIRED:
            return [f"Ended on {on(entry.expires_at)}."]
        case State.WITHDRAWN:
            return [f"Withdrawn on {on(entry.withdrawn_at)}."]
        case State.DRAFT:
            return ends


@blueprint.app_template_global("state_of")
def state_of(entry: Entry) -> StateWords:
    """The state of now, for templates."""
    return state_words(entry, clock.now(), zone())
