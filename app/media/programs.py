"""Running ffmpeg and ffprobe under limits: what they read comes from outside."""

import re
import resource
import subprocess
import tempfile
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO

MEMORY_BYTES = 2 << 30
PIECE = 1 << 16
_MAX_SAID = 1 << 20
_MAX_MESSAGE = 300


class ProgramFailed(RuntimeError):
    """It gave up, was stopped or is not there; the message is its last line, without paths of this machine."""


def run(
    command: Sequence[str],
    *,
    wall: float,
    file_bytes: int = 0,
    take: Callable[[bytes], None] = lambda piece: None,
) -> str:
    """Run it, hand on what it prints to `take` piece by piece, and give back what it said beside that.

    It may write files of `file_bytes` at most. Raises ProgramFailed.
    """
    with tempfile.TemporaryFile() as said:
        try:
            process = subprocess.Popen(  # noqa: S603 - a program from the settings, and paths of ours
                command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=said
            )
        except OSError as error:
            raise ProgramFailed(str(error.strerror)) from error
        with process:
            _limit(process.pid, wall, file_bytes)
            timer = threading.Timer(wall, process.kill)
            timer.start()
            try:
                assert process.stdout is not None
                while piece := process.stdout.read(PIECE):
                    take(piece)
                status = process.wait()
            finally:
                timer.cancel()
                process.kill()
        text = _end_of(said)
    if status:
        raise ProgramFailed(last_line(text) if status > 0 else "it took too long or too much memory")
    return text


def last_line(text: str) -> str:
    """The end of what a program said, without the paths of this machine."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return (
        re.sub(r"(file:)?/[^\s:]+|file:[^\s:]+", "the file", lines[-1])[:_MAX_MESSAGE] if lines else "it gave no reason"
    )


def _end_of(said: IO[bytes]) -> str:
    size = said.seek(0, 2)
    said.seek(max(0, size - _MAX_SAID))
    return said.read().decode(errors="replace")


def _limit(pid: int, wall: float, file_bytes: int) -> None:
    """Limits for a process that has just begun; not between fork and exec, where Python may not run beside threads."""
    if not hasattr(resource, "prlimit"):  # not Linux: the time limit has to be enough
        return
    limits = {
        resource.RLIMIT_CPU: int(wall) * 2,
        resource.RLIMIT_DATA: MEMORY_BYTES,
        resource.RLIMIT_FSIZE: max(file_bytes, 2 * _MAX_SAID),
        resource.RLIMIT_CORE: 0,
    }
    for what, most in limits.items():
        try:
            resource.prlimit(pid, what, (most, most))
        except (OSError, ValueError):
            # It has ended already, or a lower limit is in force: nothing is to be limited.
            return


def beside(ffmpeg: str, name: str) -> str | None:
    """Another program of the same family in the same folder, such as ffprobe, or None."""
    found = Path(ffmpeg).with_name(name)
    return str(found) if found.is_file() else None
