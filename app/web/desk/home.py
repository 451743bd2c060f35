"""The dashboard: what is due, what is scheduled, what is wrong."""

from datetime import datetime

from flask import render_template

from app.accounts.permissions import Action, Actor, may
from app.content import feedback, queries
from app.content.lifecycle import State
from app.content.lists import Wanted, list_wanted
from app.content.models import Entry
from app.core import clock, jobs
from app.core.jobs import Job, JobState
from app.podcast import queries as podcast
from app.web.auth import current_actor, needs
from app.web.desk import blueprint
from app.web.desk.rows import Row, edit_link, rows_of
from app.web.desk.words import zone

SHOWN = 8


@blueprint.get("/desk/")
@needs(Action.OPEN_DESK)
def home() -> str:
    actor, now = current_actor(), clock.now()
    drafts = list_wanted(Wanted(state=State.DRAFT, made_by=actor.user_id), now=now, size=SHOWN)
    return render_template(
        "desk/home.html",
        drafts=rows_of(drafts.items, now=now, actor=actor),
        more_drafts=drafts.total - len(drafts.items),
        changed=rows_of(_mine(queries.list_with_changes(), actor)[:SHOWN], now=now, actor=actor),
        scheduled=_scheduled(actor, now),
        wrong=_wrong(actor, now),
        feedback=feedback.list_feedback(limit=SHOWN) if may(actor, Action.READ_FEEDBACK) else [],
    )


def _scheduled(actor: Actor, now: datetime) -> list[Row]:
    waiting = list_wanted(Wanted(state=State.SCHEDULED, made_by=_only(actor)), now=now, size=100).items
    soonest = sorted(waiting, key=lambda entry: entry.published_at or now)
    return rows_of(soonest[:SHOWN], now=now, actor=actor)


def _wrong(actor: Actor, now: datetime) -> list[tuple[str, str, str]]:
    """What somebody should see to: a sentence, the name of the thing, and where to mend it."""
    found: list[tuple[str, str, str]] = []
    if may(actor, Action.MANAGE_JOBS):
        found += [(_failed(job), job.name, "/desk/jobs/") for job in jobs.list_jobs(JobState.DEAD, limit=SHOWN)]
    if may(actor, Action.WRITE_ANY):
        for show in podcast.list_all_shows():
            if show.image_id is None:
                found.append(("The show has no cover, so directories refuse it:", show.title, edit_link(show)))
            if not podcast.list_numbers(show.id):
                found.append(("The show has no episode yet:", show.title, edit_link(show)))
        for entry in queries.list_review_due(now.astimezone(zone()).date(), limit=SHOWN):
            found.append(("A review is due:", entry.title, edit_link(entry)))
    return found


def _failed(job: Job) -> str:
    return f"A job failed {job.attempts} times and waits for you:"


def _mine(entries: list[Entry], actor: Actor) -> list[Entry]:
    """Those that `actor` may change."""
    return [e for e in entries if may(actor, Action.WRITE, owner_id=e.created_by_id)]


def _only(actor: Actor) -> int | None:
    """Whose entries `actor` is shown: None is everybody's."""
    return None if may(actor, Action.WRITE_ANY) else actor.user_id
