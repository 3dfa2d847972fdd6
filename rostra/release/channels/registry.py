"""The registry of channels and the protocol that each follows."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from rostra.release.public_state import PublicState

if TYPE_CHECKING:
    from rostra.release.models import Delivery


@dataclass(frozen=True)
class Recipient:
    """Where a channel delivers one language: a site's slug or a subscriber's id, and its name for people."""

    name: str
    language: str
    site_id: int | None = None
    subscriber_id: int | None = None


@dataclass(frozen=True)
class Outcome:
    """What came back from one attempt. `final` refusals are not tried again; `wait`: not before so many seconds."""

    accepted: bool
    status: str
    detail: str = ""
    final: bool = False
    wait: int = 0


class Channel(Protocol):
    """One way out. `render` runs at sealing, outside any transaction; `send` at or after the instant."""

    name: str

    def recipients(self, state: PublicState) -> Iterable[Recipient]:
        """Who must get which languages of this state."""

    def render(self, state: PublicState, language: str) -> bytes:
        """The payload for one language; the same for all its recipients. Empty where nothing is carried."""

    def send(self, delivery: "Delivery", payload: bytes) -> Outcome:
        """Deliver, or check that it stands where it should. Must be safe to repeat with the same `delivery.key`."""


_channels: dict[str, Channel] = {}


def register(channel: Channel) -> None:
    """Add a channel; the last one registered under a name wins, so that tests can set a fake at the edge."""
    _channels[channel.name] = channel


def channels() -> dict[str, Channel]:
    """All channels by name."""
    return dict(sorted(_channels.items()))
