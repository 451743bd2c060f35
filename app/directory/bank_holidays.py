"""The bank holidays of the four nations, from the package `holidays`."""

from datetime import date
from functools import lru_cache

import holidays

from app.directory.models import Nation


@lru_cache(maxsize=64)
def bank_holidays(nation: Nation, year: int) -> dict[date, str]:
    """The days of a year on which the nation's banks are closed, with their names."""
    return dict(holidays.country_holidays("GB", subdiv=nation.value, years=year))
