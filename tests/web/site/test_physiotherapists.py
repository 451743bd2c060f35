"""The search page: what is found near a place, what is said when nobody is, and that a search stays the reader's own."""

from datetime import UTC, datetime
from urllib.parse import quote_plus
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core import clock
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from app.directory.distance import Point
from app.directory.models import BookingMode, Measured, PractitionerTreatment, Service, Treatment
from app.directory.place_models import Postcode
from app.directory.places import Place
from app.web.pages.directory import Asked, distance_in_words, moment_in_words, nobody_words
from tests.booking.practices import Bookable, bookable
from tests.web.conftest import Ids, Read, Visit
from tests.web.site.test_every_page import counted

SEARCH = "/physiotherapists/?near="


@pytest.fixture
def there(app: Flask) -> Bookable:
    """A woman in Leeds who treats nerves, visits people 6 miles around and has free times from 9:00 every day."""
    with app.app_context():
        with unit_of_work():
            made = bookable(now=clock.now(), step_free=True)
            neuro = Treatment(slug="neuro", name="Neuro Physiotherapy")
            db.session.add(neuro)
            db.session.flush()
            db.session.add(PractitionerTreatment(practitioner_id=made.practitioner.id, treatment_id=neuro.id))
            made.practitioner.video = True
            made.location.home_miles = 6.5
        db.session.remove()
    return made


def change(app: Flask, there: Bookable, what: str, **values: object) -> None:
    with app.app_context():
        with unit_of_work():
            row = db.session.get_one(type(getattr(there, what)), getattr(there, what).id)
            for name, value in values.items():
                setattr(row, name, value)
        db.session.remove()


def test_a_search_finds_who_is_near(there: Bookable, page: Visit) -> None:
    seen = page(f"{SEARCH}ls6+2ab&neuro=1&female=1&home_visits=0")
    assert "1 physiotherapist within 10 miles of LS6 2AB" in seen.text
    assert seen.all("a", href=f"/physiotherapists/{there.practitioner.slug}/")
    for words in (
        there.practitioner.name,
        f"{there.practice.name}, Leeds about 0.2 miles away",
        "Neuro Physiotherapy Home visits up to 6.5 miles away Step-free access Video appointments",
        "Next free time: Tuesday 2 March 2027, 9:00 am",
        "Only Neuro Physiotherapy, Female Physiotherapists.",
        "We know LS6, but not LS6 2AB itself. Distances are measured from the middle of LS6.",
        "GeoNames",
        "Crown copyright",
    ):
        assert words in seen.text, words
    assert seen.meta("robots") == "noindex"


def test_home_visits_are_told_as_such(there: Bookable, page: Visit) -> None:
    assert "1 physiotherapist makes home visits to Leeds" in page(f"{SEARCH}Leeds&home_visits=1").text
    seen = page(f"{SEARCH}York&home_visits=1&radius=50")
    assert "No one makes home visits to York. The nearest who makes home visits is" in seen.text
    assert "Search within" not in seen.text


def test_the_next_time_is_one_of_what_was_looked_for(app: Flask, there: Bookable, page: Visit) -> None:
    with app.app_context():
        with unit_of_work():
            owner = there.practitioner.id
            db.session.add(
                Service(practitioner_id=owner, name="Visit", minutes=60, step_minutes=60, at_home=True, position=1)
            )
        db.session.remove()
    here, visit = "Next free time: Tuesday 2 March", "Next free time for a home visit: Tuesday 2 March"
    assert here in page(f"{SEARCH}Leeds").text
    assert visit in page(f"{SEARCH}Leeds&home_visits=1").text
    change(app, there, "service", position=2)  # of two at the same minute the first of the list is told
    assert visit in page(f"{SEARCH}Leeds").text
    assert here in page(f"{SEARCH}York&radius=25").text, "they do not come there"


def test_who_only_comes_home_is_shown_without_an_address(app: Flask, there: Bookable, page: Visit) -> None:
    change(app, there, "location", sees_here=False)
    seen = page(f"{SEARCH}Leeds")
    assert "Home visits only, from Leeds" in seen.text
    assert "Step-free" not in seen.text


