"""The feed channel, and how a frozen version becomes an entry of a feed.

A feed is not sent: it is read. Its delivery is done when the gate lists what the feed must list, or no longer must.
"""

from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import datetime
from html import escape
from typing import TYPE_CHECKING, Any

from django.utils.translation import override

from rostra.foundation import clock
from rostra.foundation.gate import Audience
from rostra.foundation.text import canonical
from rostra.looks.dates import day_words
from rostra.network.models import Office
from rostra.release.channels.atom import atom
from rostra.release.channels.entries import Alternates, FeedEntry, FeedHead, FeedImage, legal, stamp
from rostra.release.channels.json_feed import json_feed
from rostra.release.channels.markup import body_html, picture_url, widest
from rostra.release.channels.registry import Outcome, Recipient
from rostra.release.channels.rss import rss
from rostra.release.channels.voice import Voice, voice
from rostra.release.composing import telling_of
from rostra.release.models import FrozenVersion, open_at
from rostra.release.public_state import Notice, PublicState, Telling
from rostra.release.sealed import store
from rostra.release.sentences import notice_title

if TYPE_CHECKING:
    from rostra.release.models import Delivery

__all__ = ["FeedChannel", "FeedEntry", "FeedHead", "atom", "entries_of", "entry_of", "json_feed", "rss"]


def entry_of(
    telling: Telling, *, name: str, url: str, origin: str, voice: Voice, alternates: Alternates = ()
) -> FeedEntry:
    """One language of a product as feeds tell it.

    Args:
        name: the tag URI, from `Voice.name_of`.
        url: the page on the site whose feed it is.
        origin: scheme and host of that site, for pictures and links.
        alternates: the pages in the other languages that can be read.
    """
    text, tag = telling.text, voice.tags.get(telling.language, telling.language)
    published, updated = telling.first_released_at, telling.told_at
    if text is None:
        said = next((n for n in telling.notices if n["act"] == "withdrawal"), None)
        reason, spoken = (said["text"], said["language"]) if said else ("", telling.language)
        return FeedEntry(
            name, url, "", "", "", published, updated, tag,
            withdrawn=True, reason=reason, reason_language=voice.tags.get(spoken, spoken),
        )  # fmt: skip
    return FeedEntry(
        id=name,
        url=url,
        title=text["headline"],
        summary=text["summary"],
        html=_html(telling, text, origin, voice),
        published=published,
        updated=updated,
        language=tag,
        categories=tuple((slug, voice.theme(slug, telling.language)) for slug in text["themes"]),
        image=_image(text["picture"], origin),
        author=text["byline"] or voice.office(text["office"], telling.language),
        alternates=alternates,
    )


def entries_of(
    rows: Iterable[FrozenVersion], *, voice: Voice, origin: str, url_of: Callable[[FrozenVersion, str], str]
) -> list[FeedEntry]:
    """Entries for rows that the gate let through (tombstones, too), in their order.

    Args:
        rows: with `language` and `product__kind` selected.
        url_of: row and language code -> address of the page on the site whose feed it is; "" where it has none.
    """
    rows = list(rows)
    releases = {row.release_id for row in rows}
    standing = FrozenVersion.objects.filter(release__in=releases).exclude(fate=FrozenVersion.Fate.WITHDRAWN)
    told: dict[int, list[str]] = {}
    for release, code in standing.order_by("language__order").values_list("release", "language__code"):
        told.setdefault(release, []).append(code)
    return [
        entry_of(
            telling_of(row),
            name=voice.name_of(row.product.slugline, row.language.code, year=row.product.created_at.year),
            url=url_of(row, row.language.code),
            origin=origin,
            voice=voice,
            alternates=tuple(
                (voice.tags.get(code, code), url)
                for code in told.get(row.release_id, [])
                if code != row.language.code and (url := url_of(row, code))
            ),
        )
        for row in rows
    ]


