"""Two real tus clients as programs of their own. Each says when it is about to send a piece and waits until it may."""

import json
import runpy
import subprocess
import sys
from pathlib import Path

from bench.servers import ROOT
from tests.clients.running import RunningSite

HERE = Path(__file__).parent
CLIENTS = ("tuspy", "tus-js-client")
PIECE = 2 << 20


def command_of(client: str) -> list[str]:
    """How the client is started here."""
    if client == "tuspy":
        return [sys.executable, str(HERE / "tuspy_upload.py")]
    assert (ROOT / "node_modules/tus-js-client").exists(), "tus-js-client is not installed: run `make assets`."
    found = runpy.run_path(str(ROOT / "app/web/assets/build.py"))["node_and_npm"]()
    assert found is not None, "There is no node: see app/web/assets/build.py."
    return [*found[0], str(HERE / "tus_js_upload.mjs")]


class Uploading:
    """One client with one file. It keeps the address of an unfinished upload in `folder`, by the file's fingerprint, and
    tries a piece that failed `again` times, a tenth of a second apart."""

    def __init__(
        self, client: str, site: RunningSite, file: Path, folder: Path, *, piece: int = PIECE, again: int = 300
    ) -> None:
        told = {
            "endpoint": site.uploads,
            "file": str(file),
            "headers": site.headers,
            "piece": piece,
            "again": again,
            "kept": str(folder / f"{client}.json"),
        }
        self._process = subprocess.Popen(
            [*command_of(client), json.dumps(told)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )

    def next_piece(self) -> int | None:
        """Wait until it wants to send a piece: where that begins, or None when it is done instead."""
        word, told = self._told()
        if word == "piece":
            return int(told)
        assert word == "done", told
        self.url = told
        self.end()
        return None

    def send(self) -> None:
        """Let it send the piece that it has announced."""
        self._write("\n")

    def finish(self) -> str:
        """Let it send all that is left; returns the upload's address."""
        self._write("all\n")
        while self.next_piece() is not None:
            pass
        return self.url

    def refusal(self) -> str:
        """What it ends with when it is refused."""
        self._write("all\n")
        word, told = self._told()
        while word == "piece":
            word, told = self._told()
        assert word == "failed", word
        self.end()
        return told

    def kill(self) -> None:
        self._process.kill()
        self.end()

    def end(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()
        self._process.wait(timeout=30)

    def _told(self) -> tuple[str, str]:
        assert self._process.stdout is not None
        word, _, told = self._process.stdout.readline().strip().partition(" ")
        return word, told

    def _write(self, text: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(text)
        self._process.stdin.flush()
