"""Running a module of ours in a child process that may take little time and memory and write nothing.

What is read there comes from outside; if it makes the reader run wild, the child dies and the site goes on.
"""

import resource
import subprocess
import sys
from pathlib import Path

MEMORY_BYTES = 400 * 1024 * 1024
CPU_SECONDS = 5
WALL_SECONDS = 8

_PACKAGE = Path(__file__).resolve().parents[1]

# The child needs the room of media only, not the whole house: the package is put in place without running its
# __init__, which would import every door and take most of the memory it is allowed. The limits are set here and not
# between fork and exec, where Python may not run safely beside threads.
_START = """
import importlib, sys, types
package = types.ModuleType("app")
package.__path__ = [sys.argv[1]]
sys.modules["app"] = package
importlib.import_module("app.media.child").limit_myself(*map(int, sys.argv[2].split(",")))
sys.exit(importlib.import_module(sys.argv[3]).main(sys.argv[4:]))
"""


class ChildFailed(RuntimeError):
    """The child was killed, took too long or said that it could not do it."""


def run_child(
    module: str,
    *arguments: str,
    mapped: int = 0,
    written: int = 0,
    cpu: int = CPU_SECONDS,
    wall: float = WALL_SECONDS,
) -> bytes:
    """What `module.main(arguments)` prints, run under limits. Raises ChildFailed.

    It may map a file of `mapped` bytes and write files of `written` bytes.
    """
    command = [sys.executable, "-I", "-c", _START, str(_PACKAGE), f"{mapped},{written},{cpu}", module, *arguments]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter, and arguments that no shell reads
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=wall, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise ChildFailed(f"{module} took more than {wall} s") from error
    except OSError as error:  # no memory or no process to be had
        raise ChildFailed(str(error)) from error
    if done.returncode:
        raise ChildFailed(f"{module} ended with {done.returncode}: {done.stderr[-500:].decode(errors='replace')}")
    return done.stdout


def limit_myself(mapped: int, written: int = 0, cpu: int = CPU_SECONDS) -> None:
    """Take the limits upon this process, for good.

    A mapped file counts as address space but not as data, so a long recording may be read and still nothing may grow.
    """
    for what, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES + mapped),
        (resource.RLIMIT_DATA, MEMORY_BYTES),
        (resource.RLIMIT_CPU, cpu),
        (resource.RLIMIT_FSIZE, written),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        limit = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (limit, limit))
