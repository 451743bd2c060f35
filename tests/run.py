"""`python -m tests.run [--soak | --coverage] [PATH ...]`: the tests in two processes; those that lean on the database most
run on PostgreSQL, too.

With `--soak`, the tests that take long, every property test with many examples that are new each time, and all of the
others on PostgreSQL. With `--coverage`, what is not run by any test: it doubles the time (docs/decisions/007-tests.md).
"""

import os
import subprocess
import sys

ON_POSTGRESQL = ("tests/booking", "tests/directory", "tests/core", "tests/test_migrations.py")


def main() -> int:
    soak, coverage = "--soak" in sys.argv, "--coverage" in sys.argv
    paths = [arg for arg in sys.argv[1:] if not arg.startswith("--")] or ["tests"]
    failed = _run(paths, "(soak or hypothesis)" if soak else "not soak", soak=soak, coverage=coverage)
    if paths == ["tests"] and not coverage:
        some = paths if soak else list(ON_POSTGRESQL)
        failed = _run(some, "not soak and not sqlite and not postgresql", postgresql=True) or failed
    return failed


def _run(paths: list[str], marks: str, *, soak: bool = False, coverage: bool = False, postgresql: bool = False) -> int:
    if os.environ.get("SKIP_BROWSER"):  # noqa: TID251 - the tests' own setting, not the site's
        marks += " and not journey"
    command = [
        sys.executable,
        "-W",
        "error",
        "-m",
        "pytest",
        "-m",
        marks,
        "-n",
        "2",
        "--dist",
        "loadfile",
        "-q",
        *paths,
    ]
    if coverage:
        command += ["--cov", "--cov-report=term:skip-covered"]
    environment = dict(os.environ)  # noqa: TID251 - handed on
    if soak:
        environment["HYPOTHESIS_PROFILE"] = "soak"
    if postgresql:
        print("On PostgreSQL:", flush=True)
        environment["TEST_DATABASE"] = "postgresql"
    return subprocess.run(command, check=False, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main())
