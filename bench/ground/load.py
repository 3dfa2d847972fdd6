"""Load on one address, by wrk, and what a request cost the server."""

import re
import shutil
import subprocess
from dataclasses import dataclass

from bench.ground import cpu

_TOTAL = re.compile(r"(\d+) requests in")
_RATE = re.compile(r"Requests/sec:\s+([\d.]+)")
_FAULTS = re.compile(r"Non-2xx or 3xx responses: (\d+)")
_P99 = re.compile(r"99%\s+([\d.]+)(us|ms|s)")
_UNITS = {"us": 1e-6, "ms": 1e-3, "s": 1.0}


@dataclass(frozen=True)
class Cost:
    """One round: requests answered, CPU of the server a request (us), requests a second, p99 (s)."""

    requests: int
    cpu_us: float
    rate: float
    p99: float


def measure(url: str, *, pid: int, only: str = "", seconds: int = 5, connections: int = 16) -> Cost:
    """Ask one address for some seconds from one thread, as a browser that takes gzip.

    Raises:
        RuntimeError: where wrk is missing, or an answer was no 2xx or 3xx.
    """
    if shutil.which("wrk") is None:
        raise RuntimeError("wrk is not installed; Debian's package of that name has it.")
    before = cpu.seconds(pid, only=only)
    said = subprocess.run(
        ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-H", "Accept-Encoding: gzip", url],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    spent = cpu.seconds(pid, only=only) - before
    if faults := _FAULTS.search(said):
        raise RuntimeError(f"{url}: {faults[1]} answers were errors.")
    total, rate, p99 = _TOTAL.search(said), _RATE.search(said), _P99.search(said)
    if not (total and rate and p99):
        raise RuntimeError(f"wrk said: {said}")
    return Cost(int(total[1]), spent / int(total[1]) * 1e6, float(rate[1]), float(p99[1]) * _UNITS[p99[2]])
