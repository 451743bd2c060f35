"""The way in, a day, a week, the lists, and one booking."""

from datetime import date

from flask import Flask
from flask.testing import FlaskClient

from app.accounts.permissions import Role
from app.booking.models import Booking, Contact, Hold, Status
from app.core import clock
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from app.directory.models import BookingMode, Practice, PracticeMember
from tests import factories
from tests.booking.practices import at, bookable
from tests.conftest import MovableClock
from tests.web.desk.conftest import Desk, house, token_of
from tests.web.practice.conftest import EIGHTH, Ids, Keeper, book, booking, joined, readings


def test_whoever_keeps_a_diary_lands_there_and_the_desk_at_the_desk(
    app: Flask, there: Ids, client: FlaskClient
) -> None:
    with house(app), unit_of_work():
        factories.user(Role.EDITOR)

    def landing(email: str, query: str = "") -> str:
        page = client.get("/login")
        sent = {"email": email, "password": factories.PASSWORD, "csrf_token": token_of(page)}
        return client.post(f"/login{query}", data=sent).location

    assert landing("practice@example.org") == "/practice/"
    assert landing("practice@example.org", "?next=/desk/blog/") == "/practice/"
    assert landing("practice@example.org", f"?next={there.base}week/") == f"{there.base}week/"
    assert landing("editor@example.org", f"?next={there.base}") == "/desk/"
    assert landing("editor@example.org", "?next=/desk/blog/") == "/desk/blog/"


def test_one_diary_opens_at_once_several_are_listed_none_says_so(app: Flask, keeper: Keeper) -> None:
    assert "do not keep a diary" in keeper.page("/practice/")
    first = joined(app, keeper.actor)
    assert keeper.get("/practice/").location == first.base
    joined(app, keeper.actor)
    assert "Your diaries" in keeper.page("/practice/")
    assert "Other diaries" in keeper.get(first.base).text
    assert keeper.post("/practice/logout") == "/login"
    assert keeper.get("/practice/").location.startswith("/login")


def test_a_form_that_comes_after_the_session_ended_waits_for_the_login(
    app: Flask, keeper: Keeper, there: Ids, moving: MovableClock
) -> None:
    keeper.page(there.base)
    token = token_of(keeper.get(f"{there.base}closed/"))
    moving.move(minutes=31)
    path = f"{there.base}closed/"
    answer = keeper.client.post(path, data={"csrf_token": token, "first": EIGHTH, "note": "Moving house"})
    assert answer.status_code == 401
    assert "Moving house" in answer.text
    sent = {"kept_to": path, "kept-first": EIGHTH, "kept-note": "Moving house", "email": "practice@example.org"}
    again = keeper.client.post("/login", data={**sent, "password": factories.PASSWORD, "csrf_token": token})
    assert again.status_code == 200
    assert f'action="{path}"' in again.text
    assert 'href="/practice/"' in again.text


def test_a_day_shows_everybody_with_what_is_taken_and_what_is_free(app: Flask, keeper: Keeper, there: Ids) -> None:
    booked = book(app, there, at(10))
    page = keeper.page(f"{there.base}?day={EIGHTH}")
    assert "Monday 8 March 2027" in page
    assert "Works 9:00 am to 12:00 pm" in page
    assert page.index("9:00 am to 10:00 am") < page.index("Sample Patient") < page.index("11:00 am to 12:00 pm")
    assert "All times are UK time." in page
    assert readings(app) == [(booked, "day")]
    keeper.page(f"{there.base}?day={EIGHTH}")
    assert readings(app) == [(booked, "day")] * 2
    assert "Does not work" in keeper.page(f"{there.base}?day=2027-12-25")
    assert "Monday 1 March 2027 today" in keeper.page(f"{there.base}?day=nonsense")


def test_a_day_on_paper_has_numbers_and_is_noted_as_such(app: Flask, keeper: Keeper, there: Ids) -> None:
    booked = book(app, there, at(10))
    page = keeper.page(f"{there.base}print/?day={EIGHTH}")
    assert "Sample Patient" in page
    assert "020 7946 0000" in page
    assert readings(app) == [(booked, "print")]


def test_a_week_and_the_lists_name_no_patient(app: Flask, keeper: Keeper, there: Ids) -> None:
    ref = booking(app, book(app, there, at(10))).ref
    for path in (f"week/?day={EIGHTH}", "appointments/", f"appointments/?ref={ref[:4].lower()}", "requests/"):
        page = keeper.page(there.base + path)
        assert (ref in page) is (path != "requests/"), path
        assert "Sample Patient" not in page
    assert "Nothing with ZZZZ" in keeper.page(f"{there.base}appointments/?ref=ZZZZ")
    assert "Nothing with 46" in keeper.page(f"{there.base}appointments/?ref=46")
    assert readings(app) == []


def test_the_day_when_the_clocks_go_forward_is_shown_by_the_wall_clock(app: Flask, keeper: Keeper) -> None:
    ids = joined(app, keeper.actor, hours=("00:00", "04:00"), latest_days=366)
    page = keeper.page(f"{ids.base}?day=2027-03-28")
    assert "Works midnight to 4:00 am" in page
    booked = book(app, ids, at(1, on=date(2027, 3, 28)))
    page = keeper.page(f"{ids.base}?day=2027-03-28")
    assert "2:00 am to 3:00 am Sample Patient" in page
    assert readings(app) == [(booked, "day")]
    autumn = keeper.page(f"{ids.base}?day=2027-10-31")
    assert "Works midnight to 4:00 am" in autumn


