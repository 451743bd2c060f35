"""What the practice changes: times, hours, closed days, services, its public text, who keeps the diary, and calendars."""

import re
from datetime import timedelta

import icalendar
import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.permissions import Role
from app.booking import availability, operations
from app.booking.models import Source, Status, Waiting
from app.core import clock
from app.core.db import db
from app.core.mail import MailMessage
from app.core.unit_of_work import unit_of_work
from app.directory import changes, listing
from app.directory.hours_models import ClosedDay, HoursException, WeeklyHours
from app.directory.models import BookingMode, ListingChange, PracticeMember, Service
from tests import factories
from tests.booking.practices import MONDAY, at
from tests.web.desk.conftest import house
from tests.web.practice.conftest import EIGHTH, SOMEBODY, Ids, Keeper, book, booking, joined

TUESDAY = MONDAY + timedelta(days=1)
NINE_ON_TUESDAY = "2027-03-09T09:00Z"


def _starts(app: Flask, ids: Ids) -> list[int]:
    """The hours that patients can still have on that Monday."""
    with house(app):
        offer = availability.get_offer(ids.location, ids.service)
        return [each.hour for each in availability.free_times(offer, first=MONDAY, last=MONDAY, now=clock.now())]


def test_time_is_blocked_and_given_back(app: Flask, keeper: Keeper, there: Ids) -> None:
    path, sent = f"{there.base}block/", {"who": there.location, "day": EIGHTH, "starts": "10", "ends": "11:00"}
    assert 'value="2027-03-08"' in keeper.get(f"{path}?day={EIGHTH}").text
    assert keeper.post(path, {**sent, "called": "Lunch"}) == f"{there.base}?day={EIGHTH}"
    assert _starts(app, there) == [9, 11]
    assert "10:00 am to 11:00 am Lunch" in keeper.page(f"{there.base}?day={EIGHTH}")
    assert "Move or cancel that first" in keeper.post(path, sent, status=409)
    page = keeper.page(f"{there.base}bookings/1/")
    assert "Patient" not in page
    assert "Give the time back" in page
    keeper.post(f"{there.base}bookings/1/unblock")
    assert "Given back" in keeper.page(f"{there.base}bookings/1/")
    assert _starts(app, there) == [9, 10, 11]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"day": ""}, "Say which day"),
        ({"day": "8.3."}, "Type a day"),
        ({"starts": "x", "ends": "y"}, "Type a time such as"),
        ({"starts": "11", "ends": "10"}, "ends before it begins"),
        ({"day": "2027-10-31", "starts": "1:30", "ends": "3"}, "this time comes twice"),
        ({"who": "77"}, "Not a valid choice"),
    ],
)
def test_what_cannot_be_blocked_comes_back_as_it_was_typed(
    keeper: Keeper, there: Ids, typed: dict[str, str], said: str
) -> None:
    sent = {"who": there.location, "day": EIGHTH, "starts": "10", "ends": "24:00", "called": "Away", **typed}
    page = keeper.client.post(f"{there.base}block/", data={"csrf_token": "", **sent})
    assert page.status_code == 400
    assert said in keeper.post(f"{there.base}block/", sent, status=422)


