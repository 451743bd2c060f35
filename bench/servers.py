"""Starting the two servers that are compared: this site, and an empty Flask application on the same waitress."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FLASK = [sys.executable, "-m", "flask", "--app", "wsgi"]
EMPTY = """
import socket
import sys
from flask import Flask
from app.cli.web_server import web_server
app = Flask("empty")
app.get("/")(lambda: "hello")
listening = socket.socket()
listening.bind(("127.0.0.1", int(sys.argv[1])))
web_server(app, listening).run()
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def site_environment(folder: Path, port: int) -> dict[str, str]:
    return {
        **os.environ,  # noqa: TID251 - handed on to the child
        "ENVIRONMENT": "development",
        "PORT": str(port),
        "SITE_URL": f"http://127.0.0.1:{port}",
        "INSTANCE_PATH": str(folder / "instance"),
        "DATABASE_URL": f"sqlite:///{folder / 'site.db'}",
        "MEDIA_URL": (folder / "media").as_uri(),
        "SECRET_KEY": "the bench has nothing to hide",
    }


@contextmanager
def site(folder: Path) -> Iterator[str]:
    """The starter site on a database of its own; yields its base address."""
    environment = filled_site(folder)
    with serving([*FLASK, "serve"], environment, environment["SITE_URL"]) as base:
        yield base


def filled_site(folder: Path, **settings: str) -> dict[str, str]:
    """The starter site in a folder, not yet served; returns the environment to serve it in."""
    environment = {**site_environment(folder, free_port()), **settings}
    for command in (["database", "upgrade"], ["demo", "load"]):
        subprocess.run([*FLASK, *command], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    return environment


@contextmanager
def empty_app() -> Iterator[str]:
    """A Flask application that says hello."""
    port = free_port()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}  # noqa: TID251 - as above
    with serving([sys.executable, "-c", EMPTY, str(port)], environment, f"http://127.0.0.1:{port}") as base:
        yield base


@contextmanager
def serving(command: list[str], environment: dict[str, str], base: str) -> Iterator[str]:
    """A server while it answers at `base`."""
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(base, process)
        yield base
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def wait_for(base: str, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(200):
        if process.poll() is not None:
            raise RuntimeError(f"The server at {base} stopped at once.")
        try:
            urllib.request.urlopen(f"{base}/", timeout=2).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"The server at {base} did not answer.")
