"""`python -m tests.run [--soak | --coverage] [PATH ...]`: the tests in two processes.

With `--soak`, the tests that take long, and every property test with many examples that are new each time. With
`--coverage`, what is not run by any test: it doubles the time (docs/decisions/007-tests.md).
"""

import os
import subprocess
import sys


def main() -> int:
    soak = "--soak" in sys.argv
    coverage = "--coverage" in sys.argv
    paths = [arg for arg in sys.argv[1:] if not arg.startswith("--")] or ["tests"]
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
    if coverage:
        command += ["--cov", "--cov-report=term:skip-covered"]
    environment = dict(os.environ)  # noqa: TID251 - handed on
    if soak:
        environment["HYPOTHESIS_PROFILE"] = "soak"
    return subprocess.run(command, check=False, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main())
