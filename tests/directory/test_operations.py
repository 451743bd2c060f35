"""Keeping practices, physiotherapists, places and services, against a real database."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from app.accounts.activity_queries import Asked, list_activity
from app.accounts.permissions import Actor
from app.booking import operations as booking
from app.booking.models import Status
from app.content.queries import used_assets
from app.core import clock
from app.core.cache import generation
from app.core.db import db
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.core.unit_of_work import unit_of_work
from app.directory import listing, operations, queries, settings
from app.directory.facts import (
    LocationFacts,
    checked_practice,
    price_in_pence,
)
from app.directory.models import BookingMode, Gender, Treatment
from app.directory.photos import places_of_photo
from app.directory.queries import Standing, Wanted, standing_of
from app.directory.settings import DirectorySettings
from app.directory.touched import InTheWay, Touched
from app.media.models import Asset, AssetKind
from app.media.settings import wired as media
from tests.booking.practices import at, bookable
from tests.directory import entries
from tests.directory.entries import PERSON, PRACTICE, SERVICE


def _faults(refusal: pytest.ExceptionInfo[Invalid]) -> set[str]:
    return {fault.field for fault in refusal.value.faults}


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"name": "  "}, {"name"}),
        ({"name": "x" * 121}, {"name"}),
        ({"postcode": "LS6"}, {"postcode"}),
        ({"latitude": 40.0}, {"latitude"}),
        ({"zone": "Europe/Nowhere"}, {"zone"}),
        ({"zone": "../etc"}, {"zone"}),
        ({"phone": "call me"}, {"phone"}),
        ({"email": "a@b\ncc: c@d.ef"}, {"email"}),
        ({"email": ""}, {"email"}),
        ({"mode": BookingMode.LINK}, {"booking_link"}),
        ({"mode": BookingMode.LINK, "booking_link": "javascript:alert(1)"}, {"booking_link"}),
        ({"website": "http://[x"}, {"website"}),
        ({"mode": BookingMode.DETAILS, "phone": ""}, {"phone"}),
        ({"retention_days": 0, "latest_days": 0}, {"retention_days", "latest_days"}),
        ({"retention_days": 3651}, {"retention_days"}),
        ({"notice_minutes": -1}, {"notice_minutes"}),
    ],
)
def test_a_practice_that_cannot_be_is_refused(changes: dict[str, object], fields: set[str]) -> None:
    with pytest.raises(Invalid) as refusal:
        checked_practice(replace(PRACTICE, **changes))  # type: ignore[arg-type]  # the names are its own
    assert _faults(refusal) == fields


def test_a_practice_is_put_in_order() -> None:
    kept = checked_practice(replace(PRACTICE, name=" The \x00 practice ", postcode="ls62ab", email="A@Example.ORG"))
    assert (kept.name, kept.postcode, kept.email) == ("The practice", "LS6 2AB", "a@example.org")


@pytest.mark.parametrize(("typed", "pence"), [("", None), ("45", 4500), ("£45.5", 4550), ("1,200.05", 120_005)])
def test_a_price_is_read(typed: str, pence: int | None) -> None:
    assert price_in_pence(typed) == pence


@pytest.mark.parametrize("typed", ["-1", "4.555", "free", "£", "٤٥", "1e9"])
def test_what_is_no_price_is_refused(typed: str) -> None:
    if typed == "£":
        assert price_in_pence(typed) is None
        return
    with pytest.raises(Invalid):
        price_in_pence(typed)


def test_nobody_is_listed_without_a_number_that_was_found(by: Actor) -> None:
    with unit_of_work():
        who = entries.person(by, hcpc_number=None)
    with pytest.raises(Invalid) as refusal, unit_of_work():
        listing.put_into_directory(who.id, by=by, now=clock.now())
    assert [fault.field for fault in refusal.value.faults] == ["hcpc_number", ""]
    with unit_of_work():
        where = entries.practice(by)
        operations.change_practitioner(who.id, PERSON, expected_version=1, by=by, now=clock.now())
        entries.location(by, who, where)
    with pytest.raises(Invalid, match="Nobody has found the number"), unit_of_work():
        listing.put_into_directory(who.id, by=by, now=clock.now())
    with unit_of_work():
        entries.check(by, queries.get_practitioner(who.id))
        listing.put_into_directory(who.id, by=by, now=clock.now())
        listing.put_into_directory(who.id, by=by, now=clock.now())
    found = queries.get_practitioner(who.id)
    assert (standing_of(found), found.locations[0].listed, found.locations[0].female) == (Standing.LISTED, True, True)
    assert (found.hcpc_checked_on, found.hcpc_checked_by) == (date(2027, 3, 1), "Sample editor")


def test_a_sample_is_listed_without_a_number_and_may_have_none(by: Actor) -> None:
    with unit_of_work():
        assert standing_of(entries.listed(by, sample=True, hcpc_number=None)) is Standing.LISTED
    with pytest.raises(Invalid) as refusal, unit_of_work():
        entries.person(by, sample=True)
    assert _faults(refusal) == {"hcpc_number"}


def test_a_number_belongs_to_one_person(by: Actor) -> None:
    with unit_of_work():
        entries.person(by)
    with pytest.raises(Invalid, match="the number of Physiotherapist 1"), unit_of_work():
        entries.person(by, name="Somebody else")


def test_another_number_has_to_be_looked_up_anew_and_none_is_refused(by: Actor) -> None:
    with unit_of_work():
        who = entries.listed(by)
    with unit_of_work():
        changed = replace(PERSON, hcpc_number="PH9", gender=Gender.MALE)
        operations.change_practitioner(who.id, changed, expected_version=1, by=by, now=clock.now())
    found = queries.get_practitioner(who.id)
    assert (found.hcpc_checked_on, found.hcpc_checked_by, found.locations[0].female) == (None, "", False)
    assert [each.id for each in queries.list_to_check(today=date(2027, 3, 1))] == [who.id]
    with pytest.raises(Invalid, match="Nobody is listed without"), unit_of_work():
        none = replace(PERSON, hcpc_number=None)
        operations.change_practitioner(who.id, none, expected_version=2, by=by, now=clock.now())
    with pytest.raises(Conflict), unit_of_work():
        listing.record_check(
            who.id, number="PH12345", found=True, remark="", on=date(2027, 3, 1), by=by, now=clock.now()
        )


def test_a_number_comes_up_again_after_a_year_and_at_once_when_it_was_not_found(by: Actor) -> None:
    with unit_of_work():
        who, other = entries.listed(by), entries.listed(by, name="Other", hcpc_number="PH2")
        entries.listed(by, name="Sample", hcpc_number=None, sample=True)
        entries.check(by, other, on=date(2026, 3, 1))
    assert [each.id for each in queries.list_to_check(today=date(2027, 2, 28))] == []
    assert [each.id for each in queries.list_to_check(today=date(2027, 3, 1))] == [other.id]
    with pytest.raises(Invalid), unit_of_work():
        listing.record_check(
            who.id, number="PH12345", found=False, remark=" ", on=date(2027, 3, 1), by=by, now=clock.now()
        )
    with unit_of_work():
        entries.check(by, who, found=False)
    assert [each.id for each in queries.list_to_check(today=date(2027, 3, 1))] == [who.id, other.id]
    assert queries.count_to_check(today=date(2027, 3, 1)) == 2
    assert [check.found for check in queries.list_checks(who.id)] == [False, True]


def test_an_old_version_is_refused_and_changes_nothing(by: Actor) -> None:
    with unit_of_work():
        who, where = entries.person(by), entries.practice(by)
    with unit_of_work():
        operations.change_practitioner(
            who.id, replace(PERSON, name="First"), expected_version=1, by=by, now=clock.now()
        )
        operations.change_practice(
            where.id, replace(PRACTICE, name="First"), expected_version=1, by=by, now=clock.now()
        )
    with pytest.raises(Conflict), unit_of_work():
        operations.change_practitioner(who.id, PERSON, expected_version=1, by=by, now=clock.now())
    with pytest.raises(Conflict), unit_of_work():
        operations.change_practice(where.id, PRACTICE, expected_version=1, by=by, now=clock.now())
    assert (queries.get_practitioner(who.id).name, queries.get_practice(where.id).name) == ("First", "First")


def test_who_works_at_a_practice_moves_with_it_unless_they_set_out_from_elsewhere(by: Actor) -> None:
    with unit_of_work():
        where = entries.practice(by)
        here = entries.location(by, entries.person(by), where)
        elsewhere = entries.location(
            by,
            entries.person(by, hcpc_number="PH2"),
            where,
            sees_here=False,
            home_miles=5.0,
            latitude=53.9,
            longitude=-1.5,
        )
    with unit_of_work():
        operations.change_practice(
            where.id, replace(PRACTICE, latitude=53.7), expected_version=1, by=by, now=clock.now()
        )
    assert queries.get_location(here.id).latitude == 53.7
    assert queries.get_location(elsewhere.id).latitude == 53.9


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"home_miles": 0.0}, "home_miles"),
        ({"home_miles": 1e9}, "home_miles"),
        ({"daily_cap": 0}, "daily_cap"),
        ({"sees_here": False}, "home_miles"),
        ({"latitude": 53.0}, "latitude"),
        ({"latitude": 53.0, "longitude": 100.0}, "latitude"),
    ],
)
def test_a_place_that_cannot_be_is_refused(by: Actor, changes: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refusal, unit_of_work():
        operations.save_location(1, LocationFacts(practice_id=1, **changes), by=by, now=clock.now())  # type: ignore[arg-type]  # the names are its own
    assert field in _faults(refusal)


def test_nobody_works_at_one_practice_twice(by: Actor) -> None:
    with unit_of_work():
        who, where = entries.person(by), entries.practice(by)
        entries.location(by, who, where)
    with pytest.raises(Invalid, match="already"), unit_of_work():
        entries.location(by, who, where)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"minutes": 4}, "minutes"),
        ({"step_minutes": 1}, "step_minutes"),
        ({"gap_minutes": 241}, "gap_minutes"),
        ({"price_pence": 10**9}, "price"),
        ({"name": ""}, "name"),
    ],
)
def test_a_service_that_cannot_be_is_refused(by: Actor, changes: dict[str, int], field: str) -> None:
    with pytest.raises(Invalid) as refusal, unit_of_work():
        operations.save_service(1, replace(SERVICE, **changes), by=by, now=clock.now())  # type: ignore[arg-type]  # the names are its own
    assert _faults(refusal) == {field}


def test_a_service_follows_its_length_and_belongs_to_one_person(by: Actor) -> None:
    with unit_of_work():
        who, other = entries.person(by), entries.person(by, hcpc_number="PH2")
        place = entries.location(by, who, entries.practice(by))
        made = entries.service(by, who)
    assert made.step_minutes == 60
    with pytest.raises(Invalid, match="somebody else's"), unit_of_work():
        operations.save_service(other.id, SERVICE, service_id=made.id, by=by, now=clock.now())
    with pytest.raises(Invalid, match="do not work there"), unit_of_work():
        entries.service(by, other, location_id=place.id)
    with unit_of_work():
        operations.save_service(who.id, replace(SERVICE, active=False), service_id=made.id, by=by, now=clock.now())
    assert not queries.get_service(made.id).active


def test_delisting_asks_the_diaries_first(by: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    with unit_of_work():
        who = entries.listed(by)
    asked: list[tuple[int, datetime]] = []

    def ahead(practitioner_id: int, now: datetime) -> list[Touched]:
        asked.append((practitioner_id, now))
        return [Touched(1, "K7QM-4XTD, Monday 8 March 2027, 9:00 am")]

    monkeypatch.setattr(settings._Wiring, "settings", DirectorySettings(ahead_of_practitioner=ahead))
    with pytest.raises(Conflict, match="K7QM-4XTD"), unit_of_work():
        listing.take_out_of_directory(who.id, reason="Retired", by=by, now=clock.now())
    assert asked == [(who.id, clock.now())]
    assert standing_of(queries.get_practitioner(who.id)) is Standing.LISTED
    monkeypatch.setattr(settings._Wiring, "settings", DirectorySettings())
    with pytest.raises(Invalid, match="Say why"), unit_of_work():
        listing.take_out_of_directory(who.id, reason="\n", by=by, now=clock.now())
    with unit_of_work():
        listing.take_out_of_directory(who.id, reason="Retired", by=by, now=clock.now())
        listing.take_out_of_directory(who.id, reason="Retired", by=by, now=clock.now())
    found = queries.get_practitioner(who.id)
    assert (standing_of(found), found.locations[0].listed, found.diary_version) == (Standing.DELISTED, False, 2)
    deeds = [each.what for each in list_activity(Asked()).items]
    assert deeds.count("delisted a physiotherapist") == 1
    with unit_of_work():
        listing.put_into_directory(who.id, by=by, now=clock.now())
    assert standing_of(queries.get_practitioner(who.id)) is Standing.LISTED


def test_a_place_with_bookings_ends_and_can_begin_again(by: Actor) -> None:
    with unit_of_work():
        there = bookable(now=clock.now())
        second = entries.location(by, there.practitioner, entries.practice(by))
        held = booking.hold(there.location.id, there.service.id, at(9), browser="one", now=clock.now())
    with pytest.raises(InTheWay, match=held.ref), unit_of_work():
        operations.remove_location(there.location.id, by=by, now=clock.now())
    with unit_of_work():
        booking.end(booking.get_booking(held.id), Status.EXPIRED, by=booking.SITE, what="ran out", now=clock.now())
        operations.remove_location(there.location.id, by=by, now=clock.now())
    with unit_of_work():
        operations.remove_location(there.location.id, by=by, now=clock.now())  # twice is as good as once
    ended = queries.get_location(there.location.id)
    assert (ended.listed, ended.ended_at) == (False, clock.now())
    assert [each.id for each in queries.get_practitioner(there.practitioner.id).locations] == [second.id]
    assert queries.list_of_practice(there.practice.id) == []
    with pytest.raises(NotFound):
        booking.hold(there.location.id, there.service.id, at(10), browser="two", now=clock.now())
    with pytest.raises(Conflict, match="only place"), unit_of_work():
        operations.remove_location(second.id, by=by, now=clock.now())
    with unit_of_work():
        again = entries.location(by, there.practitioner, there.practice)
        assert (again.id, again.listed, again.ended_at) == (there.location.id, True, None)
        operations.remove_location(second.id, by=by, now=clock.now())
    with pytest.raises(NotFound):
        queries.get_location(second.id)  # nothing names it


def test_a_photograph_needs_its_words_and_is_known_to_be_used(by: Actor) -> None:
    with unit_of_work():
        photo, sound = (
            Asset(
                kind=kind, sha256=digit * 64, bytes=1, mime="x/y", original_name="x", facts={}, created_at=clock.now()
            )
            for kind, digit in ((AssetKind.IMAGE, "a"), (AssetKind.AUDIO, "b"))
        )
        db.session.add_all([photo, sound])
    with pytest.raises(Invalid) as refusal, unit_of_work():
        entries.person(by, photo_id=photo.id)
    assert _faults(refusal) == {"photo_alt"}
    for wrong in (sound.id, 999):
        with pytest.raises(Invalid), unit_of_work():
            entries.person(by, photo_id=wrong, photo_alt="Somebody at a desk")
    with unit_of_work():
        entries.person(by, photo_id=photo.id, photo_alt="Somebody at a desk")
    assert media().where_used(photo.id) == ["the photograph of Physiotherapist 1"] == places_of_photo(photo.id)
    assert set(db.session.scalars(media().used_assets())) == {photo.id}
    assert set(db.session.scalars(used_assets())) == set()


def test_treatments_are_one_whatever_their_capitals(by: Actor) -> None:
    with unit_of_work():
        entries.person(by, treatments=("Neuro", " neuro", "Back  pain"))
        entries.person(by, hcpc_number="PH2", treatments=("NEURO",))
    assert [each.name for each in queries.list_treatments()] == ["Back pain", "Neuro"]
    with pytest.raises(Invalid), unit_of_work():
        entries.person(by, hcpc_number="PH3", treatments=("x" * 61,))
    assert db.session.query(Treatment).count() == 2


def test_whatever_readers_see_differently_raises_the_generation(by: Actor) -> None:
    before = generation()
    with unit_of_work():
        entries.listed(by)
    assert generation() > before


def test_others_may_do_none_of_it(keeper: Actor) -> None:
    for deed in (
        lambda: entries.practice(keeper),
        lambda: entries.person(keeper),
        lambda: operations.save_location(1, LocationFacts(practice_id=1), by=keeper, now=clock.now()),
        lambda: operations.save_service(1, SERVICE, by=keeper, now=clock.now()),
        lambda: listing.put_into_directory(1, by=keeper, now=clock.now()),
        lambda: listing.take_out_of_directory(1, reason="x", by=keeper, now=clock.now()),
        lambda: operations.remove_location(1, by=keeper, now=clock.now()),
    ):
        with pytest.raises(Forbidden), unit_of_work():
            deed()


def test_lists_are_filtered_and_what_is_not_there_is_not_found(by: Actor) -> None:
    with unit_of_work():
        who = entries.listed(by)
        entries.person(by, name="50 % off_", hcpc_number=None)
        gone = entries.listed(by, name="Gone", hcpc_number="PH3")
        listing.take_out_of_directory(gone.id, reason="x", by=by, now=clock.now())

    def names(**wanted: object) -> list[str]:
        return [each.name for each in queries.list_practitioners(Wanted(**wanted)).items]  # type: ignore[arg-type]  # its own

    assert names() == ["50 % off_", "Gone", "Physiotherapist 1"]
    assert names(text="%") == ["50 % off_"] == names(text="f_") == names(standing=Standing.NEW)
    assert names(text="ph 123") == ["Physiotherapist 1"] == names(standing=Standing.LISTED)
    assert names(standing=Standing.DELISTED) == ["Gone"]
    assert names(practice_id=queries.get_practitioner(who.id).locations[0].practice_id) == ["Physiotherapist 1"]
    assert queries.count_standings() == dict.fromkeys(Standing, 1)
    assert [each.name for each in queries.list_practices(text="ls6").items] == [
        "Practice of Gone",
        "Practice of Physiotherapist 1",
    ]
    assert [slug for slug, _ in queries.list_public()] == ["physiotherapist-1"]
    for find in (
        queries.get_practice,
        queries.get_practitioner,
        queries.get_location,
        queries.get_service,
        queries.get_change,
    ):
        with pytest.raises(NotFound):
            find(999)
