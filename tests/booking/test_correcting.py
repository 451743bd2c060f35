"""Putting right who a patient is: by the practice and by the patient, and by nobody else."""

import pytest
import sqlalchemy as sa
from flask import Flask

from app.booking import by_link, changing, correcting, mails, operations, restricting, whose
from app.booking.correcting import Typed
from app.booking.models import BookingEvent, BookingMail, Party
from app.booking.operations import PATIENT, Who
from app.booking.outgoing import Outgoing, Skip, outgoing
from app.booking.sealing import Patient
from app.core import clock
from app.core.db import db
from app.core.errors import Conflict, Invalid, NotFound
from app.core.unit_of_work import unit_of_work
from app.directory.models import BookingMode
from tests.booking.patients import EMAIL, THEM, Booked, booked, told
from tests.conftest import MovableClock

PRACTICE = Who(Party.PRACTICE, user_id=7)
RIGHT = Typed("Quillon Unlikely", "right@example.org", "020 7946 0123", "4 Nowhere Crescent")


@pytest.fixture
def made(house: Flask) -> Booked:
    return booked()


def _now(made: Booked) -> Patient:
    return operations.open_contact(operations.get_booking(made.booking_id))


def _by_practice(made: Booked, typed: Typed, version: int | None = None) -> None:
    known = operations.get_booking(made.booking_id).version
    with unit_of_work():
        correcting.by_practice(
            made.booking_id, typed, expected_version=known if version is None else version, by=PRACTICE, now=clock.now()
        )


def _by_patient(made: Booked, typed: Typed) -> str:
    with unit_of_work():
        return correcting.by_patient(made.booking_id, typed, now=clock.now())


def _mails() -> list[tuple[str, Outgoing | Skip]]:
    """Those to the patient's side since the booking, as they would go out now."""
    wanted = sa.select(BookingMail).where(BookingMail.to == Party.PATIENT, BookingMail.kind != "booked")
    rows = db.session.scalars(wanted.order_by(BookingMail.id)).all()
    return [(row.kind, outgoing(row, absolute=lambda path: f"https://x{path}", now=clock.now())) for row in rows]


def _events() -> list[tuple[str, str, dict[str, object]]]:
    rows = db.session.scalars(sa.select(BookingEvent).order_by(BookingEvent.id)).all()
    return [(row.what, row.party.value, row.details) for row in rows][2:]


def test_a_name_and_a_number_are_corrected_without_a_mail_and_the_link_stays(made: Booked) -> None:
    _by_practice(made, Typed("Right Name", EMAIL, "020 7946 0001"))
    assert (_now(made).name, _now(made).phone, _now(made).link) == ("Right Name", "020 7946 0001", made.link)
    assert _mails() == []
    assert _events() == [("corrected", "practice", {"fields": ["name", "phone"]})]
    assert told() == []


def test_a_new_address_gets_a_new_link_and_the_old_one_is_told_and_forgotten(made: Booked) -> None:
    _by_practice(made, RIGHT)
    with pytest.raises(NotFound):
        by_link.get_linked(made.link)  # perhaps a stranger has it
    now = _now(made)
    assert by_link.get_linked(now.link).booking.id == made.booking_id
    (_, new), (_, former) = _mails()
    assert isinstance(new, Outgoing)
    assert isinstance(former, Outgoing)
    assert (new.to, former.to, new.method) == ("right@example.org", EMAIL, "REQUEST")
    assert f"https://x/booking/{now.link}/" in new.letter.text
    assert "It is booked." in new.letter.text
    for words in (former.letter.text, former.letter.html):
        assert not any(
            secret in words for secret in (now.link, "right@", "March", "9:00", made.there.practitioner.name)
        )
    assert "another address" in former.letter.subject
    with unit_of_work():
        assert whose.counted(whose.by_email("right@example.org"), now=clock.now()).contacts == 1
        assert whose.counted(whose.by_email(EMAIL), now=clock.now()).nothing
    former_row = db.session.scalars(sa.select(BookingMail).where(BookingMail.kind == "former")).one()
    with unit_of_work():
        mails.note_sent(former_row.id, now=clock.now())
    assert (_now(made).former_email, _now(made).email) == ("", "right@example.org")
    assert _events() == [("readdressed", "practice", {"fields": ["email"]})]
    assert told() == []