@pytest.mark.parametrize(
    ("what", "values", "words"),
    [
        ("practice", {"mode": BookingMode.DETAILS}, "Appointments are made with the practice."),
        ("practice", {"mode": BookingMode.LINK}, "Appointments are booked on the practice’s own website."),
        ("practice", {"mode": BookingMode.REQUEST}, "Next time to ask for: Tuesday 2 March 2027, 9:00 am"),
        ("practice", {"zone": "Europe/Paris"}, "Next free time: Tuesday 2 March 2027, 9:00 am (Paris time)"),
        ("practice", {"sample": True}, "Sample, not a real person"),
        ("practitioner", {"languages": ["cy", "en"]}, "Speaks Welsh, English"),
        ("practitioner", {"accepts_new": False}, "Not taking new patients at the moment."),
        ("service", {"active": False}, "No free time in the next 4 weeks."),
    ],
)
def test_how_one_gets_an_appointment(
    app: Flask, there: Bookable, page: Visit, what: str, values: dict[str, object], words: str
) -> None:
    change(app, there, what, **values)
    assert words in page(f"{SEARCH}Leeds").text


def test_a_distance_is_about_where_either_end_is(app: Flask, there: Bookable, page: Visit) -> None:
    with app.app_context(), unit_of_work():
        db.session.add(Postcode(compact="LS62AB", latitude=53.83, longitude=-1.57))
    exact = page(f"{SEARCH}LS6+2AB").text
    assert "Leeds 0.7 miles away" in exact
    assert "Distances are measured from" not in exact
    change(app, there, "practice", measured=Measured.TOWN)
    assert "Leeds about 0.7 miles away" in page(f"{SEARCH}LS6+2AB").text


def test_nobody_near_names_the_nearest_and_the_wider_search(there: Bookable, page: Visit) -> None:
    seen = page(f"{SEARCH}York&radius=5&female=1")
    assert "No one within 5 miles of York. The nearest is 2" in seen.text
    assert there.practitioner.name in seen.text
    assert seen.all("a", href="/physiotherapists/?near=York&radius=25&female=1")
    assert page("/physiotherapists/?near=York&radius=25&female=1").text.count("Search within") == 0
    seen = page(f"{SEARCH}Lerwick")
    assert "No one within 10 miles of Lerwick. The nearest is" in seen.text
    assert "Search within" not in seen.text


@pytest.mark.parametrize(
    ("miles", "said"), [(14.0, "14"), (13.96, "14"), (14.04, "14"), (10.04, "just over 10"), (10.06, "10.1")]
)
def test_how_far_the_nearest_is_in_words(miles: float, said: str) -> None:
    place = Place("Leeds", Point(53.8, -1.55), Measured.TOWN)
    words = f"No one within 10 miles of Leeds. The nearest is {said} miles away."
    assert nobody_words(Asked(near="Leeds"), place, miles) == words


def test_nobody_anywhere(app: Flask, there: Bookable, page: Visit) -> None:
    change(app, there, "location", female=False)
    assert "No one within 10 miles of Leeds, and no one further away." in page(f"{SEARCH}Leeds&female=1").text
    change(app, there, "location", home_miles=None)
    assert "No one makes home visits to Leeds yet." in page(f"{SEARCH}Leeds&home_visits=1").text


def test_a_name_of_several_places_is_asked_back_with_the_same_ticks(there: Bookable, page: Visit) -> None:
    seen = page(f"{SEARCH}Newport&neuro=1&radius=25")
    assert "Which Newport do you mean?" in seen.text
    (link,) = seen.all("a", href="/physiotherapists/?near=Newport%2C+TF10&radius=25&neuro=1")
    assert "within 25 miles of Newport, TF10" in page(str(link["href"])).text


def test_an_unknown_place_is_answered_with_suggestions(there: Bookable, page: Visit) -> None:
    seen = page(f"{SEARCH}Manchster")
    assert "We do not know a place called “Manchster”." in seen.text
    assert seen.all("a", href="/physiotherapists/?near=Manchester")
    assert "Did you mean?" in seen.text
    assert "Did you mean?" not in page(f"{SEARCH}BT1+1AA").text


def test_ticks_without_a_place_ask_for_one(there: Bookable, page: Visit) -> None:
    seen = page("/physiotherapists/?near=&neuro=1&home_visits=1")
    assert "Type a town or a postcode, and we look for Neuro Physiotherapy, Home Visits near there." in seen.text
    assert page("/physiotherapists/").status == 200


