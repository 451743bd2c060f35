"""`flask bookings ...`: what operators do about patients' data. Addresses are asked for on standard input, because what is
typed after a command stays in the shell's history and is seen by everybody on the machine."""

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

import click
from cryptography.fernet import Fernet
from flask.cli import AppGroup
from rich.console import Console
from rich.progress import Progress

from app.accounts import queries as people
from app.booking import exporting, purging, reading_log, resealing, restoring, whose
from app.booking.erasing import Erased, erase
from app.booking.operations import SITE
from app.booking.whose import Whose
from app.core import clock
from app.core.unit_of_work import unit_of_work

bookings = AppGroup("bookings", help="Patients' data: what is kept, given out and erased.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_EMAIL = click.option("--email", "by_email", is_flag=True, help="By the e-mail address, asked for on standard input.")
_REF = click.option("--ref", default="", help="One booking only, by its reference, such as K7QM-4XTD.")


@bookings.command("export")
@_EMAIL
@_REF
@click.option("--ics", is_flag=True, help="As a calendar instead of JSON.")
def export_(*, by_email: bool, ref: str, ics: bool) -> None:
    """Print everything that is kept about somebody, for that very person. It is written down that it was given out."""
    found = _asked(by_email=by_email, ref=ref)
    with unit_of_work():
        target, now = found(), clock.now()
        made = exporting.calendar(target, now=now).decode() if ics else exporting.export(target, now=now)
        exporting.note_export(target, by=None, now=now)
    click.echo(made if isinstance(made, str) else json.dumps(made, indent=2, ensure_ascii=False))


@bookings.command("erase")
@_EMAIL
@_REF
@click.option("--cancel-ahead", is_flag=True, help="Cancel what is still to come; the practice is told.")
@_JSON
def erase_(*, by_email: bool, ref: str, cancel_ahead: bool, as_json: bool) -> None:
    """Erase who somebody is from all their bookings and waiting lists, for good, also after an older copy is put back."""
    found = _asked(by_email=by_email, ref=ref)
    with unit_of_work():
        erased = erase(found(), by=SITE, cancel_ahead=cancel_ahead, now=clock.now())
    restoring.catch_up(now=clock.now())
    _tell(asdict(erased), _said(erased), as_json=as_json)


@bookings.command("reapply-erasures")
@_JSON
def reapply(*, as_json: bool) -> None:
    """Erase again whom the list of the erased knows and the database does not. Every start does it by itself."""
    again = restoring.catch_up(now=clock.now())
    gone = {"contacts": again.contacts, "waiting": again.waiting, "cancelled": again.cancelled}
    _tell(gone, f"Erased again: {again.contacts} contacts, {again.waiting} places on waiting lists.", as_json=as_json)


@bookings.command("purge")
@_JSON
def purge(*, as_json: bool) -> None:
    """Forget now what the nightly job would forget."""
    with unit_of_work():
        purged = purging.purge(now=clock.now())
    said = (
        f"Forgotten: {purged.contacts} contacts, {purged.holds} times that were not booked, {purged.waiting} places on"
        f" waiting lists, {purged.block_names} names of blocked times, {purged.users} names of the practices' people."
    )
    _tell(asdict(purged), said, as_json=as_json)


@bookings.command("new-key")
def new_key() -> None:
    """Print a new key for CONTACT_KEYS. Nothing is changed."""
    click.echo(Fernet.generate_key().decode())
    click.echo(
        "Put it before the others in CONTACT_KEYS, start the site anew, and run `flask bookings reseal`. Keep the last"
        " key: people are found by it. Keep a copy of all of them apart from the backups.",
        err=True,
    )


@bookings.command("reseal")
@_JSON
def reseal(*, as_json: bool) -> None:
    """Seal all contacts with the first of CONTACT_KEYS. Stopped in the middle, it goes on where it was when run again.

    What no key opens is counted, stays as it is and ends it with status 1.
    """
    done = {"resealed": 0, "already": 0, "unreadable": 0}
    with Progress(console=Console(stderr=True), disable=as_json, transient=True) as bar:
        for table in resealing.Table:
            _reseal(table, done, bar)
    said = f"{done['resealed']:,} sealed anew, {done['already']:,} had this key already."
    if done["unreadable"]:
        said += f" {done['unreadable']:,} cannot be opened by any of CONTACT_KEYS: put the key back that sealed them."
    _tell(done, said, as_json=as_json)
    if done["unreadable"]:
        raise SystemExit(1)


@bookings.command("readings")
@click.option("--user", "email", required=True, help="Whose login it is: the e-mail address; - is the command line.")
@click.option(
    "--since", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]), required=True, help="From then on, in UTC."
)
@click.option("--until", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]), help="Before then; by default now.")
@_JSON
def readings(*, email: str, since: datetime, until: datetime | None, as_json: bool) -> None:
    """Which patients somebody of a practice was shown: the references of the bookings, when, and on which page."""
    with unit_of_work():
        user = people.find_user(email) if email != "-" else None
        if user is None and email != "-":
            raise click.ClickException("Nobody has this address.")
        end = until.replace(tzinfo=UTC) if until else clock.now() + timedelta(seconds=1)
        start = since.replace(tzinfo=UTC)
        found = reading_log.list_readings(user_id=user.id if user else 0, since=start, until=end)
        rows = [{"booking": r.booking_id, "ref": ref, "at": r.at.isoformat(), "where": r.where} for r, ref in found]
    lines = [f"{row['at']}  {row['ref'] or row['booking']}  {row['where']}" for row in rows]
    _tell(rows, "\n".join(lines) or "Nothing was shown in this time.", as_json=as_json)


def _reseal(table: resealing.Table, done: dict[str, int], bar: Progress) -> None:
    with unit_of_work():
        task = bar.add_task(table.value, total=resealing.count(table))
    after: int | None = 0
    while after is not None:
        with unit_of_work():
            step = resealing.reseal(table, after=after)
        done["resealed"] += step.resealed
        done["already"] += step.already
        done["unreadable"] += step.unreadable
        bar.advance(task, step.resealed + step.already + step.unreadable)
        after = step.last


def _asked(*, by_email: bool, ref: str) -> Callable[[], Whose]:
    """How to find what is meant, once a unit of work is open."""
    if by_email == bool(ref):
        raise click.UsageError("Give --email, or --ref with a reference.")
    if ref:
        return lambda: whose.by_ref(ref)
    typed: str = click.prompt("E-mail address", err=True)
    return lambda: whose.by_email(typed)


def _said(erased: Erased) -> str:
    return (
        f"Erased: who {erased.contacts} bookings were for, {erased.waiting} places on waiting lists;"
        f" {erased.cancelled} appointments were cancelled first. What stays, without a name:"
        f" {erased.bookings} times in the diary, {erased.events} lines of what happened to them, {erased.readings} lines of"
        " who of the practice had looked. Copies of the database keep it until they are deleted; see docs/privacy.md."
    )


def _tell(data: Any, words: str, *, as_json: bool) -> None:
    click.echo(json.dumps(data, indent=2) if as_json else words)
