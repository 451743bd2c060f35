import json
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from app.web import filters

LONDON = ZoneInfo("Europe/London")
STATIC = Path(filters.__file__).parent / "static"


def test_a_day_is_the_day_on_the_sites_own_clocks() -> None:
    assert filters.day(datetime(2027, 6, 30, 23, 30, tzinfo=UTC), LONDON) == "1 July 2027"
    assert filters.day(date(2027, 12, 9), LONDON) == "9 December 2027"


def test_machines_get_utc_to_the_second() -> None:
    assert filters.iso(datetime(2027, 6, 30, 23, 30, 1, 999, tzinfo=LONDON)) == "2027-06-30T22:30:01Z"
    assert filters.iso(date(2027, 6, 30)) == "2027-06-30"


@pytest.mark.parametrize(
    ("milliseconds", "words"), [(0, "0:00"), (-5, "0:00"), (61_999, "1:01"), (3_600_000, "1:00:00")]
)
def test_a_place_in_a_recording(milliseconds: int, words: str) -> None:
    assert filters.clock(milliseconds) == words


@pytest.mark.parametrize(
    ("milliseconds", "words"),
    [
        (0, "1 second"),
        (45_000, "45 seconds"),
        (59_700, "1 minute"),
        (125_000, "2 minutes"),
        (3_600_000, "1 hour"),
        (7_500_000, "2 hours 5 minutes"),
    ],
)
def test_how_long_a_recording_is(milliseconds: int, words: str) -> None:
    assert filters.length_in_words(milliseconds) == words


@pytest.mark.parametrize(
    ("amount", "words"), [(999, "999 bytes"), (812_345, "812 kB"), (999_700, "1.0 MB"), (1_440_000, "1.4 MB")]
)
def test_sizes_in_the_units_people_know(amount: int, words: str) -> None:
    assert filters.size(amount) == words


def test_without_a_build_the_sources_are_served(tmp_path: Path) -> None:
    assets = filters.read_assets(tmp_path)
    assert assets.url("js/player.js") == "/static/js/player.js"
    assert assets.stylesheets[0] == "/static/css/tokens.css"
    assert len(assets.stylesheets) == len(set(assets.stylesheets)) > 5
    for sheet in assets.stylesheets:
        assert (STATIC / sheet.removeprefix("/static/")).is_file(), sheet


def test_with_a_build_the_hashed_files_are_served(tmp_path: Path) -> None:
    (tmp_path / "dist").mkdir()
    built = {"site.css": "site-ABC.css", "js/player.js": "js/player-DEF.js"}
    (tmp_path / "dist" / "manifest.json").write_text(json.dumps(built))
    assets = filters.read_assets(tmp_path, "/static")
    assert assets.stylesheets == ("/static/dist/site-ABC.css",)
    assert assets.url("js/player.js") == "/static/dist/js/player-DEF.js"
    assert assets.url("mark.svg") == "/static/mark.svg"


def test_templates_can_call_them() -> None:
    app = Flask(__name__)
    filters.register(app, zone=LONDON)
    template = "{{ at | day }} {{ at | iso }} {{ 1 | clock }} {{ 1 | size }} {{ 1000 | length_in_words }}"
    shown = app.jinja_env.from_string(template).render(at=datetime(2027, 7, 1, tzinfo=UTC))
    assert shown == "1 July 2027 2027-07-01T00:00:00Z 0:00 1 bytes 1 second"
