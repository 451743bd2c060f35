"""Publishing from the desk: through the checks, then what takes a while, then the deed. One way for the form, the page of
dates and whole lists."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.accounts.permissions import Action, require
from app.content import deeds, gate, gatekeeping, operations
from app.content.dates import Ends, end_faults, schedule_faults
from app.content.drafts import EntryDraft
from app.content.gate import Finding, Weight
from app.content.lifecycle import State
from app.content.models import Entry
from app.core import clock
from app.core.errors import Fault, Invalid
from app.podcast import readiness
from app.web.auth import current_actor
from app.web.desk.nouns import Noun
from app.web.desk.words import in_full, zone


@dataclass(frozen=True)
class Wish:
    """What somebody asked for: `at` None is now; a `reason` overrides what may be overridden."""

    at: datetime | None = None
    ends: Ends = ...
    reason: str = ""
    again: bool = False
    """Whether what was made of the recording is to be made again."""


@dataclass(frozen=True)
class Ready:
    """A wish that the checks let pass, with what was overridden and what was made for it."""

    wish: Wish
    overridden: tuple[Finding, ...] = ()
    prepared: dict[str, Any] = field(default_factory=dict)


def findings(noun: Noun, entry: Entry | None, above: Entry | None, draft: EntryDraft, at: datetime) -> list[Finding]:
    """All that is to be said of a draft that would be public `at` an instant: by the checks of every kind and, for what
    directories take, by theirs."""
    found = gatekeeping.findings(noun.kind, entry, draft, now=at)
    of_kind = [] if noun.judge is None else [_of(each) for each in noun.judge(draft, above)]
    said = {(each.field, each.message) for each in found}
    both = found + [each for each in of_kind if (each.field, each.message) not in said]
    return sorted(both, key=lambda each: each.weight is Weight.ADVISORY)


def _of(found: readiness.Finding) -> Finding:
    """What a directory would refuse breaks the feed, so that no reason helps."""
    if found.weight is readiness.Weight.REFUSED:
        return gate.stop(found.field, found.message, final=True)
    return gate.advise(found.field, found.message)


def prepare(noun: Noun, entry: Entry | None, above: Entry | None, draft: EntryDraft, wish: Wish) -> Ready:
    """Outside a unit of work. Raises Forbidden, or Invalid with all that keeps it back; the reading ends here."""
    actor, now = current_actor(), clock.now()
    require(actor, Action.PUBLISH)
    found = findings(noun, entry, above, draft, wish.at or now)
    # What it could not even be saved with is told with all the rest.
    faults = draft.cleaned().faults() + gate.faults(found, wish.reason) + _date_faults(entry, wish, now)
    if faults:
        raise Invalid.of(list(dict.fromkeys(faults)))
    overridden = tuple(gate.blocking(found))
    if overridden:
        require(actor, Action.OVERRIDE)
    return Ready(wish, overridden, noun.prepare(entry, above, draft, wish.at or now, wish.again))


def _date_faults(entry: Entry | None, wish: Wish, now: datetime) -> list[Fault]:
    """The operation refuses these, too; here they are told with all the rest."""
    is_live = entry is not None and entry.state(now) is State.LIVE
    ends = wish.ends if isinstance(wish.ends, datetime) else None
    return schedule_faults(wish.at, now=now, is_live=is_live, ends=ends) + end_faults(wish.ends, after=wish.at or now)


def carry_out(noun: Noun, entry: Entry, ready: Ready, *, noted: bool = False) -> str:
    """Inside a unit of work: publish the newest draft of `entry`; what was done, in words. `noted` is whether a new note for
    readers went with it."""
    actor, now, wish = current_actor(), clock.now(), ready.wish
    was_live = entry.state(now) is State.LIVE
    if was_live and wish.at is None and not wish.again and not entry.has_changes:
        return _only_the_end(entry, wish, noted=noted)
    noun.publish(entry, by=actor, now=now, at=wish.at, ends=wish.ends, **ready.prepared)
    if ready.overridden:
        told = [each.message for each in ready.overridden]
        deeds.note("overrode the checks", entry, by=actor, now=now, reason=wish.reason, overridden=told)
    return _said(entry, wish, was_live=was_live)


def _only_the_end(entry: Entry, wish: Wish, *, noted: bool) -> str:
    """A live page whose text is as it was: publishing it again would tell apps and readers of a change that is none."""
    note = " Readers see your note in the history of the page." if noted else ""
    if wish.ends is ... or wish.ends == entry.expires_at:
        return f"The text is as it was published.{note}" if noted else "Nothing has changed since it was published."
    operations.set_expiry(entry, wish.ends, by=current_actor(), now=clock.now())
    return (f"It ends on {in_full(wish.ends, zone())}." if wish.ends else "It stays for good.") + note


def _said(entry: Entry, wish: Wish, *, was_live: bool) -> str:
    end = f" It ends on {in_full(entry.expires_at, zone())}." if entry.expires_at else ""
    if wish.again:
        return "The tags are written anew, and what is saved is published."
    if wish.at is not None:
        return f"Scheduled: it goes live on {in_full(wish.at, zone())}.{end}"
    return ("The changes are published." if was_live else "Published: it is live now.") + end
