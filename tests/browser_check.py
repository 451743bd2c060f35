"""Finds the browser for the journeys, installs it where that is possible, and says what to do where it is not."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome")


def find() -> str | None:
    named = os.environ.get("CHROME")  # noqa: TID251 - the tests' own setting, not the site's
    return named or next(filter(None, map(shutil.which, NAMES)), None)


def main() -> int:
    if os.environ.get("SKIP_BROWSER"):  # noqa: TID251 - as above
        if os.environ.get("CI"):  # noqa: TID251 - as above
            print("SKIP_BROWSER is refused where CI is set: the journeys must run there.")
            return 1
        print("Leaving out the browser's journeys, because SKIP_BROWSER is set.")
        return 0
    if find():
        return 0
    if os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}  # noqa: TID251 - as above
        subprocess.run(["apt-get", "install", "-y", "-qq", "chromium"], check=False, env=quiet)
    if find():
        return 0
    print(
        "The journeys need a browser. On Debian: apt-get install chromium. Elsewhere set CHROME to the program of a Chromium."
    )
    print("`make test SKIP_BROWSER=1` leaves them out.")
    return 1


if __name__ == "__main__":
    sys.exit(main())
