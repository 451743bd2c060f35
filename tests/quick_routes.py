"""Addresses are compiled when a test first builds one: an application makes hundreds of them, and most tests need none."""

from collections.abc import Callable

from werkzeug.routing import Rule

Build = Callable[..., tuple[str, str]]
_compile: Callable[[Rule, bool], Build] = Rule._compile_builder


def _later(self: Rule, append_unknown: bool = True) -> Build:
    made: Build | None = None

    def build(bound: Rule, **values: object) -> tuple[str, str]:
        nonlocal made
        if made is None:
            made = _compile(self, append_unknown)
        return made(bound, **values)

    return build


def install() -> None:
    Rule._compile_builder = _later  # type: ignore[method-assign]  # half of what making an application takes
