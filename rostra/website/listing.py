"""Lists of what is public on a site: newest first, in the reader's language or the nearest, from frozen texts only."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Prefetch, Q

from rostra.foundation.gate import Audience
from rostra.foundation.models import Language
from rostra.release.models import FrozenVersion, Release
from rostra.website.chrome import Surroundings
from rostra.website.sites import Site
from rostra.website.texts import Facts, facts, frozen_text, picture, place_of

#: For how long a product counts as new.
NEW = timedelta(hours=24)
FAR = datetime.max.replace(tzinfo=UTC)
_READABLE = ~Q(frozen__fate=FrozenVersion.Fate.WITHDRAWN)

Wanted = Callable[[Facts], bool]


@dataclass(frozen=True)
class Tongue:
    """A cell of a row's languages: an address where the product can be read in it, empty where it cannot."""

    language: Language
    href: str


@dataclass(frozen=True)
class Entry:
    """One product in a list, told in one language.

    Attributes:
        at: when this language first became public.
        language: the one of headline and summary; not always the page's.
        tongues: all official languages and those it has besides, in the institution's order.
    """

    slugline: str
    kind: dict[str, str]
    kind_slug: str
    headline: str
    summary: str
    at: datetime
    language: Language
    place: str
    place_language: str
    href: str
    tongues: tuple[Tongue, ...]
    picture: dict[str, Any] | None
    full_picture: dict[str, Any] | None
    text: dict[str, Any]
    is_new: bool


class Listing:
    """The public products of a site, as an anonymous reader sees them at an instant."""

    def __init__(self, around: Surroundings, site: Site, now: datetime) -> None:
        self._around = around
        self._site = site
        self._now = now

    def ids(self, language: Language, wanted: Wanted | None = None) -> list[int]:
        """The releases that are the public state of a product with something to read, newest first.

        Args:
            language: in which they are listed. What was withdrawn in it is left out where no page of the site tells it.
            wanted: asked of one language's canonical text; None takes all.
        """
        ended = Q(frozen__language=language, frozen__fate=FrozenVersion.Fate.WITHDRAWN)
        told = Q(frozen__language__in=self._site.languages) & _READABLE
        visible = Release.objects.visible_to(Audience.ANONYMOUS, self._now).filter(sites=self._site.office)
        rows = visible.annotate(
            first=Min("frozen__first_released_at", filter=_READABLE),
            digest=Min("frozen__digest", filter=_READABLE),
            ended=Count("frozen", filter=ended),
            told=Count("frozen", filter=told),
        ).exclude(ended__gt=0, told=0)
        found = rows.exclude(first=None).order_by("-first", "-pk").values_list("pk", "digest")
        return [pk for pk, digest in found if wanted is None or wanted(facts(digest))]

    def entries(self, ids: Iterable[int], language: Language) -> list[Entry]:
        """Rows for a list, in the order of the ids."""
        ids = list(ids)
        visible = FrozenVersion.objects.visible_to(Audience.ANONYMOUS, self._now).select_related("language")
        releases = (
            Release.objects.visible_to(Audience.ANONYMOUS, self._now).filter(pk__in=ids).select_related("product")
        )
        ended = releases.filter(frozen__fate=FrozenVersion.Fate.WITHDRAWN, frozen__language=language)
        gone = set(ended.values_list("pk", flat=True))
        by_id = {each.pk: each for each in releases.prefetch_related(Prefetch("frozen", queryset=visible))}
        return [self._entry(by_id[pk], language, gone=pk in gone) for pk in ids if pk in by_id]

    def fresh_until(self, entries: Iterable[Entry]) -> datetime:
        """The instant at which the first of these is no longer new; far away where none is."""
        return min((entry.at + NEW for entry in entries if entry.is_new), default=FAR)

    def _entry(self, release: Release, language: Language, *, gone: bool) -> Entry:
        """A row. `gone`: withdrawn in this language, whose page says so; the row leads to one that can be read."""
        rows = {row.language.code: row for row in release.frozen.all()}
        offered = [code for code in rows if code in self._site.by_code] if gone else list(rows)
        row = rows[self._around.nearest(language.code, offered)]
        read_at = row.language.code if gone else language.code
        text = frozen_text(row.digest)
        rest = f"/{text['kind']}/{text['slugline']}"
        shown = picture(text["picture"])
        kind = self._around.kinds.get(text["kind"])
        place, place_language = self._place(text, row.language.code, language.code)
        return Entry(
            slugline=text["slugline"],
            kind=kind.name if kind else {},
            kind_slug=text["kind"],
            headline=row.headline,
            summary=row.summary,
            at=row.first_released_at,
            language=row.language,
            place=place,
            place_language=place_language,
            href=self._site.path(f"/{read_at}{rest}"),
            tongues=tuple(self._tongues(rows, rest)),
            picture=shown["small"] if shown else None,
            full_picture=shown,
            text=text,
            is_new=self._now - row.first_released_at < NEW,
        )

    def _place(self, text: dict[str, Any], written_in: str, wanted: str) -> tuple[str, str]:
        if place := place_of(text):
            return place, written_in
        site = self._around.sites.get(text["office"])
        words = site.office.place if site else {}
        return (words[wanted], wanted) if words.get(wanted) else ("", wanted)

    def _tongues(self, rows: dict[str, FrozenVersion], rest: str) -> Iterable[Tongue]:
        for code, language in self._around.languages.items():
            if code in rows and code in self._site.by_code:
                yield Tongue(language, self._site.path(f"/{code}{rest}"))
            elif language.official and code in self._site.by_code:
                yield Tongue(language, "")
