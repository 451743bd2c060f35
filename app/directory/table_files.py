"""The tables of a file that an operator names: one CSV, a folder of them, or a ZIP as publishers give them out."""

import csv
import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from app.core.errors import Invalid

_NOT_DATA = ("doc", "documents", "user guide")


@contextmanager
def tables_of(path: Path) -> Iterator[list["Table"]]:
    """The tables there, in order of their names. Raises Invalid when there is none."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            yield _some([Table(name, archive) for name in sorted(archive.namelist()) if _is_data(name)], path)
    elif path.is_dir():
        names = sorted(each for each in path.rglob("*") if each.is_file())
        yield _some([Table(str(each)) for each in names if _is_data(str(each.relative_to(path)))], path)
    else:
        yield [Table(str(path))]


class Table:
    """One CSV."""

    def __init__(self, name: str, archive: zipfile.ZipFile | None = None) -> None:
        self.name, self._archive = name, archive

    def rows(self) -> Iterator[list[str]]:
        """Its rows; bytes that are no UTF-8 become a mark. Raises Invalid for what is no CSV."""
        with self._open() as stream, io.TextIOWrapper(stream, "utf-8-sig", errors="replace", newline="") as text:
            try:
                yield from csv.reader(line.replace("\0", "") for line in text)
            except csv.Error as error:
                raise Invalid(f"{PurePosixPath(self.name).name} is no CSV: {error}.") from error

    def _open(self) -> IO[bytes]:
        return self._archive.open(self.name) if self._archive else Path(self.name).open("rb")


def _is_data(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return name.lower().endswith(".csv") and not any(part.lower() in _NOT_DATA for part in parts)


def _some(tables: list[Table], path: Path) -> list[Table]:
    if not tables:
        raise Invalid(f"There is no CSV file in {path.name}.")
    return tables
