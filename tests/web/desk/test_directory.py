"""The directory at the desk: forms that say what is wrong at its field, keep what was typed, and lead on."""

import re
from datetime import date
from html import unescape

import pytest
from flask import Flask

from app.accounts.permissions import Actor
from app.booking import by_link, privacy_notice
from app.booking import operations as booking
from app.booking.diary import history_of
from app.booking.models import BookingMail, Status
from app.booking.outgoing import Outgoing, outgoing
from app.booking.sealing import Patient
from app.core import clock
from app.core.db import db
from app.core.mail import MailMessage
from app.directory import changes, hours, membership, queries
from app.directory.models import BookingMode, Gender, Measured, PracticeMember, RegisterCheck
from app.directory.place_models import Postcode
from app.directory.queries import Standing, standing_of
from app.media.models import AssetKind
from tests.booking.practices import Bookable, at, bookable
from tests.directory import entries
from tests.web.desk.conftest import Desk, asset, house, problems_in, work

PRACTICE = {
    "version": "1",
    "name": "Practice 1",
    "town": "Leeds",
    "postcode": "ls62ab",
    "latitude": "53.82",
    "longitude": "-1.57",
    "nation": "ENG",
    "zone": "Europe/London",
    "phone": "020 7946 0000",
    "email": "practice@example.org",
    "mode": "instant",
    "notice_hours": "0.5",
    "latest_days": "60",
    "change_hours": "24",
    "answer_hours": "48",
    "reminder_hours": "24",
    "retention_days": "90",
    "keeps_bank_holidays": "y",
}
PERSON = {
    "version": "1",
    "name": "Physiotherapist 1",
    "hcpc_number": "ph 12345",
    "gender": "female",
    "about": "Typed and kept.",
    "treatments": "Neuro\nBack pain",
    "languages": "English, Welsh",
    "accepts_new": "y",
}
SERVICE = {
    "name": "First appointment",
    "minutes": "45",
    "gap_minutes": "15",
    "price": "45.50",
    "mode": "",
    "active": "y",
    "position": "1",
}


def test_from_nothing_to_somebody_who_is_listed(app: Flask, at_desk: Desk) -> None:
    assert "The directory is empty" in at_desk.get("/desk/directory/").text
    assert "No practice yet" in at_desk.get("/desk/directory/practices/").text
    assert at_desk.post("/desk/directory/practices/new", PRACTICE).location == "/desk/directory/practices/1/"
    assert "Nobody yet" in at_desk.get("/desk/directory/").text
    assert at_desk.post("/desk/directory/new", PERSON).location == "/desk/directory/1/"
    page = at_desk.get("/desk/directory/1/").text
    assert "There is no place of work." in page
    assert "Nobody has found the number on the register yet." in page
    place = {"practice_id": "1", "sees_here": "y", "home_miles": "7.5", "daily_cap": "8"}
    assert at_desk.post("/desk/directory/1/places/new", place).location == "/desk/directory/places/1/hours/"
    assert at_desk.post("/desk/directory/1/services/new", SERVICE).status_code == 303
    times = {"weekdays": ["0", "2"], "starts": "9", "ends": "12:30", "every_other_from": "2027-03-08"}
    assert at_desk.post("/desk/directory/places/1/hours/weekly", times).status_code == 303
    looked = at_desk.post("/desk/directory/1/check", {"number": "PH12345", "found": "yes"})
    assert looked.location == "/desk/directory/1/"
    assert at_desk.post("/desk/directory/1/list").status_code == 303
    with house(app):
        found = queries.get_practitioner(1)
        assert (found.slug, found.hcpc_number, found.hcpc_checked_on) == (
            "physiotherapist-1",
            "PH12345",
            date(2027, 3, 1),
        )
        assert (found.gender, found.languages) == (Gender.FEMALE, ["en", "cy"])
        assert [(each.home_miles, each.daily_cap, each.listed) for each in found.locations] == [(7.5, 8, True)]
        assert [(each.minutes, each.step_minutes, each.price_pence) for each in found.services] == [(45, 60, 4550)]
        assert queries.get_practice(1).postcode == "LS6 2AB"
        assert queries.get_practice(1).notice_minutes == 30
        assert queries.get_practice(1).measured is Measured.POINT
    listed = at_desk.get("/desk/directory/?q=PH123&standing=listed&practice=1").text
    assert "found 1 March 2027" in listed
    assert "Nobody fits" in at_desk.get("/desk/directory/?q=nobody").text
    assert "Practice 1" in at_desk.get("/desk/directory/practices/?q=LS6").text
    assert "Nothing fits" in at_desk.get("/desk/directory/practices/?q=York").text
    assert "Physiotherapist 1" in at_desk.get("/desk/directory/practices/1/").text
    assert "every other week, from that of 8 March 2027" in at_desk.get("/desk/directory/places/1/hours/").text


