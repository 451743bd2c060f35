"""axe-core looks at every page of a practice's diary: derived from the addresses themselves, so that none is forgotten."""

import pytest
from playwright.sync_api import Page

from tests import factories
from tests.journeys.axe import held_in_both, wider_than
from tests.journeys.conftest import LiveSite
from tests.journeys.diary_addresses import KEEPER, Diary, fill_alone

pytestmark = pytest.mark.journey


def _log_in(page: Page) -> None:
    page.goto("/login")
    page.get_by_label("E-mail address").fill(KEEPER)
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/practice/")


def _states(there: Diary) -> dict[str, int]:
    """What pages become by what stands in their address, with the status."""
    base = f"/practice/{there.practice}/"
    return {
        f"{base}book/?at={there.location}&for={there.service}": 200,
        f"{base}appointments/?ref=XXXX-XXXX": 200,
        f"{base}?day=1999-01-01": 200,
        f"{base}nowhere/": 404,
        "/practice/999999/": 404,
    }


def test_every_page_of_a_diary_holds_wcag(page: Page, sample_site: LiveSite) -> None:
    there = fill_alone(sample_site.app)
    _log_in(page)
    addresses = sample_site.app.url_map.bind("localhost")
    built = {addresses.build(name, values): 200 for name, values in there.of(sample_site.app, "practice").items()}
    assert len(built) > 15
    found: list[str] = []
    for path, status in {**built, **_states(there)}.items():
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == status, path
        found += [*held_in_both(page, path), *wider_than(page, 320, path)]
    assert found == []
