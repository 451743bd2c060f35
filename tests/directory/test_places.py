import socket

import pytest
from flask import Flask

from app.core.db import db
from app.core.unit_of_work import unit_of_work
from app.directory import gazetteer
from app.directory.distance import Point, miles_between
from app.directory.models import Measured
from app.directory.place_models import PlaceName, Postcode
from app.directory.places import Nowhere, Place, Several, find_place, list_attributions, point_of_postcode


def place(typed: str) -> Place:
    found = find_place(typed)
    assert isinstance(found, Place), found
    return found


def several(typed: str) -> list[str]:
    found = find_place(typed)
    assert isinstance(found, Several), found
    return [each.name for each in found.places]


def nowhere(typed: str) -> Nowhere:
    found = find_place(typed)
    assert isinstance(found, Nowhere), found
    return found


def test_what_comes_with_the_program() -> None:
    assert 5_800 < sum(map(len, gazetteer.towns().values())) < 6_000
    assert 2_900 < len(gazetteer.outcodes()) < 3_100
    assert not [outcode for outcode in gazetteer.outcodes() if outcode.startswith("BT")]
    assert {town.nation for same in gazetteer.towns().values() for town in same} == {"ENG", "SCT", "WLS", "NIR"}


def test_an_outcode_stands_where_its_town_does() -> None:
    leeds, exeter = gazetteer.towns()["leeds"][0], gazetteer.towns()["exeter"][0]
    assert miles_between(gazetteer.outcodes()["LS1"], leeds.point) < 1
    assert miles_between(gazetteer.outcodes()["EX1"], exeter.point) < 3


def test_a_postcode_that_is_not_loaded_is_measured_from_its_first_half(house: Flask) -> None:
    found = place("ls62ab")
    assert (found.name, found.measured, found.is_about) == ("LS6 2AB", Measured.OUTCODE, True)
    assert found.note == "We know LS6, but not LS6 2AB itself. Distances are measured from the middle of LS6."
    assert found.point == place("LS6").point
    assert place("LS6").note == "Distances are measured from the middle of LS6."


def test_a_postcode_that_is_loaded_is_exact(house: Flask) -> None:
    with unit_of_work():
        db.session.add(Postcode(compact="LS62AB", latitude=53.82, longitude=-1.57))
    found = place("ls6 2ab")
    assert (found.point, found.measured, found.is_about, found.note) == (
        Point(53.82, -1.57),
        Measured.POSTCODE,
        False,
        "",
    )
    assert point_of_postcode("LS6 2AB") == found
    assert point_of_postcode("Leeds") is None
    assert point_of_postcode("BT1 1AA") is None


def test_an_outcode_that_only_what_was_loaded_knows(house: Flask) -> None:
    with unit_of_work():
        for compact, latitude in (("BT11AA", 54.0), ("BT11AB", 55.0), ("BT111AA", 50.0)):
            db.session.add(Postcode(compact=compact, latitude=latitude, longitude=-6))
    assert place("BT1").point == Point(54.5, -6)


def test_the_districts_of_london_are_known_without_their_letter(house: Flask) -> None:
    assert miles_between(place("SW1").point, Point(51.4975, -0.1357)) < 1


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("leeds", "Leeds"),
        ("  LEEDS ", "Leeds"),
        ("Hull", "Kingston upon Hull"),
        ("kingston-upon-hull", "Kingston upon Hull"),
        ("St. Albans", "St Albans"),
        ("Saint Albans", "St Albans"),
        ("Caerdydd", "Cardiff"),
        ("Londonderry", "Derry"),
        ("Belfast", "Belfast"),
        ("Bath, Somerset", "Bath"),
        ("London", "London"),
    ],
)
def test_towns_by_each_of_their_names(house: Flask, typed: str, name: str) -> None:
    assert place(typed).name == name


def test_a_name_of_several_places_is_asked_back(house: Flask) -> None:
    names = several("newport")
    assert names[0] == "Newport, NP20"
    assert {"Newport, PO30", "Newport, TF10"} <= set(names)
    assert "Newcastle upon Tyne, NE1" in several("Newcastle")


def test_every_choice_leads_to_its_own_place(house: Flask) -> None:
    for typed in ("Newport", "Newcastle", "St Ives", "Richmond", "Whitchurch"):
        found = find_place(typed)
        assert isinstance(found, Several)
        for each in found.places:
            assert place(each.name).point == each.point, each.name


