"""What can be set or typed is documented, or the build fails."""

import re
from collections.abc import Iterator

import click
import pytest

from app import cli
from app.booking import models as booking_models
from app.core.db import Model
from config import NAMES, ROOT

SETTINGS = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
COMMANDS = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = {name for line in re.findall(r"^\.PHONY:(.*)$", MAKEFILE, re.MULTILINE) for name in line.split()} | set(
    re.findall(r"^([a-z-]+):.*##", MAKEFILE, re.MULTILINE)
)


def _commands(command: click.Command, words: str) -> Iterator[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            yield from _commands(below, f"{words} {name}")
    else:
        yield words, command


FLASK = dict(found for command in cli.COMMANDS for found in _commands(command, f"flask {command.name}"))


@pytest.mark.parametrize("name", NAMES)
def test_every_setting_is_documented_once(name: str) -> None:
    assert SETTINGS.count(f"\n| `{name}` |") == 1


def test_no_setting_is_documented_that_is_none() -> None:
    assert set(re.findall(r"^\| `([A-Z_]+)` \|", SETTINGS, re.MULTILINE)) == set(NAMES)
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert set(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE)) <= set(NAMES)


@pytest.mark.parametrize("words", FLASK)
def test_every_flask_command_is_documented_with_its_options(words: str) -> None:
    (line,) = re.findall(rf"^\| `{words}(?: [A-Z]+)?` \|.*$", COMMANDS, re.MULTILINE)
    command = FLASK[words]
    assert command.help
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.prompt is None:
            assert f"`{parameter.opts[0]}`" in line


@pytest.mark.parametrize("target", sorted(TARGETS))
def test_every_make_target_is_documented(target: str) -> None:
    assert f"\n| `make {target}` |" in COMMANDS


def test_no_command_is_documented_that_is_none() -> None:
    documented = set(re.findall(r"^\| `(flask [a-z -]+?)(?: [A-Z]+)?` \|", COMMANDS, re.MULTILINE))
    assert documented == set(FLASK)
    assert set(re.findall(r"^\| `make ([a-z-]+)` \|", COMMANDS, re.MULTILINE)) == TARGETS


def test_the_data_map_names_every_table_of_the_bookings() -> None:
    text = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")
    ours = [
        mapper.local_table for mapper in Model.registry.mappers if mapper.class_.__module__ == booking_models.__name__
    ]
    tables = {str(table) for table in ours}
    assert "bookings" in tables
    assert [name for name in sorted(tables) if f"`{name}" not in text] == []


def test_every_test_that_is_named_exists() -> None:
    texts = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs").rglob("*.md")))
    named = set(re.findall(r"\b(test_\w+)\b(?!\.py)", texts))
    tests = {path: path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py")}
    known = {name for source in tests.values() for name in re.findall(r"^def (test_\w+)", source, re.MULTILINE)}
    assert named
    assert named - known == set()
    assert set(re.findall(r"\b(test_\w+\.py)\b", texts)) <= {path.name for path in tests}
