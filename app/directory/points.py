"""Where a practice stands on the map, by its postcode. Nothing leaves the machine."""

from app.core.db import db
from app.directory.models import Measured
from app.directory.place_models import Postcode
from app.directory.postcode_form import spaced


def find_point(postcode: str, _town: str) -> tuple[float, float, Measured] | None:
    """Latitude, longitude, and how exactly that is known; None for a postcode that is not loaded here."""
    full = spaced(postcode)
    found = None if full is None else db.session.get(Postcode, full.replace(" ", ""))
    return None if found is None else (found.latitude, found.longitude, Measured.POSTCODE)
