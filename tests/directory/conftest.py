import pytest
from flask import Flask

from app.accounts.permissions import Actor, Role
from app.core.unit_of_work import unit_of_work
from tests import factories


@pytest.fixture
def by(house: Flask) -> Actor:
    """An editor who keeps the directory."""
    with unit_of_work():
        return factories.user(Role.EDITOR).actor


@pytest.fixture
def keeper(house: Flask) -> Actor:
    """Somebody of a practice, not of one yet."""
    with unit_of_work():
        return factories.user(Role.PRACTICE).actor
