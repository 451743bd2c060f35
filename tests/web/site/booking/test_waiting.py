"""The waiting list as a patient meets it."""

import pytest
from flask import Flask

from app.booking import operations
from app.booking.models import Booking, Hold, Source, Waiting
from app.core import clock
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from tests.booking.practices import at
from tests.web.conftest import read
from tests.web.site.booking.conftest import ME, NINE, Ids, Make, Somebody, patient_of, publish_notice, rows

WISH = {"first_day": "2027-03-08", "last_day": "2027-03-12", "parts": "morning"}


def join(somebody: Somebody, ids: Ids, **changed: str) -> str:
    """On the list; the address of the page that the link opens."""
    path = f"{ids.book}waiting/"
    page = somebody.get(f"{path}{ids.query}")
    answer = somebody.client.post(path, data=somebody.filled(page, **{**WISH, **ME, **changed}))
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def offer(app: Flask, ids: Ids, hour: int = 9) -> int:
    """Hold a time for the first who waits, as the job does that hears of a freed time."""
    with app.app_context():
        with unit_of_work():
            booking = operations.hold(ids.location, ids.service, at(hour), browser=f"offer {hour}", now=clock.now())
            booking.hold, booking.browser_hash = Hold.OFFER, None
            row = db.session.query(Waiting).filter(Waiting.ended_at.is_(None)).first()
            assert row is not None
            row.offered_booking_id = booking.id
            number = booking.id
        db.session.remove()
    return number


def list_of(app: Flask) -> list[tuple[str, list[str], bool, list[str]]]:
    with app.app_context():
        found = db.session.query(Waiting).order_by(Waiting.id).all()
        kept = [(w.first_day.isoformat(), w.parts, w.ended_at is None, w.declined) for w in found]
        db.session.remove()
    return kept


def test_a_page_of_times_leads_to_the_list(somebody: Somebody, there: Ids) -> None:
    path = f"{there.book}waiting/{there.query}"
    assert somebody.get(there.book).all("a", href=path)
    page = somebody.get(path)
    assert page.all("input", name="first_day", value="2027-03-01")
    assert page.all("input", name="last_day", value="2027-03-29")


def test_joined_and_left(app: Flask, somebody: Somebody, there: Ids) -> None:
    path = join(somebody, there)
    page = somebody.get(path)
    assert "You are on the waiting list" in page.text
    assert "Hello Sample" in page.text
    assert "Monday 8 March 2027 to Friday 12 March 2027, mornings" in page.text
    assert ME["email"] not in page.html
    left = read(somebody.press(path, do="leave"))
    assert "You have left the waiting list" in left.text
    assert list_of(app) == [("2027-03-08", ["morning"], False, [])]
    assert somebody.get(path).status == 410


def test_the_notice_that_was_shown_is_kept(app: Flask, somebody: Somebody, there: Ids) -> None:
    publish_notice(app, 3)
    path = f"{there.book}waiting/"
    page = somebody.get(f"{path}{there.query}")
    publish_notice(app, 4)  # while somebody types
    assert somebody.client.post(path, data=somebody.filled(page, **WISH, **ME)).status_code == 303
    with app.app_context():
        assert db.session.query(Waiting).one().privacy_version == 3
        db.session.remove()


def test_asking_again_for_the_same_waits_once(app: Flask, somebody: Somebody, there: Ids) -> None:
    first, second = join(somebody, there), join(somebody, there, first_day="2027-03-09", parts="evening")
    assert list_of(app) == [("2027-03-08", ["morning"], False, []), ("2027-03-09", ["evening"], True, [])]
    assert (somebody.get(first).status, somebody.get(second).status) == (410, 200)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"last_day": "2027-03-01"}, "The last day comes before the first."),
        ({"first_day": "2027-02-01", "last_day": "2027-02-02"}, "This day is over."),
        ({"last_day": "9999-12-31"}, "That is more than a year ahead."),
        ({"first_day": "tomorrow"}, "Type a day such as 2027-03-08."),
        ({"parts": "night"}, "Choose among morning, afternoon and evening."),
        ({"email": "nobody"}, "That is not an e-mail address."),
        ({"name": ""}, "Type your name."),
        ({"website": "x"}, "A field that people do not see was filled in"),
    ],
)
def test_faults_come_back_with_what_was_typed(
    app: Flask, somebody: Somebody, there: Ids, wrong: dict[str, str], said: str
) -> None:
    path = f"{there.book}waiting/"
    sent = somebody.filled(somebody.get(f"{path}{there.query}"), **{**WISH, **ME, **wrong})
    page = read(somebody.client.post(path, data=sent))
    assert page.status == 422
    assert said in page.text
    assert page.all("input", name="phone", value=ME["phone"])
    assert list_of(app) == []


