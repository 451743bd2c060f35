"""ffmpeg under limits."""

import resource
import sys
from pathlib import Path

import pytest

from app.media import programs
from app.media.programs import ProgramFailed, beside, last_line, run


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_what_it_prints_and_what_it_says_are_kept_apart() -> None:
    printed: list[bytes] = []
    said = run(python("import sys; print('out' * 40000); sys.stderr.write('said')"), wall=20, take=printed.append)
    assert b"".join(printed) == b"out" * 40000 + b"\n"
    assert said == "said"


def test_one_that_fails_says_why_without_paths() -> None:
    with pytest.raises(ProgramFailed, match="the file: no such thing"):
        run(python("import sys; sys.stderr.write('a\\nfile:/srv/secret/x: no such thing\\n'); sys.exit(3)"), wall=20)


def test_one_that_goes_on_for_ever_is_ended() -> None:
    with pytest.raises(ProgramFailed, match="too long"):
        run(python("while True: pass"), wall=0.3)


def test_one_that_writes_too_much_is_ended(tmp_path: Path) -> None:
    target = tmp_path / "x"
    with pytest.raises(ProgramFailed):
        run(python(f"open({str(target)!r}, 'wb').write(bytes(50_000_000))"), wall=20, file_bytes=1000)
    assert target.stat().st_size < 5_000_000


def test_one_that_talks_without_end_fills_no_memory() -> None:
    said = run(python("import sys; sys.stderr.write('x' * 1_500_000 + 'end')"), wall=20)
    assert said.endswith("end")
    assert len(said) <= programs._MAX_SAID


def test_a_caller_that_gives_up_leaves_no_process_behind() -> None:
    def give_up(_piece: bytes) -> None:
        raise KeyError

    with pytest.raises(KeyError):
        run(python(f"import time; print('x' * {programs.PIECE}, flush=True); time.sleep(60)"), wall=50, take=give_up)


def test_limits_on_one_that_has_ended_already_are_no_fault() -> None:
    programs._limit(2**22 + 1, 5, 0)


def test_where_no_limits_can_be_set_the_time_has_to_be_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(resource, "prlimit", raising=False)
    assert run(python("pass"), wall=20) == ""


def test_a_program_of_the_same_family_is_found_in_the_same_folder(tmp_path: Path) -> None:
    (tmp_path / "ffprobe").touch()
    assert beside(str(tmp_path / "ffmpeg"), "ffprobe") == str(tmp_path / "ffprobe")
    assert beside(str(tmp_path / "ffmpeg"), "ffplay") is None


def test_no_reason_is_a_reason() -> None:
    assert last_line("\n \n") == "it gave no reason"