@pytest.mark.parametrize("radius", ["-1", "1e9", "ten", "99999999999999999999", "5%00x"])
def test_a_strange_radius_is_answered_clearly_and_keeps_the_rest(there: Bookable, page: Visit, radius: str) -> None:
    seen = page(f"{SEARCH}Leeds&neuro=1&radius={radius}")
    assert seen.status == 422
    assert "The distance must be 5, 10, 15, 25 or 50 miles." in seen.text
    assert seen.all("input", name="near", value="Leeds")
    assert seen.all("select", name="radius")[0]["aria-invalid"] == "true"


@pytest.mark.parametrize("number", ["0", "2", "-1", "x", "999999"])
def test_a_page_that_is_not_there(there: Bookable, page: Visit, number: str) -> None:
    assert page(f"{SEARCH}Leeds&page={number}").status == 404


def test_long_lists_have_pages_that_keep_the_search(app: Flask, page: Visit) -> None:
    with app.app_context():
        with unit_of_work():
            names = [bookable(now=clock.now()).practitioner.name for _ in range(23)]
        db.session.remove()
    first, second = page(f"{SEARCH}LS6&female=1"), page(f"{SEARCH}LS6&female=1&page=2")
    assert first.all("a", href="/physiotherapists/?near=LS6&female=1&page=2", rel="next")
    assert second.all("a", href="/physiotherapists/?near=LS6&female=1", rel="prev")
    assert "23 physiotherapists within 10 miles of LS6" in second.text
    shown = [name for seen in (first, second) for name in names if f"{name} " in f"{seen.text} "]
    assert set(shown) == set(names)


@pytest.mark.parametrize("near", ["Leeds", "Newport", "Manchster", "LS6 2AB", ""])
def test_a_search_is_kept_by_nobody(there: Bookable, client: FlaskClient, near: str) -> None:
    answer = client.get(f"{SEARCH}{quote_plus(near)}")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Set-Cookie" not in answer.headers


def test_what_was_looked_for_stands_in_no_log(
    there: Bookable, client: FlaskClient, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr("app.directory.search.search", broken)
    client.application.config["PROPAGATE_EXCEPTIONS"] = False
    assert client.get(f"{SEARCH}Leeds&neuro=1").status_code == 500
    said = "".join(capsys.readouterr())
    assert "broken on purpose" in said
    assert "near=" not in said
    assert "neuro" not in said


@pytest.mark.parametrize("query", ["", "?near=Leeds", "?near=Newport", "?near=Nowhere", "?near=Leeds&home_visits=1"])
def test_where_nobody_is_listed_every_search_says_so(page: Visit, query: str) -> None:
    assert "The directory is empty at the moment" in page(f"/physiotherapists/{query}").text


def test_a_search_asks_the_database_as_often_whoever_is_found(app: Flask, there: Bookable, client: FlaskClient) -> None:
    def asked() -> list[str]:
        with counted(app) as sent:
            assert client.get(f"{SEARCH}Leeds").status_code == 200
        return [statement for statement in sent if not statement.startswith(("BEGIN", "PRAGMA"))]

    client.get(f"{SEARCH}Leeds")
    for_one = asked()
    with app.app_context():
        with unit_of_work():
            for _ in range(3):
                bookable(now=clock.now())
        db.session.remove()
    assert len(asked()) == len(for_one) == 10


def test_every_article_has_the_box_and_the_ticks(filled: Ids, page: Visit) -> None:
    seen: Read = page("/metal-on-metal-hip-resurfacing/")
    assert seen.all("form", action="/physiotherapists/", method="get")
    assert seen.all("input", name="near")
    assert [each["name"] for each in seen.all("input", type="checkbox")] == ["neuro", "home_visits", "female"]


@pytest.mark.parametrize(
    ("miles", "rough", "words"),
    [
        (2.449, False, "2.4 miles away"),
        (2.449, True, "about 2.4 miles away"),
        (1.02, False, "1.0 mile away"),
        (0.01, False, "less than 0.1 miles away"),
        (0.01, True, "about 0 miles away"),
    ],
)
def test_distances_in_words(miles: float, rough: bool, words: str) -> None:
    assert distance_in_words(miles, rough=rough) == words


def test_times_in_words() -> None:
    london = ZoneInfo("Europe/London")
    at = datetime(2027, 7, 5, 11, 30, tzinfo=UTC)
    assert moment_in_words(at, london, than=london) == "Monday 5 July 2027, 12:30 pm"
    assert moment_in_words(at.replace(hour=23), london, than=london) == "Tuesday 6 July 2027, 12:30 am"