def test_an_appointment_of_the_telephone_takes_a_free_time_or_any_other(app: Flask, keeper: Keeper, there: Ids) -> None:
    path = f"{there.base}book/?at={there.location}&for={there.service}&week={EIGHTH}"
    assert "First appointment" in keeper.page(f"{there.base}book/?day={EIGHTH}&when=2027-03-08T09:00")
    page = keeper.get(f"{path}&when=2027-03-08T09:00").text
    assert 'value="2027-03-08T09:00"' in page
    key = re.findall(r'name="key"[^>]*value="([^"]{43})"', page)[0]
    sent = {"key": key, "start": "2027-03-08T09:00Z", "name": "Sample Caller", "phone": "020 7946 0001"}
    first = keeper.post(path, sent)
    assert keeper.post(path, sent) == first  # a double click
    keeper.post(path, {**sent, "key": "", "other": "2027-03-08T19:00", "email": "caller@example.org"})
    made = [booking(app, 1), booking(app, 2)]
    assert [(each.starts_at.hour, each.source, each.status) for each in made] == [
        (9, Source.PHONE, Status.BOOKED),
        (19, Source.PHONE, Status.BOOKED),
    ]
    assert "Sample Caller" in keeper.page(first)
    assert "has this time already" in keeper.post(path, {**sent, "key": ""}, status=409)
    assert keeper.get(f"{there.base}book/?at={there.location}&for=99").status_code == 404


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Choose a free time"),
        ({"other": "2027-02-01T09:00"}, "This time is over"),
        ({"start": "2027-03-08T09:00Z", "name": ""}, "Type your name"),
        ({"start": "2027-03-08T09:00Z", "phone": ""}, "Type a telephone number or an e-mail address"),
        ({"start": "2027-03-08T09:00Z", "email": "x"}, "not an e-mail address"),
        ({"other": "2027-03-28T01:30"}, "the clocks skip 01:30"),
    ],
)
def test_what_cannot_be_booked_comes_back_as_it_was_typed(
    keeper: Keeper, there: Ids, typed: dict[str, str], said: str
) -> None:
    path = f"{there.base}book/?at={there.location}&for={there.service}&week={EIGHTH}"
    sent = {"key": "k", "name": "Sample Caller", "phone": "020 7946 0001", **typed}
    assert said in keeper.post(path, sent, status=422)


def test_an_appointment_is_moved_to_a_free_time_or_to_any_other(app: Flask, keeper: Keeper, there: Ids) -> None:
    booked, other = book(app, there, at(9)), book(app, there, at(10))
    path = f"{there.base}bookings/{booked}/move/"
    assert "9:00 am" in keeper.page(f"{path}?week={EIGHTH}")
    keeper.post(path, {"start": NINE_ON_TUESDAY})
    assert booking(app, booked).starts_at == at(9, on=TUESDAY)
    keeper.post(path, {"other": "2027-03-08T20:00"})
    assert booking(app, booked).starts_at == at(20)
    assert "Moved from Tuesday 9 March 2027, 9:00 am to Monday 8 March 2027, 8:00 pm" in keeper.page(
        f"{there.base}bookings/{booked}/"
    )
    assert "just taken" in keeper.post(path, {"start": "2027-03-08T10:00Z"}, status=409)
    assert "Give a date" in keeper.post(path, {"other": "soon"}, status=422)
    assert "is over" in keeper.post(path, {"other": "2027-02-08T20:00"}, status=422)
    keeper.post(f"{there.base}bookings/{other}/cancel")
    assert keeper.get(f"{there.base}bookings/{other}/move/").status_code == 410


def test_a_day_is_closed_once_each_appointment_on_it_is_settled(app: Flask, keeper: Keeper, there: Ids) -> None:
    moved, cancelled, kept = (book(app, there, at(hour)) for hour in (9, 10, 11))
    path, sent = f"{there.base}closed/", {"first": EIGHTH, "note": "Moving house"}
    page = keeper.post(path, sent, status=409)
    assert "3 appointments are touched. Nothing was changed yet." in page
    assert "Sample Patient" not in page
    chosen = {**sent, "settling": "1", f"fate-{cancelled}": "cancel", f"fate-{kept}": "keep"}
    page = keeper.post(path, chosen, status=409)
    assert "Say what becomes of it" in page
    wrong = {**chosen, f"fate-{moved}": "move", f"other-{moved}": "someday"}
    assert "Give a date" in keeper.post(path, wrong, status=409)
    nowhere = {**chosen, f"fate-{moved}": "move"}
    assert "Say to when" in keeper.post(path, nowhere, status=409)
    assert booking(app, cancelled).status is Status.BOOKED
    assert keeper.post(path, {**nowhere, f"time-{moved}": NINE_ON_TUESDAY}) == path
    assert booking(app, moved).starts_at == at(9, on=TUESDAY)
    assert [booking(app, each).status for each in (cancelled, kept)] == [Status.CANCELLED, Status.BOOKED]
    assert "Kept as it is, knowingly, by Sample practice" in keeper.page(f"{there.base}bookings/{kept}/")
    assert "8 March 2027 Moving house" in keeper.page(path)
    keeper.post(f"{path}{EIGHTH}/open")
    with house(app):
        assert db.session.query(ClosedDay).count() == 0
    assert keeper.post(f"{path}someday/open", status=404)
    assert "Say which day" in keeper.post(path, {"first": ""}, status=422)
    assert "before the first" in keeper.post(path, {"first": EIGHTH, "last": "2027-03-01"}, status=422)


