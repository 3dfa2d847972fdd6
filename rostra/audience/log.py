"""The web server's access log: one JSON line a request, with a daily salted hash in place of the address."""

import atexit
import logging
import os
import secrets
import threading
from collections import deque
from datetime import date, datetime
from functools import lru_cache
from hashlib import blake2b
from json.encoder import encode_basestring_ascii as quoted
from multiprocessing.util import Finalize
from pathlib import Path

from rostra.audience import rules
from rostra.audience.keys import DailyKeys

#: Offices are voices of one institution: a reader of two of its sites on one day is one visitor.
GROUP = "house"
#: Lines wait at most this long, in seconds, or until there are so many.
_PATIENCE = 1.0
_MOST_WAITING = 512
#: Requests as long as this, in characters, are written and not remembered: memory is nobody's to fill.
_LONG = 2048
_logger = logging.getLogger(__name__)


def _text(value: str, longest: int) -> str:
    """A JSON string in ASCII: no byte of a request can end the line or the string."""
    value = value[:longest]
    if not value.isascii():
        value = value.encode("utf-8", "replace").decode()
    return quoted(value)


def target(site: str, host: str, method: str, path: str) -> str:
    """What was asked, as members of a JSON object.

    Args:
        site: the slug of the office whose site was called.
        path: the path as asked, with or without its query (which is dropped: it may say who asks).
    """
    told = _text(path.partition("?")[0], rules.LONGEST_PATH)
    return f'"site":{_text(site, 50)},"host":{_text(host, 253)},"method":{_text(method, 16)},"path":{told}'


@lru_cache(maxsize=1024)
def _said(agent: str, referrer: str, language: str) -> str:
    """What a client says of itself, as members of a JSON object; remembered, as readers repeat each other."""
    told = _text(referrer.partition("?")[0], 512)
    return f'"referrer":{told},"agent":{_text(agent, 512)},"language":{_text(language, 100)}'


class JsonLines:
    """Lines appended to a file a day, whole and in few writes; safe between threads and after a fork."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder
        self.name = name
        self._lock = threading.Lock()
        self._starting = threading.Lock()
        self._waiting: deque[tuple[str, str]] = deque()
        self._pid = 0
        self._wake = threading.Event()

    def append(self, day: str, line: str) -> None:
        """Keep a line for the file of a day; a thread writes it within a second."""
        if self._pid != os.getpid():
            self._start()
        # A deque's append and popleft are atomic, so that a request waits for no other.
        self._waiting.append((day, line))
        if len(self._waiting) >= _MOST_WAITING:
            self.flush()

    def flush(self) -> None:
        """Write what waits. A disk that refuses costs lines, never a request."""
        with self._lock:
            by_day: dict[str, list[str]] = {}
            for _ in range(len(self._waiting)):
                day, line = self._waiting.popleft()
                by_day.setdefault(day, []).append(line)
            for day, group in by_day.items():
                try:
                    self._write(day, group)
                except OSError as error:
                    _logger.error("%d lines of %s were lost: %s", len(group), self.name, error)

    def _write(self, day: str, lines: list[str]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{self.name}-{day}.{os.getpid()}.jsonl"
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o640)
        with os.fdopen(handle, "wb") as file:
            file.write("".join(lines).encode("ascii"))

    def _start(self) -> None:
        """The first line of this process: start its writer. A parent's waiting lines are the parent's to write."""
        with self._starting:
            if self._pid == os.getpid():
                return
            if self._pid:
                self._lock, self._waiting = threading.Lock(), deque()
            self._pid = os.getpid()
        threading.Thread(target=self._run, name=f"{self.name}-log", daemon=True).start()
        atexit.register(self.flush)
        # A process that `multiprocessing` made ends without `atexit`.
        Finalize(None, self.flush, exitpriority=10)

    def _run(self) -> None:
        while not self._wake.wait(_PATIENCE):
            if self._waiting:
                self.flush()


class AccessLog:
    """Writes requests to `access-<day>.<pid>.jsonl` in a folder; the client's address is never stored."""

    def __init__(self, folder: Path) -> None:
        self._lines = JsonLines(folder, "access")
        self._keys = DailyKeys(folder / "keys")
        self._today: tuple[date | None, str, blake2b] = (None, "", blake2b())
        self._second: tuple[str, int, str] = ("", 0, "")

    def write(
        self,
        now: datetime,
        asked: str,
        address: str,
        headers: tuple[str, str, str],
        *,
        status: int,
        size: int,
        seconds: float,
        read_in: str = "",
    ) -> None:
        """Append one request.

        Args:
            now: when it came, aware, in UTC.
            asked: what was asked, made by `target`.
            address: the client's address; hashed with the day's key, then forgotten.
            headers: User-Agent, Referer and Accept-Language as sent.
            size: bytes of the answer's body.
            seconds: how long the answer took.
            read_in: the code of the language of the text that was given; empty where it is as the path says.
        """
        day, visitors = self._day(now)
        second = now.hour * 3600 + now.minute * 60 + now.second
        at = self._second  # a name of its own: another thread may be in another second
        if at[1] != second or at[0] != day:
            at = self._second = (day, second, f"{now:%Y-%m-%dT%H:%M:%S}")
        agent, referrer, language = headers
        brief = len(agent) + len(referrer) + len(language) < _LONG
        said = (_said if brief else _said.__wrapped__)(agent, referrer, language)
        reader = rules.visitor(visitors, address=address, agent=agent)  # kept nowhere else
        self._lines.append(
            day,
            f'{{"at":"{at[2]}.{now.microsecond:06d}Z",{asked},"status":{status},"size":{size},'
            f'"seconds":{seconds:.6f},{said},"read_in":{quoted(read_in)},"visitor":{reader}}}\n',
        )

    def flush(self) -> None:
        """Write what waits; for the end of a process, and for tests."""
        self._lines.flush()

    def _day(self, now: datetime) -> tuple[str, blake2b]:
        today = now.date()
        day, name, visitors = self._today
        if day != today:
            try:
                key = self._keys.key(today)
            except OSError as error:
                # Better a visitor counted twice, by two processes, than a page that fails.
                _logger.error("The day's key cannot be kept, so this process uses its own: %s", error)
                key = secrets.token_bytes(32)
            name, visitors = today.isoformat(), rules.visitors(key, group=GROUP)
            self._today = (today, name, visitors)
        return name, visitors
