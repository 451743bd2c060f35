"""What the tests of many at once share."""

import pytest


@pytest.fixture(params=[40, pytest.param(200, marks=pytest.mark.soak)])
def clients(request: pytest.FixtureRequest) -> int:
    """How many try at the same moment."""
    number: int = request.param
    return number