def test_what_is_booked_while_the_page_is_open_is_asked_for_too(app: Flask, keeper: Keeper, there: Ids) -> None:
    first = book(app, there, at(9))
    path, sent = f"{there.base}closed/", {"first": EIGHTH}
    keeper.post(path, sent, status=409)
    late = book(app, there, at(10))
    page = keeper.post(path, {**sent, "settling": "1", f"fate-{first}": "cancel"}, status=409)
    assert "2 appointments are touched" in page
    assert booking(app, first).status is Status.BOOKED
    # Where what was chosen cannot be done and nothing is in the way any more, the day is closed all the same.
    for each in (first, late):
        keeper.post(f"{there.base}bookings/{each}/cancel")
    gone = {**sent, "settling": "1", f"fate-{first}": "move", f"other-{first}": "someday"}
    assert keeper.post(path, gone) == path


def test_hours_are_kept_by_the_practice_itself(app: Flask, keeper: Keeper, there: Ids) -> None:
    base = f"{there.base}hours/{there.location}/"
    assert "Practitioner" in keeper.page(f"{there.base}hours/")
    keeper.post(f"{base}weekly", {"weekdays": ["0"], "starts": "14", "ends": "15:00"})
    assert "Monday 2:00 pm to 3:00 pm" in keeper.page(base)
    assert "Tick at least one day" in keeper.post(f"{base}weekly", {"starts": "14", "ends": "15"}, status=422)
    assert "Type a day" in keeper.post(f"{base}weekly", {"starts": "1", "ends": "2", "valid_from": "x"}, status=422)
    booked = book(app, there, at(14))
    with house(app):
        row = db.session.query(WeeklyHours).filter_by(starts="14:00").one().id
    page = keeper.post(f"{base}weekly/{row}/remove", status=409)
    assert "1 appointment is touched" in page
    keeper.post(f"{base}weekly/{row}/remove", {"settling": "1", f"fate-{booked}": "keep"})
    other = {"exception-kind": "open", "exception-first": EIGHTH, "exception-starts": "8", "exception-ends": "9"}
    keeper.post(f"{base}exceptions", other)
    assert _starts(app, there) == [8]
    early = book(app, there, at(8))
    with house(app):
        exception = db.session.query(HoursException).one().id
    assert "1 appointment is touched" in keeper.post(f"{base}exceptions/{exception}/remove", status=409)
    keeper.post(f"{base}exceptions/{exception}/remove", {f"fate-{early}": "cancel"})
    assert keeper.post(f"{base}exceptions/{exception}/remove", status=404)
    for typed, said in (({}, "Say which day"), ({"exception-first": EIGHTH, "exception-kind": "odd"}, "Not a valid")):
        assert said in keeper.post(f"{base}exceptions", {"exception-kind": "closed", **typed}, status=422)


def test_a_service_ends_and_begins_again(app: Flask, keeper: Keeper, there: Ids) -> None:
    booked = book(app, there, at(9))
    base = f"{there.base}services/{there.service}/"
    page = keeper.post(f"{base}end", status=409)
    assert "Move it" not in page
    keeper.post(f"{base}end", {f"fate-{booked}": "keep"})
    assert "Not offered" in keeper.page(f"{there.base}services/")
    assert _active(app, there) is False
    keeper.post(f"{base}again")
    assert _active(app, there) is True


def _active(app: Flask, ids: Ids) -> bool:
    with house(app):
        return db.session.get_one(Service, ids.service).active


