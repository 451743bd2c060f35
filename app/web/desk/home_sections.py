"""The sections of the dashboard, in one table; each is there for those who may do something about it."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from flask import url_for

from app.accounts import saved_filters
from app.accounts.permissions import Action
from app.content import feedback, queries
from app.content.desk_queries import First
from app.content.lifecycle import State
from app.content.models import Entry
from app.importing import queries as imports
from app.importing.models import RunState
from app.reviews import queue, sharing_queries
from app.reviews.due import IN_WORDS, Need
from app.reviews.queue import Waiting
from app.reviews.words import day_in_words
from app.web.desk.home_parts import SHOWN, Asking, Line, Section, section
from app.web.desk.home_urgent import CHECKS
from app.web.desk.rows import edit_link
from app.web.desk.state_words import state_of
from app.web.desk.words import moment

MOST = 100
LONGEST_QUOTE = 90
__all__ = ["SHOWN", "Asking", "sections"]


def sections(asking: Asking) -> list[Section]:
    """What there is for this person, the most urgent first."""
    made = (make(asking) for make in SECTIONS)
    return [each for each in made if each is not None and (each.lines or each.empty)]


def to_see_to(asking: Asking) -> Section:
    lines = [line for check in CHECKS for line in check(asking)]
    return replace(section("wrong", "To see to", lines), wrong=True)


def reviews(asking: Asking) -> Section | None:
    """For who writes: what is due, of what they may change. For a reviewer: what waits for this person."""
    if not asking.may(Action.WRITE):
        return _for_reviewer(asking) if asking.may(Action.REVIEW) else None
    waiting = queue.list_waiting(now=asking.now, owner_id=asking.only, drafts=False)
    first = sorted(waiting, key=lambda each: each.needs == (Need.NEVER,))[:SHOWN]  # an old site has thousands
    lines = [_waiting(each) for each in first]
    whole = url_for("desk.reviews") if asking.may(Action.REVIEW) else ""
    return section("reviews", "Reviews", lines, total=len(waiting), whole=whole)


def _for_reviewer(asking: Asking) -> Section:
    """What this person was asked for, too, where nothing else is due."""
    mine = queue.mine(asking.actor, now=asking.now)
    waiting = queue.list_waiting(now=asking.now, only=mine, drafts=False)
    lines = [replace(_waiting(each), after=mine[each.entry_id]) for each in waiting]
    known = {each.entry_id for each in waiting}
    asked = [entry_id for entry_id in queue.asked(asking.actor, now=asking.now) if entry_id not in known]
    titles = queue.titles_of(asked)
    lines += [Line(titles[i], _review_link(i), "Waits for your review:", mine.get(i, "")) for i in asked if i in titles]
    empty = "Nothing waits for your review. You get a mail when somebody asks you to look at a page."
    return section("reviews", "Waits for your review", lines, whole=url_for("desk.reviews"), empty=empty)


def _waiting(each: Waiting) -> Line:
    due = "" if each.due is None else f"Due {day_in_words(each.due)}."
    return Line(each.title, _review_link(each.entry_id), f"{IN_WORDS[each.needs[0]]}:", due)


def _review_link(entry_id: int) -> str:
    return url_for("desk.review", entry_id=entry_id)


def comments(asking: Asking) -> Section | None:
    if not asking.may(Action.WRITE):
        return None
    waiting = sharing_queries.list_waiting(owner_id=asking.only, limit=MOST)
    lines = [
        Line(entry.title, url_for("desk.comments_page", entry_id=entry.id), _comments(count), f"Since {moment(since)}.")
        for entry, count, since in waiting
    ]
    return section("comments", "Comments waiting", lines)


def _comments(count: int) -> str:
    return "1 comment on" if count == 1 else f"{count} comments on"


def readers(asking: Asking) -> Section | None:
    if not asking.may(Action.READ_FEEDBACK):
        return None
    lines = [
        Line(
            _short(each.message),
            f"{url_for('desk.feedback')}#feedback-{each.id}",
            after=f"About {each.path or 'the site'}, {moment(each.created_at)}.",
        )
        for each in feedback.list_feedback(limit=SHOWN)
    ]
    total = feedback.count_open() if len(lines) == SHOWN else len(lines)
    return section("feedback", "Readers wrote", lines, total=total, whole=url_for("desk.feedback"))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_QUOTE else f"{line[:LONGEST_QUOTE].rsplit(' ', 1)[0]} …"


def running_imports(asking: Asking) -> Section | None:
    if not asking.may(Action.PUBLISH):
        return None
    lines = [
        Line(
            run.title,
            url_for("desk_imports.import_run", run_id=run.id),
            "Paused:" if run.state is RunState.PAUSED else "",
            f"{done} of {whole} brought in or set aside.",
            (done, whole) if whole else None,
        )
        for run, done, whole in imports.list_under_way()
    ]
    return section("imports", "Imports under way", lines, whole=url_for("desk_imports.imports"))


def scheduled(asking: Asking) -> Section | None:
    if not asking.may(Action.WRITE):
        return None
    found = asking.work.scheduled
    lines = [_entry(each, state_of(each).when) for each in found.entries]
    empty = "Nothing is scheduled. A page gets its date with Schedule beside its text."
    whole = url_for("desk.everything", state=State.SCHEDULED.value)
    return section("scheduled", "Scheduled", lines, total=found.total, whole=whole, empty=empty)


def changed(asking: Asking) -> Section | None:
    if not asking.may(Action.WRITE):
        return None
    found = asking.work.changed
    empty = "Everything that is live is as it was last written."
    whole = url_for("desk.everything", state="changes")
    title = "With changes that are not public yet"
    return section("changed", title, _saved(found), total=found.total, whole=whole, empty=empty)


def drafts(asking: Asking) -> Section | None:
    if not asking.may(Action.WRITE):
        return None
    found = asking.work.drafts
    empty = "You have no drafts. Begin something with the buttons above."
    whole = url_for("desk.everything", state=State.DRAFT.value, mine=1)
    return section("drafts", "Your drafts", _saved(found), total=found.total, whole=whole, empty=empty)


def lists_kept(asking: Asking) -> Section | None:
    if not asking.may(Action.WRITE):
        return None
    kept = saved_filters.list_saved(asking.actor.user_id)
    return section("lists", "Your lists", [Line(each.name, each.address) for each in kept])


def _saved(found: First) -> list[Line]:
    """Each with who saved it when."""
    saves = queries.last_saves(entry.id for entry in found.entries)
    return [_entry(each, _but_draft(each), _save(saves.get(each.id))) for each in found.entries]


def _but_draft(entry: Entry) -> str:
    """Its state, where that says more than the heading of the section."""
    words = state_of(entry)
    return "" if words.key == State.DRAFT else words.words


def _save(save: tuple[str, datetime] | None) -> str:
    if save is None:
        return ""
    by, at = save
    return f"saved {moment(at)} by {by}" if by else f"saved {moment(at)}"


def _entry(entry: Entry, *said: str) -> Line:
    return Line(entry.title, edit_link(entry), after=_joined((entry.kind.value.capitalize(), *said)))


def _joined(parts: Iterable[str]) -> str:
    return " · ".join(part for part in parts if part)


SECTIONS: tuple[Callable[[Asking], Section | None], ...] = (
    to_see_to,
    reviews,
    comments,
    readers,
    running_imports,
    scheduled,
    changed,
    drafts,
    lists_kept,
)
"""In the order of the page."""
