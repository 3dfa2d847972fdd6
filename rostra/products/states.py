"""The states of a language version on its way to a release, and the cells that the strip shows."""

from rostra.foundation.states import StateGraph

PLANNED, DRAFTING, IN_REVIEW, CLEARED = "planned", "drafting", "in_review", "cleared"

VERSION = StateGraph(
    "language version",
    start=PLANNED,
    moves={
        PLANNED: {DRAFTING, IN_REVIEW, CLEARED},
        DRAFTING: {DRAFTING, IN_REVIEW, CLEARED},
        IN_REVIEW: {DRAFTING, CLEARED},
        CLEARED: {DRAFTING},
    },
)
