"""News that travels down the road: written in the cause's transaction, handed to receivers by the worker."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import ClassVar

from rostra.foundation import clock
from rostra.foundation.models import Announcement


@dataclass(frozen=True)
class News:
    """The base of every announcement. Carries ids and plain values, never models; named in the past tense."""

    registry: ClassVar[dict[str, type["News"]]] = {}

    def __init_subclass__(cls) -> None:
        News.registry[cls.__name__] = cls


Receiver = Callable[..., None]
_receivers: dict[str, list[tuple[str, Receiver]]] = {}


def hears(news: type[News]) -> Callable[[Receiver], Receiver]:
    """Register a function as a receiver; it must be idempotent, as it may be called again after a crash."""

    def register(receiver: Receiver) -> Receiver:
        name = f"{receiver.__module__}.{receiver.__name__}"
        known = _receivers.setdefault(news.__name__, [])
        if name not in [n for n, _ in known]:
            known.append((name, receiver))
        return receiver

    return register


def announce(news: News, *, at: datetime | None = None) -> None:
    """Write one row per receiver, due at once or at an instant; call inside the cause's transaction."""
    due = at or clock.now()
    Announcement.objects.bulk_create(
        Announcement(news=type(news).__name__, receiver=name, payload=asdict(news), due_at=due)
        for name, _ in _receivers.get(type(news).__name__, [])
    )


def hand_over(row: Announcement) -> None:
    """Call the receiver of one row.

    Raises:
        LookupError: if the receiver is no longer registered.
    """
    known = dict(_receivers.get(row.news, []))
    if row.receiver not in known:
        raise LookupError(f"No receiver '{row.receiver}' for '{row.news}'.")
    known[row.receiver](News.registry[row.news](**row.payload))
