"""Places that an operator has loaded, besides the towns and outcodes that come with the program."""

from datetime import date, datetime

from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Id, Model


class Postcode(Model):
    """A full postcode. `compact` is without its blank, in capitals: "LS62AB"."""

    __tablename__ = "postcodes"
    __table_args__ = {"sqlite_with_rowid": False}

    compact: Mapped[str] = mapped_column(primary_key=True)
    latitude: Mapped[float]
    longitude: Mapped[float]


class StagedPostcode(Model):
    """A postcode of a load that is under way: it takes the place of the others in one swap at the end."""

    __tablename__ = "staged_postcodes"
    __table_args__ = {"sqlite_with_rowid": False}

    compact: Mapped[str] = mapped_column(primary_key=True)
    latitude: Mapped[float]
    longitude: Mapped[float]


class PlaceName(Model):
    """A town, village or suburb of a loaded gazetteer."""

    __tablename__ = "place_names"

    id: Mapped[Id]
    name: Mapped[str]
    folded: Mapped[str] = mapped_column(index=True)
    """As `places.folded` says it: what a search is compared with."""
    area: Mapped[str] = mapped_column(default="")
    """County or region: what tells two of a name apart."""
    nation: Mapped[str] = mapped_column(default="")
    latitude: Mapped[float]
    longitude: Mapped[float]
    weight: Mapped[int] = mapped_column(default=0)
    """People, or a rank of the kind of place: the heavier comes first."""


class PlaceSource(Model):
    """What was loaded, from whom, and on which terms: printed where it is used."""

    __tablename__ = "place_sources"

    what: Mapped[str] = mapped_column(primary_key=True)
    """`postcodes` or `names`."""
    source: Mapped[str]
    attribution: Mapped[str]
    released_on: Mapped[date | None]
    rows: Mapped[int]
    rejected: Mapped[int] = mapped_column(default=0)
    loaded_at: Mapped[datetime]