def test_somebody_leaves_in_two_steps(app: Flask, keeper: Keeper, there: Ids) -> None:
    booked = book(app, there, at(9))
    path = f"{there.base}hours/{there.location}/leaving/"
    assert "leaves the practice" in keeper.page(path)
    assert "1 appointment is touched" in keeper.post(path, status=409)
    keeper.post(path, {f"fate-{booked}": "cancel"})
    with house(app):
        with unit_of_work():
            editor = factories.user(Role.EDITOR).actor
        with unit_of_work():
            listing.take_out_of_directory(there.practitioner, reason="Left", by=editor, now=clock.now())


def test_a_public_text_waits_for_an_editor_and_its_state_is_shown(app: Flask, keeper: Keeper, there: Ids) -> None:
    base = f"{there.base}texts/"
    assert "Nothing yet" in keeper.page(base)
    assert "How to get in" in keeper.page(f"{base}practice/")
    text = {"name": "Practice of the hill", "address": "1 Sample Street", "phone": "", "website": "", "access": ""}
    assert keeper.post(f"{base}practice/", text) == base
    person = {"about": "Hips and knees.", "languages": "English, Welsh", "treatments": "Neuro\nHips", "video": "y"}
    assert keeper.post(f"{base}{there.location}/", person) == base
    page = keeper.page(base)
    assert page.count("Waits for an editor") == 2
    assert "English, Welsh" in page
    with house(app):
        with unit_of_work():
            editor = factories.user(Role.EDITOR).actor
            asked = [each.id for each in db.session.query(ListingChange).order_by(ListingChange.id)]
        with unit_of_work():
            changes.decide(asked[0], accept=False, remark="Too short.", by=editor, now=clock.now())
            changes.decide(asked[1], accept=True, remark="", by=editor, now=clock.now())
    page = keeper.page(base)
    assert "Refused Too short." in page
    assert "Accepted" in page
    assert "Hips and knees." in keeper.page(f"{base}{there.location}/")
    assert "Not known here: Klingon" in keeper.post(f"{base}{there.location}/", {"languages": "Klingon"}, status=422)
    same = keeper.get(f"{base}{there.location}/").text
    assert "Welsh" in same
    again = {**person, "treatments": "Hips\nNeuro"}
    assert "Nothing differs" in keeper.post(f"{base}{there.location}/", again, status=422)


def test_people_are_invited_by_mail_and_removed(app: Flask, keeper: Keeper, there: Ids) -> None:
    base = f"{there.base}people/"
    sent = {"email": "new@example.org", "name": "Reception"}
    assert keeper.post(base, sent) == base
    with house(app):
        mails = db.session.query(MailMessage).all()
        assert [each.to for each in mails] == ["new@example.org"]
        assert "/login/invitation/" in mails[0].text
        with unit_of_work():
            other = factories.user(Role.PRACTICE, email="other@example.org").id
    assert "new@example.org" in keeper.page(base)
    keeper.post(f"{base}take-back", {"email": "new@example.org"})
    assert "new@example.org" not in keeper.page(base)
    assert "no e-mail address" in keeper.post(base, {"email": "x", "name": "x"}, status=422)
    keeper.post(base, {"email": "other@example.org", "name": ""})
    assert "other@example.org" in keeper.page(base)
    keeper.post(f"{base}{other}/remove")
    with house(app):
        assert db.session.query(PracticeMember).count() == 1
    assert "take the diary from yourself" in keeper.post(f"{base}{keeper.actor.user_id}/remove", status=422)


def _calendar(client: FlaskClient, address: str) -> list[icalendar.Component]:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.mimetype == "text/calendar"
    assert answer.headers["Cache-Control"] == "private, no-store"
    return list(icalendar.Calendar.from_ical(answer.data).walk("VEVENT"))


