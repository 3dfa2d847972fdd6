"""What the library announces."""

from dataclasses import dataclass

from rostra.foundation.announcements import News


@dataclass(frozen=True)
class RecordAdded(News):
    """A record came into the library, or its texts changed: it is public from its own `public_from` on."""

    work_id: int
