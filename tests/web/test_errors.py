"""Every refusal has its status; nobody sees a trace, and the log has it."""

import json

import pytest
from flask import Flask
from werkzeug import exceptions

from app.core import errors
from app.web.errors import STATUS


def _subclasses(of: type[errors.HouseError]) -> set[type[errors.HouseError]]:
    return {of, *(c for sub in of.__subclasses__() for c in _subclasses(sub))}


REFUSALS = [
    (errors.NotFound("No."), 404),
    (errors.Gone("No."), 410),
    (errors.Forbidden("No."), 403),
    (errors.Conflict("No."), 409),
    (errors.Invalid("No."), 422),
    (errors.TooMany("No.", retry_after=7), 429),
    (errors.Busy("No."), 503),
    (errors.Unusable("No."), 503),
]


def _raising(app: Flask, error: Exception, path: str = "/raise/") -> None:
    def view() -> str:
        raise error

    app.add_url_rule(path, endpoint=path, view_func=view)


def test_every_refusal_of_the_house_has_a_status() -> None:
    concrete = {error for error in _subclasses(errors.HouseError) if error.__module__ == errors.__name__}
    assert concrete - {errors.HouseError} == set(STATUS) == {type(error) for error, _ in REFUSALS}


@pytest.mark.parametrize("path", ["/raise/", "/desk/raise/", "/desk-raise/"])
@pytest.mark.parametrize(("error", "status"), REFUSALS)
def test_a_refusal_is_a_page_for_people_and_json_for_programs(
    app: Flask, error: errors.HouseError, status: int, path: str
) -> None:
    _raising(app, error, path)
    client = app.test_client()
    page = client.get(path, headers={"Accept": "text/html"})
    assert (page.status_code, page.mimetype) == (status, "text/html")
    assert page.headers["Cache-Control"] == "no-store"
    program = client.get(path, headers={"Accept": "application/json"})
    assert (program.status_code, program.json) == (status, {"status": status, "message": "No.", "number": ""})
    wait = {429: "7", 503: "5"}.get(status) if not isinstance(error, errors.Unusable) else None
    assert page.headers.get("Retry-After") == wait


def test_a_fault_of_ours_shows_a_number_and_the_log_has_the_trace(
    capsys: pytest.CaptureFixture[str], app: Flask
) -> None:
    _raising(app, ZeroDivisionError("a secret"))
    page = app.test_client().get("/raise/?q=\n")
    assert page.status_code == 500
    assert "a secret" not in page.text
    assert "Traceback" not in page.text
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines() if "request.failed" in line]
    (line,) = lines
    assert line["number"] in page.text
    assert (line["path"], line["method"], line["level"]) == ("/raise/", "GET", "error")
    assert "ZeroDivisionError: a secret" in line["exception"]
    program = app.test_client().get("/raise/", headers={"Accept": "application/json"})
    assert program.json is not None
    assert len(program.json["number"]) == 8


@pytest.mark.parametrize("path", ["/", "/desk/", "/login"])
@pytest.mark.parametrize("host", ["elsewhere.example", "localhost:port", "[::1]", ""])
def test_a_host_that_is_not_ours_is_refused_in_words(app: Flask, path: str, host: str) -> None:
    answer = app.test_client().get(path, headers={"Host": host})
    assert (answer.status_code, answer.mimetype) == (400, "text/html")
    assert "elsewhere" not in answer.text


def test_what_a_status_wants_in_its_head_is_there(app: Flask) -> None:
    _raising(app, exceptions.RequestedRangeNotSatisfiable(length=10))
    client = app.test_client()
    refused = client.delete("/blog/", headers={"Sec-Fetch-Site": "same-origin"})
    assert refused.status_code == 405
    assert "GET" in refused.headers["Allow"]
    assert refused.mimetype == "text/html"
    ranged = client.get("/raise/")
    assert (ranged.status_code, ranged.headers["Content-Range"]) == (416, "bytes */10")


def test_a_ready_answer_and_a_redirect_pass_through(app: Flask) -> None:
    _raising(app, exceptions.HTTPException(response=app.response_class("ready", status=418)))
    assert app.test_client().get("/raise/").text == "ready"
    moved = app.test_client().get("/blog")
    assert (moved.status_code, moved.headers["Location"].endswith("/blog/")) == (308, True)


def test_who_is_not_logged_in_is_sent_to_the_login_in_the_desk_only(app: Flask) -> None:
    _raising(app, exceptions.Unauthorized(), "/desk/raise/")
    _raising(app, exceptions.Unauthorized(), "/desk-raise/")
    client = app.test_client()
    sent = client.get("/desk/raise/?page=2")
    assert (sent.status_code, sent.headers["Location"]) == (303, "/login?next=/desk/raise/?page%3D2")
    assert client.get("/desk/raise/", headers={"Accept": "application/json"}).status_code == 401
    assert client.get("/desk-raise/").status_code == 401
