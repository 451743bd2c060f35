"""Who is near: the query of the database against the plain arithmetic, and everything that a tick box means."""

import math
from itertools import count

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.core import clock
from app.core.db import db
from app.core.errors import Invalid
from app.core.unit_of_work import unit_of_work
from app.directory.distance import Point, haversine_of, miles_between
from app.directory.models import Gender, Location, Practice, Practitioner, Treatment
from app.directory.search import (
    PAGE_SIZE,
    Wanted,
    find_nearest,
    is_empty,
    list_cards,
    read_radius,
    search,
)

HERE = Point(53.8, -1.55)
MILE = 1 / 69.0934
"""Degrees of latitude."""
_NUMBERS = count(1)


def listed(
    *miles_north: float,
    home: float | None = None,
    sees_here: bool = True,
    female: bool = False,
    neuro: bool = False,
    listed: bool = True,
) -> Practitioner:
    """A practitioner with a location so many miles north of HERE each. Inside a unit of work."""
    number, now = next(_NUMBERS), clock.now()
    person = Practitioner(
        slug=f"searched-{number}",
        name=f"Practitioner {number}",
        gender=Gender.FEMALE if female else None,
        created_at=now,
        updated_at=now,
    )
    if neuro:
        found = db.session.scalar(sa.select(Treatment).where(Treatment.slug == "neuro"))
        person.treatments = [found or Treatment(slug="neuro", name="Neuro Physiotherapy")]
    for miles in miles_north:
        latitude = HERE.latitude + miles * MILE
        practice = Practice(name=f"{miles} miles", latitude=latitude, longitude=HERE.longitude, created_at=now)
        location = Location(
            practitioner=person,
            practice=practice,
            latitude=latitude,
            longitude=HERE.longitude,
            sees_here=sees_here,
            home_miles=home,
            listed=listed,
            female=female,
        )
        db.session.add_all([practice, location])
    db.session.add(person)
    db.session.flush()
    return person


def ids(wanted: Wanted, page: int = 1) -> list[int]:
    return [found.practitioner_id for found in search(HERE, wanted, page=page).items]


def test_the_nearest_come_first_and_the_far_not_at_all(house: Flask) -> None:
    with unit_of_work():
        far, near, middle = listed(9.9), listed(0.5), listed(4.2)
        listed(10.1)
        listed(1, listed=False)
    assert ids(Wanted(radius=10)) == [near.id, middle.id, far.id]
    assert ids(Wanted(radius=5)) == [near.id, middle.id]
    found = search(HERE, Wanted(radius=10)).items
    assert [round(each.miles, 1) for each in found] == [0.5, 4.2, 9.9]


@pytest.mark.parametrize("degrees", range(0, 360, 45))
def test_a_mile_is_a_mile_in_every_direction(house: Flask, degrees: int) -> None:
    angle = math.radians(degrees)
    with unit_of_work():
        for miles in (0.01, 1, 8):
            place = listed(miles * math.cos(angle)).locations[0]
            place.longitude += miles * MILE * math.sin(angle) / math.cos(math.radians(HERE.latitude))
    found = search(HERE, Wanted(radius=10)).items
    assert [each.miles for each in found] == pytest.approx([0.01, 1, 8], rel=0.002)


def test_one_card_for_somebody_with_two_practices(house: Flask) -> None:
    with unit_of_work():
        person = listed(7, 2, 30)
    found = search(HERE, Wanted(radius=10))
    assert (found.total, [each.practitioner_id for each in found.items]) == (1, [person.id])
    (card,) = list_cards(found.items, HERE, Wanted(radius=10))
    assert card.location.practice.name == "2 miles"
    assert card.practitioner.treatments == []


def test_ticks_must_all_be_met(house: Flask) -> None:
    with unit_of_work():
        both = listed(3, female=True, neuro=True, home=5)
        listed(1, female=True)
        listed(2, neuro=True)
        listed(1, home=5)
    assert ids(Wanted(female=True, neuro=True)) == [both.id]
    assert ids(Wanted(female=True, neuro=True, home_visits=True)) == [both.id]
    assert len(ids(Wanted(female=True))) == 2
    assert len(ids(Wanted(neuro=True))) == 2
    assert len(ids(Wanted())) == 4


def test_home_visits_go_as_far_as_each_one_travels_whatever_the_radius(house: Flask) -> None:
    with unit_of_work():
        listed(8, home=5)
        travels = listed(20, home=25)
        listed(1)
        near = listed(3, home=4)
    assert ids(Wanted(radius=5, home_visits=True)) == [near.id, travels.id]
    assert ids(Wanted(radius=50, home_visits=True)) == [near.id, travels.id]


def test_who_only_visits_is_found_where_they_come(house: Flask) -> None:
    with unit_of_work():
        comes, _ = listed(4, home=5, sees_here=False), listed(4, home=3, sees_here=False)
        listed(4, sees_here=False)
    assert ids(Wanted()) == [comes.id]


