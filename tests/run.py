"""`python -m tests.run [--soak] [PATH ...]`: the tests in two processes, with branch coverage of the whole run."""

import os
import subprocess
import sys


def main() -> int:
    soak = "--soak" in sys.argv
    paths = [arg for arg in sys.argv[1:] if arg != "--soak"] or ["tests"]
    marks = "soak" if soak else "not soak"
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
    whole = paths == ["tests"] and not soak and not os.environ.get("SKIP_BROWSER")  # noqa: TID251 - as above
    if whole:
        command += ["--cov", "--cov-report=term:skip-covered"]
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
