"""tuspy and tus-js-client bring a recording, and the server, the line or the client goes away on the way."""

import fcntl
from pathlib import Path

import pytest

from tests.clients.conftest import sha256_of
from tests.clients.running import RunningSite, until
from tests.clients.uploading import CLIENTS, PIECE, Uploading
from tests.media import makers

KILLS = 10
TUS = {"Tus-Resumable": "1.0.0"}


@pytest.mark.parametrize("client", CLIENTS)
def test_a_server_killed_ten_times_loses_nothing(
    running: RunningSite, recording: Path, tmp_path: Path, client: str
) -> None:
    uploading = Uploading(client, running, recording, tmp_path)
    offsets = []
    for kill in range(KILLS):
        at = uploading.next_piece()
        assert at is not None
        offsets.append(at)
        uploading.send()
        if kill % 2:  # while it writes the piece, and in the other round while the piece is on its way
            until(lambda at=at: any(p.stat().st_size > at for p in running.parts()), "a piece")  # type: ignore[misc]  # mypy cannot infer a bound default
        running.kill()
        running.start()
    assert uploading.next_piece() is not None
    url = uploading.finish()
    assert offsets == sorted(offsets)
    assert running.stored_hash(url) == sha256_of(recording)
    assert running.parts() == []


@pytest.mark.parametrize("client", CLIENTS)
def test_a_client_that_was_closed_goes_on_by_the_files_fingerprint(
    running: RunningSite, recording: Path, tmp_path: Path, client: str
) -> None:
    first = Uploading(client, running, recording, tmp_path)
    assert first.next_piece() == 0
    first.send()
    assert first.next_piece() == PIECE
    first.kill()
    second = Uploading(client, running, recording, tmp_path)
    assert second.next_piece() == PIECE
    assert running.stored_hash(second.finish()) == sha256_of(recording)


@pytest.mark.parametrize("client", CLIENTS)
def test_a_parallel_piece_is_refused_and_the_client_tries_again(
    running: RunningSite, recording: Path, tmp_path: Path, client: str
) -> None:
    uploading = Uploading(client, running, recording, tmp_path)
    assert uploading.next_piece() == 0
    (part,) = running.parts()
    url = f"{running.uploads}{part.stem}"
    headers = {**TUS, "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
    with part.open("rb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)  # as another request that is writing holds it
        assert running.ask("PATCH", url, headers, b"x").status_code == 423
        uploading.send()
        assert uploading.next_piece() == 0
    assert part.stat().st_size == 0
    assert running.stored_hash(uploading.finish()) == sha256_of(recording)


@pytest.mark.parametrize("client", CLIENTS)
def test_who_is_disabled_on_the_way_brings_nothing(
    running: RunningSite, recording: Path, tmp_path: Path, client: str
) -> None:
    uploading = Uploading(client, running, recording, tmp_path, again=3)  # tuspy tries again whatever it is told
    assert uploading.next_piece() == 0
    running.flask("users", "disable", "editor@example.org")
    uploading.send()
    assert uploading.refusal().startswith("401 ")
    assert not list((running.folder / "media").glob("??/??/*"))


@pytest.mark.parametrize("name", ["a.png", "a.pdf"])
def test_pictures_and_documents_come_the_same_way(running: RunningSite, tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(makers.PDF if name.endswith("pdf") else makers.picture())
    url = Uploading("tuspy", running, file, tmp_path).finish()
    assert running.ask("GET", f"{url}/result").json()["asset"]["name"] == name
