"""A page, and a hand that makes redirects."""

from collections.abc import Callable

import pytest
from flask import Flask

from app.accounts.permissions import Actor
from app.content import redirects
from app.content.models import Entry
from app.core.clock import now
from app.core.unit_of_work import unit_of_work
from tests import factories

OWN = "http://localhost"
Make = Callable[[str, str], bool]


@pytest.fixture
def make(house: Flask, editor: Actor) -> Make:
    def make(from_: str, to: str) -> bool:
        with unit_of_work():
            known = redirects.known_of([(from_, to)], own=OWN, now=now())
            return redirects.save_redirect(redirects.judge(from_, to, own=OWN, known=known), by=editor, now=now())

    return make


@pytest.fixture
def page(house: Flask, editor: Actor) -> Entry:
    with unit_of_work():
        return factories.article("Hip pain", by=editor)
