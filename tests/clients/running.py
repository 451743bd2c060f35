"""The site as a program of its own, which can be killed and started again on the same data."""

import hashlib
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import requests
from flask import Flask

from app import create_app
from app.accounts import operations as accounts
from app.accounts.permissions import Role
from app.core import clock
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from app.web.auth import COOKIE
from bench.servers import ROOT, free_port, site_environment, wait_for
from tests import factories
from tests.conftest import MovableClock, config_in
from tests.databases import Blank, url_in

PATIENCE_S = 120


def until(holds: Callable[[], bool], what: str, *, every: float = 0.002) -> None:
    """Wait for a condition. Raises AssertionError when it never comes to hold."""
    end, pause = time.monotonic() + PATIENCE_S, threading.Event()
    while not holds():
        assert time.monotonic() < end, f"Waited in vain for {what}."
        pause.wait(every)


class RunningSite:
    """`flask serve` on a database and folders of its own, with an editor who is logged in."""

    def __init__(self, folder: Path, migrated: Blank, **settings: str) -> None:
        self.folder = folder
        migrated.copy_to(folder)
        self._environment = {
            **site_environment(folder, free_port()),
            "DATABASE_URL": url_in(folder),
            "RUN_WORKER": "no",
            **settings,
        }
        self.url = f"http://127.0.0.1:{self._environment['PORT']}"
        self._process: subprocess.Popen[bytes] | None = None
        self.headers: dict[str, str] = {}

    @property
    def uploads(self) -> str:
        return f"{self.url}/desk/uploads/"

    def start(self) -> None:
        with (self.folder / "server.log").open("ab") as log:
            command = [sys.executable, "-m", "flask", "--app", "wsgi", "serve"]
            self._process = subprocess.Popen(command, cwd=ROOT, env=self._environment, stdout=log, stderr=log)
        wait_for(self.url, self._process)

    def kill(self) -> None:
        """As a power cut does it: nothing is finished, nothing is flushed."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    @contextmanager
    def inside(self) -> Iterator[Flask]:
        """The same site in this process, a context open: for changing what the program shows."""
        moving = MovableClock()
        clock.set_source(None)
        moving.now = clock.now()
        secret = self._environment["SECRET_KEY"]
        app = create_app(config_in(self.folder, moving, secret_key=secret, site_url=self.url))
        with app.app_context():
            try:
                yield app
            finally:
                db.session.remove()
                db.engine.dispose()
                clock.set_source(None)

    def log_in(self) -> None:
        """Make an editor and put what proves it, and the desk's token, into `headers`."""
        with self.inside(), unit_of_work():
            token = accounts.start_session(factories.user(Role.EDITOR), user_agent="test", now=clock.now())
        page = requests.get(f"{self.url}/desk/media/", cookies={COOKIE: token}, timeout=30)
        found = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
        assert found is not None
        cookies = {**page.cookies.get_dict(), COOKIE: token}
        cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
        self.headers = {"Cookie": cookie, "X-CSRFToken": found[1]}

    def flask(self, *words: str) -> None:
        """One of the site's own commands."""
        command = [sys.executable, "-m", "flask", "--app", "wsgi", *words]
        subprocess.run(command, cwd=ROOT, env=self._environment, check=True, stdout=subprocess.DEVNULL)

    def part(self, url: str) -> Path:
        """The part file of an upload."""
        return self.folder / "instance" / "uploads" / f"{url.rsplit('/', 1)[-1]}.part"

    def parts(self) -> list[Path]:
        return list((self.folder / "instance" / "uploads").glob("*.part"))

    def ask(self, method: str, url: str, headers: dict[str, str] | None = None, data: bytes = b"") -> requests.Response:
        """A request of the editor's."""
        return requests.request(method, url, headers={**self.headers, **(headers or {})}, data=data, timeout=60)

    def stored_hash(self, upload: str) -> str:
        """The SHA-256 of what the site gives out for a finished upload."""
        asset = self.ask("GET", f"{upload}/result").json()["asset"]
        found = hashlib.sha256()
        address = f"{self.url}/desk/media/{asset['id']}/recording"
        with requests.get(address, headers=self.headers, stream=True, timeout=60) as sent:
            sent.raise_for_status()
            for piece in sent.iter_content(1 << 20):
                found.update(piece)
        return found.hexdigest()

    def forget_the_peak(self) -> int:
        """Begin to measure the peak anew; returns the bytes of memory in use now."""
        assert self._process is not None
        Path(f"/proc/{self._process.pid}/clear_refs").write_text("5", encoding="ascii")
        return self._memory("VmRSS")

    def peak(self) -> int:
        """The most memory in use at once since `forget_the_peak`, in bytes."""
        return self._memory("VmHWM")

    def _memory(self, name: str) -> int:
        assert self._process is not None
        status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii")
        found = re.search(rf"^{name}:\s+(\d+) kB$", status, re.MULTILINE)
        assert found is not None
        return int(found[1]) * 1024

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(timeout=30)
            self._process = None
