"""`python -m tests.run [--soak] [PATH ...]`: the tests in two processes, with branch coverage of the whole run.

With `--soak`, the tests that take long, and every property test with many examples that are new each time.
"""

import os
import subprocess
import sys


def main() -> int:
    soak = "--soak" in sys.argv
    paths = [arg for arg in sys.argv[1:] if arg != "--soak"] or ["tests"]
    marks = "(soak or hypothesis)" if soak else "not soak"
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
    environment = dict(os.environ)  # noqa: TID251 - handed on
    if soak:
        environment["HYPOTHESIS_PROFILE"] = "soak"
    return subprocess.run(command, check=False, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main())
