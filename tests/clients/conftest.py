"""A site that runs as a program, and files to be brought to it."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clients.running import RunningSite
from tests.databases import Blank
from tests.media import makers


@pytest.fixture
def running(tmp_path: Path, migrated: Blank) -> Iterator[RunningSite]:
    """The site, started, with an editor logged in."""
    folder = tmp_path / "site"
    folder.mkdir()
    site = RunningSite(folder, migrated)
    site.start()
    try:
        site.log_in()
        yield site
    finally:
        site.stop()


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """Twenty megabytes: ten pieces."""
    path = tmp_path / "a walk.mp3"
    path.write_bytes(makers.cbr(500, kilobits=320))
    return path


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
