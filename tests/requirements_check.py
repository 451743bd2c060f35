"""Fails when requirements.txt or requirements-dev.txt no longer says what pyproject.toml asks for."""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

UV = [
    str(Path(sys.executable).parent / "uv"),
    "pip",
    "compile",
    "pyproject.toml",
    "--universal",
    "--python-version",
    "3.11",
    "-q",
]
PIN = re.compile(r"^([a-z0-9._-]+==[^\s\\;]+)", re.MULTILINE)


def pins(text: str) -> set[str]:
    """name==version of every line; hashes are left out, because a version may gain files later."""
    return set(PIN.findall(text))


def main() -> int:
    drifted = []
    for name, extra in (
        ("requirements.txt", []),
        ("requirements-dev.txt", ["--extra", "dev", "-c", "requirements.txt"]),
    ):
        kept = Path(name).read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / name
            copy.write_text(kept, encoding="utf-8")
            subprocess.run(
                [*UV, "--no-emit-index-url", "--no-annotate", "--no-header", *extra, "-o", str(copy)], check=True
            )
            if pins(copy.read_text(encoding="utf-8")) != pins(kept):
                drifted.append(name)
    if drifted:
        print(f"{' and '.join(drifted)}: not what pyproject.toml asks for. Run `make requirements`.")
    return 1 if drifted else 0


if __name__ == "__main__":
    sys.exit(main())
