"""What a feed carries, before any format: plain values that the serializers share."""

from dataclasses import dataclass
from datetime import UTC, datetime

#: A feed in which nothing stands yet changed last at the beginning of time, so that its bytes depend on data only.
NEVER = datetime(1970, 1, 1, tzinfo=UTC)

#: (BCP 47 tag, address)
Alternates = tuple[tuple[str, str], ...]


#: The type of a page, and that of the same page in other languages. They are told apart, as some readers take the last
#: alternate link of type text/html for the entry's own.
HTML, HTML_ELSEWHERE = "text/html", "text/html; charset=utf-8"


@dataclass(frozen=True)
class FeedImage:
    """A picture of an entry; the address is whole, the size in pixels."""

    url: str
    media_type: str
    width: int
    height: int
    alternative: str = ""


@dataclass(frozen=True)
class FeedEntry:
    """One language of a product, as feeds tell it.

    Attributes:
        id: a tag URI (RFC 4151) that never changes.
        url: the page.
        html: the body with whole addresses; empty where withdrawn.
        language: BCP 47.
        categories: (slug, label in this language).
        alternates: the same in other languages.
        withdrawn: then only `id`, `updated` and `reason` are told, and only where the format has a word for it.
        reason: the public reason; in `reason_language` (BCP 47).
    """

    id: str
    url: str
    title: str
    summary: str
    html: str
    published: datetime
    updated: datetime
    language: str
    categories: tuple[tuple[str, str], ...] = ()
    image: FeedImage | None = None
    author: str = ""
    alternates: Alternates = ()
    withdrawn: bool = False
    reason: str = ""
    reason_language: str = ""


@dataclass(frozen=True)
class FeedHead:
    """What a feed says of itself.

    Attributes:
        id: a URI that never changes.
        url: where the feed lies.
        page: the page that lists the same.
        language: BCP 47.
        author: who speaks: the office.
        alternates: the same feed, in the same format, in other languages.
    """

    id: str
    url: str
    page: str
    title: str
    language: str
    author: str
    subtitle: str = ""
    alternates: Alternates = ()


def told(entries: list[FeedEntry]) -> list[FeedEntry]:
    """Those that can be read."""
    return [entry for entry in entries if not entry.withdrawn]


def last_change(entries: list[FeedEntry]) -> datetime:
    """When the newest of them changed; tombstones count."""
    return max((entry.updated for entry in entries), default=NEVER)


def stamp(instant: datetime) -> str:
    """RFC 3339 in UTC, with as many digits as the instant needs."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def legal(text: str) -> str:
    """The text without what XML 1.0 cannot hold (section 2.2) and without half characters."""
    return "".join(
        c for c in text if c in "\t\n\r" or "\x20" <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff"
    )
