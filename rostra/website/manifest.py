"""What stands at which address at which instant: releases near it in memory, older ones as they are asked for."""

import re
import threading
from bisect import bisect_right
from collections import OrderedDict, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from weakref import WeakValueDictionary

from django.db.models import F, Q

from rostra.foundation import clock
from rostra.release import states
from rostra.release.models import Release, SealedPage, open_at
from rostra.release.sealed import store
from rostra.website import chrome
from rostra.website.places import Places, places

#: How much sealed text and pictures a process keeps at hand, in bytes.
CACHE = 128 * 1024 * 1024
#: How many addresses of older releases a process remembers.
MOST_FOUND = 50_000
#: A release is held ready from its arming until so long after its instant.
NEAR = timedelta(minutes=10)
#: The end of a reign that never was: held, or cancelled.
NEVER = datetime.min.replace(tzinfo=UTC)
#: What a sealed address looks like: /language/kind/slugline, or a picture; all else is not asked of the database.
_SEALED = re.compile(r"/(?:[^/]+/[^/]+|media)/[^/]+")

Address = tuple[int | None, str]


@dataclass(slots=True, weakref_slot=True)
class Span:
    """A release's reign over its addresses: from its instant until the next one's."""

    release_id: int
    instant: datetime
    until: datetime | None
    confirmed: bool
    follows_id: int | None = None

    def is_open(self, now: datetime) -> bool:
        """Whether it reigns now, as far as this process knows."""
        return self.instant <= now and (self.until is None or now < self.until)


@dataclass(slots=True)
class Entry:
    """Sealed bytes at an address, for as long as their release reigns; `language` is that of the text in them."""

    span: Span
    digest: str
    media_type: str
    status: int
    language: str = ""


def _entry(span: Span, page: Any) -> Entry:
    return Entry(span, page.digest, page.media_type, page.status, page.code or "")


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
            if key not in self._items:
                self._items[key] = content
                self._held += len(content)
            while self._held > self._size and len(self._items) > 1:
                self._held -= len(self._items.popitem(last=False)[1])
        return content


class Manifest:
    """Addresses to sealed bytes. `refresh` brings in what was armed, held or cancelled since."""

    def __init__(self) -> None:
        self._near: dict[int, Span] = {}
        self._pages: dict[int, list[tuple[Address, Entry]]] = {}
        self._ready: dict[Address, list[Entry]] = {}
        self._found: dict[Address, Entry] = {}
        self._spans: WeakValueDictionary[int, Span] = WeakValueDictionary()
        self._changes: list[datetime] = []
        self._generation = 0
        self._furniture = ""
        self._looked = clock.now()
        self._lock = threading.Lock()
        self.places = Places()
        self.bytes = Bytes()

    def refresh(self, *, furniture: bool = True) -> None:
        """Read places and the releases near their instant; load the pages of those that are new here.

        Args:
            furniture: whether to look for changes of what stands around the pages, too.
        """
        if furniture:
            self._furniture = chrome.fingerprint()
            self._read_places()
        now = clock.now()
        rows = Release.objects.filter(
            state=states.ARMED, held_at=None, barred_at=None, instant__gt=min(now, self._looked) - NEAR
        ).values_list("pk", "instant", "until", "follows")
        armed = {pk: (instant, until, follows) for pk, instant, until, follows in rows}
        gone = {pk: self._near[pk] for pk in self._near.keys() - armed.keys()}
        fresh = armed.keys() - self._near.keys()
        moved = [pk for pk in armed.keys() - fresh if self._near[pk].instant != armed[pk][0]]
        for pk in moved:
            self._near[pk].instant = armed[pk][0]
        if fresh or gone or moved:
            self._replace(gone, {pk: armed[pk] for pk in fresh}, now)
        self._end_reigns({follows for _, _, follows in armed.values()} | {span.follows_id for span in gone.values()})
        self._looked = now

    def _read_places(self) -> None:
        found = places()
        if found != self.places:
            self.places = found
            self._generation += 1

    def _replace(
        self,
        gone: dict[int, Span],
        fresh: dict[int, tuple[datetime, datetime | None, int | None]],
        now: datetime,
    ) -> None:
        for pk, span in gone.items():
            if span.instant > now - NEAR:
                span.until = NEVER
            del self._near[pk], self._pages[pk]
        for pk, (instant, until, follows) in fresh.items():
            if (held := self._spans.get(pk)) and held.until == NEVER:
                del self._spans[pk]
            self._near[pk] = self._span(Span(pk, instant, until, confirmed=False, follows_id=follows))
            self._pages[pk] = []
        rows = SealedPage.objects.filter(release__in=fresh).annotate(code=F("language__code")).order_by("pk")
        for page in rows.only("release", "site", "path", "digest", "media_type", "status"):
            span = self._near[page.release_id]
            self._pages[page.release_id].append(((page.site_id, page.path), _entry(span, page)))
        ready: dict[Address, list[Entry]] = defaultdict(list)
        for address, entry in (each for pages in self._pages.values() for each in pages):
            ready[address].append(entry)
        self._ready = dict(ready)
        self._changes = sorted(span.instant for span in self._near.values())
        self._generation += 1

    def _end_reigns(self, followed: Iterable[int | None]) -> None:
        """Arming ends the reign of the release that is followed, a hold gives it back."""
        known = [pk for pk in followed if pk is not None and pk in self._spans]
        for pk, until in Release.objects.filter(pk__in=known).values_list("pk", "until") if known else ():
            span = self._spans.get(pk)
            if span is not None and span.until != NEVER:
                span.until = until

    def _span(self, span: Span) -> Span:
        with self._lock:
            return self._spans.setdefault(span.release_id, span)

    def find(self, site: int, path: str, now: datetime) -> Entry | None:
        """What stands in memory at an address of a site now, or None."""
        for address in ((site, path), (None, path)):
            for entry in self._ready.get(address, ()):
                if entry.span.is_open(now) and self._confirm(entry.span, now):
                    return entry
            found = self._found.get(address)
            if found is not None and found.span.is_open(now):
                return found
        return None

    def seek(self, site: int, path: str, now: datetime) -> Entry | None:
        """The same from the database, remembered for the next time."""
        if not _SEALED.fullmatch(path):
            return None
        rows = SealedPage.objects.filter(open_at(now, "release__"), Q(site=site) | Q(site=None), path=path)
        page = rows.annotate(code=F("language__code")).select_related("release").first()
        if page is None:
            return None
        span = self._span(Span(page.release_id, page.release.instant, page.release.until, confirmed=True))
        entry = _entry(span, page)
        with self._lock:
            self._found[page.site_id, path] = entry
            while len(self._found) > MOST_FOUND:
                self._found.pop(next(iter(self._found)))
        return entry

    def _confirm(self, span: Span, now: datetime) -> bool:
        """The first time that a release is seen open, ask the database whether it was held at the last moment."""
        if not span.confirmed:
            live = Release.objects.gone_live(now).filter(barred_at=None)
            span.confirmed = live.filter(pk=span.release_id).exists()
        return span.confirmed

    def state(self, now: datetime) -> tuple[int, int, str]:
        """What every list depends on, as a value that changes when an instant passes, or what stands around pages."""
        return self._generation, bisect_right(self._changes, now), self._furniture
