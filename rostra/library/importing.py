"""Documents on their way into the library, a batch at a time: read by children while the batch before is kept."""

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from rostra.foundation.announcements import announce
from rostra.foundation.models import Language
from rostra.foundation.text import digest as digest_of
from rostra.library import tongues
from rostra.library.announcements import RecordAdded
from rostra.library.defects import Defect, DefectError
from rostra.library.keeping import Arrival, keep
from rostra.library.models import File
from rostra.library.reading import Readers
from rostra.library.sources import Ignored, Source
from rostra.library.store import store

#: A batch is kept in one transaction: so many files, or as many as have so many bytes.
BATCH_FILES = 60
BATCH_BYTES = 24 * 2**20


@dataclass
class Report:
    """What became of an import: how many files, and each that was refused with the reason."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    new_works: int = 0
    ignored: Ignored = field(default_factory=Ignored)
    defects: list[Defect] = field(default_factory=list)

    @property
    def kept(self) -> int:
        """Files that the library now holds."""
        return self.added + self.updated + self.unchanged


@dataclass(frozen=True)
class _Waiting:
    """A file whose bytes are here, and that a child is reading."""

    source: Source
    content: bytes
    digest: str
    answer: "Future[dict[str, Any]]"


class Importing:
    """One run: knows the languages of the instance, and what this run has given already."""

    def __init__(self, *, public_from: datetime, readers: Readers, again: bool = False) -> None:
        self.report = Report()
        self._public_from = public_from
        self._readers = readers
        self._again = again
        self._languages = _by_subtag(Language.objects.all())
        self._subtags = frozenset(self._languages)
        #: (work, language) to the file that gave it in this run, and its digest.
        self._given: dict[tuple[str, str], tuple[str, str]] = {}

    def run(self, sources: Iterable[Source]) -> None:
        """Take all files, reading one batch while the one before it is being kept."""
        ahead: list[_Waiting] = []
        for batch in _batches(sources):
            reading = self._begin(batch)
            self._keep(ahead)
            ahead = reading
        self._keep(ahead)

    def _begin(self, batch: list[Source]) -> list[_Waiting]:
        """Take the bytes of a batch, and have those read that are not known already."""
        contents: list[tuple[Source, bytes, str]] = []
        for source in batch:
            try:
                content = source.read()
            except (DefectError, OSError) as error:
                self._refuse(source, *_fault_of(error))
            else:
                contents.append((source, content, digest_of(content)))
        known = {} if self._again else _known(digest for _, _, digest in contents)
        fresh = [each for each in contents if not self._is_known(each[0], each[2], known.get(each[2]))]
        return [_Waiting(s, content, digest, self._readers.submit(content)) for s, content, digest in fresh]

    def _is_known(self, source: Source, digest: str, known: tuple[str, str] | None) -> bool:
        """Whether these very bytes are the present text of an expression whose language is the folder's."""
        if known is None:
            return False
        claimed = tongues.claimed(source.parts, self._subtags)
        if claimed and claimed != tongues.primary(known[1]):
            return False
        self._given.setdefault((known[0], tongues.primary(known[1])), (source.place, digest))
        self.report.unchanged += 1
        return True

    def _keep(self, batch: list[_Waiting]) -> None:
        """Keep what was read, in one transaction. Whatever is slow happens before it."""
        arrivals = [arrival for each in batch if (arrival := self._arrival(each)) is not None]
        if not arrivals:
            return
        with transaction.atomic():
            kept = keep(arrivals, public_from=self._public_from)
            for pk in kept.changed:
                announce(RecordAdded(pk))
        self.report.added += kept.added
        self.report.updated += kept.updated
        self.report.new_works += kept.new_works

    def _arrival(self, waiting: _Waiting) -> Arrival | None:
        document = self._document(waiting)
        if document is None:
            return None
        store().put(waiting.content)
        name = waiting.source.place.rpartition("/")[2]
        language = self._languages[document["language_found"]]
        return Arrival(document, language, name, waiting.digest, len(waiting.content))

    def _document(self, waiting: _Waiting) -> Mapping[str, Any] | None:
        """What the child read, with the language that all agree on; None where the file is refused."""
        answer = waiting.answer.result()
        if defect := answer.get("defect"):
            self._refuse(waiting.source, defect["code"], defect["reason"])
            return None
        document = answer["document"]
        claimed = tongues.claimed(waiting.source.parts, self._subtags)
        sayings = {"declared": document["declared"], "claimed": claimed, "detected": document["detected"]}
        code, reason = tongues.fault(**sayings, known=self._subtags)
        language = next((said for said in sayings.values() if said), "")
        before = self._given.get((document["symbol_key"], language))
        if not code and before is not None:
            if before[1] == waiting.digest:
                self.report.unchanged += 1
                return None
            code, reason = "given_twice", f"{document['symbol_printed']} in this language was in {before[0]} already."
        if code:
            self._refuse(waiting.source, code, reason)
            return None
        self._given[document["symbol_key"], language] = (waiting.source.place, waiting.digest)
        return {**document, "language_found": language}

    def _refuse(self, source: Source, code: str, reason: str) -> None:
        self.report.defects.append(Defect(source.place, code, reason))


def _fault_of(error: Exception) -> tuple[str, str]:
    if isinstance(error, DefectError):
        return error.code, error.reason
    return "unreadable", f"It cannot be read: {error}"


def _by_subtag(languages: Iterable[Language]) -> dict[str, Language]:
    """The instance's languages by primary subtag; of two with the same one, the official or the first."""
    found: dict[str, Language] = {}
    for language in sorted(languages, key=lambda each: not each.official):
        found.setdefault(tongues.primary(language.bcp47), language)
    return found


def _known(digests: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Digest to (work's key, language's tag) of files that are the present text of their expression."""
    rows = File.objects.filter(digest__in=list(digests)).select_related("expression__work", "expression__language")
    present = rows.defer("expression__text").filter(expression__source_digest=F("digest"))
    return {row.digest: (row.expression.work.key, row.expression.language.bcp47) for row in present}


def _batches(sources: Iterable[Source]) -> Iterator[list[Source]]:
    batch: list[Source] = []
    size = 0
    for source in sources:
        batch.append(source)
        size += source.size
        if len(batch) >= BATCH_FILES or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
