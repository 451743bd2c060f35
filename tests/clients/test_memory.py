"""An upload is never in the server's memory as a whole."""

from pathlib import Path

import pytest

from tests.clients.conftest import sha256_of
from tests.clients.running import RunningSite
from tests.clients.uploading import CLIENTS, Uploading
from tests.media import makers

BOUND = 64 << 20
SOAK_BYTES = 490_000_000


def uploaded(client: str, site: RunningSite, file: Path, folder: Path, *, piece: int = 8 << 20) -> int:
    """By how much memory grew at most while the file came in pieces and was put into the library."""
    small = folder / f"{client}.mp3"
    small.write_bytes(makers.cbr(3))
    Uploading(client, site, small, folder).finish()  # what every first upload loads is not the upload's
    before = site.forget_the_peak()
    url = Uploading(client, site, file, folder, piece=piece).finish()
    grown = site.peak() - before
    assert site.stored_hash(url) == sha256_of(file)
    print(f"{client}: {file.stat().st_size / 1e6:.0f} MB, memory grew by {grown / 1e6:.1f} MB")
    return grown


@pytest.mark.parametrize("client", CLIENTS)
def test_twenty_megabytes_stay_within_the_bound(
    running: RunningSite, recording: Path, tmp_path: Path, client: str
) -> None:
    assert uploaded(client, running, recording, tmp_path) < BOUND