def test_what_is_said_after_a_comma_tells_places_apart(house: Flask) -> None:
    assert place("Newport, Telford").point == place("Newport, TF10").point != place("newport, np20").point
    assert place("Newport, Wales").point == place("Newport, NP20").point
    assert len(several("Newport, Ruritania")) == len(several("Newport"))


def test_a_city_is_not_asked_back_for_the_sake_of_a_village(house: Flask) -> None:
    with unit_of_work():
        db.session.add(
            PlaceName(name="Leeds", folded="leeds", area="Kent", nation="ENG", latitude=51.25, longitude=0.61)
        )
    assert place("Leeds").name == "Leeds, LS1"
    assert place("Leeds").point == gazetteer.towns()["leeds"][0].point
    assert place("Leeds, Kent").point == Point(51.25, 0.61)


def test_a_loaded_name_is_found_and_no_town_comes_twice(house: Flask) -> None:
    bath = gazetteer.towns()["bath"][0].point
    with unit_of_work():
        for name, area, at in (("Headingley", "Leeds, LS6", Point(53.82, -1.58)), ("Bath", "Somerset, BA1", bath)):
            db.session.add(
                PlaceName(
                    name=name,
                    folded=name.lower(),
                    area=area,
                    nation="ENG",
                    latitude=at.latitude,
                    longitude=at.longitude,
                )
            )
    assert place("headingley").measured is Measured.TOWN
    assert place("Headingley, LS6").point == Point(53.82, -1.58)
    assert place("bath").point == bath
    assert [each.name for each in nowhere("Hedingley").suggestions] == ["Headingley"]


@pytest.mark.parametrize(
    ("typed", "first"),
    [("Leds", "Leeds"), ("Manchster", "Manchester"), ("Edinbrugh", "Edinburgh"), ("Wrexam", "Wrexham")],
)
def test_a_slip_is_answered_with_what_may_be_meant(house: Flask, typed: str, first: str) -> None:
    found = nowhere(typed)
    assert found.suggestions[0].name == first
    assert "Try a postcode" in found.why


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("Leeds LS6", ["LS6"]),
        ("Leeds ls6 2ab", ["LS6 2AB"]),
        ("Leeds Yorkshire", ["Leeds"]),
        ("near Leeds", ["Leeds"]),
        ("Newport Wales", ["Newport, NP20", "Newport, SA42"]),
        ("Richmond Surrey", ["Richmond, TW9", "Richmond, DL10"]),
        ("nowhere at all", []),
        ("LS6" + " LS6" * 40, ["LS6"]),
    ],
)
def test_of_several_words_those_that_are_a_place_are_suggested(house: Flask, typed: str, names: list[str]) -> None:
    found = find_place(typed)
    assert isinstance(found, Nowhere)
    assert [suggested.name for suggested in found.suggestions] == names
    assert all(isinstance(find_place(name), Place) for name in names), "each leads somewhere"


def test_the_beginning_of_a_name_is_completed(house: Flask) -> None:
    assert "Milton Keynes" in [each.name for each in nowhere("Milton Keyns").suggestions]
    assert "Bishops Stortford" in [each.name for each in nowhere("Bishops").suggestions]


def test_a_postcode_that_begins_like_none(house: Flask) -> None:
    assert nowhere("QQ1 1AA").why == "No postcode begins with QQ1. Type a town instead."
    assert "SO14" not in [each.name for each in nowhere("S014QQ").suggestions]
    assert "S1" in [each.name for each in nowhere("S014QQ").suggestions]


@pytest.mark.parametrize(("typed", "whose"), [("BT1 1AA", "Northern Ireland"), ("JE2 3AA", "Jersey")])
def test_countries_whose_postcodes_are_not_known_are_named(house: Flask, typed: str, whose: str) -> None:
    found = nowhere(typed)
    assert whose in found.why
    assert not found.suggestions


@pytest.mark.parametrize("typed", ["", "  ", ",", "x" * 5000, "%_\\", "\0", "<b>", "٣", "a'; DROP TABLE towns"])
def test_nothing_that_is_typed_breaks_it(house: Flask, typed: str) -> None:
    assert not nowhere(typed).suggestions


def test_no_look_up_leaves_the_machine(house: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    find_place("Leeds")  # the database is connected to

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("somebody was called")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    for typed in ("LS6 2AB", "Newport", "Manchster"):
        find_place(typed)


def test_whose_the_places_are_is_said(house: Flask) -> None:
    said = " ".join(list_attributions())
    for words in ("GeoNames", "CC BY 4.0", "OS data © Crown copyright", "Royal Mail", "Office for National Statistics"):
        assert words in said
