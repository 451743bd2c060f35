import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import log_in

pytestmark = pytest.mark.journey


def test_an_editor_logs_in_and_out(page: Page) -> None:
    log_in(page)
    expect(page).to_have_title(re.compile("^Dashboard"))
