"""The life of a release. Live, superseded and withdrawn are read from the clock, not stored."""

from rostra.foundation.states import StateGraph

PREPARED, SEALED, ARMED, SLIPPED, CANCELLED = "prepared", "sealed", "armed", "slipped", "cancelled"

RELEASE = StateGraph(
    "release",
    start=PREPARED,
    moves={
        PREPARED: {SEALED, SLIPPED, CANCELLED},
        SEALED: {PREPARED, ARMED, SLIPPED, CANCELLED},
        ARMED: {CANCELLED},
        SLIPPED: {CANCELLED},
        CANCELLED: set(),
    },
)
