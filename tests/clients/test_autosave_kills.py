"""The server is killed at random while editors write: what it acknowledged it has, or something acknowledged later.

Each editor keeps a ledger as a browser does: what is sent is noted first, what is acknowledged is noted and synced. What
had no answer is sent again as it was, under the same version and the same name of its form.
"""

import hashlib
import json
import os
import random
import threading
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import requests
import sqlalchemy as sa

from tests.clients.running import RunningSite, until
from tests.databases import url_in

EDITORS = 2
SAVES_OF_ONE_FORM = 12
WORDS = "walk stairs rest knee hip ankle slow steady breathe stretch".split()  # noqa: SIM905 - reads better


@dataclass
class Ledger:
    """What one editor sent and what was acknowledged, on the disk before anything goes on."""

    path: Path
    sent: list[dict[str, str]] = field(default_factory=list)
    acknowledged: list[dict[str, str]] = field(default_factory=list)

    def send(self, form: str, text: str) -> None:
        self.sent.append(self._noted("sent", form, text))

    def acknowledge(self, form: str, text: str) -> None:
        self.acknowledged.append(self._noted("acknowledged", form, text))

    def _noted(self, what: str, form: str, text: str) -> dict[str, str]:
        line = {"what": what, "form": form, "sha256": sha256(text)}
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
            file.flush()
            os.fsync(file.fileno())
        return line


class Editor(threading.Thread):
    """Writes on and on; each form begins a new post and saves itself a number of times."""

    def __init__(self, number: int, site: RunningSite, ledger: Ledger, seed: int) -> None:
        super().__init__(daemon=True)
        self.number, self.site, self.ledger = number, site, ledger
        self.random = random.Random(seed)
        self.stopping = threading.Event()
        self.failure: BaseException | None = None

    def run(self) -> None:
        try:
            form = 0
            while not self.stopping.is_set():
                form += 1
                self._write_one(f"form-{self.number:04}-{form:08}")
        except BaseException as failure:  # noqa: BLE001 - told by the test, which waits for this thread
            self.failure = failure

    def _write_one(self, form: str) -> None:
        version = ""
        for save in range(SAVES_OF_ONE_FORM):
            if self.stopping.is_set():
                return
            text = " ".join([form, str(save), *self.random.choices(WORDS, k=self.random.randint(1, 400))])
            self.ledger.send(form, text)
            version = self._save_until_answered(form, text, version)
            self.ledger.acknowledge(form, text)

    def _save_until_answered(self, form: str, text: str, version: str) -> str:
        fields = {"title": form, "slug": "", "body": text, "birth_key": form, "version": version}
        headers = {**self.site.headers, "Accept": "application/json"}
        address = f"{self.site.url}/desk/autosave/new/post"
        while True:
            try:
                answer = requests.post(address, data=fields, headers=headers, timeout=60)
            except requests.RequestException:
                threading.Event().wait(0.05)  # as a browser waits before it tries again
                continue
            if answer.status_code == 503:
                continue
            assert answer.status_code == 200, answer.text
            return str(answer.json()["version"])


@pytest.mark.parametrize("kills", [10, pytest.param(100, marks=pytest.mark.soak)])
def test_no_acknowledged_save_is_lost_by_kills(running: RunningSite, tmp_path: Path, kills: int) -> None:
    chance = random.Random(kills)
    ledgers = [Ledger(tmp_path / f"ledger-{number}.jsonl") for number in range(EDITORS)]
    editors = [Editor(number, running, ledger, number) for number, ledger in enumerate(ledgers)]
    for editor in editors:
        editor.start()
    for _ in range(kills):
        wanted = sum(len(ledger.acknowledged) for ledger in ledgers) + chance.randint(1, 8)
        until(lambda wanted=wanted: _went_on(editors, wanted), "acknowledged saves")  # type: ignore[misc]  # mypy cannot infer a bound default
        threading.Event().wait(chance.random() * 0.05)  # somewhere inside a save
        running.kill()
        _verify(running, ledgers)
        running.start()
    for editor in editors:
        editor.stopping.set()
    for editor in editors:
        editor.join(timeout=60)
        assert editor.failure is None
    _verify(running, ledgers)
    assert all(len(ledger.sent) == len(ledger.acknowledged) for ledger in ledgers)


def _went_on(editors: list[Editor], wanted: int) -> bool:
    failures = [editor.failure for editor in editors if editor.failure is not None]
    assert not failures, failures
    return sum(len(editor.ledger.acknowledged) for editor in editors) >= wanted


def _verify(site: RunningSite, ledgers: list[Ledger]) -> None:
    """Of each form there is one entry, whole, with the last acknowledged text or one that was sent after it."""
    engine = sa.create_engine(url_in(site.folder), poolclass=sa.NullPool)
    with engine.connect() as database:
        if engine.dialect.name == "sqlite":
            assert database.execute(sa.text("PRAGMA integrity_check")).all() == [("ok",)]
            assert database.execute(sa.text("PRAGMA foreign_key_check")).all() == []
        for ledger in ledgers:
            for form, acknowledged in {line["form"]: line["sha256"] for line in list(ledger.acknowledged)}.items():
                _verify_form(database, form, acknowledged, [line["sha256"] for line in list(ledger.sent)])


def _verify_form(database: sa.Connection, form: str, acknowledged: str, sent: list[str]) -> None:
    rows = database.execute(
        sa.text(
            "SELECT r.number, CAST(r.snapshot AS text), e.latest_revision, e.body"
            " FROM entries e JOIN revisions r ON r.entry_id = e.id WHERE e.birth_key = :form ORDER BY r.number"
        ),
        {"form": form},
    ).all()
    assert [number for number, *_ in rows] == list(range(1, rows[-1][2] + 1)), "one entry, no gap"
    newest = json.loads(rows[-1][1])
    assert rows[-1][3] == newest["body"], "what lists show is the draft"
    stored = sha256(newest["body"].removeprefix("<p>").removesuffix("</p>"))
    assert stored in sent[sent.index(acknowledged) :], f"{form} lost an acknowledged text"


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
