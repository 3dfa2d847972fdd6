"""A sample access log: invented visits of the past days, the same for the same seed and day.

Lines are in the combined log format with the host in front of the request's path left out; the first field holds a
daily visitor hash in place of the address, as the web server writes it. Nobody was watched: every line is made up.
"""

import hashlib
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

#: How many people a day read each language on headquarters' site, about; centres have a fraction of it.
DAILY_VISITORS = {"en": 62, "fr": 27, "ar": 30, "es": 24, "zh": 26, "ru": 19, "sw": 6}
#: What a reader comes with; a made-up but ordinary mixture.
BROWSERS = (
    "Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0",
)
BOTS = (
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)",
    "Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)",
)
REFERRERS = ("-", "-", "-", "https://www.google.com/", "https://duckduckgo.com/", "https://www.bing.com/")


@dataclass(frozen=True)
class Site:
    """What is visited: the office's slug, its languages, whether it is headquarters', and its pages by weight."""

    slug: str
    languages: Sequence[str]
    is_headquarters: bool
    paths: Sequence[str]


def lines(site: Site, *, now: datetime, days: int = 30) -> Iterator[str]:
    """The log of a site, oldest line first, ending before `now`.

    Args:
        site: what is visited; a path holds `{lang}` where the language's code stands.
        now: the end of the log, aware.
        days: how many days before it are told.
    """
    for back in range(days, -1, -1):
        day = (now - timedelta(days=back)).replace(hour=0, minute=0, second=0, microsecond=0)
        chance = random.Random(f"{site.slug} {day:%Y-%m-%d}")  # noqa: S311 (a picture of chance, not a secret)
        told = [hit for code in site.languages for hit in _readers(site, code, day, chance)]
        told += _bots(site, day, chance)
        for at, line in sorted(told):
            if at < now:
                yield line


def _readers(site: Site, code: str, day: datetime, chance: random.Random) -> list[tuple[datetime, str]]:
    share = 1.0 if site.is_headquarters else 0.22
    weekend = 0.6 if day.weekday() >= 5 else 1.0
    people = round(DAILY_VISITORS.get(code, 8) * share * weekend * chance.uniform(0.8, 1.25))
    hits = []
    for person in range(people):
        name = hashlib.sha256(f"{site.slug} {day:%Y-%m-%d} {code} {person}".encode()).hexdigest()[:16]
        browser, referrer = chance.choice(BROWSERS), chance.choice(REFERRERS)
        at = day + timedelta(seconds=min(max(chance.gauss(50_000, 16_000), 0), 86_000))
        for _ in range(min(1 + int(chance.expovariate(0.9)), 8)):
            path = _path(site, code, chance)
            hits.append((at, _line(name, at, path, referrer, browser, chance)))
            referrer = "-"
            at += timedelta(seconds=chance.uniform(8, 150))
    return hits


def _path(site: Site, code: str, chance: random.Random) -> str:
    """Most visits are to what stands first: the n-th page gets about a share of 1 / n."""
    weights = [1 / (n + 1) for n in range(len(site.paths))]
    return chance.choices(site.paths, weights)[0].replace("{lang}", code)


def _bots(site: Site, day: datetime, chance: random.Random) -> list[tuple[datetime, str]]:
    hits = []
    for browser in BOTS:
        name = hashlib.sha256(f"{site.slug} {day:%Y-%m-%d} {browser}".encode()).hexdigest()[:16]
        for _ in range(chance.randint(2, 9)):
            at = day + timedelta(seconds=chance.uniform(0, 86_399))
            path = chance.choice(site.paths).replace("{lang}", chance.choice(list(site.languages)))
            hits.append((at, _line(name, at, path, "-", browser, chance)))
    return hits


def _line(name: str, at: datetime, path: str, referrer: str, browser: str, chance: random.Random) -> str:
    status, size = (304, 0) if chance.random() < 0.08 else (200, chance.randint(6_000, 42_000))
    return f'{name} - - [{at:%d/%b/%Y:%H:%M:%S} +0000] "GET {path} HTTP/1.1" {status} {size} "{referrer}" "{browser}"'
