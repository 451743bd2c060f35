"""What somebody should see to: each check says in lines what is wrong and where it is mended."""

from collections.abc import Callable
from datetime import datetime, timedelta

from flask import url_for

from app.accounts.permissions import Action
from app.booking import privacy_notice
from app.content import citing, link_checks, missed
from app.core import jobs
from app.directory import queries as directory_queries
from app.directory.booked_here import lacks, list_booked_here
from app.media import queries as media
from app.podcast import queries as podcast
from app.podcast.models import Show
from app.web.desk.home_parts import Asking, Line
from app.web.desk.job_words import job_in_words
from app.web.desk.rows import edit_link
from app.web.desk.words import moment, the_site, zone

STILL_COMING = timedelta(minutes=10)
"""A younger upload is probably on its way."""


def failed_jobs(asking: Asking) -> list[Line]:
    if not asking.may(Action.MANAGE_JOBS):
        return []
    return [
        Line(job_in_words(name), url_for("desk.jobs"), f"{_counted(count, 'job')} failed and {_waits(count)} for you:")
        for name, count in jobs.count_dead()
    ]


def shows(asking: Asking) -> list[Line]:
    if not asking.may(Action.WRITE_ANY):
        return []
    return [Line(show.title, edit_link(show), _lacks(show, has)) for show, has in podcast.list_lacking()]


def _lacks(show: Show, has_episode: bool) -> str:
    if has_episode:
        return "The show has no cover, so directories refuse it:"
    return "The show has no episode yet:" if show.image_id is not None else "The show has no cover and no episode yet:"


def sources(asking: Asking) -> list[Line]:
    """Pages that cite what was withdrawn, retracted or replaced since somebody looked."""
    count = citing.count_flagged() if asking.may(Action.WRITE_ANY) else 0
    words = f"{_counted(count, 'page')} {'cites' if count == 1 else 'cite'} a source that has changed"
    return [Line(words, url_for("desk.references_flagged"))] if count else []


def broken_links(asking: Asking) -> list[Line]:
    count = link_checks.count_broken() if asking.may(Action.WRITE_ANY) else 0
    words = f"{_counted(count, 'link')} to other sites {'leads' if count == 1 else 'lead'} nowhere"
    return [Line(words, url_for("desk.links"))] if count else []


def missed_addresses(asking: Asking) -> list[Line]:
    count = missed.count_missed() if asking.may(Action.MANAGE_REDIRECTS) else 0
    words = f"{count} {'address' if count == 1 else 'addresses'} of this site that readers asked for in vain"
    return [Line(words, url_for("desk.missed"))] if count else []


def directory(asking: Asking) -> list[Line]:
    """Numbers to look up on the register, and public text that practices asked for."""
    if not asking.may(Action.MANAGE_DIRECTORY):
        return []
    numbers = directory_queries.count_to_check(today=asking.now.astimezone(zone()).date())
    wanted = directory_queries.count_changes()
    found = []
    if numbers:
        words = f"{_counted(numbers, 'HCPC number')} to look up on the register"
        found.append(Line(words, url_for("desk_directory.register")))
    if wanted:
        words = f"{_counted(wanted, 'change')} that practices asked for {_waits(wanted)} for an answer"
        found.append(Line(words, url_for("desk_directory.changes")))
    return found


def booked(asking: Asking) -> list[Line]:
    """Where patients can book: what they are told, and whom they reach."""
    if not asking.may(Action.MANAGE_DIRECTORY):
        return []
    practices, found = list_booked_here(), []
    wrong = privacy_notice.shortcoming(site=the_site().name, contact=the_site().contact_email) if practices else ""
    if wrong and asking.may(Action.MANAGE_PRIVACY):
        found.append(Line("Patients’ privacy", url_for("desk.privacy"), f"Patients can book, and {wrong}:"))
    for practice in practices:
        if lack := lacks(practice):
            address = url_for("desk_directory.practice", practice_id=practice.id)
            found.append(Line(practice.name, address, after=f"It takes bookings and {lack}."))
    return found


def uploads(asking: Asking) -> list[Line]:
    """One's own, that stopped on the way."""
    if not asking.may(Action.UPLOAD):
        return []
    begun = media.list_open_uploads(asking.actor.user_id, now=asking.now)
    return [
        Line(each.original_name, url_for("desk_media.library"), "An upload did not finish:", _until(each.expires_at))
        for each in begun
        if asking.now - each.created_at >= STILL_COMING
    ]


def _until(expires_at: datetime) -> str:
    return f"Choose the same file again to go on, until {moment(expires_at)}."


def _counted(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def _waits(count: int) -> str:
    return "waits" if count == 1 else "wait"


CHECKS: tuple[Callable[[Asking], list[Line]], ...] = (
    failed_jobs,
    booked,
    uploads,
    sources,
    broken_links,
    missed_addresses,
    directory,
    shows,
)
"""Worst first."""
