"""Choosing a time, holding it, saying who one is."""

import re

import pytest
from flask import Flask

from app.booking import changing, operations
from app.booking.models import Booking, Party
from app.booking.operations import Who
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from app.directory.models import BookingMode, Location, Practice, Practitioner, Service
from tests.conftest import MovableClock
from tests.web.conftest import read
from tests.web.site.booking.conftest import (
    ELEVEN,
    ME,
    NINE,
    TEN,
    Ids,
    Make,
    Somebody,
    hidden,
    patient_of,
    publish_notice,
    rows,
)


def test_a_week_of_times_by_day_with_their_zone(somebody: Somebody, there: Ids) -> None:
    page = somebody.get(f"{there.book}?week=2027-03-10")
    assert page.status == 200
    assert "Monday 8 March to Sunday 14 March" in page.text
    assert "All times are UK time." in page.text
    assert page.html.count('name="start"') == 21
    assert page.all("button", name="start", value=NINE)
    assert page.all("a", href=f"{there.book}{there.query}&week=2027-03-01#week")
    assert page.all("a", href=f"{there.book}{there.query}&week=2027-03-15#week")
    assert "First free time: Tuesday 2 March 2027, 9:00 am" in page.text


def test_without_a_week_it_opens_where_a_time_is_free(somebody: Somebody, make: Make) -> None:
    ids = make(notice_minutes=20 * 24 * 60)
    assert "Monday 15 March to" not in somebody.get(ids.book).text
    assert "Monday 22 March to Sunday 28 March" in somebody.get(ids.book).text


@pytest.mark.parametrize("week", ["0001-01-01", "9999-12-31", "nonsense", "", "2027-13-40"])
def test_a_week_out_of_reach_is_the_nearest_in_reach(somebody: Somebody, there: Ids, week: str) -> None:
    assert somebody.get(f"{there.book}{there.query}&week={week}").status == 200


def test_the_times_are_kept_by_nobody_and_set_no_cookie(somebody: Somebody, there: Ids) -> None:
    answer = somebody.client.get(there.book)
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert "Set-Cookie" not in answer.headers


