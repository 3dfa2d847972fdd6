"""`rostra up`: one tree of processes, started together, restarted when they die, stopped together."""

import asyncio
import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from config.locks import BusyError, hold
from rostra.foundation.errors import Refusal

#: Seconds to wait before a restart: 1, 2, 4 ... up to this.
LONGEST_WAIT = 30.0
#: A child that ran so long (seconds) was well; its next restart is quick again.
WELL_AFTER = 60.0
#: Seconds that children have to finish what they are at, before they are killed.
GRACE = 15.0
#: Linux: the signal a child gets when its parent dies, so that nothing outlives a killed supervisor.
_PR_SET_PDEATHSIG = 1

Say = Callable[[str], None]


@dataclass(frozen=True)
class Member:
    """One process to keep running: its name in the log, and its command."""

    name: str
    command: tuple[str, ...]


def members(*, bind: str, port: int, workers: int) -> list[Member]:
    """What an instance consists of: web processes, the worker that releases and delivers, the indexer."""
    web = ("granian", "--interface", "wsgi", "--host", bind, "--port", str(port), "--workers", str(workers))
    # More threads than this only wait for each other (Granian says so too); a process more does more.
    threads = ("--blocking-threads", str((os.cpu_count() or 1) * 2 + 1))
    options = (*threads, "--respawn-failed-workers", "--workers-kill-timeout", "10", "--log-level", "warning")
    return [
        Member("web", (sys.executable, "-m", *web, *options, "config.wsgi:application")),
        Member("worker", (sys.executable, "-m", "rostra.cli", "worker")),
        Member("indexer", (sys.executable, "-m", "rostra.cli", "indexer")),
    ]


@contextmanager
def alone(home: Path, *, address: str) -> Iterator[None]:
    """Hold an instance while it is up: a second worker and indexer on one machine would only stand in the way.

    Raises:
        Refusal: `up_already`, or `unwritable`.
    """
    with _held(home / "up.lock") as file:
        file.truncate(0)
        file.write(address)
        file.flush()
        yield


def _held(path: Path) -> TextIO:
    try:
        file = path.open("a+")
        hold(file, wait=0)
    except BusyError:
        where = path.read_text()[:200] or "an address that it has not told yet"
        raise Refusal("up_already", str(path.parent), f"This instance is up already, at {where}.") from None
    except OSError as error:
        raise Refusal("unwritable", str(path), f"It cannot be held ({error.strerror}).") from None
    return file


def next_wait(previous: float, ran_for: float) -> float:
    """Seconds before the next start of a child that ran for so long after having waited `previous`."""
    return 1.0 if ran_for >= WELL_AFTER or previous == 0 else min(previous * 2, LONGEST_WAIT)


def _libc() -> ctypes.CDLL | None:
    return ctypes.CDLL(None) if sys.platform == "linux" else None


_LIBC = _libc()


def _die_with_parent() -> None:
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


class Supervisor:
    """Keeps members running until it is told to stop."""

    def __init__(self, wanted: list[Member], *, say: Say) -> None:
        self._members = wanted
        self._say = say
        self._stop = asyncio.Event()
        self._running: dict[str, asyncio.subprocess.Process] = {}

    async def run(self, *, started: Callable[[], None]) -> None:
        """Start all, call `started` once they run, and stay until SIGTERM or SIGINT; then stop all."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            loop.add_signal_handler(number, self._stop.set)
        keepers = [asyncio.create_task(self._keep(member)) for member in self._members]
        loop.call_later(0.2, started)
        await self._stop.wait()
        self._say("stopping")
        await self._end_all()
        await asyncio.gather(*keepers)

    async def _keep(self, member: Member) -> None:
        wait = 0.0
        while not self._stop.is_set():
            began = time.monotonic()
            ended = await self._run_once(member)
            if self._stop.is_set():
                return
            wait = next_wait(wait, time.monotonic() - began)
            self._say(f"{member.name} ended with {ended.returncode}; starting it again in {wait:.0f} s")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), wait)

    async def _run_once(self, member: Member) -> asyncio.subprocess.Process:
        # A process group for each, so that its own children can be reached when it dies without them.
        process = await asyncio.create_subprocess_exec(
            *member.command,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
            process_group=0,
            preexec_fn=_die_with_parent,
        )
        self._running[member.name] = process
        if self._stop.is_set():
            _ask_to_stop(process)
        reader = asyncio.create_task(self._relay(member, process))
        # Not `process.wait()`: that also waits for the pipe, which an orphaned grandchild would hold open.
        while process.returncode is None:
            await asyncio.sleep(0.1)
        _signal_group(process.pid, signal.SIGKILL)
        self._running.pop(member.name, None)
        await reader
        return process

    async def _relay(self, member: Member, process: asyncio.subprocess.Process) -> None:
        if process.stdout is None:
            return
        while not process.stdout.at_eof():
            try:
                line = await process.stdout.readline()
            except ValueError:  # longer than the buffer; asyncio has dropped it
                line = b"(a line too long to show)"
            if line:
                self._say(f"{member.name:<8}| {line.decode(errors='replace').rstrip()}")

    async def _end_all(self) -> None:
        for process in list(self._running.values()):
            _ask_to_stop(process)
        deadline = time.monotonic() + GRACE
        while self._running and time.monotonic() < deadline:
            await asyncio.sleep(0.05)
        for process in list(self._running.values()):
            _signal_group(process.pid, signal.SIGKILL)


def _ask_to_stop(process: asyncio.subprocess.Process) -> None:
    # Only the member itself: told together with its own children, Granian waits in vain for theirs.
    with suppress(ProcessLookupError):
        process.send_signal(signal.SIGTERM)


def _signal_group(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)


def keep_running(wanted: list[Member], *, say: Say, started: Callable[[], None]) -> None:
    """Run all members until SIGTERM or SIGINT."""

    async def whole() -> None:
        await Supervisor(wanted, say=say).run(started=started)

    asyncio.run(whole())
