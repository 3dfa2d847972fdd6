"""State machines that can be read as a page and check themselves when they are defined."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from rostra.foundation.errors import Refusal


class StateGraph:
    """States and the moves between them.

    Args:
        name: the noun that has these states.
        moves: state -> the states that may follow; a state with none is an end.
        start: the state in which things begin.

    Raises:
        ValueError: if a move leads to an undeclared state, or a state cannot be reached.
    """

    def __init__(self, name: str, *, start: str, moves: Mapping[str, Iterable[str]]) -> None:
        self.name = name
        self.start = start
        self.moves = {state: frozenset(after) for state, after in moves.items()}
        self._check()

    def _check(self) -> None:
        unknown = {s for after in self.moves.values() for s in after} - self.moves.keys()
        if unknown or self.start not in self.moves:
            raise ValueError(f"{self.name}: undeclared states {sorted(unknown | {self.start} - self.moves.keys())}")
        reached, frontier = {self.start}, [self.start]
        while frontier:
            fresh = self.moves[frontier.pop()] - reached
            reached |= fresh
            frontier.extend(fresh)
        if unreached := self.moves.keys() - reached:
            raise ValueError(f"{self.name}: states that cannot be reached: {sorted(unreached)}")

    def require(self, before: str, after: str, *, place: str) -> None:
        """Refuse a move that the graph does not have.

        Raises:
            Refusal: `state`, naming both states.
        """
        if after not in self.moves[before]:
            words = {"before": _in_words(before), "after": _in_words(after)}
            raise Refusal("state", place, _("This is '%(before)s'; it cannot become '%(after)s'.") % words)


def _in_words(state: str) -> str:
    return _(state.replace("_", " "))  # as screens name it
