"""What stands at which address at which instant, held in memory by each web process."""

import threading
from bisect import bisect_right
from collections import OrderedDict, defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime

from rostra.network.models import Host, Office
from rostra.release import states
from rostra.release.models import Release, SealedPage
from rostra.release.sealed import store

#: How much sealed text and pictures a process keeps at hand, in bytes.
CACHE = 128 * 1024 * 1024
#: The end of a reign that never was: held, or cancelled.
NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class Span:
    """A release's reign over its addresses: from its instant until the next one's."""

    release_id: int
    instant: datetime
    until: datetime | None
    confirmed: bool


@dataclass(slots=True)
class Entry:
    """Sealed bytes at an address, for as long as their release reigns."""

    span: Span
    digest: str
    media_type: str
    status: int


class Bytes:
    """The most recently asked sealed bytes, up to a size."""

    def __init__(self, size: int = CACHE) -> None:
        self._size = size
        self._held = 0
        self._items: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, digest: str, encoding: str) -> bytes:
        """The bytes with this digest, encoded."""
        key = (digest, encoding)
        found = self._items.get(key)
        if found is not None:
            return found
        content = store().path(digest, encoding).read_bytes()
        with self._lock:
            self._items[key] = content
            self._held += len(content)
            while self._held > self._size and len(self._items) > 1:
                self._held -= len(self._items.popitem(last=False)[1])
        return content


class Manifest:
    """Addresses to sealed bytes. `refresh` brings in what was armed, held or cancelled since."""

    def __init__(self) -> None:
        self._spans: dict[int, Span] = {}
        self._pages: dict[tuple[int | None, str], list[Entry]] = defaultdict(list)
        self._changes: list[datetime] = []
        #: Host name -> (office id, whether it is headquarters); centre slug -> office id.
        self.hosts: dict[str, tuple[int, bool]] = {}
        self.centres: dict[str, int] = {}
        self.bytes = Bytes()

    def refresh(self) -> None:
        """Read hosts and releases; load the pages of releases that are new here."""
        self.hosts = {
            name: (office, function == Office.Function.HEADQUARTERS)
            for name, office, function in Host.objects.filter(purpose=Host.Purpose.SITE).values_list(
                "name", "office", "office__function"
            )
        }
        self.centres = dict(Office.objects.values_list("slug", "pk"))
        rows = Release.objects.filter(state=states.ARMED, held_at=None).values_list("pk", "instant", "until")
        armed = {pk: (instant, until) for pk, instant, until in rows}
        for pk in self._spans.keys() - armed.keys():
            self._spans.pop(pk).until = NEVER
        fresh = [pk for pk in armed if pk not in self._spans]
        for pk, (instant, until) in armed.items():
            if pk in self._spans:
                self._spans[pk].until = until
                self._spans[pk].instant = instant
        self._load(fresh, armed)
        self._changes = sorted(instant for instant, _ in armed.values())

    def _load(self, fresh: list[int], armed: dict[int, tuple[datetime, datetime | None]]) -> None:
        if not fresh:
            return
        spans = {pk: Span(pk, *armed[pk], confirmed=False) for pk in fresh}
        pages = SealedPage.objects.filter(release__in=fresh) if len(fresh) < 500 else SealedPage.objects.all()
        for pk, site, path, digest, media_type, status in pages.values_list(
            "release", "site", "path", "digest", "media_type", "status"
        ).iterator():
            if pk in spans:
                self._pages[(site, path)].append(Entry(spans[pk], digest, media_type, status))
        self._spans.update(spans)

    def find(self, site: int, path: str, now: datetime) -> Entry | None:
        """What stands at an address of a site now, or None."""
        entries = self._pages.get((site, path)) or self._pages.get((None, path))
        if not entries:
            return None
        for entry in reversed(entries):
            span = entry.span
            if span.instant <= now and (span.until is None or now < span.until) and self._confirm(span, now):
                return entry
        return None

    def _confirm(self, span: Span, now: datetime) -> bool:
        """The first time that a release is seen open, ask the database whether it was held at the last moment."""
        if not span.confirmed:
            span.confirmed = Release.objects.gone_live(now).filter(pk=span.release_id).exists()
        return span.confirmed

    def marker(self, now: datetime) -> int:
        """A number that changes when an instant passes: how many releases have gone live. For lists kept in memory."""
        return bisect_right(self._changes, now)
