"""The way from a page or a poster into an app."""

import pytest
from flask import Flask
from lxml import etree

from app import links
from app.accounts.permissions import Actor
from app.content import paths
from app.content.models import Kind
from app.core import clock
from app.core.unit_of_work import unit_of_work
from app.podcast.queries import get_show
from app.web.pages.subscribing import apps_for, is_this_computer
from app.web.site.subscribe import qr_code
from tests.web.conftest import Ids, Visit

SHOW = "/podcast/hips-explained/"
FEED = "https://site.example/podcast/hips & knees/feed.xml"


def test_each_app_gets_the_feed_in_its_own_way() -> None:
    found = {kind.device: {link.text: link.href for link in kind.links} for kind in apps_for(FEED, "Hips & knees")}
    whole = "https%3A%2F%2Fsite.example%2Fpodcast%2Fhips%20%26%20knees%2Ffeed.xml"
    bare = FEED.removeprefix("https://")
    assert found == {
        "On an iPhone or iPad": {
            "Apple Podcasts": f"podcast://{bare}",
            "Overcast": f"overcast://x-callback-url/add?url={whole}",
            "Pocket Casts": f"pktc://subscribe/{bare}",
            "Castro": f"castro://subscribe/{bare}",
        },
        "On an Android phone": {
            "AntennaPod": f"https://antennapod.org/deeplink/subscribe?url={whole}&title=Hips%20%26%20knees",
            "Pocket Casts": f"pktc://subscribe/{bare}",
            "Podcast Addict": f"https://podcastaddict.com/feed/{whole}",
        },
        "On a computer": {"Apple Podcasts on a Mac": f"podcast://{bare}", "gPodder and others": f"feed:{FEED}"},
    }


@pytest.mark.parametrize(
    ("address", "here"),
    [
        ("http://127.0.0.1:8000", True),
        ("http://localhost", True),
        ("http://[::1]:8000", True),
        ("http://site.localhost", True),
        ("https://site.example", False),
        ("https://localhost.example", False),
    ],
)
def test_an_address_of_this_computer_is_known(address: str, here: bool) -> None:
    assert is_this_computer(address) is here


def test_a_show_has_a_page_for_following_it(filled: Ids, page: Visit) -> None:
    seen = page(f"{SHOW}subscribe/")
    assert "Subscribe to Hips Explained" in seen.text
    assert "This site runs on this computer only." in seen.text
    assert seen.all("a", href=f"http://localhost{SHOW}feed.xml")
    assert seen.all("a", href=f"podcast://localhost{SHOW}feed.xml")
    (code,) = seen.all("img", src=f"{SHOW}subscribe/code.svg")
    assert code["alt"] == f"QR code that opens this page, http://localhost{SHOW}subscribe/"
    assert "hidden" in seen.all("button", data_copy="feed-address")[0], "until JavaScript comes"
    assert page(SHOW).all("a", href=f"{SHOW}subscribe/")
    assert page("/subscribe/").all("a", href=f"{SHOW}subscribe/")


def test_the_code_is_black_on_white_with_its_quiet_zone(filled: Ids, page: Visit) -> None:
    answer = page.client.get(f"{SHOW}subscribe/code.svg")
    assert answer.content_type == "image/svg+xml"
    assert answer.data == qr_code(f"http://localhost{SHOW}subscribe/"), "the same bytes each time"
    root = etree.fromstring(answer.data)
    ground, modules = root.iter("{http://www.w3.org/2000/svg}path")
    assert (ground.get("fill"), modules.get("stroke")) == ("#fff", "#000")
    assert (modules.get("d") or "").startswith("M4 4.5"), "four modules on each side stay empty"
    assert root.get("viewBox") == "0 0 41 41", "drawn at any size"
    assert b"style" not in answer.data


def test_a_moved_show_takes_its_page_and_its_posters_along(app: Flask, filled: Ids, editor: Actor, page: Visit) -> None:
    with app.app_context(), unit_of_work():
        paths.move(get_show(filled.show), slug="hips", parent_id=None, by=editor, now=clock.now())
    for name in ("", "code.svg"):
        answer = page.client.get(f"{SHOW}subscribe/{name}")
        assert (answer.status_code, answer.headers["Location"]) == (301, f"/podcast/hips/subscribe/{name}")
        assert page.client.get(f"/podcast/nowhere/subscribe/{name}").status_code == 404


def test_no_episode_can_take_the_place_of_that_page(app: Flask) -> None:
    assert links.is_reserved(Kind.EPISODE, f"{SHOW}subscribe/")
