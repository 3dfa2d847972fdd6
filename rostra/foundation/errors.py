"""The one way to say no: what went wrong, where, and why, in words for the person who asked."""


class Refusal(Exception):
    """An action that cannot be done.

    Args:
        code: a stable word for programs, such as `parity` or `forbidden`.
        place: what it is about: a slugline, a file and line, a field.
        reason: a sentence for a person.
    """

    def __init__(self, code: str, place: str, reason: str) -> None:
        super().__init__(f"{place}: {reason}")
        self.code = code
        self.place = place
        self.reason = str(reason)