def test_what_was_not_sent_yet_does_not_go_to_the_wrong_address(made: Booked) -> None:
    first = db.session.scalars(sa.select(BookingMail).order_by(BookingMail.id)).first()
    assert first is not None
    _by_practice(made, RIGHT)
    assert outgoing(first, absolute=str, now=clock.now()) == Skip("The booking has changed since.")


def test_the_former_address_is_told_whatever_happens_to_the_booking_next(made: Booked) -> None:
    _by_practice(made, RIGHT)
    with unit_of_work():
        changing.cancel(made.booking_id, by=PATIENT, now=clock.now())
    (_, new), (_, former), _ = _mails()
    assert new == Skip("The booking has changed since.")
    assert isinstance(former, Outgoing)


def test_whoever_missed_the_cancelling_hears_of_it_at_the_right_address(made: Booked) -> None:
    with unit_of_work():
        changing.cancel(made.booking_id, by=PRACTICE, now=clock.now())
    _by_practice(made, RIGHT)
    new = next(made for kind, made in _mails() if kind == "readdressed")
    assert isinstance(new, Outgoing)
    assert (new.method, "It was cancelled." in new.letter.text) == ("CANCEL", True)


def test_the_patient_leaves_empty_what_is_right(made: Booked) -> None:
    assert _by_patient(made, Typed(phone="020 7946 0002")) == made.link
    assert (_now(made).name, _now(made).email, _now(made).phone) == (THEM.name, EMAIL, "020 7946 0002")
    link = _by_patient(made, Typed(email="right@example.org"))
    assert (link != made.link, _now(made).name, _now(made).note) == (True, THEM.name, THEM.note)
    to_practice = db.session.scalars(sa.select(BookingMail.kind).where(BookingMail.to == Party.PRACTICE)).all()
    assert to_practice == ["booked", "readdressed"]
    with pytest.raises(Invalid, match="Type what is not right"):
        _by_patient(made, Typed())
    with pytest.raises(Invalid, match="not an e-mail address"):
        _by_patient(made, Typed(email="nobody"))


def test_typing_what_stands_there_already_changes_nothing(made: Booked) -> None:
    _by_practice(made, Typed(THEM.name, EMAIL, THEM.phone))
    assert (_events(), _mails()) == ([], [])


def test_who_wants_to_be_left_alone_and_what_was_changed_meanwhile(made: Booked) -> None:
    with pytest.raises(Conflict, match="since you opened it"):
        _by_practice(made, RIGHT, version=0)
    with unit_of_work():
        restricting.restrict(whose.by_email(EMAIL), by=PATIENT, now=clock.now())
    with pytest.raises(Conflict, match="not used"):
        _by_practice(made, RIGHT)
    assert _now(made).email == EMAIL


def test_an_address_that_is_just_being_proved_is_not_replaced(house: Flask) -> None:
    made = booked(confirms_by_mail=True)
    with pytest.raises(Conflict, match="not confirmed"):
        _by_patient(made, Typed(email="right@example.org"))
    with pytest.raises(Conflict, match="not confirmed"):
        _by_practice(made, RIGHT)


def test_a_request_keeps_waiting_for_its_answer(house: Flask, moving: MovableClock) -> None:
    made = booked(mode=BookingMode.REQUEST)
    _by_patient(made, Typed(email="right@example.org"))
    new = dict(_mails())["readdressed"]
    assert isinstance(new, Outgoing)
    assert "still has to agree" in new.letter.text
    assert b"TENTATIVE" in new.calendar


def test_booking_with_the_same_address_overwrites_nobody(made: Booked) -> None:
    booked(10, who=Patient("Somebody Else", EMAIL, "020 7946 0009"), there=made.there)
    assert (_now(made).name, _now(made).phone) == (THEM.name, THEM.phone)
