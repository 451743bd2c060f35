"""A child with limits."""

import resource
import sys

import pytest

from app.media import child
from app.media.child import ChildFailed, run_child


def test_a_child_that_fails_is_told(tmp_path: object) -> None:
    with pytest.raises(ChildFailed, match=r"app\.media\.probe ended with 1"):
        run_child("app.media.probe", "only one argument")


def test_a_child_that_takes_too_long_is_ended() -> None:
    with pytest.raises(ChildFailed, match="took more than"):
        run_child("app.media.probe", wall=0.001)


def test_a_child_that_cannot_be_started_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(ChildFailed):
        run_child("app.media.probe")


def test_the_limits_are_taken_and_never_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: dict[int, tuple[int, int]] = {}
    before = {resource.RLIMIT_CPU: (1, 3)}
    monkeypatch.setattr(resource, "getrlimit", lambda what: before.get(what, (-1, resource.RLIM_INFINITY)))
    monkeypatch.setattr(resource, "setrlimit", taken.__setitem__)
    child.limit_myself(1000)
    assert taken[resource.RLIMIT_AS] == (child.MEMORY_BYTES + 1000,) * 2
    assert taken[resource.RLIMIT_DATA] == (child.MEMORY_BYTES,) * 2
    assert taken[resource.RLIMIT_CPU] == (3, 3)
    assert taken[resource.RLIMIT_FSIZE] == (0, 0)