def test_requests_stand_first_and_are_answered_with_effect_at_once(app: Flask, keeper: Keeper) -> None:
    ids = joined(app, keeper.actor, mode=BookingMode.REQUEST)
    first, second = book(app, ids, at(9)), book(app, ids, at(10))
    page = keeper.page(ids.base)
    assert "2 waiting for your answer" in page
    assert "Answer until Wednesday 3 March 2027, 12:00 pm" in page
    assert keeper.post(f"{ids.base}bookings/{first}/accept", {"back": "requests"}) == f"{ids.base}requests/"
    keeper.post(f"{ids.base}bookings/{second}/decline")
    assert [booking(app, each).status for each in (first, second)] == [Status.BOOKED, Status.CANCELLED]
    assert "Nobody waits" in keeper.page(f"{ids.base}requests/")
    keeper.post(f"{ids.base}bookings/{first}/accept")
    assert "That was not done" in keeper.post(f"{ids.base}bookings/{second}/accept", status=410)


def test_a_booking_shows_who_and_what_happened_and_what_can_be_done(
    app: Flask, keeper: Keeper, there: Ids, moving: MovableClock
) -> None:
    booked = book(app, there, at(10))
    path = f"{there.base}bookings/{booked}/"
    page = keeper.page(path)
    for said in ("Sample Patient", "patient@example.org", "Cancel this appointment", "Booked by the patient", "noted"):
        assert said in page
    assert "It took place" not in page
    assert "has not begun" in keeper.post(f"{path}done", status=409)
    moving.move(days=7)
    keeper = Keeper(app, keeper.actor)
    assert "Nobody came" in keeper.page(path)
    keeper.post(f"{path}missed")
    assert "Noted that nobody came by Sample practice" in keeper.page(path)
    keeper.post(f"{path}open")
    keeper.post(f"{path}done")
    assert booking(app, booked).status is Status.DONE
    assert "Took place" in keeper.page(path)
    assert keeper.post(f"{path}dance", status=404)


def test_what_the_practice_cancels_it_can_take_back(app: Flask, keeper: Keeper, there: Ids) -> None:
    booked = book(app, there, at(10))
    path = f"{there.base}bookings/{booked}/"
    keeper.post(f"{path}cancel")
    page = keeper.page(path)
    assert "Cancelled by the practice" in page
    assert page.count("Cancelled by Sample practice") == 1, "in what happened, once"
    assert "Book it again" in keeper.page(path)
    keeper.post(f"{path}undo")
    assert booking(app, booked).status is Status.BOOKED


def test_nobody_is_named_whose_details_are_gone_or_must_not_be_used(app: Flask, keeper: Keeper, there: Ids) -> None:
    first, second = book(app, there, at(9)), book(app, there, at(10))
    with house(app), unit_of_work():
        db.session.get_one(Contact, first).restricted_at = clock.now()
        db.session.delete(db.session.get_one(Contact, second))
    assert "kept but not used" in keeper.page(f"{there.base}bookings/{first}/")
    assert "have been deleted" in keeper.page(f"{there.base}bookings/{second}/")
    assert "Sample Patient" not in keeper.page(f"{there.base}?day={EIGHTH}")
    assert readings(app) == []


def test_a_practice_without_anybody_says_what_is_missing(app: Flask, keeper: Keeper, there: Ids) -> None:
    with house(app), unit_of_work():
        other = bookable(now=clock.now())
        empty = Practice(name="Empty", latitude=1.0, longitude=1.0, created_at=clock.now())
        db.session.add(empty)
        db.session.flush()
        factories_id, other_id = empty.id, other.practice.id
    assert keeper.get(f"/practice/{other_id}/").status_code == 404
    with house(app), unit_of_work():
        db.session.add(PracticeMember(practice_id=factories_id, user_id=keeper.actor.user_id, since=clock.now()))
    base = f"/practice/{factories_id}/"
    for path in ("", "print/", "block/", "hours/"):
        assert "Nobody works at this practice yet" in keeper.page(base + path), path
    for path in ("book/", "services/"):
        assert "Nothing is offered here yet" in keeper.page(base + path), path
    assert "Nothing is booked from now on" in keeper.page(f"{base}appointments/")


def test_a_page_that_is_not_there_has_the_diarys_frame(keeper: Keeper, there: Ids, app: Flask) -> None:
    answer = keeper.get(f"{there.base}nowhere/")
    assert answer.status_code == 404
    assert 'href="/practice/"' in answer.text
    with house(app), unit_of_work():
        factories.user(Role.EDITOR)
    refused = Desk(app, Role.EDITOR).get(there.base)
    assert refused.status_code == 403
    assert "no-store" in refused.headers["Cache-Control"]


def test_a_hold_says_what_it_waits_for_and_that_it_is_over(app: Flask, keeper: Keeper, moving: MovableClock) -> None:
    ids = joined(app, keeper.actor, confirms_by_mail=True)
    booked = book(app, ids, at(9))
    path = f"{ids.base}bookings/{booked}/"
    assert "has to confirm it by mail" in keeper.page(path)
    with house(app), unit_of_work():
        db.session.get_one(Booking, booked).hold = Hold.OFFER
    assert "Offered to the waiting list" in keeper.page(path)
    moving.move(minutes=31)
    keeper = Keeper(app, keeper.actor)
    assert "Not booked in the end" in keeper.page(path)
    asked = joined(app, keeper.actor, mode=BookingMode.REQUEST)
    late = book(app, asked, at(10))
    moving.move(hours=49)
    assert "Not answered in time" in Keeper(app, keeper.actor).page(f"{asked.base}bookings/{late}/")
