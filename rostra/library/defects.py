"""What is wrong with a file that cannot be kept."""

from dataclasses import dataclass


class DefectError(Exception):
    """A document that cannot be kept.

    Args:
        code: a stable word for programs.
        reason: a sentence for a person.
    """

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


@dataclass(frozen=True)
class Defect:
    """One file that was not kept.

    Attributes:
        place: which file, with the folder or archive that it lies in.
        code: a stable word for programs.
        reason: a sentence for a person.
    """

    place: str
    code: str
    reason: str
