"""Loading one address for a few seconds: by wrk where it is installed, else by threads of our own."""

import http.client
import re
import shutil
import statistics
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

CONNECTIONS = 8
_UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


@dataclass(frozen=True)
class Load:
    """What one run gave: requests a second, and latencies in milliseconds."""

    rate: float
    p50: float
    p99: float
    failed: int


def load(url: str, *, seconds: int, headers: dict[str, str] | None = None, expected: int = 200) -> Load:
    """Keep eight connections busy. Answers of any other status than `expected` count as failed."""
    if shutil.which("wrk"):
        return _wrk(url, seconds, headers or {}, expected)
    return _threads(url, seconds, headers or {}, expected)


def _wrk(url: str, seconds: int, headers: dict[str, str], expected: int) -> Load:
    script = f"""
wrong = 0
function setup(thread) threads = threads or {{}}; table.insert(threads, thread) end
function response(status) if status ~= {expected} then wrong = wrong + 1 end end
function done(summary, latency)
  local all = 0
  for _, thread in ipairs(threads) do all = all + thread:get("wrong") end
  io.write(string.format("wrong %d\\n", all))
end
"""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "count.lua"
        path.write_text(script, encoding="utf-8")
        flags = [f"-H{name}: {value}" for name, value in headers.items()]
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "-s", str(path), *flags, url]
        printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return Load(
        rate=float(_found(r"Requests/sec:\s+([\d.]+)", printed)[0]),
        p50=_milliseconds(printed, "50"),
        p99=_milliseconds(printed, "99"),
        failed=int(_found(r"wrong (\d+)", printed)[0]),
    )


def _milliseconds(printed: str, percent: str) -> float:
    value, unit = _found(rf"{percent}%\s+([\d.]+)(us|ms|s)", printed)
    return float(value) * _UNITS[unit]


def _found(pattern: str, printed: str) -> tuple[str, ...]:
    match = re.search(pattern, printed)
    if match is None:
        raise RuntimeError(f"wrk printed something else:\n{printed}")
    return match.groups()


def _threads(url: str, seconds: int, headers: dict[str, str], expected: int) -> Load:
    parts = urlsplit(url)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    times: list[float] = []
    failed = [0]
    end = time.perf_counter() + seconds

    def work() -> None:
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 80)
        while time.perf_counter() < end:
            begun = time.perf_counter()
            connection.request("GET", target, headers=headers)
            answer = connection.getresponse()
            answer.read()
            times.append((time.perf_counter() - begun) * 1000)
            failed[0] += answer.status != expected
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(CONNECTIONS)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    quantiles = statistics.quantiles(times, n=100)
    return Load(rate=len(times) / seconds, p50=quantiles[49], p99=quantiles[98], failed=failed[0])