def tombstones(now: datetime, *, language: str, site: str, most: int = 50) -> list[FrozenVersion]:
    """What was withdrawn from a site and not told again, newest first: for formats that have a word for it."""
    rows = FrozenVersion.objects.filter(
        open_at(now, "release__"), fate=FrozenVersion.Fate.WITHDRAWN, language__code=language, release__sites__slug=site
    )
    return list(rows.select_related("language", "product__kind").order_by("-told_at", "-pk")[:most])


def _html(telling: Telling, text: dict[str, Any], origin: str, voice: Voice) -> str:
    tag, direction = voice.tags.get(telling.language, telling.language), voice.directions.get(telling.language, "auto")
    notices = "\n".join(_notice(each, voice) for each in telling.notices)
    parts = [part for part in (notices, body_html(text, origin=origin)) if part]
    return legal("\n".join([f'<div lang="{escape(tag)}" dir="{direction}">', *parts, "</div>"]))


def _notice(notice: Notice, voice: Voice) -> str:
    spoken = notice["language"]
    tag, direction = voice.tags.get(spoken, spoken), voice.directions.get(spoken, "auto")
    with override(voice.catalogues.get(spoken) or None):
        title = notice_title(notice["act"])
    told = f"{title} · {day_words(datetime.fromisoformat(notice['at']), tag)}"
    text = f"<br>{escape(notice['text'])}" if notice["text"] else ""
    return f'<p lang="{escape(tag)}" dir="{direction}"><strong>{escape(told)}</strong>{text}</p>'


def _image(picture: dict[str, Any] | None, origin: str) -> FeedImage | None:
    if not picture or not picture["renditions"]:
        return None
    size = widest(picture)
    url = picture_url(picture, origin=origin)
    return FeedImage(url, size["media_type"], size["width"], size["height"], picture["alternative"])


class FeedChannel:
    """Readers of Atom, RSS and JSON Feed, on every site in each of its languages."""

    name = "feed"

    def recipients(self, state: PublicState) -> Iterable[Recipient]:
        """One per site and language that the site speaks; withdrawn languages, too, as they must go."""
        pairs = Office.objects.filter(slug__in=state.sites, languages__code__in=state.tellings)
        for pk, slug, code in pairs.values_list("pk", "slug", "languages__code"):
            if code in state.tellings:
                yield Recipient(slug, code, site_id=pk)

    def render(self, state: PublicState, language: str) -> bytes:
        """The entry as canonical JSON, with the addresses of headquarters' site."""
        speaker = voice()
        entry = entry_of(
            state.tellings[language],
            name=speaker.name_of(state.slugline, language, year=state.year),
            url=speaker.page(language, state.kind, state.slugline),
            origin=speaker.origin,
            voice=speaker,
            alternates=tuple(
                (speaker.tags.get(code, code), speaker.page(code, state.kind, state.slugline))
                for code in state.told
                if code != language
            ),
        )
        dates = {"published": stamp(entry.published), "updated": stamp(entry.updated)}
        return canonical({**asdict(entry), **dates})

    def send(self, delivery: "Delivery", payload: bytes) -> Outcome:
        """Check that the gate lists this text now, or, if it was withdrawn, that it lists none in its place."""
        frozen = delivery.frozen
        listed = FrozenVersion.objects.visible_to(Audience.ANONYMOUS, clock.now()).filter(
            product=frozen.product_id, language=frozen.language_id
        )
        digests = list(listed.values_list("digest", flat=True))
        if frozen.fate == FrozenVersion.Fate.WITHDRAWN:
            gone = not digests
            return Outcome(accepted=gone, status="gone" if gone else "still listed", detail=", ".join(digests))
        if digests != [frozen.digest]:
            return Outcome(accepted=False, status="absent", detail=f"Listed: {', '.join(digests) or 'nothing'}.")
        store().get(frozen.digest)
        return Outcome(accepted=True, status="listed", detail=frozen.digest)