def test_held_booked_and_shown_with_its_reference(app: Flask, somebody: Somebody, there: Ids) -> None:
    held = somebody.hold(there)
    assert held.status_code == 303
    cookie = held.headers["Set-Cookie"]
    assert re.match(r"__Host-hold=[\w-]{43};", cookie)
    assert all(word in cookie for word in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"))
    page = somebody.get(held.headers["Location"])
    assert "Monday 8 March 2027, 9:00 am to 10:00 am" in page.text
    assert "Held for you until 12:10 pm. That is 10 minutes" in page.text
    assert "note" not in hidden(page)
    answer = somebody.client.post(held.headers["Location"], data=somebody.filled(page, **ME))
    assert answer.status_code == 303
    assert "Sample" not in answer.headers["Location"]
    done = somebody.get(answer.headers["Location"])
    assert "Your appointment is booked" in done.text
    assert re.search(r"Your reference is \w{4}-\w{4}", done.text)
    assert ME["name"] not in done.text
    assert ME["email"] not in done.html
    assert rows(app) == [("booked", 9)]
    assert patient_of(app).email == ME["email"]
    calendar = somebody.client.get(f"{answer.headers['Location']}appointment.ics")
    assert calendar.mimetype == "text/calendar"
    assert b"BEGIN:VEVENT" in calendar.data


def test_a_double_click_books_once_and_shows_the_same_page(app: Flask, somebody: Somebody, there: Ids) -> None:
    somebody.hold(there)
    sent = somebody.filled(somebody.get(f"{there.book}details/"), **ME)
    first, second = (somebody.client.post(f"{there.book}details/", data=sent) for _ in range(2))
    assert first.status_code == second.status_code == 303
    assert first.headers["Location"] == second.headers["Location"]
    assert rows(app) == [("booked", 9)]


def test_a_double_click_on_a_time_holds_it_once(app: Flask, somebody: Somebody, there: Ids) -> None:
    assert [somebody.hold(there).status_code for _ in range(2)] == [303, 303]
    assert rows(app) == [("held", 9)]
    somebody.hold(there, TEN)
    assert rows(app) == [("expired", 9), ("held", 10)]


def test_what_one_holds_oneself_can_still_be_chosen(somebody: Somebody, other: Somebody, there: Ids) -> None:
    somebody.hold(there)
    week = f"{there.book}?week=2027-03-08"
    mine, theirs = somebody.get(week), other.get(week)
    assert mine.all("button", name="start", value=NINE)
    assert "You hold a time: Monday 8 March 2027, 9:00 am" in mine.text
    assert not theirs.all("button", name="start", value=NINE)


def test_faults_come_back_with_everything_that_was_typed(app: Flask, somebody: Somebody, there: Ids) -> None:
    long = "x" * 10_000
    answer = somebody.book(there, name=long, email="a@example.org\r\nBcc: b@example.org", phone="call me")
    page = read(answer)
    assert page.status == 422
    assert "That has 10000 characters; 120 is the most." in page.text
    assert "That is not an e-mail address." in page.text
    assert "That is not a telephone number." in page.text
    assert long in page.html
    assert page.all("input", name="phone", value="call me", aria_invalid="true")
    assert rows(app) == [("held", 9)]
    again = somebody.client.post(f"{there.book}details/", data={**hidden(page), **ME})
    assert again.status_code == 303


def test_a_machine_is_refused_and_a_quick_person_just_sends_again(app: Flask, somebody: Somebody, there: Ids) -> None:
    somebody.hold(there)
    path = f"{there.book}details/"
    sent = {**hidden(somebody.get(path)), **ME}
    quick = read(somebody.client.post(path, data=sent))
    assert quick.status == 422
    assert "That was very quick." in quick.text
    somebody.clock.move(seconds=4)
    trapped = read(somebody.client.post(path, data={**sent, "website": "https://example.org"}))
    assert trapped.status == 422
    for stamp in ("", "1.abc", f"{'9' * 40}.x", sent["stamp"][:-1] + "x", "١٢.ab"):
        assert somebody.client.post(path, data={**sent, "stamp": stamp}).status_code == 422
    assert rows(app) == [("held", 9)]
    assert somebody.client.post(path, data={**hidden(quick), **ME}).status_code == 303


def test_a_time_that_somebody_else_took_is_answered_with_the_nearest(
    app: Flask, somebody: Somebody, other: Somebody, there: Ids
) -> None:
    other.hold(there)
    page = read(somebody.hold(there))
    assert page.status == 409
    assert "This time is not free any more" in page.text
    assert re.findall(r'name="start" value="([^"]+)"', page.html) == ["2027-03-07T11:00Z", TEN, ELEVEN]
    assert rows(app) == [("held", 9)]


def test_what_was_typed_comes_along_to_another_time(
    app: Flask, somebody: Somebody, other: Somebody, there: Ids
) -> None:
    somebody.hold(there)
    sent = somebody.filled(somebody.get(f"{there.book}details/"), **ME)
    somebody.clock.move(minutes=11)
    other.booked(there)
    taken = read(somebody.client.post(f"{there.book}details/", data=sent))
    assert taken.status == 409
    assert "What you typed is kept." in taken.text
    carried = hidden(taken)
    assert {name: carried[name] for name in ME} == ME
    details = read(somebody.client.post(there.book, data={**carried, "start": TEN}))
    assert details.status == 200
    assert details.all("input", name="email", value=ME["email"])
    booked = somebody.client.post(f"{there.book}details/", data=somebody.filled(details, **ME))
    assert booked.status_code == 303
    assert rows(app) == [("expired", 9), ("booked", 9), ("booked", 10)]


def test_a_late_form_still_books_what_nobody_took(app: Flask, somebody: Somebody, there: Ids) -> None:
    somebody.hold(there)
    sent = somebody.filled(somebody.get(f"{there.book}details/"), **ME)
    somebody.clock.move(minutes=30)
    assert somebody.client.post(f"{there.book}details/", data=sent).status_code == 303
    assert rows(app) == [("booked", 9)]


def test_more_time_for_an_hour_and_what_was_typed_stays(
    app: Flask, somebody: Somebody, other: Somebody, there: Ids
) -> None:
    somebody.hold(there)
    path = f"{there.book}details/"
    sent = somebody.filled(somebody.get(path), name="Half a na", do="longer")
    somebody.clock.move(minutes=8)
    longer = read(somebody.client.post(path, data=sent))
    assert longer.status == 200
    assert "Held for you until 12:18 pm. That is 10 minutes" in longer.text
    assert longer.all("input", name="name", value="Half a na")
    somebody.clock.move(minutes=60)
    over = read(somebody.client.post(path, data=sent))
    assert over.status == 410
    assert "held for an hour" in over.text
    assert other.hold(there).status_code == 303
    somebody.clock.move(minutes=-30)
    assert somebody.client.post(path, data=sent).status_code == 409


def test_a_time_that_the_practice_took_back_is_held_no_longer(app: Flask, somebody: Somebody, there: Ids) -> None:
    somebody.hold(there)
    sent = somebody.filled(somebody.get(f"{there.book}details/"), **ME)
    with app.app_context():
        with unit_of_work():
            changing.cancel(1, by=Who(Party.PRACTICE, user_id=1), now=somebody.clock.now)
        db.session.remove()
    assert somebody.client.post(f"{there.book}details/", data={**sent, "do": "longer"}).status_code == 409
    assert somebody.client.post(f"{there.book}details/", data=sent).status_code == 409
    assert rows(app) == [("cancelled", 9)]


def test_without_its_cookie_a_form_books_nothing_and_tells_why(
    app: Flask, somebody: Somebody, other: Somebody, there: Ids
) -> None:
    assert other.get(f"{there.book}details/").status == 409
    somebody.hold(there)
    sent = somebody.filled(somebody.get(f"{there.book}details/"), **ME)
    page = read(other.client.post(f"{there.book}details/", data=sent))
    assert page.status == 409
    assert "refuses the one cookie" in page.text
    assert ME["email"] in page.text
    for wrong in ("", "x", "99999", "9" * 30, "١"):
        assert other.client.post(f"{there.book}details/", data={**sent, "hold": wrong}).status_code == 409
    assert rows(app) == [("held", 9)]


def test_a_form_shows_nothing_of_somebody_elses_time(somebody: Somebody, other: Somebody, there: Ids) -> None:
    somebody.booked(there)
    somebody.hold(there, ELEVEN)
    other.hold(there, TEN)
    sent = other.filled(other.get(f"{there.book}details/"))
    for number in ("1", "2"):
        page = read(other.client.post(f"{there.book}details/", data={**sent, "hold": number}))
        assert page.status == 409
        assert not {"9:00 am", "11:00 am"} & set(re.findall(r"\d+:00 am", page.text))


def test_a_key_that_is_none_of_ours_books_nothing(app: Flask, somebody: Somebody, there: Ids) -> None:
    somebody.hold(there)
    sent = somebody.filled(somebody.get(f"{there.book}details/"), **ME)
    for key in ("", "short", "é" * 43):
        assert somebody.client.post(f"{there.book}details/", data={**sent, "key": key}).status_code == 422
    assert somebody.get(f"{there.book}done/{'x' * 43}/").status == 404
    assert somebody.get(f"{there.book}done/x/appointment.ics").status == 404


@pytest.mark.parametrize(
    ("start", "status"),
    [
        ("2027-02-22T09:00Z", 409),  # over
        ("2027-03-01T12:00Z", 409),  # now
        ("2027-03-08T09:30Z", 409),  # not offered
        ("2027-03-08T03:00Z", 409),  # at night
        ("2028-03-08T09:00Z", 409),  # too far ahead
        ("0001-01-01T00:00Z", 422),
        ("9999-12-31T23:59Z", 422),
        ("2027-03-08T09:00", 422),
        ("2027-03-08T09:00+99:00", 422),
        ("nonsense", 422),
        ("", 422),
    ],
)
def test_a_time_that_cannot_be_had_is_held_by_nobody(
    app: Flask, somebody: Somebody, there: Ids, start: str, status: int
) -> None:
    assert somebody.hold(there, start).status_code == status
    assert rows(app) == []


def test_somebody_elses_service_is_not_booked(app: Flask, somebody: Somebody, make: Make) -> None:
    mine, theirs = make(), make()
    for at, service in (
        (mine.location, theirs.service),
        (theirs.location, theirs.service),
        (mine.location, 10**12),
        (-1, 1),
    ):
        answer = somebody.post(mine.book, at=at, **{"for": service, "start": NINE})
        assert answer.status_code == 404
    assert somebody.get(f"{mine.book}{theirs.query}").status == 404
    assert rows(app) == []


def test_fifty_holds_from_one_address_are_limited(app: Flask, make: Make, moving: MovableClock) -> None:
    ids = make(hours=("00:00", "24:00"), minutes=10, step=10)
    starts = [f"2027-03-{8 + n // 40:02}T{8 + n % 40 // 6:02}:{n % 6}0Z" for n in range(50)]
    # Each without a cookie, as machines come.
    sent = [{"at": ids.location, "for": ids.service, "start": start} for start in starts]
    answers = [app.test_client().post(ids.book, data=each) for each in sent]
    assert [each.status_code for each in answers] == [303] * 20 + [429] * 30
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 900
    assert "Please wait 15 minutes, or call the practice." in answers[-1].text
    assert len(rows(app)) == 20
    moving.move(minutes=16)
    late = app.test_client().post(ids.book, data=sent[40])
    assert late.status_code == 303
    with app.app_context():
        counted = db.session.execute(db.text("SELECT address FROM login_failures")).scalars().all()
        db.session.remove()
    assert not any("127.0.0.1" in each for each in counted)


def test_one_mail_address_gets_only_so_many(app: Flask, somebody: Somebody, there: Ids) -> None:
    days = [f"2027-03-{day:02}T09:00Z" for day in range(8, 14)]
    for start in days[:5]:
        assert somebody.book(there, start).status_code == 303
    answer = somebody.book(there, days[5])
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert "5 appointments are booked with this address already" in answer.text
    assert read(answer).all("input", name="email", value=ME["email"])


def test_where_it_has_to_be_confirmed_by_mail_the_page_gives_no_link(
    app: Flask, somebody: Somebody, make: Make
) -> None:
    ids = make(confirms_by_mail=True)
    answer = somebody.book(ids)
    page = somebody.get(answer.headers["Location"])
    assert "One more step: look into your mail" in page.text
    assert "by 12:30 pm" in page.text
    assert "/booking/" not in page.html
    assert rows(app) == [("held", 9)]
    assert somebody.get(f"{answer.headers['Location']}appointment.ics").status == 404


def test_a_request_says_until_when_it_is_answered(somebody: Somebody, make: Make) -> None:
    ids = make(mode=BookingMode.REQUEST)
    assert "The practice has to agree." in somebody.get(ids.book).text
    page = somebody.get(somebody.book(ids).headers["Location"])
    assert "You have asked for this time" in page.text
    assert "answers by Wednesday 3 March 2027, 12:00 pm" in page.text


def test_a_note_is_asked_for_only_where_the_practice_wants_one(app: Flask, somebody: Somebody, make: Make) -> None:
    plain, asking = make(), make(asks_note=True)
    somebody.booked(plain, note="a secret")
    assert patient_of(app).note == ""
    somebody.hold(asking, TEN)
    assert "do not put medical details here" in somebody.get(f"{asking.book}details/").text
    somebody.booked(asking, ELEVEN, note="with my son")
    assert patient_of(app, 3).note == "with my son"


@pytest.mark.parametrize("mode", [BookingMode.DETAILS, BookingMode.LINK])
def test_where_it_is_not_booked_here_no_time_is_shown(somebody: Somebody, make: Make, mode: BookingMode) -> None:
    ids = make(mode=mode, phone="020 7946 0000", booking_link="https://practice.example/book")
    for path in (ids.book, f"{ids.book}?week=2027-03-08"):
        page = somebody.get(path)
        assert page.status == 200
        assert "This is not booked on our site." in page.text
        assert not page.all("button", name="start")
        assert "020 7946 0000" in page.text
        assert bool(page.all("a", href="https://practice.example/book")) is (mode is BookingMode.LINK)
    assert somebody.get(f"{ids.book}{ids.query}").status == 404
    assert somebody.hold(ids).status_code == 404
    assert somebody.get(f"{ids.book}waiting/{ids.query}").status == 404


def test_a_choice_of_services_comes_first(app: Flask, somebody: Somebody, there: Ids) -> None:
    with app.app_context():
        with unit_of_work():
            db.session.add(
                Service(
                    practitioner_id=there.practitioner,
                    name="Home visit",
                    minutes=45,
                    step_minutes=60,
                    price_pence=6550,
                    at_home=True,
                )
            )
        db.session.remove()
    page = somebody.get(there.book)
    assert "What would you like to book?" in page.text
    assert "45 minutes, £65.50" in page.text
    assert page.all("a", href=f"{there.book}{there.query}")
    assert "Choose something else" in somebody.get(f"{there.book}{there.query}").text


def test_unknown_delisted_and_sample_people(app: Flask, somebody: Somebody, there: Ids) -> None:
    assert somebody.get("/physiotherapists/nobody/book/").status == 404
    assert somebody.hold(Ids("nobody", 1, 1, there.location, there.service)).status_code == 404
    with app.app_context():
        with unit_of_work():
            found = db.session.get_one(Practitioner, there.practitioner)
            found.sample, found.accepts_new = True, False
            db.session.get_one(Practice, there.practice).zone = "Europe/Paris"
        db.session.remove()
    page = somebody.get(there.book)
    assert "This is no real physiotherapist." in page.text
    assert "No new patients at the moment." in page.text
    assert "All times are by the clock of Paris (Europe/Paris)." in page.text
    with app.app_context():
        with unit_of_work():
            found = db.session.get_one(Practitioner, there.practitioner)
            found.delisted_at = found.created_at
        db.session.remove()
    assert somebody.get(there.book).status == 410


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}]
)
def test_another_sites_form_holds_nothing(app: Flask, there: Ids, headers: dict[str, str]) -> None:
    sent = {"at": there.location, "for": there.service, "start": NINE}
    assert app.test_client().post(there.book, data=sent, headers=headers).status_code == 403
    assert rows(app) == []


