"""What the link in the mail opens."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from structlog.testing import capture_logs

from app.booking import by_link, changing, operations
from app.booking.models import Booking, Party, Status
from app.booking.operations import Who
from app.core import clock
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from app.directory.models import BookingMode, Service
from tests.web.conftest import read
from tests.web.site.booking.conftest import ELEVEN, ME, NINE, TEN, Ids, Make, Somebody, hidden, patient_of, rows

PRACTICE = Who(Party.PRACTICE, user_id=1)


def by_practice(app: Flask, deed: str, number: int = 1) -> None:
    """The practice does something with a booking."""
    with app.app_context():
        with unit_of_work():
            getattr(changing, deed)(number, by=PRACTICE, now=clock.now())
        db.session.remove()


def link_of(app: Flask, number: int = 1) -> str:
    return f"/booking/{patient_of(app, number).link}/"


def test_it_shows_the_first_name_and_the_time_only(somebody: Somebody, there: Ids) -> None:
    path = somebody.booked(there)
    answer = somebody.client.get(path)
    page = read(answer)
    assert "Hello Sample" in page.text
    assert "Monday 8 March 2027, 9:00 am to 10:00 am" in page.text
    for secret in ("Sample Patient", ME["email"], ME["phone"]):
        assert secret not in page.html
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in answer.headers
    assert somebody.client.get(f"{path}appointment.ics").mimetype == "text/calendar"


def test_what_opens_every_link_changes_nothing(app: Flask, somebody: Somebody, make: Make) -> None:
    ids = make(confirms_by_mail=True)
    somebody.book(ids)
    path = link_of(app)
    for _ in range(3):
        assert app.test_client().get(path).status_code == 200
        assert app.test_client().get(f"{path}move/").status_code in {200, 303}
        assert app.test_client().head(path).status_code == 200
        assert app.test_client().get(f"{path}?do=cancel").status_code == 200
        assert app.test_client().post(path, data={"do": "cancel"}).status_code == 409
    assert rows(app) == [("held", 9)]


def test_what_presses_every_button_at_once_changes_nothing(app: Flask, somebody: Somebody, there: Ids) -> None:
    path = somebody.booked(there)
    stamp = hidden(somebody.get(path))["stamp"]
    page = read(somebody.client.post(path, data={"do": "cancel", "stamp": stamp}))
    assert page.status == 409
    assert "That was very quick, so nothing was changed." in page.text
    assert rows(app) == [("booked", 9)]
    somebody.clock.move(seconds=2)
    assert somebody.client.post(path, data={"do": "cancel", "stamp": hidden(page)["stamp"]}).status_code == 303
    assert rows(app) == [("cancelled", 9)]


def test_cancelled_and_taken_back(app: Flask, somebody: Somebody, there: Ids) -> None:
    path = somebody.booked(there)
    answer = somebody.press(path, do="cancel")
    assert (answer.status_code, answer.headers["Location"]) == (303, path)
    page = somebody.get(path)
    assert "You have cancelled this appointment" in page.text
    assert not page.all("button", value="cancel")
    assert somebody.press(path, do="undo").status_code == 303
    assert rows(app) == [("booked", 9)]


def test_a_form_that_was_used_cannot_be_used_again(app: Flask, somebody: Somebody, there: Ids) -> None:
    path = somebody.booked(there)
    sent = somebody.filled(somebody.get(path), do="cancel")
    assert [somebody.client.post(path, data=sent).status_code for _ in range(2)] == [303, 303]
    somebody.press(path, do="undo")
    replayed = somebody.client.post(path, data=sent)
    assert replayed.status_code == 409
    assert "This page was out of date" in replayed.text
    assert rows(app) == [("booked", 9)]


def test_it_cannot_be_taken_back_when_somebody_has_the_time(
    app: Flask, somebody: Somebody, other: Somebody, there: Ids
) -> None:
    path = somebody.booked(there)
    somebody.press(path, do="cancel")
    sent = somebody.filled(somebody.get(path), do="undo")
    other.hold(there)
    assert not somebody.get(path).all("button", value="undo")
    page = read(somebody.client.post(path, data=sent))
    assert page.status == 409
    assert "Nothing was changed" in page.text
    assert page.all("a", href=f"{there.book}{there.query}")
    assert rows(app) == [("cancelled", 9), ("held", 9)]
    assert TEN in [each["value"] for each in page.all("button", name="start")]
    assert somebody.post(there.book, **hidden(page), start=TEN).status_code == 303
    assert rows(app)[-1] == ("held", 10)


def test_moved_and_moved_back(app: Flask, somebody: Somebody, there: Ids) -> None:
    path = somebody.booked(there)
    page = somebody.get(f"{path}move/?week=2027-03-08")
    assert page.all("button", name="start", value=ELEVEN)
    assert "Monday 8 March to Sunday 14 March" in page.text
    sent = somebody.filled(page, start=ELEVEN)
    assert [somebody.client.post(path, data=sent).status_code for _ in range(2)] == [303, 303]
    page = somebody.get(path)
    assert "Monday 8 March 2027, 11:00 am" in page.text
    assert "Undo: back to Monday 8 March 2027, 9:00 am" in page.text
    back = somebody.press(path, do="move", start=NINE)
    assert back.status_code == 303
    assert rows(app) == [("booked", 9)]


def test_a_move_to_a_taken_time_offers_the_nearest_and_keeps_the_old(
    app: Flask, somebody: Somebody, other: Somebody, there: Ids
) -> None:
    path = somebody.booked(there)
    sent = somebody.filled(somebody.get(f"{path}move/"), start=TEN)
    other.hold(there, TEN)
    page = read(somebody.client.post(path, data=sent))
    assert page.status == 409
    near = re.findall(r'name="start" value="([^"]+)"', page.html)
    assert NINE in near
    assert TEN not in near
    assert rows(app) == [("booked", 9), ("held", 10)]
    assert somebody.client.post(path, data={**hidden(page), "start": ELEVEN}).status_code == 303
    assert rows(app) == [("booked", 11), ("held", 10)]


@pytest.mark.parametrize("start", ["", "nonsense", "0001-01-01T00:00Z"])
def test_a_move_to_nowhere_is_refused(app: Flask, somebody: Somebody, there: Ids, start: str) -> None:
    path = somebody.booked(there)
    assert somebody.press(path, do="move", start=start).status_code == 422
    assert somebody.press(path, do="nonsense").status_code == 422
    assert rows(app) == [("booked", 9)]


def test_on_the_eve_the_practice_has_to_be_called(app: Flask, somebody: Somebody, make: Make) -> None:
    ids = make(phone="020 7946 0000")
    path = somebody.booked(ids)
    sent = somebody.filled(somebody.get(path), do="cancel")
    somebody.clock.move(days=6)
    page = somebody.get(path)
    assert "It is too late to cancel or move it here. Please call Practice" in page.text
    assert not page.all("button", value="cancel")
    assert somebody.client.get(f"{path}move/").status_code == 303
    again = {**hidden(page), "do": "cancel"}
    somebody.clock.move(seconds=2)
    late = read(somebody.client.post(path, data=again))
    assert late.status == 409
    assert "It is too late to change this here." in late.text
    assert somebody.client.post(path, data=sent).status_code == 409
    assert rows(app) == [("booked", 9)]


def test_a_move_to_the_next_hours_can_be_taken_back_for_half_an_hour(
    app: Flask, somebody: Somebody, there: Ids
) -> None:
    far = "2027-03-09T11:00Z"
    path = somebody.booked(there, far)
    somebody.clock.move(days=6)
    assert somebody.press(path, do="move", start=NINE).status_code == 303
    page = somebody.get(path)
    assert "You have moved it." in page.text
    assert "It is too late to cancel or move it here." not in page.text
    assert "Undo: back to Tuesday 9 March 2027, 11:00 am" in page.text
    assert somebody.press(path, do="move", start=TEN).status_code == 409
    assert somebody.press(path, do="move", start=far).status_code == 303
    assert rows(app) == [("booked", 11)]


def test_after_half_an_hour_such_a_move_stands(app: Flask, somebody: Somebody, there: Ids) -> None:
    far = "2027-03-09T11:00Z"
    path = somebody.booked(there, far)
    somebody.clock.move(days=6)
    somebody.press(path, do="move", start=NINE)
    somebody.clock.move(minutes=31)
    page = somebody.get(path)
    assert "Undo" not in page.text
    assert "It is too late to cancel or move it here." in page.text
    assert somebody.press(path, do="move", start=far).status_code == 409
    assert rows(app) == [("booked", 9)]


def test_confirmed_by_the_link_in_the_mail(app: Flask, somebody: Somebody, make: Make) -> None:
    ids = make(confirms_by_mail=True)
    somebody.book(ids)
    path = link_of(app)
    page = somebody.get(path)
    assert "One more press, and it is booked" in page.text
    assert "held for you until 12:30 pm" in page.text
    sent = somebody.filled(page, do="confirm")
    assert [somebody.client.post(path, data=sent).status_code for _ in range(2)] == [303, 303]
    assert rows(app) == [("booked", 9)]
    assert "Your appointment is booked" in somebody.get(path).text


def test_a_late_confirmation_books_a_time_that_is_still_free(
    app: Flask, somebody: Somebody, other: Somebody, make: Make
) -> None:
    ids = make(confirms_by_mail=True)
    somebody.book(ids)
    other.book(ids, TEN)
    somebody.clock.move(minutes=31)
    assert "The time is held for you no longer" in somebody.get(link_of(app)).text
    assert somebody.press(link_of(app), do="confirm").status_code == 303
    other.hold(ids, TEN)
    page = read(somebody.press(link_of(app, 2), do="confirm"))
    assert page.status == 409
    assert page.all("a", href=f"{ids.book}{ids.query}")
    assert rows(app) == [("booked", 9), ("expired", 10), ("held", 10)]
    assert page.all("form", action=ids.book, method="post")
    times = [each["value"] for each in page.all("button", name="start")]
    assert times == ["2027-03-07T11:00Z", ELEVEN, "2027-03-09T09:00Z"]
    assert "Nothing was changed" in page.text
    assert somebody.post(ids.book, **hidden(page), start=ELEVEN).status_code == 303
    assert rows(app)[-1] == ("held", 11)


def test_a_request_and_its_answers(app: Flask, somebody: Somebody, make: Make) -> None:
    ids = make(mode=BookingMode.REQUEST)
    first, second = (somebody.booked(ids, start) for start in (NINE, TEN))
    assert "has not answered yet" in somebody.get(first).text
    assert somebody.client.get(f"{first}appointment.ics").status_code == 404
    by_practice(app, "accept", 1)
    by_practice(app, "decline", 2)
    assert "Your appointment is booked" in somebody.get(first).text
    assert "had to cancel or decline it" in somebody.get(second).text
    assert not somebody.get(second).all("button", value="undo")
    third = somebody.booked(ids, ELEVEN)
    somebody.clock.move(hours=49)
    with app.app_context():
        with unit_of_work():
            operations.lock_diary(ids.practitioner, now=clock.now())
        db.session.remove()
    page = somebody.get(third)
    assert page.status == 410
    assert "has not answered in time" in page.text


def test_what_is_over_can_only_be_read(app: Flask, somebody: Somebody, make: Make) -> None:
    ids = make(confirms_by_mail=True)
    somebody.book(ids)
    unconfirmed = link_of(app)
    over = somebody.booked(make())
    somebody.clock.move(days=8)
    assert "This appointment is over" in somebody.get(over).text
    assert somebody.press(over, do="cancel").status_code == 409
    assert "This time was not confirmed" in somebody.get(unconfirmed).text
    with app.app_context():
        with unit_of_work():
            changing.settle(2, Status.DONE, by=PRACTICE, now=clock.now())
        db.session.remove()
    assert somebody.get(over).status == 410
    with app.app_context():
        with unit_of_work():
            booking = db.session.get_one(Booking, 1)
            booking.starts_at += timedelta(days=30)
            booking.ends_at += timedelta(days=30)
            booking.occupied_until += timedelta(days=30)
            booking.service_id = None
        db.session.remove()
    assert somebody.press(unconfirmed, do="confirm").status_code == 410


def test_the_address_of_a_home_visit_is_kept_and_not_shown(app: Flask, somebody: Somebody, there: Ids) -> None:
    with app.app_context():
        with unit_of_work():
            db.session.get_one(Service, there.service).at_home = True
        db.session.remove()
    path = somebody.booked(there)
    assert "Where the home visit goes" in somebody.get(path).text
    wrong = read(somebody.press(path, do="address", address=" \r\n "))
    assert wrong.status == 422
    assert "Type the address" in wrong.text
    long = read(somebody.press(path, do="address", address="x" * 400))
    assert "That has 400 characters; 300 is the most." in long.text
    assert somebody.press(path, do="address", address="1 Sample Street \r\n\r\n Leeds").status_code == 303
    kept = patient_of(app)
    assert (kept.address, kept.name, path) == ("1 Sample Street\nLeeds", ME["name"], f"/booking/{kept.link}/")
    page = somebody.get(path)
    assert "The practice has your address." in page.text
    assert "Sample Street" not in page.html


def test_what_is_not_offered_any_more_can_still_be_cancelled(app: Flask, somebody: Somebody, there: Ids) -> None:
    path = somebody.booked(there)
    with app.app_context():
        with unit_of_work():
            db.session.delete(db.session.get_one(Service, there.service))
        db.session.remove()
    page = somebody.get(path)
    assert not page.all("a", href=f"{path}move/")
    assert somebody.client.get(f"{path}move/").status_code == 303
    assert somebody.press(path, do="move", start=TEN).status_code == 410
    assert somebody.press(path, do="cancel").status_code == 303
    assert not somebody.get(path).all("button", value="undo")
    assert rows(app) == [("cancelled", 9)]


def test_a_service_that_is_offered_elsewhere_now_can_only_be_cancelled(
    app: Flask, somebody: Somebody, make: Make
) -> None:
    ids, other = make(), make()
    path = somebody.booked(ids)
    with app.app_context():
        with unit_of_work():
            db.session.get_one(Service, ids.service).location_id = other.location
        db.session.remove()
    assert somebody.get(path).all("button", value="cancel")
    assert somebody.press(path, do="cancel").status_code == 303


def test_no_address_is_taken_where_none_is_needed(app: Flask, somebody: Somebody, there: Ids) -> None:
    path = somebody.booked(there)
    assert somebody.press(path, do="address", address="1 Sample Street").status_code == 410


@pytest.mark.parametrize(
    "path",
    [
        f"/booking/{'x' * 43}/",
        "/booking/x/",
        "/booking/",
        "/booking/x/y/z",
        f"/booking/{'é' * 43}/",
        f"/booking/{'x' * 43}/move/",
        f"/booking/{'x' * 43}/appointment.ics",
        f"/booking/waiting/{'x' * 43}/",
    ],
)
def test_a_link_that_does_not_work_is_repeated_nowhere(app: Flask, path: str) -> None:
    for answer in (app.test_client().get(path), app.test_client().head(path)):
        assert answer.status_code == 404
        assert "x" * 43 not in answer.text
        assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "This link does not work" in app.test_client().get(path).text


def test_an_altered_link_opens_nothing_and_an_erased_one_neither(app: Flask, somebody: Somebody, there: Ids) -> None:
    path = somebody.booked(there)
    altered = path[:-2] + ("a" if path[-2] != "a" else "b") + "/"
    assert somebody.get(altered).status == 404
    assert somebody.client.post(altered, data={"do": "cancel"}).status_code == 404
    assert rows(app) == [("booked", 9)]


def test_whoever_tries_many_links_has_to_wait(app: Flask, somebody: Somebody, there: Ids) -> None:
    path = somebody.booked(there)
    for _ in range(30):
        somebody.client.get(f"/booking/{'x' * 43}/")
    answer = somebody.client.get(path)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    somebody.clock.move(minutes=16)
    assert somebody.client.get(path).status_code == 200


def test_no_log_line_holds_a_link(app: Flask, somebody: Somebody, there: Ids, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(secret: str) -> None:
        raise RuntimeError

    path = somebody.booked(there)
    monkeypatch.setattr(by_link, "get_linked", broken)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.testing = False
    with capture_logs() as logs:
        assert somebody.client.get(path).status_code == 500
    assert [line["path"] for line in logs if line["event"] == "request.failed"] == ["/booking/.../"]
