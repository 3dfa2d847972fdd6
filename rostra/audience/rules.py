"""What a request was for, who is counted, and when a key must go: values in, verdicts out."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import blake2b
from typing import NamedTuple
from urllib.parse import unquote

#: COUNTER Code of Practice, double-click filtering: of two requests for one item within this time the later counts.
DOUBLE_CLICK = timedelta(seconds=30)
#: How long after its day (or after it was made, for old logs) a key is kept, so that late lines still find it.
KEY_GRACE = timedelta(hours=6)
#: Up to so many bytes (some thousand requests), a log that grew is counted at once: reading it costs nothing.
SMALL_LOG = 1 << 20
#: A larger one is counted when it grew by this part of itself, and at least so often while it grows.
GROWTH, PATIENCE = 0.1, timedelta(hours=1)
#: Answers by which somebody got the thing.
SERVED = (200, 304)
#: Longer addresses are cut: no address of ours is.
LONGEST_PATH = 1024

HUMAN, ROBOT, MACHINE = "human", "robot", "machine"
HOME, PRODUCT, DOCUMENT, THEME, LIST, SEARCH, FEED, ASSET, OTHER = (
    "home", "product", "document", "theme", "list", "search", "feed", "asset", "other",
)  # fmt: skip
#: What a person reads. Feeds and files are fetched by programs or by pages.
PAGES = (HOME, PRODUCT, DOCUMENT, THEME, LIST, SEARCH, OTHER)

_ASSETS = ("/static/", "/media/", "/-/", "/desk/", "/api/")
_FILE = re.compile(
    r"\.(?:css|js|mjs|map|png|jpe?g|gif|webp|avif|svg|ico|bmp|tiff?|woff2?|ttf|otf|eot|mp[34]|webm|ogg|wav|xml|txt|json)$",
    re.IGNORECASE,
)
_CENTRE = re.compile(r"^/centres/([A-Za-z0-9_-]{1,50})(/.*)$", re.DOTALL)


class Address(NamedTuple):
    """What an address stands for. `site` is empty where the path does not say; `language` where there is none."""

    site: str = ""
    page: str = OTHER
    language: str = ""
    kind: str = ""
    slugline: str = ""
    symbol: str = ""
    theme: str = ""


@dataclass(frozen=True)
class Known:
    """The words that addresses of this instance are made of."""

    languages: frozenset[str]
    kinds: frozenset[str]
    centres: frozenset[str]


def address(path: str, known: Known) -> Address:
    """Read a path as contracts, section 5, writes it; what is not ours is `other`, or `asset` by its ending."""
    if path.startswith(_ASSETS):
        return Address(page=ASSET)
    site, rest = "", path
    under = _CENTRE.match(path)
    if under and under[1] in known.centres:
        site, rest = under[1], under[2]
    parts = rest.split("/")[1:]
    if not parts or parts[0] not in known.languages:
        return Address(site=site, page=ASSET if _FILE.search(rest) else OTHER)
    return _in_language(site, parts[0], [part for part in parts[1:] if part], known)


def _in_language(site: str, language: str, parts: list[str], known: Known) -> Address:
    if not parts:
        return Address(site, HOME, language)
    first, rest = parts[0], parts[1:]
    if parts[-1] in {"feed.atom", "feed.rss", "feed.json"}:
        return Address(site, FEED, language, theme=rest[0] if first == "themes" and len(rest) == 2 else "")
    if first == "documents" and rest:
        return Address(site, DOCUMENT, language, symbol=unquote("/".join(rest)))
    if first == "themes" and len(rest) == 1:
        return Address(site, THEME, language, theme=rest[0])
    if first == "search" and not rest:
        return Address(site, SEARCH, language)
    if first in known.kinds and len(rest) == 1:
        return Address(site, PRODUCT, language, kind=first, slugline=rest[0])
    if first in known.kinds or first in {"documents", "themes"}:
        return Address(site, LIST, language, kind=first if first in known.kinds else "")
    return Address(site, ASSET if _FILE.search(parts[-1]) else OTHER, language)


def visitors(key: bytes, *, group: str) -> blake2b:
    """What makes hashes of a group's visitors on the day of a key: BLAKE2b (RFC 7693), keyed.

    As strong as HMAC-SHA256 here, at a fifth of its cost; every request pays it.
    """
    return blake2b(f"{group}\0".encode(), key=key, digest_size=8)


def visitor(visitors: blake2b, *, address: str, agent: str) -> int:
    """63 bits under the day's key: the same reader that day, nobody the next."""
    hashed = visitors.copy()
    hashed.update(f"{address}\0{agent}".encode("utf-8", "surrogatepass"))
    return int.from_bytes(hashed.digest(), "big") >> 1


def key_has_expired(day: date, *, made_at: datetime, now: datetime) -> bool:
    """Whether the key of a day must be destroyed: its day (or, for old logs, its making) and the grace are over."""
    end = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1)
    return now > max(end, made_at) + KEY_GRACE


def recount_is_due(size: int, *, counted: int, counted_at: datetime, day: date, now: datetime) -> bool:
    """Whether a log that grew since it was counted is read again, whole: seldom enough that a day's work is small."""
    grew = size <= SMALL_LOG or size - counted >= GROWTH * counted
    return grew or now - counted_at >= PATIENCE or now.date() > day


def agent_class(*, robot: bool, machine: bool, crawler: bool, named: bool) -> str:
    """The class of a user agent from what the lists say.

    COUNTER's robots include its machines (scripts, text mining); they are kept apart, because somebody uses them.
    """
    if machine or not named:
        return MACHINE
    return ROBOT if robot or crawler else HUMAN