@pytest.mark.parametrize(("named", "kept"), [(None, 3), ("9", 4), ("-1", 4), ("x", 4), ("", 4)])
def test_the_privacy_notice_that_was_shown_is_kept(
    app: Flask, somebody: Somebody, there: Ids, named: str | None, kept: int
) -> None:
    publish_notice(app, 3)
    somebody.hold(there)
    page = somebody.get(f"{there.book}details/")
    assert "privacy notice (version 3)" in page.text
    publish_notice(app, 4)  # while somebody types
    sent = somebody.filled(page, **ME) | ({} if named is None else {"notice": named})
    assert somebody.client.post(f"{there.book}details/", data=sent).status_code == 303
    with app.app_context():
        assert db.session.get_one(Booking, 1).privacy_version == kept
        db.session.remove()


def test_what_belongs_to_somebody_else_is_not_found_under_another_name(
    app: Flask, somebody: Somebody, make: Make
) -> None:
    mine, theirs = make(), make()
    somebody.hold(mine)
    sent = somebody.filled(somebody.get(f"{mine.book}details/"), **ME)
    assert somebody.get(f"{theirs.book}details/").status == 409
    assert somebody.client.post(f"{theirs.book}details/", data=sent).status_code == 409
    assert "You hold a time" not in somebody.get(theirs.book).text
    done = somebody.client.post(f"{mine.book}details/", data=sent).headers["Location"]
    for path in (done, f"{done}appointment.ics"):
        assert somebody.get(path).status == 200
        assert somebody.get(path.replace(mine.slug, theirs.slug)).status == 404
    assert rows(app) == [("booked", 9)]


