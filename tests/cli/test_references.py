"""`flask references import`."""

import json
from pathlib import Path

import pytest
from flask import Flask

from app.accounts.permissions import Actor, Role
from app.core.db import db
from app.references import queries
from app.references.models import Status
from tests.references.test_retraction_watch import listed, row

RIS = "TY  - JOUR\nTI  - A trial\nDO  - 10.1000/trial\nER  - \n"


def run(app: Flask, *words: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["references", "import", *words])
    return result.exit_code, result.output


def status_of(app: Flask, key: str) -> Status | None:
    with app.app_context():
        found = queries.find_by_key(key)
        db.session.remove()
        return None if found is None else found.status


def test_a_file_is_brought_in_and_then_marked(app: Flask, staff: dict[Role, Actor], tmp_path: Path) -> None:
    ris, watch = tmp_path / "a.ris", tmp_path / "watch.csv"
    ris.write_text(RIS, "utf-8")
    watch.write_text(listed(row("10.1000/trial", reason="+Fake Data"), row("10.9000/other")), "utf-8")
    assert run(app, str(ris), "--dry-run") == (0, "would be added: A trial.\n")
    assert status_of(app, "trial") is None
    assert run(app, str(ris)) == (0, "added: A trial.\n")
    assert run(app, str(ris)) == (0, "here: A trial.  It is here as trial.\n")
    assert run(app, str(watch), "--dry-run")[0] == 0
    assert status_of(app, "trial") is Status.UNVERIFIED
    code, said = run(app, str(watch), "--json", "--as", "editor@example.org")
    assert code == 0
    assert json.loads(said)["marked"] == [
        {"key": "trial", "what": "Retraction", "on": "2010-02-02", "why": "Fake Data"}
    ]
    assert status_of(app, "trial") is Status.RETRACTED
    assert "0 marked, 1 marked already." in run(app, str(watch))[1]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (RIS + "stray\n", "left out, line 5: stray  It stands outside any reference."),
        (listed(["1"]), "left out, line 0: 1 rows  They could not be understood."),
        ("Dear editor", "neither BibTeX nor RIS"),
        ("@comment{}", "There is no reference in it"),
    ],
)
def test_what_is_left_out_is_said_and_fails(
    app: Flask, staff: dict[Role, Actor], tmp_path: Path, text: str, said: str
) -> None:
    (tmp_path / "file").write_text(text, "utf-8")
    code, output = run(app, str(tmp_path / "file"))
    assert (code, said in output) == (1, True), output


def test_somebody_who_may_must_do_it(app: Flask, tmp_path: Path, author: Actor) -> None:
    (tmp_path / "file").write_text(RIS, "utf-8")
    assert "has the address author@example.org" in run(app, str(tmp_path / "file"), "--as", "author@example.org")[1]
