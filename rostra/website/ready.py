"""Sealed answers given before, found again by what was asked, for as long as nothing has changed."""

from datetime import datetime
from typing import NamedTuple

from rostra.website.manifest import Entry
from rostra.website.wire import Environ

#: How many answers a process remembers (their bytes are held elsewhere), and how long what was asked may be.
MOST, LONGEST = 4096, 512


class Answer(NamedTuple):
    """An answer with status 200 to GET: the entry that it gives, its encoding, and all its headers."""

    entry: Entry
    encoding: str
    headers: list[tuple[str, str]]


class Ready:
    """Answers by host, path and encodings as sent; each is good in the state of the manifest that it was made in."""

    def __init__(self) -> None:
        self._now: tuple[object, dict[tuple[str, str, str], Answer]] = (None, {})

    def find(self, environ: Environ, state: object, now: datetime) -> Answer | None:
        """The answer to a plain GET that was given in this state, if its release reigns still."""
        if environ["REQUEST_METHOD"] != "GET" or "HTTP_IF_NONE_MATCH" in environ:
            return None
        then, answers = self._now
        answer = answers.get(_asked(environ))
        return answer if answer is not None and then == state and answer.entry.span.is_open(now) else None

    def keep(self, environ: Environ, state: object, answer: Answer) -> None:
        """Remember an answer; what was remembered of another state is forgotten."""
        asked = _asked(environ)
        if environ["REQUEST_METHOD"] != "GET" or sum(map(len, asked)) > LONGEST:
            return
        then, answers = self._now
        if then != state or len(answers) >= MOST:
            answers = {}
            self._now = (state, answers)
        answers[asked] = answer


def _asked(environ: Environ) -> tuple[str, str, str]:
    return environ.get("HTTP_HOST", ""), environ["PATH_INFO"], environ.get("HTTP_ACCEPT_ENCODING", "")
