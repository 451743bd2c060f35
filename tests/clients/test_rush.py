"""A real server, and many browsers that want one appointment at once: one has it, the others are told so and what is free.

Forty here, two hundred in `make soak`; on SQLite, and on PostgreSQL where the tests run on it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.booking.models import OCCUPYING, Booking, BookingMail, Party, Status
from app.core import clock
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from bench.rush import Answer, Browser, all_at_once, hidden_on, rush, starts_on, statuses
from tests.booking.practices import bookable
from tests.clients.running import RunningSite, until
from tests.databases import Blank

ME = {"name": "Sample Patient", "email": "patient@example.org"}
CLICKS = 5


@pytest.fixture(params=[40, pytest.param(200, marks=pytest.mark.soak)])
def clients(request: pytest.FixtureRequest) -> int:
    number: int = request.param
    return number


@dataclass(frozen=True)
class Offered:
    """A site behind a proxy, and one free time of next week."""

    site: RunningSite
    book: str
    chosen: dict[str, str]

    def rows(self) -> list[Status]:
        """Of all bookings, what occupies time."""
        with self.site.inside():
            return list(db.session.scalars(sa.select(Booking.status).where(Booking.status.in_(OCCUPYING))))

    def mails(self) -> list[str]:
        """The mails to patients that were written."""
        with self.site.inside():
            kinds = db.session.scalars(sa.select(BookingMail.kind).where(BookingMail.to == Party.PATIENT))
            return [str(kind) for kind in kinds]


@pytest.fixture
def offered(tmp_path: Path, migrated: Blank) -> Iterator[Offered]:
    folder = tmp_path / "site"
    folder.mkdir()
    site = RunningSite(folder, migrated, TRUSTED_PROXIES="1")
    with site.inside(), unit_of_work():
        there = bookable(now=clock.now())
        book = f"/physiotherapists/{there.practitioner.slug}/book/"
        chosen = {"at": str(there.location.id), "for": str(there.service.id)}
        week = (clock.now() + timedelta(days=7)).date()
    site.start()
    try:
        page = Browser(site.url, 1).ask(f"{book}?at={chosen['at']}&for={chosen['for']}&week={week}")
        yield Offered(site, book, {**chosen, "start": starts_on(page.text)[4]})
    finally:
        site.stop()


def _held(offered: Offered, clients: int) -> tuple[Browser, Answer]:
    """Who won, and the page on which they say who they are."""
    answers = rush(offered.site.url, offered.book, offered.chosen, clients=clients)
    assert statuses(answers) == {303: 1, 409: clients - 1}
    winner = next(number for number, each in enumerate(answers) if each.status == 303)
    browser = Browser(offered.site.url, winner, answers[winner].cookie)
    return browser, browser.ask(f"{offered.book}details/")


def test_one_of_many_holds_the_time_and_the_others_are_offered_what_is_free(offered: Offered, clients: int) -> None:
    typed = {**offered.chosen, **ME}
    answers = rush(offered.site.url, offered.book, typed, clients=clients)
    assert statuses(answers) == {200: 1, 409: clients - 1}  # whoever has typed something already sees the form at once
    assert offered.rows() == [Status.HELD]
    for refused in (each for each in answers if each.status == 409):
        near = starts_on(refused.text)
        assert len(near) == 3
        assert offered.chosen["start"] not in near
        assert f'value="{ME["email"]}"' in refused.text


def test_a_form_that_is_sent_many_times_books_once(offered: Offered, clients: int) -> None:
    browser, page = _held(offered, clients)
    shown, details = clock.now(), f"{offered.book}details/"
    form = {**hidden_on(page.text), **ME, "do": "book"}
    until(lambda: clock.now() >= shown + timedelta(seconds=3), "the time that a person needs to type", every=0.1)
    answers = all_at_once([(browser, details, form)] * CLICKS)
    assert statuses(answers) == {303: CLICKS}
    assert len({each.location for each in answers}) == 1
    assert offered.rows() == [Status.BOOKED]
    assert offered.mails() == ["booked"]