def test_a_form_shows_what_is_stored_and_saving_it_changes_nothing(app: Flask, as_admin: Desk, admin: Actor) -> None:
    photo = asset(app, AssetKind.IMAGE)
    with work(app):
        who = entries.person(admin, photo_id=photo, photo_alt="Somebody", languages=("en",), about="One.\n\nTwo.")
        where = entries.practice(
            admin, mode=BookingMode.LINK, booking_link="https://example.org/book", change_minutes=90
        )
        place = entries.location(admin, who, where, home_miles=2.5, latitude=53.9, longitude=-1.5)
        service = entries.service(admin, who, location_id=place.id, mode=BookingMode.REQUEST)
        before = [_columns(each) for each in (who, where, place, service)]
    for path in (
        "/desk/directory/1/",
        "/desk/directory/practices/1/",
        "/desk/directory/places/1/",
        "/desk/directory/services/1/",
    ):
        assert as_admin.post(path, _form(as_admin.get(path).text)).status_code == 303, path
    with house(app):
        owner = queries.get_practitioner(1)
        after = [_columns(each) for each in (owner, queries.get_practice(1), owner.locations[0], owner.services[0])]
    assert after == [{**each, **({"version": 2} if "version" in each else {})} for each in before]


def _columns(row: object) -> dict[str, object]:
    changing = {"updated_at"}
    return {name.key: getattr(row, name.key) for name in row.__table__.columns if name.key not in changing}  # type: ignore[attr-defined]  # every row has it


def _form(page: str) -> dict[str, object]:
    """What a browser would send of the last form of a page that has a field "name" or a practice."""
    forms = [
        form
        for form in re.findall(r"<form.*?</form>", page, re.DOTALL)
        if re.search(r'name="(name|practice_id)"', form)
    ]
    form, found = forms[-1], dict[str, object]()
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and name[1] != "csrf_token" and ("checkbox" not in tag or " checked" in tag):
            found[name[1]] = unescape(value[1]) if value else ""
    for name_, text in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>\r?\n?(.*?)</textarea>', form, re.DOTALL):
        found[name_] = unescape(text)
    for name_, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option selected value="([^"]*)"', options) or re.search(
            r'<option value="([^"]*)"', options
        )
        found[name_] = unescape(chosen[1]) if chosen else ""
    return found


