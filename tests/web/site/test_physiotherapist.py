"""The page of a physiotherapist."""

import json
import re
from dataclasses import replace
from datetime import date
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from app.accounts.permissions import Actor
from app.core import clock
from app.directory import hours, listing, operations, queries
from app.directory.facts import LocationFacts
from app.directory.hours import Stretch
from app.directory.models import BookingMode
from app.media.models import AssetKind
from tests.conftest import MovableClock
from tests.directory import entries
from tests.directory.entries import PRACTICE
from tests.web.desk.conftest import asset, work

HERE = "/physiotherapists/physiotherapist-1/"


def _listed(app: Flask, by: Actor, **changes: object) -> tuple[int, int]:
    """The ids of somebody who works on Mondays, and of their place."""
    with work(app):
        who = entries.listed(by, **changes)
        place = who.locations[0].id
        wanted = Stretch(weekdays=(0,), starts="9", ends="12")
        hours.add_weekly(place, wanted, by=by, now=clock.now())
        return who.id, place


def _things(text: str) -> list[dict[str, Any]]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    assert found is not None
    graph: list[dict[str, Any]] = json.loads(found[1])["@graph"]
    return graph


def test_a_profile_says_who_where_what_for_how_much_and_when(app: Flask, client: FlaskClient, editor: Actor) -> None:
    photo = asset(app, AssetKind.IMAGE)
    _listed(app, editor, about="One.\n\nTwo.", languages=("en", "cy"), photo_id=photo, photo_alt="Somebody at a desk")
    answer = client.get(HERE)
    for words in (
        "Physiotherapist 1",
        "<p>One.</p><p>Two.</p>",
        "Speaks English, Welsh",
        'alt="Somebody at a desk"',
        "1 Sample Street, Leeds, LS6 2AB",
        "Neuro",
        "45 minutes, £45.50",
        "HCPC number PH12345",
        "Number confirmed on the HCPC register by the editors on",
        "1 March 2027",
        "https://www.hcpc-uk.org/check-the-register/",
        "It is not a recommendation by this site.",
        "Monday 8 March 2027, 9:00 am",
        f'href="{HERE}book/"',
    ):
        assert words in answer.text, words
    assert "Sample entry" not in answer.text
    assert "practice@example.org" not in answer.text
    assert "noindex" not in answer.text


def test_the_next_free_time_is_never_an_old_one(
    app: Flask, client: FlaskClient, editor: Actor, moving: MovableClock
) -> None:
    _listed(app, editor)
    first = client.get(HERE)
    assert "Monday 8 March 2027, 9:00 am" in first.text
    assert "public" not in first.headers["Cache-Control"]
    assert "Set-Cookie" not in first.headers
    moving.move(days=6, hours=19, minutes=1)
    assert "Monday 8 March 2027, 10:00 am" in client.get(HERE).text
    with work(app):
        hours.close_days(1, date(2027, 3, 8), date(2027, 4, 30), by=editor, now=clock.now())
    assert "No free time in the next four weeks" in client.get(HERE).text


def test_machines_are_told_what_is_stored_and_no_more(app: Flask, client: FlaskClient, editor: Actor) -> None:
    _listed(app, editor, languages=("en",))
    person, clinic, _ = _things(client.get(HERE).text)
    assert person["@type"] == "Person"
    assert person["hasCredential"]["identifier"] == "PH12345"
    assert person["worksFor"] == [{"@id": clinic["@id"]}]
    assert clinic["@type"] == ["Physiotherapy", "MedicalClinic"]
    assert clinic["address"]["postalCode"] == "LS6 2AB"
    assert "isAcceptingNewPatients" not in person
    assert "url" not in clinic
    assert HERE in client.get("/sitemap.xml").text


def test_a_sample_says_so_and_stays_out_of_search_engines(app: Flask, client: FlaskClient, editor: Actor) -> None:
    _listed(app, editor, hcpc_number=None, sample=True)
    page = client.get(HERE).text
    assert "This is no real physiotherapist" in page
    assert "A sample has no registration number" in page
    assert '<meta name="robots" content="noindex">' in page
    assert "hasCredential" not in _things(page)[0]
    assert HERE not in client.get("/sitemap.xml").text