def test_a_calendar_reads_times_and_references_and_nothing_else(
    app: Flask, keeper: Keeper, there: Ids, client: FlaskClient
) -> None:
    base, booked = f"{there.base}calendars/", book(app, there, at(9))
    keeper.post(f"{there.base}block/", {"who": there.location, "day": EIGHTH, "starts": "10", "ends": "11"})
    assert "No address yet" in keeper.page(base)
    keeper.post(base, {"called": "Phone", "whose": there.practitioner}, status=200)
    page = keeper.client.post(base, data={"csrf_token": keeper._token, "called": "Reception", "whose": ""}).text
    address = re.findall(r'value="http://localhost(/practice/calendar/[^"]{43}\.ics)"', page)[0]
    assert address not in keeper.get(base).text
    events = _calendar(client, address)
    ref = booking(app, booked).ref
    assert [str(each["summary"]) for each in events] == [f"Appointment {ref}", f"Blocked {booking(app, 2).ref}"]
    assert SOMEBODY.name.encode() not in client.get(address).data
    assert events[0].decoded("dtstart") == at(9)
    assert client.get(address).data == client.get(address).data
    assert "Say what it is for" in keeper.post(base, {"called": " ", "whose": ""}, status=422)
    assert "Not a valid choice" in keeper.post(base, {"called": "x", "whose": "77"}, status=422)
    keeper.post(f"{base}2/take-back")
    keeper.post(f"{base}2/take-back")
    gone = client.get(address)
    assert (gone.status_code, gone.text) == (404, "There is no such calendar.")
    assert client.get("/practice/calendar/short.ics").status_code == 404


def test_a_calendar_dies_with_the_membership_of_who_made_it_and_shows_one_persons_times(
    app: Flask, keeper: Keeper, client: FlaskClient
) -> None:
    ids = joined(app, keeper.actor, mode=BookingMode.REQUEST)
    book(app, ids, at(9))
    page = keeper.get(f"{ids.base}calendars/")
    assert page.status_code == 200
    keeper.post(f"{ids.base}calendars/", {"called": "x", "whose": ""}, status=200)
    made = keeper.client.post(
        f"{ids.base}calendars/", data={"csrf_token": keeper._token, "called": "y", "whose": ids.practitioner}
    ).text
    address = re.findall(r"/practice/calendar/[^\"]{43}\.ics", made)[0]
    assert [str(each["status"]) for each in _calendar(client, address)] == ["TENTATIVE"]
    with house(app), unit_of_work():
        db.session.query(PracticeMember).delete()
    assert client.get(address).status_code == 404


def test_there_is_an_end_to_addresses(keeper: Keeper, there: Ids) -> None:
    for number in range(20):
        keeper.post(f"{there.base}calendars/", {"called": f"Number {number}", "whose": ""}, status=200)
    assert "20 addresses already" in keeper.post(f"{there.base}calendars/", {"called": "x", "whose": ""}, status=422)


def test_who_waits_is_counted(app: Flask, keeper: Keeper, there: Ids) -> None:
    with house(app), unit_of_work():
        for number in range(2):
            db.session.add(
                Waiting(
                    practitioner_id=there.practitioner,
                    location_id=there.location,
                    service_id=there.service,
                    first_day=MONDAY,
                    last_day=MONDAY,
                    sealed="",
                    mark="",
                    link_hash=str(number),
                    privacy_version=1,
                    created_at=clock.now(),
                    purge_after=clock.now(),
                )
            )
    assert "2 for First appointment with Practitioner" in keeper.page(there.base)


def test_a_time_that_somebody_is_typing_for_is_said_and_can_be_taken_back(
    app: Flask, keeper: Keeper, there: Ids
) -> None:
    with house(app), unit_of_work():
        held = operations.hold(there.location, there.service, at(9), browser="b", now=clock.now()).id
    assert "Somebody is booking it just now" in keeper.page(f"{there.base}?day={EIGHTH}")
    page = keeper.post(f"{there.base}closed/", {"first": EIGHTH}, status=409)
    assert "nobody has booked it yet" in page
    assert "Move it" not in page
    keeper.post(f"{there.base}closed/", {"first": EIGHTH, f"fate-{held}": "cancel"})
    assert "Not booked in the end" in keeper.page(f"{there.base}bookings/{held}/")
