"""The menu: places in groups, only those one may go to, and one current place at most."""

import re

from flask import Flask

from app.accounts.permissions import Actor, Role
from app.web.desk.navigation import PLACES, Group
from tests.web.desk.conftest import Desk


def menu_of(page: str) -> str:
    return page.split('<nav class="side"', 1)[1].split("</nav>", 1)[0]


def headings(menu: str) -> list[str]:
    return re.findall(r'<h2 id="menu-\d">(.*?)</h2>', menu)


def test_places_stand_under_words_that_label_their_list(as_admin: Desk) -> None:
    menu = menu_of(as_admin.get("/desk/").text)
    assert headings(menu) == [group.value for group in Group]
    for number, _ in enumerate(Group, start=1):
        assert f'aria-labelledby="menu-{number}"' in menu
    assert [menu.count(f">{place.text}</a>") for place in PLACES] == [1] * len(PLACES)


def test_a_group_without_a_place_is_left_out(app: Flask, staff: dict[Role, Actor]) -> None:
    assert headings(menu_of(Desk(app, Role.AUTHOR).get("/desk/").text)) == ["Work", "Write"]
    assert headings(menu_of(Desk(app, Role.REVIEWER).get("/desk/").text)) == ["Work"]


def test_one_place_is_the_current_one_the_nearest(at_desk: Desk) -> None:
    for path, text in (
        ("/desk/", "Dashboard"),
        ("/desk/redirects/", "Redirects"),
        ("/desk/redirects/missed/", "Missed addresses"),
        ("/desk/blog/new", "Blog"),
    ):
        menu = menu_of(at_desk.get(path).text)
        assert menu.count("aria-current") == 1, path
        assert f'aria-current="true">{text}</a>' in menu
        assert f'<span class="menu-here">: {text}</span>' in menu
    assert "aria-current" not in menu_of(at_desk.get("/desk/account/").text)
