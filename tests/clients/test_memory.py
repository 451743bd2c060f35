"""An upload is never in the server's memory as a whole."""

from pathlib import Path

import pytest

from app.media.intake import MAX_BYTES
from tests.clients.conftest import sha256_of
from tests.clients.running import RunningSite
from tests.clients.uploading import CLIENTS, Uploading
from tests.media import makers

BOUND = 64 << 20
KILLS_AT = (100_000_000, 200_000_000, 300_000_000, 400_000_000)
LARGEST_S = 12_200
"""How long a recording of nearly 500 MB lasts at 320 kbit/s."""


def uploaded(client: str, site: RunningSite, file: Path, folder: Path) -> int:
    """By how many bytes memory grew at most while the file came in pieces and was put into the library."""
    small = folder / f"{client}.mp3"
    small.write_bytes(makers.cbr(3))
    Uploading(client, site, small, folder).finish()  # what every first upload loads is not the upload's
    before = site.forget_the_peak()
    url = Uploading(client, site, file, folder, piece=8 << 20).finish()
    grown = site.peak() - before
    assert site.stored_hash(url) == sha256_of(file)
    print(f"{client}: {file.stat().st_size / 1e6:.0f} MB, memory grew by {grown / 1e6:.1f} MB")
    return grown


@pytest.mark.parametrize("client", CLIENTS)
def test_twenty_megabytes_stay_within_the_bound(
    running: RunningSite, recording: Path, tmp_path: Path, client: str
) -> None:
    assert uploaded(client, running, recording, tmp_path) < BOUND


@pytest.fixture
def large_recording(tmp_path: Path) -> Path:
    """Nearly as large as is taken."""
    path = tmp_path / "a day.mp3"
    tenth = makers.cbr(LARGEST_S / 10, kilobits=320, table=False)
    with path.open("wb") as file:
        for _ in range(10):
            file.write(tenth)
    assert 480_000_000 < path.stat().st_size <= MAX_BYTES
    return path


@pytest.mark.soak
@pytest.mark.parametrize("client", CLIENTS)
def test_five_hundred_megabytes_stay_within_it_too(
    running: RunningSite, large_recording: Path, tmp_path: Path, client: str
) -> None:
    """With four kills on the way; each life of the server is measured."""
    before, grown = running.forget_the_peak(), []
    uploading = Uploading(client, running, large_recording, tmp_path, piece=8 << 20)
    waiting = list(KILLS_AT)
    while (offset := uploading.next_piece()) is not None:
        uploading.send()
        if waiting and offset > waiting[0]:
            waiting.pop(0)
            grown.append(running.peak() - before)
            running.kill()
            running.start()
            before = running.forget_the_peak()
    grown.append(running.peak() - before)
    print(f"{client}: memory grew by {', '.join(f'{n / 1e6:.1f}' for n in grown)} MB")
    assert max(grown) < BOUND
    assert running.stored_hash(uploading.url) == sha256_of(large_recording)
    assert waiting == []