def test_the_card_shows_the_practice_that_matched(house: Flask) -> None:
    with unit_of_work():
        person = listed(1, 6)
        person.locations[0].sees_here = False
        person.locations[1].home_miles = 8
    for wanted in (Wanted(radius=10), Wanted(home_visits=True)):
        (card,) = list_cards(search(HERE, wanted).items, HERE, wanted)
        assert (card.location.practice.name, round(card.miles)) == ("6 miles", 6)


def test_pages_of_twenty_stay_apart_where_many_are_equally_near(house: Flask) -> None:
    with unit_of_work():
        everybody = [listed(2).id for _ in range(2 * PAGE_SIZE + 3)]
    pages = [search(HERE, Wanted(), page=number) for number in (1, 2, 3, 4)]
    assert [len(page.items) for page in pages] == [20, 20, 3, 0]
    assert [found.practitioner_id for page in pages for found in page.items] == everybody
    assert {(page.total, page.last) for page in pages} == {(43, 3)}


def test_the_nearest_of_all_is_known_when_nobody_is_near(house: Flask) -> None:
    assert is_empty()
    assert find_nearest(HERE, Wanted()) is None
    assert search(HERE, Wanted(), page=2).total == 0
    with unit_of_work():
        listed(300)
        nearest = listed(14)
        visits = listed(40, home=5, sees_here=False)
    assert not is_empty()
    found = find_nearest(HERE, Wanted(radius=10))
    assert found
    assert (found.practitioner_id, round(found.miles)) == (nearest.id, 14)
    found = find_nearest(HERE, Wanted(home_visits=True))
    assert found
    assert (found.practitioner_id, round(found.miles)) == (visits.id, 40)
    assert find_nearest(HERE, Wanted(female=True)) is None
    (far,) = list_cards([found], HERE, Wanted(home_visits=True))
    assert far.location.home_miles == 5


def test_who_was_delisted_in_between_has_no_card(house: Flask) -> None:
    with unit_of_work():
        listed(1)
    found = search(HERE, Wanted()).items
    with unit_of_work():
        db.session.scalars(sa.select(Location)).one().listed = False
    assert list_cards(found, HERE, Wanted()) == []


@pytest.mark.parametrize("typed", ["-1", "0", "7", "1e9", "1000000000", "ten", "10.0", "٥", " ", "NaN", "5,10"])
def test_a_radius_that_is_not_on_offer(typed: str) -> None:
    with pytest.raises(Invalid, match="5, 10, 15, 25 or 50 miles"):
        read_radius(typed)
    assert (read_radius("25"), read_radius("")) == (25, 10)


@given(
    st.lists(
        st.tuples(
            st.floats(53, 54.6), st.floats(-2.9, -0.2), st.booleans(), st.none() | st.floats(0, 60), st.booleans()
        ),
        max_size=12,
    ),
    st.sampled_from((5, 50)),
    st.booleans(),
    st.booleans(),
)
def test_the_database_finds_what_arithmetic_finds(
    rows: list[tuple[float, float, bool, float | None, bool]], radius: int, home: bool, female: bool
) -> None:
    """Without an application: the compiled query on a table in memory."""
    found, wanted = set(), Wanted(radius=radius, home_visits=home, female=female)
    for number, (latitude, longitude, sees, miles, is_female) in enumerate(rows):
        away = miles_between(HERE, Point(latitude, longitude))
        travels = miles is not None and away <= miles
        matches = travels if home else (away <= radius and (sees or travels))
        if matches and (is_female or not female):
            found.add(number)
    assert found == _in_memory(rows, wanted)


def _in_memory(rows: list[tuple[float, float, bool, float | None, bool]], wanted: Wanted) -> set[int]:
    from app.directory import search as searching  # noqa: PLC0415 - looked inside

    engine = sa.create_engine("sqlite://")
    table = sa.Table(
        "locations",
        sa.MetaData(),
        *(sa.Column(name, sa.Integer) for name in ("practitioner_id", "listed", "female", "sees_here")),
        *(sa.Column(name, sa.Double) for name in ("latitude", "longitude", "home_miles")),
    )
    with engine.connect() as connection:
        table.create(connection)
        values = [
            dict(
                zip(
                    ("latitude", "longitude", "sees_here", "home_miles", "female", "practitioner_id", "listed"),
                    (*row, number, 1),
                    strict=True,
                )
            )
            for number, row in enumerate(rows)
        ]
        if values:
            connection.execute(table.insert(), values)
        furthest = max((row[3] or 0 for row in rows), default=0) if wanted.home_visits else wanted.radius
        near = searching._near(HERE, wanted, furthest).subquery()
        query = sa.select(near.c.practitioner_id)
        if not wanted.home_visits:
            query = query.where(near.c.haversine <= haversine_of(wanted.radius))
        found = set(connection.scalars(query))
        connection.rollback()
    engine.dispose()
    return found
