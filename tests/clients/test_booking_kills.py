"""The server is killed at random while patients book and mails go out: what was confirmed is there, nobody has another's
time, and no mail comes twice."""

import http.client
import itertools
import random
import re
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller

from app.booking.models import OCCUPYING, Booking, BookingMail
from app.core import clock
from app.core.db import db
from app.core.jobs import Job, JobState
from app.core.unit_of_work import unit_of_work
from bench.rush import Answer, Browser, hidden_on, starts_on
from bench.servers import free_port
from tests.booking.practices import bookable
from tests.clients.running import RunningSite, until
from tests.databases import Blank
from tests.jobs.postbox import Postbox

SITE = "https://physiotherapy.example"
PATIENTS = 6
KEY = "a-key-for-the-tests-and-for-nothing-else000="


@dataclass
class Surgery:
    """A site in production that sends mail, and one practice with many free times."""

    site: RunningSite
    box: Postbox
    book: str = ""
    chosen: dict[str, str] = field(default_factory=dict)
    starts: Iterator[str] = iter(())
    confirmed: dict[str, str] = field(default_factory=dict)
    """By the patient's address: where they were led after their booking."""


@pytest.fixture
def surgery(tmp_path: Path, migrated: Blank) -> Iterator[Surgery]:
    folder = tmp_path / "site"
    folder.mkdir()
    box, port = Postbox(), free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    site = RunningSite(
        folder,
        migrated,
        ENVIRONMENT="production",
        SITE_URL=SITE,
        SECRET_KEY="a secret for the tests and for nothing else",
        CONTACT_KEYS=KEY,
        SMTP_URL=f"smtp://127.0.0.1:{port}",
        TRUSTED_PROXIES="1",
        RUN_WORKER="yes",
    )
    made = Surgery(site, box)
    with site.inside(), unit_of_work():
        there = bookable(now=clock.now(), minutes=20, step=20, hours=("06:00", "23:00"))
        made.book = f"/physiotherapists/{there.practitioner.slug}/book/"
        made.chosen = {"at": str(there.location.id), "for": str(there.service.id)}
        week = (clock.now() + timedelta(days=7)).date()
    site.start()
    page = Browser(site.url, 1).ask(f"{made.book}?at={made.chosen['at']}&for={made.chosen['for']}&week={week}")
    made.starts = itertools.chain(starts_on(page.text))
    try:
        yield made
    finally:
        site.stop()
        controller.stop(no_assert=True)


class Patient(threading.Thread):
    """Books one time after the other, each under a new name. What gets no answer is sent again as it was."""

    def __init__(self, number: int, surgery: Surgery) -> None:
        super().__init__(daemon=True)
        self.number, self.surgery = number, surgery
        self.stopping = threading.Event()
        self.failure: BaseException | None = None

    def run(self) -> None:
        try:
            for turn in itertools.count():
                if self.stopping.is_set():
                    return
                self._book(f"patient-{self.number}-{turn}@example.org")
        except BaseException as failure:  # noqa: BLE001 - told by the test, which waits for this thread
            self.failure = failure

    def _book(self, email: str) -> None:
        book, start = self.surgery.book, next(self.surgery.starts)
        browser = Browser(self.surgery.site.url, self.number, origin=SITE)
        held = self._asked(browser, book, {**self.surgery.chosen, "start": start})
        if held.status != 303:
            assert held.status == 409  # it was held, and the answer with the secret was lost
            return
        browser = Browser(self.surgery.site.url, self.number, held.cookie, SITE)
        page = self._asked(browser, f"{book}details/", None)
        form = {**hidden_on(page.text), "name": "Sample Patient", "email": email, "do": "book"}
        if self.stopping.wait(3.05):  # in less nobody types who they are
            return
        answer = self._asked(browser, f"{book}details/", form)
        assert answer.status == 303, (answer.status, re.findall(r"<h1>(.*?)</h1>", answer.text), form.keys())
        self.surgery.confirmed[email] = answer.location

    def _asked(self, browser: Browser, path: str, form: dict[str, str] | None) -> Answer:
        while True:
            try:
                answer = browser.ask(path, form)
            except (OSError, http.client.HTTPException):
                threading.Event().wait(0.05)  # as somebody waits before they try again
                continue
            if answer.status != 503:
                return answer


@pytest.mark.parametrize("kills", [5, pytest.param(50, marks=pytest.mark.soak)])
def test_what_was_confirmed_is_there_and_no_mail_comes_twice(surgery: Surgery, kills: int) -> None:
    chance = random.Random(kills)
    patients = [Patient(number, surgery) for number in range(PATIENTS)]
    for patient in patients:
        patient.start()
    for kill in range(kills):
        until(lambda wanted=2 * (kill + 1): _went_on(patients, surgery, wanted), "bookings")  # type: ignore[misc]  # mypy cannot infer a bound default
        threading.Event().wait(chance.random() * 0.05)  # somewhere inside a booking, or a mail
        surgery.site.kill()
        surgery.site.start()
    for patient in patients:
        patient.stopping.set()
    for patient in patients:
        patient.join(timeout=60)
        assert patient.failure is None
    with surgery.site.inside():
        with unit_of_work():  # as if the minutes were over that a killed worker's job waits for another
            over = sa.update(Job).where(Job.state == JobState.RUNNING)
            db.session.execute(over.values(lease_until=clock.now() - timedelta(seconds=1)))
        until(_nothing_is_to_be_sent, "the last mails", every=0.1)
        booked = {booking.idem_key: booking for booking in db.session.scalars(sa.select(Booking)) if booking.idem_key}
        _verify_bookings(surgery, booked)
        _verify_mails(surgery.box, booked, kills=kills)


def _went_on(patients: list[Patient], surgery: Surgery, wanted: int) -> bool:
    failures = [patient.failure for patient in patients if patient.failure is not None]
    assert not failures, failures
    return len(surgery.confirmed) >= wanted


def _nothing_is_to_be_sent() -> bool:
    waiting = sa.select(sa.func.count()).where(BookingMail.sent_at.is_(None), BookingMail.skipped == "")
    left = db.session.scalar(waiting)
    db.session.rollback()
    return left == 0


def _verify_bookings(surgery: Surgery, booked: dict[str, Booking]) -> None:
    """Everybody who was led to the page of their booking has one, and no two share a time."""
    keys = {where.rstrip("/").rsplit("/", 1)[-1] for where in surgery.confirmed.values()}
    assert keys <= booked.keys()
    assert len(keys) == len(surgery.confirmed)
    taken = sorted((each.starts_at, each.occupied_until) for each in booked.values() if each.status in OCCUPYING)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(taken))


def _verify_mails(box: Postbox, booked: dict[str, Booking], *, kills: int) -> None:
    """To each side one mail about each booking at most; missing are at most those that were on their way at a kill."""
    mails = Counter((to.partition("@")[0].startswith("patient"), _ref(mail, booked)) for to, mail in box.mails)
    assert max(mails.values()) == 1
    assert 2 * len(booked) - kills <= len(mails) <= 2 * len(booked)


def _ref(mail: EmailMessage, booked: dict[str, Booking]) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    [found] = [booking.ref for booking in booked.values() if booking.ref in text]
    return found
