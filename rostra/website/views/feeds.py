"""Feeds of a site in each of its languages, whole or of one theme: Atom, RSS and JSON Feed of the same entries."""

import gzip
from collections.abc import Callable, Iterable, Iterator

from django.http import HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers

from rostra.foundation.gate import Audience
from rostra.foundation.text import digest, say
from rostra.mandates.models import Theme
from rostra.release.channels import atom, json_feed, rss
from rostra.release.channels.entries import FeedEntry, FeedHead
from rostra.release.channels.feed import entries_of, tombstones
from rostra.release.channels.voice import voice
from rostra.release.models import FrozenVersion
from rostra.website.texts import frozen_text
from rostra.website.views.lists import theme_or_404
from rostra.website.visits import Visit, public

#: A feed is read again and again by machines, so it ends after so many entries, or so many characters of text.
MOST_ENTRIES, MOST_TEXT = 50, 600_000

Serializer = Callable[[FeedHead, list[FeedEntry]], bytes]
#: Ending in the address -> how it is written, and as what it is sent.
FORMATS: dict[str, tuple[Serializer, str]] = {
    "atom": (atom.atom, atom.MEDIA_TYPE),
    "rss": (rss.rss, rss.MEDIA_TYPE),
    "json": (json_feed.json_feed, json_feed.MEDIA_TYPE),
}


@public
def feed(visit: Visit, ending: str, slug: str = "") -> HttpResponse:
    """What the site told last in one language, changes and withdrawals in their place."""
    theme = theme_or_404(visit, slug) if slug else None
    entries = _entries(visit, slug)
    write, media_type = FORMATS[ending]
    return _answer(visit, write(_head(visit, theme, ending), entries), f"{media_type}; charset=utf-8")


def _entries(visit: Visit, theme: str) -> list[FeedEntry]:
    """Exactly what can be read in this language, and what was withdrawn in it; the last change first."""
    office, language = visit.site.office, visit.language
    told = FrozenVersion.objects.visible_to(Audience.ANONYMOUS, visit.now).filter(
        release__sites=office, language=language
    )
    gone = tombstones(visit.now, language=language.code, site=office.slug, most=MOST_ENTRIES)
    rows = told.select_related("language", "product__kind").order_by("-told_at", "-pk")
    kept = [*_under(rows.iterator(), theme), *_under(gone, theme)]
    kept.sort(key=lambda row: (row.told_at, row.pk), reverse=True)
    found = entries_of(
        kept[:MOST_ENTRIES], voice=voice(), origin=visit.site.origin, url_of=lambda row, code: _url(visit, row, code)
    )
    return list(_within(found, MOST_TEXT))


def _under(rows: Iterable[FrozenVersion], theme: str) -> Iterator[FrozenVersion]:
    count = 0
    for row in rows:
        if not theme or theme in frozen_text(row.digest)["themes"]:
            yield row
            count += 1
        if count == MOST_ENTRIES:
            return


def _url(visit: Visit, row: FrozenVersion, code: str) -> str:
    """The page on this site; empty where the site does not speak the language."""
    rest = f"/{code}/{row.product.kind.slug}/{row.product.slugline}"
    return visit.site.url(rest) if code in visit.site.by_code else ""


def _within(entries: Iterable[FeedEntry], most: int) -> Iterator[FeedEntry]:
    """The first always, the others as long as there is room for their text."""
    room = most
    for number, entry in enumerate(entries):
        room -= len(entry.html)
        if number and room < 0:
            return
        yield entry


def _head(visit: Visit, theme: Theme | None, ending: str) -> FeedHead:
    site, code = visit.site, visit.language.code
    page = f"/themes/{theme.slug}" if theme else "/"
    rest = f"/themes/{theme.slug}/feed" if theme else "/feed"
    office = say(site.office.name, code).text
    return FeedHead(
        id=site.url(f"/{code}{rest}"),
        url=site.url(f"/{code}{rest}.{ending}"),
        page=site.url(f"/{code}{page}"),
        title=f"{say(theme.name, code).text} – {office}" if theme else office,
        language=visit.language.bcp47,
        author=office,
        alternates=tuple(
            (other.bcp47, site.url(f"/{other.code}{rest}.{ending}"))
            for other in site.languages
            if other != visit.language
        ),
    )


def _answer(visit: Visit, body: bytes, media_type: str) -> HttpResponse:
    """The bytes, or 304 for who has them; compressed for who can read that."""
    compress = "gzip" in visit.request.headers.get("Accept-Encoding", "")
    tag = f'"{digest(body)[:32]}{"g" if compress else ""}"'
    answer = HttpResponse(gzip.compress(body, 6, mtime=0) if compress else body, content_type=media_type)
    if compress:
        answer.headers["Content-Encoding"] = "gzip"
    answer.headers["ETag"] = tag
    answer.headers["Content-Length"] = str(len(answer.content))
    patch_vary_headers(answer, ["Accept-Encoding"])
    # No Last-Modified: two changes may fall in one second, and who asks by the second would miss one.
    found: HttpResponse | None = get_conditional_response(visit.request, etag=tag, response=answer)
    return found or answer