@pytest.mark.parametrize(
    ("path", "good", "wrong", "said"),
    [
        ("/desk/directory/practices/new", PRACTICE, {"retention_days": "0"}, "From 1 to 3,650"),
        ("/desk/directory/practices/new", PRACTICE, {"retention_days": "ever"}, "Type a whole number"),
        ("/desk/directory/practices/new", PRACTICE, {"notice_hours": ""}, "Type hours"),
        ("/desk/directory/practices/new", PRACTICE, {"latitude": "north"}, "Type a number such as 12.5"),
        ("/desk/directory/practices/new", PRACTICE, {"latitude": ""}, "A point has both numbers"),
        (
            "/desk/directory/practices/new",
            PRACTICE,
            {"postcode": "ZZ99 9ZZ", "latitude": "", "longitude": ""},
            "not known here",
        ),
        ("/desk/directory/practices/new", PRACTICE, {"mode": "magic"}, "Choose one from the list"),
        ("/desk/directory/practices/new", PRACTICE, {"name": "x" * 10_000}, "at most 120 characters"),
        ("/desk/directory/new", PERSON, {"hcpc_number": "OT1"}, "PH and up to six digits"),
        ("/desk/directory/new", PERSON, {"languages": "Klingon"}, "Not known here: Klingon"),
        ("/desk/directory/new", PERSON, {"photo_id": "99"}, "Choose one from the list"),
        ("/desk/directory/new", PERSON, {"name": "\x00"}, "Give a name"),
        ("/desk/directory/1/places/new", {"practice_id": "1", "sees_here": "y"}, {"home_miles": "-3"}, "More than 0"),
        (
            "/desk/directory/1/places/new",
            {"practice_id": "1", "sees_here": "y"},
            {"practice_id": "99"},
            "Choose one from",
        ),
        ("/desk/directory/1/services/new", SERVICE, {"price": "cheap"}, "Type a price"),
        ("/desk/directory/1/services/new", SERVICE, {"minutes": "", "gap_minutes": "x"}, "Type a whole number"),
        ("/desk/directory/1/services/new", SERVICE, {"location_id": "99"}, "Choose one from the list"),
        (
            "/desk/directory/practices/1/closed/",
            {"first": "2027-03-08", "note": "Why"},
            {"first": "soon"},
            "Type a day",
        ),
        ("/desk/directory/practices/1/closed/", {"first": "2027-03-08", "note": "Why"}, {"first": ""}, "Say which day"),
        ("/desk/directory/practices/1/", PRACTICE, {"mode": "magic"}, "Choose one from the list"),
        ("/desk/directory/practices/1/", PRACTICE, {"email": ""}, "Bookings are mailed"),
        ("/desk/directory/1/", PERSON, {"gender": "x"}, "Choose one from the list"),
        ("/desk/directory/1/", PERSON, {"hcpc_number": "OT1"}, "PH and up to six digits"),
        ("/desk/directory/practices/1/people/", {"email": "a@b.cd", "name": "A"}, {"email": "x"}, "no e-mail address"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_is_kept(
    app: Flask, as_admin: Desk, admin: Actor, path: str, good: dict[str, str], wrong: dict[str, str], said: str
) -> None:
    with work(app):
        entries.practice(admin)
        entries.person(admin, hcpc_number="PH7")
    answer = as_admin.post(path, {**good, **wrong})
    assert answer.status_code == 422
    assert said in " ".join(problems_in(answer))
    assert "<title>Error:" in answer.text
    for name in good.keys() - wrong.keys():
        assert good[name] in unescape(answer.text), name


def test_a_postcode_that_is_loaded_gives_the_point(app: Flask, as_admin: Desk) -> None:
    with work(app):
        db.session.add(Postcode(compact="LS62AB", latitude=53.81, longitude=-1.56))
    sent = {**PRACTICE, "latitude": "", "longitude": ""}
    assert as_admin.post("/desk/directory/practices/new", sent).status_code == 303
    with house(app):
        found = queries.get_practice(1)
        assert (found.latitude, found.longitude, found.measured) == (53.81, -1.56, Measured.POSTCODE)
    assert 'name="latitude" type="text" value=""' in as_admin.get("/desk/directory/practices/1/").text


@pytest.mark.parametrize(("path", "sent"), [("/desk/directory/1/", PERSON), ("/desk/directory/practices/1/", PRACTICE)])
def test_an_old_form_loses_nothing_and_saves_nothing(
    app: Flask, as_admin: Desk, admin: Actor, path: str, sent: dict[str, str]
) -> None:
    with work(app):
        entries.practice(admin)
        entries.person(admin)
    assert as_admin.post(path, {**sent, "name": "First"}).status_code == 303
    for version in ("1", "x", "9" * 30):
        answer = as_admin.post(path, {**sent, "name": "My own words", "version": version})
        assert answer.status_code == 409
        assert "My own words" in answer.text
        assert "Somebody else has saved this" in answer.text
    assert "First" in as_admin.get(path).text


def test_hours_exceptions_and_closed_days_come_and_go(app: Flask, as_admin: Desk, admin: Actor) -> None:
    with work(app):
        place = entries.listed(admin).locations[0].id
    base = f"/desk/directory/places/{place}/hours/"
    wrong = as_admin.post(f"{base}weekly", {"weekdays": ["9"], "starts": "9", "ends": "10"})
    assert "Tick at least one day" in wrong.text
    assert as_admin.post(f"{base}weekly", {"weekdays": "0", "starts": "9", "ends": "late"}).status_code == 422
    assert as_admin.post(f"{base}weekly", {"weekdays": "0", "starts": "9", "ends": "10"}).status_code == 303
    other = {"exception-kind": "closed", "exception-first": "2027-03-08", "exception-note": "Holiday"}
    assert as_admin.post(f"{base}exceptions", {**other, "exception-kind": "x"}).status_code == 422
    assert as_admin.post(f"{base}exceptions", {**other, "exception-first": ""}).status_code == 422
    assert as_admin.post(f"{base}exceptions", other).status_code == 303
    page = as_admin.get(base).text
    assert all(words in page for words in ("Monday", "9:00 am to 10:00 am", "8 March 2027", "Holiday"))
    assert as_admin.post("/desk/directory/exceptions/1/remove").location == base
    assert as_admin.post("/desk/directory/hours/1/remove").location == base
    assert as_admin.post("/desk/directory/hours/1/remove").status_code == 404
    assert "No hours yet" in as_admin.get(base).text
    closed = "/desk/directory/practices/1/closed/"
    assert as_admin.post(closed, {"first": "2027-03-08", "note": "Moving house"}).status_code == 303
    page = as_admin.get(closed).text
    assert all(words in page for words in ("Moving house", "Easter Monday", "Bank holidays of England"))
    assert as_admin.post(f"{closed}2027-03-08/open").status_code == 303
    assert as_admin.post(f"{closed}never/open").status_code == 404
    assert "Moving house" not in as_admin.get(closed).text


def _booked(browser: str = "one") -> tuple[Bookable, int, str]:
    there = bookable(now=clock.now())
    held = booking.hold(there.location.id, there.service.id, at(9), browser=browser, now=clock.now())
    who = Patient("Quillon Unlikely", "patient@example.org")
    booking.confirm(held.id, who, browser=browser, key=browser, privacy_version=1, now=clock.now())
    return there, held.id, held.ref


def _ways(there: Bookable) -> dict[str, tuple[str, dict[str, str]]]:
    """Every change at the desk that touches an appointment, by its form."""
    practice, who, place, service = there.practice, there.practitioner, there.location, there.service
    exception = {"exception-kind": "closed", "exception-first": "2027-03-08"}
    facts = {**PRACTICE, "version": "1", "mode": "link", "booking_link": "https://book.example.org/"}
    offered = {"name": "First", "minutes": "60", "gap_minutes": "0", "step_minutes": "60", "position": "1"}
    return {
        "leaves": (f"/desk/directory/{who.id}/delist", {"reason": "Retired"}),
        "closed": (f"/desk/directory/practices/{practice.id}/closed/", {"first": "2027-03-08"}),
        "exception": (f"/desk/directory/places/{place.id}/hours/exceptions", exception),
        "hours": ("/desk/directory/hours/1/remove", {}),
        "ended": (f"/desk/directory/services/{service.id}/", offered),
        "elsewhere": (f"/desk/directory/services/{service.id}/", {**offered, "active": "y", "mode": "details"}),
        "link": (f"/desk/directory/practices/{practice.id}/", facts),
        "place": (f"/desk/directory/places/{place.id}/remove", {}),
    }


@pytest.mark.parametrize(
    ("way", "fate"),
    [
        ("leaves", "cancel"),
        ("leaves", "keep"),
        ("closed", "cancel"),
        ("exception", "keep"),
        ("hours", "cancel"),
        ("ended", "keep"),
        ("elsewhere", "cancel"),
        ("link", "keep"),
        ("link", "cancel"),
        ("place", "keep"),
    ],
)
def test_appointments_in_the_way_are_listed_and_settled_with_the_change(
    app: Flask, as_admin: Desk, admin: Actor, way: str, fate: str
) -> None:
    with work(app):
        there, number, ref = _booked()
        entries.location(admin, there.practitioner, entries.practice(admin))
        path, sent = _ways(there)[way]
    asked = as_admin.post(path, sent)
    assert asked.status_code == 409
    assert all(words in asked.text for words in (ref, "Monday 8 March 2027", "1 appointment is touched", "Keep it all"))
    assert not any(secret in asked.text for secret in ("Quillon", "patient@example.org"))
    assert all(str(value) in asked.text for value in sent.values()), "what was typed is carried"
    again = as_admin.post(path, {**sent, "settling": "1", "fate-999": "cancel"})
    assert "Say what becomes of it" in again.text
    with house(app):
        assert booking.get_booking(number).status is Status.BOOKED
    assert as_admin.post(path, {**sent, "settling": "1", f"fate-{number}": fate}).status_code == 303
    with house(app):
        found = booking.get_booking(number)
        assert found.status is (Status.CANCELLED if fate == "cancel" else Status.BOOKED)
        events = [(each.what, each.party.value, each.user_id) for each, _ in history_of(number)]
        assert (("cancelled" if fate == "cancel" else "kept"), "site", admin.user_id) in events


def test_a_form_settles_nothing_that_the_change_does_not_touch(app: Flask, as_admin: Desk, admin: Actor) -> None:
    with work(app):
        there, number, _ = _booked()
        other, second, _ = _booked("two")
        path, sent = _ways(there)["leaves"]
    answer = as_admin.post(path, {**sent, f"fate-{number}": "keep", f"fate-{second}": "cancel"})
    assert answer.status_code == 303
    with house(app):
        assert booking.get_booking(second).status is Status.BOOKED
        assert standing_of(queries.get_practitioner(other.practitioner.id)) is Standing.LISTED


def test_what_the_desk_cancels_is_told_to_both_sides_as_what_it_is(app: Flask, as_admin: Desk) -> None:
    with work(app):
        there, number, _ = _booked()
        path, sent = _ways(there)["leaves"]
    as_admin.post(path, {**sent, f"fate-{number}": "cancel"})
    with house(app):
        rows = db.session.query(BookingMail).filter_by(kind="cancelled").order_by(BookingMail.id).all()
        made = [outgoing(row, absolute=str, now=clock.now()) for row in rows]
        texts = [each.letter.text for each in made if isinstance(each, Outgoing)]
        linked = by_link.get_linked(booking.open_contact(booking.get_booking(number)).link)
        assert not by_link.choices(linked, now=clock.now()).undo
    assert "it cannot take place as it was booked" in texts[0]
    assert "people who run this site have cancelled" in texts[1]
    assert "You have cancelled" not in texts[0]


def test_a_delisting_needs_its_reason_before_it_asks(app: Flask, as_admin: Desk) -> None:
    with work(app):
        there, _, _ = _booked()
        path, _ = _ways(there)["leaves"]
    assert as_admin.post(path, {"reason": ""}).status_code == 422


def test_what_is_not_there_yet_is_said_when_listing(app: Flask, as_admin: Desk, admin: Actor) -> None:
    with work(app):
        entries.person(admin)
    answer = as_admin.post("/desk/directory/1/list")
    assert answer.status_code == 422
    assert "There is no place of work." in " ".join(problems_in(answer))


def test_the_queue_is_on_the_dashboard_and_gets_shorter(app: Flask, at_desk: Desk, editor: Actor) -> None:
    with work(app):
        who = entries.listed(editor)
        entries.check(editor, who, on=date(2026, 3, 1))
    assert "1 HCPC number to look up on the register" in at_desk.get("/desk/").text
    page = at_desk.get("/desk/directory/register/").text
    assert "Last found on 1 March 2026 by Sample editor" in page
    assert "https://www.hcpc-uk.org/check-the-register/" in page
    for sent, status in (
        ({"number": "PH12345"}, 422),
        ({"number": "PH12345", "found": "no"}, 422),
        ({"number": "PH9", "found": "yes"}, 409),
        ({"number": "PH12345", "found": "no", "remark": "Not registered"}, 303),
    ):
        assert at_desk.post("/desk/directory/1/check", sent).status_code == status, sent
    done = at_desk.post("/desk/directory/1/check", {"number": "PH12345", "found": "yes", "from": "register"})
    assert done.location == "/desk/directory/register/"
    assert "looked up within the last year" in at_desk.get("/desk/directory/register/").text
    assert "HCPC number" not in at_desk.get("/desk/").text
    with house(app):
        assert db.session.query(RegisterCheck).count() == 4
    assert "Every look at the register (4)" in at_desk.get("/desk/directory/1/").text


def test_the_dashboard_says_what_is_missing_where_patients_can_book(
    app: Flask, as_admin: Desk, at_desk: Desk, admin: Actor
) -> None:
    assert "Patients can book" not in as_admin.get("/desk/").text
    with work(app):
        there = bookable(now=clock.now())
        there.practice.phone = "020 7946 0000"
        path = f"/desk/directory/practices/{there.practice.id}/"
    assert "Patients can book, and no privacy notice is written yet" in unescape(as_admin.get("/desk/").text)
    assert "Patients can book" not in at_desk.get("/desk/").text, "an editor cannot write it"
    for text, said in (
        (privacy_notice.starter(site="The Physiotherapy Site", contact="editors@example.org"), "stands as it came"),
        ("We keep your name.", "does not name editors@example.org"),
        ("We keep your name. Write to editors@example.org.", ""),
    ):
        with work(app):
            privacy_notice.publish(text, by=admin, now=clock.now())
        page = as_admin.get("/desk/").text
        assert said in page if said else "Patients can book" not in page
    for change, said in (({"phone": ""}, "can be reached by no patient"), ({"email": ""}, "so nobody hears of them")):
        with work(app):
            practice = queries.get_practice(there.practice.id)
            practice.phone, practice.email = "020 7946 0000", "practice@example.org"
            for name, value in change.items():
                setattr(practice, name, value)
        page = at_desk.get("/desk/").text
        assert said in page
        assert f'href="{path}"' in page
    with work(app):
        queries.get_practice(there.practice.id).mode = BookingMode.DETAILS
    assert "It takes bookings" not in at_desk.get("/desk/").text


def test_a_practice_is_invited_by_mail_and_joins(app: Flask, at_desk: Desk, editor: Actor) -> None:
    with work(app):
        entries.practice(editor)
    people = "/desk/directory/practices/1/people/"
    sent = {"email": "Reception@Example.org", "name": "Reception"}
    assert at_desk.post(people, sent).status_code == 303
    with house(app):
        mail = db.session.query(MailMessage).one()
        assert mail.to == "reception@example.org"
        assert "keeper of the diary of Practice 1" in mail.text
        found = re.search(r"http://localhost(/login/invitation/\S+)", mail.text)
    assert found is not None
    assert "reception@example.org" in at_desk.get(people).text
    fresh = Desk.__new__(Desk)
    fresh.app, fresh.client, fresh.token = app, app.test_client(), ""
    page = fresh.client.get(found[1])
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
    assert token is not None
    chosen = {"new": "four words in a row", "again": "four words in a row", "csrf_token": token[1]}
    assert fresh.client.post(found[1], data=chosen).status_code == 303
    with house(app):
        ((user, _),) = membership.list_members(1)
        assert user.name == "Reception"
        user_id = user.id
    page_text = at_desk.get(people).text
    assert "Reception" in page_text
    assert "Invited</h2>" not in page_text
    assert at_desk.post(people, sent).status_code == 303  # keeps it already
    assert at_desk.post(f"{people}{user_id}/remove").status_code == 303
    assert "Nobody yet" in at_desk.get(people).text
    assert at_desk.post(people, {"email": "b@example.org", "name": "B"}).status_code == 303
    assert at_desk.post(f"{people}take-back", {"email": "b@example.org"}).status_code == 303
    assert "b@example.org" not in at_desk.get(people).text


def test_changed_public_text_is_shown_beside_the_old_and_decided(
    app: Flask, at_desk: Desk, staff: dict[object, Actor], editor: Actor
) -> None:
    keeper = next(actor for actor in staff.values() if actor.role.value == "practice")
    with work(app):
        who = entries.person(editor, about="As it was.")
        where = entries.practice(editor)
        entries.location(editor, who, where)
        db.session.add(PracticeMember(practice_id=where.id, user_id=keeper.user_id, since=clock.now()))
        db.session.flush()
        changes.propose(where.id, who.id, {"about": "As it should be."}, by=keeper, now=clock.now())
        changes.propose(where.id, None, {"access": "<b>A lift.</b>"}, by=keeper, now=clock.now())
    assert "2 changes that practices asked for wait for an answer" in at_desk.get("/desk/").text
    page = at_desk.get("/desk/directory/changes/1/").text
    assert "As it was." in page
    assert "As it should be." in page
    assert "&lt;b&gt;A lift." in at_desk.get("/desk/directory/changes/2/").text
    for sent, status in (
        ({}, 422),
        ({"answer": "refuse"}, 422),
        ({"answer": "accept"}, 303),
        ({"answer": "accept"}, 409),
    ):
        assert at_desk.post("/desk/directory/changes/1/decide", sent).status_code == status
    assert (
        at_desk.post("/desk/directory/changes/2/decide", {"answer": "refuse", "remark": "Plainer."}).status_code == 303
    )
    listed = at_desk.get("/desk/directory/changes/").text
    assert all(words in listed for words in ("Nothing waits", "Accepted", "Refused"))
    assert "Plainer." in at_desk.get("/desk/directory/changes/2/").text
    with house(app):
        assert queries.get_practitioner(1).about == "As it should be."
        assert hours.hours_of(1, today=date(2027, 3, 1)).weekly == []


def test_a_place_is_taken_away(app: Flask, as_admin: Desk, admin: Actor) -> None:
    with work(app):
        entries.location(admin, entries.person(admin), entries.practice(admin))
        entries.listed(admin, name="Listed", hcpc_number="PH2")
    assert as_admin.post("/desk/directory/places/1/remove").location == "/desk/directory/1/"
    assert as_admin.post("/desk/directory/places/2/remove").status_code == 409