def test_both_presses_of_a_double_click_at_the_same_moment(
    app: Flask, somebody: Somebody, there: Ids, monkeypatch: pytest.MonkeyPatch
) -> None:
    somebody.hold(there)
    sent = somebody.filled(somebody.get(f"{there.book}details/"), **ME)
    first = somebody.client.post(f"{there.book}details/", data=sent)
    looks: list[str] = []
    real = operations.find_by_key

    def not_yet(key: str) -> Booking | None:
        looks.append(key)
        return None if len(looks) == 1 else real(key)

    monkeypatch.setattr(operations, "find_by_key", not_yet)
    second = somebody.client.post(f"{there.book}details/", data=sent)
    assert (second.status_code, second.headers["Location"]) == (303, first.headers["Location"])
    assert rows(app) == [("booked", 9)]


def test_a_service_that_goes_while_somebody_types_is_not_booked(app: Flask, somebody: Somebody, there: Ids) -> None:
    somebody.hold(there)
    sent = somebody.filled(somebody.get(f"{there.book}details/"), **ME)
    with app.app_context():
        with unit_of_work():
            db.session.get_one(Service, there.service).active = False
        db.session.remove()
    assert somebody.client.post(f"{there.book}details/", data=sent).status_code == 409
    with app.app_context():
        with unit_of_work():
            db.session.delete(db.session.get_one(Service, there.service))
        db.session.remove()
    assert somebody.client.post(f"{there.book}details/", data=sent).status_code == 410
    assert rows(app) == [("held", 9)]


def test_a_home_base_is_told_to_nobody(app: Flask, somebody: Somebody, make: Make) -> None:
    ids = make(address="1 Sample Street")
    assert "1 Sample Street, Leeds, LS6 2AB" in somebody.get(ids.book).text
    with app.app_context():
        with unit_of_work():
            db.session.get_one(Location, ids.location).sees_here = False
        db.session.remove()
    page = somebody.get(ids.book)
    assert "Sample Street" not in page.text
    assert "LS6" not in page.text


def test_the_page_store_keeps_nothing_of_it(app: Flask, somebody: Somebody, there: Ids) -> None:
    link = somebody.booked(there)
    for path in (there.book, f"{there.book}waiting/{there.query}", link):
        somebody.get(path)
    assert not app.extensions["page_store"]._kept