def test_a_sample_practice_says_so_of_somebody_who_is_none(app: Flask, client: FlaskClient, editor: Actor) -> None:
    _listed(app, editor)
    assert "no real practice" not in client.get(HERE).text + client.get(f"{HERE}book/").text
    with work(app):
        operations.change_practice(1, replace(PRACTICE, sample=True), expected_version=1, by=editor, now=clock.now())
    page = client.get(HERE).text
    assert "This is no real practice" in page
    assert "This is no real physiotherapist" not in page
    assert '<meta name="robots" content="noindex">' in page
    assert "(a sample, no real practice)" in client.get(f"{HERE}book/").text
    assert HERE not in client.get("/sitemap.xml").text


def test_modes_without_times_show_how_else(app: Flask, client: FlaskClient, editor: Actor) -> None:
    _listed(app, editor)
    for version, (mode, link) in enumerate(
        ((BookingMode.DETAILS, ""), (BookingMode.LINK, "https://example.org/book"), (BookingMode.REQUEST, "")), start=1
    ):
        with work(app):
            facts = replace(PRACTICE, mode=mode, booking_link=link, website="https://example.org/")
            operations.change_practice(1, facts, expected_version=version, by=editor, now=clock.now())
        page = client.get(HERE).text
        assert ("Next free time" in page) is (f'href="{HERE}book/"' in page) is (mode is BookingMode.REQUEST)
        assert (f'href="{link}"' in page) is bool(link) or not link
        assert 'href="tel:02079460000"' in page
        assert ("the practice answers" in page) is (mode is BookingMode.REQUEST)


def test_a_home_base_is_not_given_away(app: Flask, client: FlaskClient, editor: Actor) -> None:
    who, place = _listed(app, editor)
    with work(app):
        facts = LocationFacts(practice_id=1, sees_here=False, home_miles=12.0)
        operations.save_location(who, facts, location_id=place, by=editor, now=clock.now())
    page = client.get(HERE).text
    assert "home visits only" in page
    assert "up to 12 miles" in page
    assert "Sample Street" not in page
    assert "LS6 2AB" not in page


def test_several_places_say_what_is_offered_where(app: Flask, client: FlaskClient, editor: Actor) -> None:
    who, place = _listed(app, editor)
    with work(app):
        person = queries.get_practitioner(who)
        entries.location(editor, person, entries.practice(editor, name="Second", town="York", step_free=True))
        entries.service(editor, person, name="Only here", location_id=place, price_pence=None, at_home=True)
        entries.service(editor, person, name="Given up", active=False)
    page = client.get(HERE).text
    assert "price on request, at Practice of Physiotherapist 1 only" in page
    assert "Only here (home visit)" in page
    assert "Step-free from the street" in page
    assert "Given up" not in page
    assert "Physiotherapist in Leeds, York" in page


def test_who_is_taken_out_is_gone_and_who_was_never_in_is_unknown(
    app: Flask, client: FlaskClient, editor: Actor
) -> None:
    who, _ = _listed(app, editor)
    with work(app):
        entries.person(editor, name="New", hcpc_number="PH2")
        listing.take_out_of_directory(who, reason="Retired", by=editor, now=clock.now())
    assert client.get(HERE).status_code == 410
    assert client.get("/physiotherapists/new/").status_code == 404
    assert client.get(f"/physiotherapists/{'x' * 5000}/").status_code == 404
    assert HERE not in client.get("/sitemap.xml").text
    with work(app):
        listing.put_into_directory(who, by=editor, now=clock.now())
    assert client.get(HERE).status_code == 200


def test_an_unconfirmed_number_is_not_called_confirmed(app: Flask, client: FlaskClient, editor: Actor) -> None:
    who, _ = _listed(app, editor)
    with work(app):
        entries.check(editor, queries.get_practitioner(who), found=False)
    page = client.get(HERE).text
    assert "have yet to confirm this number" in page
    assert "Number confirmed" not in page
