"""Calendar files, read by two parsers that are not ours."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from app.booking import settings
from app.booking.calendar_files import calendar_file, place_of
from app.booking.models import Booking, Status
from app.booking.sealing import Sealer
from app.directory.models import Practice

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
STARTS = datetime(2027, 3, 29, 8, tzinfo=UTC)
LINK = "https://example.org/booking/secret/"


@pytest.fixture(autouse=True)
def _wired(tmp_path: Path) -> None:
    keys = ("a-key-for-the-tests-and-for-nothing-else000=",)
    settings.wire(settings.BookingSettings(Sealer(keys), tmp_path / "erased.txt", mail_from="site@example.org"))


def _booking(**changes: object) -> Booking:
    values: dict[str, object] = {
        "ref": "K7QM-4XTD",
        "ical_uid": "0123456789abcdef",
        "ical_sequence": 3,
        "starts_at": STARTS,
        "ends_at": STARTS + timedelta(minutes=45),
        "status": Status.BOOKED,
        "service_name": "Pelvic floor assessment",
        "at_home": False,
    }
    return Booking(**{**values, **changes})


def _practice(name: str = "Sample practice", address: str = "1 Sample Street") -> Practice:
    return Practice(name=name, address=address, town="Leeds", postcode="LS6 2AB", email="inbox@example.org")


def _made(method: str = "REQUEST", *, practice: Practice | None = None, attendee: str = "", **changes: object) -> bytes:
    return calendar_file(
        _booking(**changes),
        practice=practice or _practice(),
        practitioner_name="Sample physiotherapist",
        method=method,
        manage_url=LINK,
        now=NOW,
        attendee=attendee,
    )


def _calendar(made: bytes) -> Any:
    return icalendar.Calendar.from_ical(made)


def _event(made: bytes) -> Any:
    (event,) = _calendar(made).walk("VEVENT")
    return event


def test_a_request_says_what_rfc_5546_wants_and_no_more() -> None:
    made = _made(attendee="patient@example.org")
    calendar, event = _calendar(made), _event(made)
    assert (calendar["METHOD"], calendar["VERSION"]) == ("REQUEST", "2.0")
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == ("0123456789abcdef", 3, "CONFIRMED")
    assert (event["DTSTAMP"].dt, event["CLASS"]) == (NOW, "PRIVATE")
    assert b"DTSTART:20270329T080000Z\r\nDTEND:20270329T084500Z" in made
    assert (event["SUMMARY"], event["LOCATION"]) == (
        "Appointment with Sample practice",
        "1 Sample Street, Leeds, LS6 2AB",
    )
    assert event["DESCRIPTION"] == f"With Sample physiotherapist.\nReference K7QM-4XTD.\n{LINK}"
    assert (event["ORGANIZER"], event["ORGANIZER"].params["CN"]) == ("mailto:site@example.org", "Sample practice")
    assert (event["ATTENDEE"], event["ATTENDEE"].params["RSVP"]) == ("mailto:patient@example.org", "FALSE")
    assert b"Pelvic" not in made
    assert b"inbox@" not in made


def test_a_cancel_takes_the_same_event_away() -> None:
    calendar = _calendar(_made("CANCEL", status=Status.CANCELLED))
    assert (calendar["METHOD"], _event(_made("CANCEL"))["STATUS"]) == ("CANCEL", "CANCELLED")
    assert _event(_made("CANCEL"))["UID"] == _event(_made())["UID"]


def test_what_is_only_asked_for_is_tentative_and_a_visit_at_home_says_no_place() -> None:
    event = _event(_made(status=Status.HELD, at_home=True))
    assert event["STATUS"] == "TENTATIVE"
    assert "LOCATION" not in event


def test_a_file_that_anybody_with_the_link_can_fetch_names_nobody() -> None:
    assert "ATTENDEE" not in _event(_made("PUBLISH"))


WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"), exclude_characters="\x85\ufeff"), min_size=1)


@given(name=WORDS.map(lambda s: f"P{s}P"), address=WORDS.map(lambda s: f"P{s}P"))
def test_every_name_and_address_survives_both_parsers(name: str, address: str) -> None:
    made = _made(practice=_practice(name, address), attendee="patient@example.org")
    assert all(len(line) <= 75 for line in made.split(b"\r\n"))
    assert made.replace(b"\r\n", b"").count(b"\n") == 0
    event = _event(made)
    assert event["SUMMARY"] == f"Appointment with {name}"
    assert event["LOCATION"] == f"{address}, Leeds, LS6 2AB"
    other = vobject.readOne(made.decode()).vevent
    assert other.summary.value == f"Appointment with {name}"
    assert other.location.value == f"{address}, Leeds, LS6 2AB"
    assert other.dtstart.value == STARTS
    assert (other.sequence.value, other.status.value) == ("3", "CONFIRMED")


@given(
    start=st.datetimes(datetime(2026, 1, 1), datetime(2040, 1, 1)),  # noqa: DTZ001 - UTC is given with the next word
    minutes=st.integers(5, 600),
    sequence=st.integers(0, 2**31 - 1),
)
def test_every_time_and_sequence_survives(start: datetime, minutes: int, sequence: int) -> None:
    starts_at = start.replace(microsecond=0, tzinfo=UTC)
    ends_at = starts_at + timedelta(minutes=minutes)
    event = _event(_made(starts_at=starts_at, ends_at=ends_at, ical_sequence=sequence))
    assert (event["DTSTART"].dt, event["DTEND"].dt, event["SEQUENCE"]) == (starts_at, ends_at, sequence)


def test_where_nobody_is_seen_no_address_is_named() -> None:
    practice = _practice()
    assert place_of(_booking(), practice, sees_here=True)
    assert place_of(_booking(), practice, sees_here=False) == ""
