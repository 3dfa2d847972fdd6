"""What releases announce."""

from dataclasses import dataclass

from rostra.foundation.announcements import News


@dataclass(frozen=True)
class ReleaseLive(News):
    """A release's instant came: what it issued, joined, corrected or withdrew is now the public state."""

    release_id: int
