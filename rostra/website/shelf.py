"""Lists kept as they were rendered, each for one state of what it lists: a second reader costs a look in memory."""

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime

from rostra.foundation.text import digest
from rostra.website import wire

#: How much a process keeps, in bytes of whole bodies.
CAPACITY = 32 * 1024 * 1024
#: The header by which a view says until when (ISO 8601) its answer stays true while nothing that it lists changes.
KEEP = "Rostra-Keep"

Key = tuple[str, str, str]


@dataclass(slots=True)
class Rendering:
    """An answer as a view gave it, and its body in the encodings that were asked for so far."""

    status: str
    headers: list[tuple[str, str]]
    media_type: str
    last_modified: str
    whole: bytes
    tag: str = ""
    encoded: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.tag = digest(self.whole)[:32]

    def body(self, encoding: str, *, hard: bool) -> bytes:
        """The body, encoded; what is kept is compressed hard, what is not, quickly."""
        if not encoding:
            return self.whole
        if encoding not in self.encoded:
            self.encoded[encoding] = wire.compress(self.whole, encoding, hard=hard)
        return self.encoded[encoding]


class Shelf:
    """Renderings by host, path and query, with the state that they show and the instant until which they may stand."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._weight = 0
        self._items: OrderedDict[Key, tuple[object, str, Rendering]] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, key: Key, state: object, now: datetime) -> Rendering | None:
        """What was rendered for this address in this state, if that is still so."""
        state_then, until, rendering = self._items.get(key, (None, "", None))
        if rendering is None or state_then != state or now.isoformat() >= until:
            return None
        return rendering

    def put(self, key: Key, state: object, until: str, rendering: Rendering) -> None:
        """Keep it in the place of what was rendered for an earlier state; the oldest go when there is no room."""
        with self._lock:
            self._drop(key)
            self._items[key] = (state, until, rendering)
            self._weight += len(rendering.whole)
            while self._weight > self._capacity:
                self._drop(next(iter(self._items)))

    def _drop(self, key: Key) -> None:
        item = self._items.pop(key, None)
        if item is not None:
            self._weight -= len(item[2].whole)