def test_one_address_waits_on_five_lists_at_most(app: Flask, somebody: Somebody, make: Make) -> None:
    for _ in range(5):
        join(somebody, make())
    ids = make()
    path = f"{ids.book}waiting/"
    sent = somebody.filled(somebody.get(f"{path}{ids.query}"), **{**WISH, **ME})
    answer = somebody.client.post(path, data=sent)
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "3600"
    assert "This address is on 5 waiting lists already." in answer.text
    assert len(list_of(app)) == 5


def test_an_offered_time_is_taken(app: Flask, somebody: Somebody, other: Somebody, there: Ids) -> None:
    path = join(somebody, there)
    number = offer(app, there)
    page = somebody.get(path)
    assert "A time is free for you" in page.text
    assert "Monday 8 March 2027, 9:00 am to 10:00 am" in page.text
    assert "held for you until 12:10 pm" in page.text
    assert other.hold(there).status_code == 409
    sent = somebody.filled(page, do="take")
    taken, again = (somebody.client.post(path, data=sent) for _ in range(2))
    assert taken.status_code == again.status_code == 303
    assert taken.headers["Location"] == again.headers["Location"] == somebody.client.get(path).headers["Location"]
    assert "Your appointment is booked" in somebody.get(taken.headers["Location"]).text
    assert rows(app) == [("booked", 9)]
    assert patient_of(app, number).email == ME["email"]
    with app.app_context():
        booking = db.session.get_one(Booking, number)
        assert (booking.source, booking.privacy_version) == (Source.WAITING_LIST, 0)
        db.session.remove()


def test_reading_takes_nothing_and_a_used_form_neither(app: Flask, somebody: Somebody, there: Ids) -> None:
    path = join(somebody, there)
    offer(app, there)
    for _ in range(3):
        assert somebody.client.get(path).status_code == somebody.client.head(path).status_code == 200
    assert somebody.client.post(path, data={"do": "take"}).status_code == 409
    sent = somebody.filled(somebody.get(path), do="decline")
    assert somebody.client.post(path, data=sent).status_code == 303
    assert somebody.client.post(path, data=sent).status_code == 409
    assert rows(app) == [("expired", 9)]
    assert list_of(app)[0][2:] == (True, ["2027-03-08T09:00:00+00:00"])
    assert somebody.press(path, do="decline").status_code == 303
    assert somebody.press(path, do="take").status_code == 410
    assert somebody.press(path, do="nonsense").status_code == 303


def test_an_offer_that_ran_out_is_taken_only_while_the_time_is_free(
    app: Flask, somebody: Somebody, other: Somebody, there: Ids
) -> None:
    path = join(somebody, there)
    offer(app, there)
    somebody.clock.move(minutes=11)
    assert "You are on the waiting list" in somebody.get(path).text
    assert other.hold(there, NINE).status_code == 303
    page = read(somebody.press(path, do="take"))
    assert page.status == 409
    assert "Somebody else has just taken this time." in page.text
    assert somebody.press(path, do="leave").status_code == 200
    assert rows(app) == [("expired", 9), ("held", 9)]


def test_the_days_pass(somebody: Somebody, there: Ids) -> None:
    path = join(somebody, there)
    somebody.clock.move(days=12)
    page = somebody.get(path)
    assert page.status == 410
    assert "The days that you waited for are over." in page.text
