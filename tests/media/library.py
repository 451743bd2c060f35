"""Putting files into the library of a test."""

from app.accounts.permissions import Actor
from app.core import clock
from app.core.unit_of_work import unit_of_work
from app.media import operations, queries
from app.media.intake import examine
from app.media.models import Asset
from app.media.settings import wired


def added(data: bytes, name: str = "file", *, by: Actor) -> Asset:
    """The asset with its renditions, saved in a unit of work of its own."""
    examined = examine(data, name, storage=wired().storage)
    with unit_of_work():
        asset_id = operations.add_asset(examined, by=by, now=clock.now()).id
    return queries.get_asset(asset_id)


def refresh(asset: Asset) -> Asset:
    """The asset as it is saved now."""
    with unit_of_work():  # forgets what was loaded before
        return queries.get_asset(asset.id)
