"""The beacon: how long a page was read, how far, how much was played. Views are never counted from it."""

import json
import threading
from datetime import datetime
from json.encoder import encode_basestring_ascii as quoted
from pathlib import Path
from typing import Any

from rostra.audience import rules
from rostra.audience.log import JsonLines
from rostra.foundation.errors import Refusal

#: A beacon is a few numbers; more than this is not one.
LONGEST_BODY = 1024
#: Seconds of reading or playing that are believed.
LONGEST_STAY = 6 * 3600
#: So many beacons a second does one process take, and so many does it save up for a burst.
_RATE, _BURST = 50.0, 500.0


class Bucket:
    """A token bucket: `rate` a second, at most `burst` at once."""

    def __init__(self, *, rate: float, burst: float) -> None:
        self.rate, self.burst = rate, burst
        self._level, self._at = burst, 0.0
        self._lock = threading.Lock()

    def take(self, at: float) -> bool:
        """Whether there is room for one more at this time, in seconds of any steady clock."""
        with self._lock:
            self._level = min(self.burst, self._level + max(0.0, at - self._at) * self.rate)
            self._at = at
            if self._level < 1:
                return False
            self._level -= 1
            return True


class Beacons:
    """Takes beacons and appends them to `beacon-<day>.<pid>.jsonl`; nothing in them says who read."""

    def __init__(self, folder: Path) -> None:
        self._lines = JsonLines(folder, "beacon")
        self._bucket = Bucket(rate=_RATE, burst=_BURST)

    def accept(self, body: bytes, *, site: str, now: datetime) -> None:
        """Keep one beacon.

        Args:
            body: JSON, `{"path": "/en/...", "seconds": 12.5, "scroll": 80, "play": 3}`; scroll is a percentage.

        Raises:
            Refusal: `bad_beacon` for a body of another shape, `too_many` beyond the rate.
        """
        told = read(body)
        if not self._bucket.take(now.timestamp()):
            raise Refusal("too_many", "beacon", "Too many beacons at once.")
        self._lines.append(
            now.date().isoformat(),
            f'{{"at":"{now.isoformat()}","site":{quoted(site)},"path":{quoted(told["path"])},'
            f'"seconds":{told["seconds"]:.1f},"scroll":{told["scroll"]:d},"play":{told["play"]:.1f}}}\n',
        )

    def flush(self) -> None:
        """Write what waits; for the end of a process, and for tests."""
        self._lines.flush()


def read(body: bytes) -> dict[str, Any]:
    """The values of a beacon, bounded: {"path": str, "seconds": float, "scroll": int, "play": float}.

    Raises:
        Refusal: `bad_beacon`.
    """
    bad = Refusal("bad_beacon", "beacon", "A small JSON object with path, seconds, scroll and play is expected.")
    if len(body) > LONGEST_BODY:
        raise bad
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        raise bad from None
    if not isinstance(told, dict) or not isinstance(path := told.get("path"), str):
        raise bad
    path = path.partition("?")[0].partition("#")[0].encode("utf-8", "replace").decode()
    if not path.startswith("/") or len(path) > rules.LONGEST_PATH:
        raise bad
    numbers = {"seconds": LONGEST_STAY, "scroll": 100, "play": LONGEST_STAY}
    values = {name: told.get(name, 0) for name in numbers}
    if not all(type(value) in {int, float} and 0 <= value <= numbers[name] for name, value in values.items()):
        raise bad
    return {"path": path, **values, "scroll": int(values["scroll"])}
