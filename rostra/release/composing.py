"""What a release makes of its product: every language of the public state after it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext, override

from rostra.foundation.errors import Refusal
from rostra.foundation.models import Language
from rostra.foundation.text import canonical, isolated, say
from rostra.looks.dates import moment_words
from rostra.products.content import is_as_cleared
from rostra.products.models import LanguageVersion
from rostra.release.freezing import canonical_text
from rostra.release.models import FrozenVersion, Release
from rostra.release.public_state import Notice, PublicState, Telling
from rostra.release.sealed import store

Fate = FrozenVersion.Fate
Act = Release.Act
#: Remarks that a text does not keep which is released anew.
_LIFTED = {"under_check", str(Act.WITHDRAWAL)}


@dataclass(frozen=True)
class Composition:
    """The rows to be frozen, and the same as plain values for renderers and channels."""

    rows: list[FrozenVersion]
    state: PublicState


def compose(release: Release) -> Composition:
    """Work out the whole public state of the product after a release. Writes bytes to the store, no rows.

    Raises:
        Refusal: `bytes_missing` or `bytes_damaged` if a carried text cannot be read; `changed` or `picture_lost` for a
            text that is frozen now.
    """
    before = {row.language_id: row for row in _base_rows(release)}
    named = {language.pk: language for language in release.languages.all()}
    versions = {v.language_id: v for v in _versions(release, {*before, *named})}
    rows = [
        _named(release, version, before.get(pk)) if pk in named else _unnamed(release, version, before[pk])
        for pk, version in versions.items()
    ]
    rows.sort(key=lambda row: (row.language.order, row.language.code))
    return Composition(rows, state_of(release, rows))


def _base_rows(release: Release) -> Iterable[FrozenVersion]:
    if release.follows is None:
        return []
    rows = release.follows.frozen.select_related("language")
    # Of what is barred only a withdrawal says what becomes of each language; anything else brings nothing back unasked.
    return rows.filter(fate=Fate.WITHDRAWN) if release.follows.barred_at and release.act != Act.WITHDRAWAL else rows


def _versions(release: Release, languages: set[int]) -> Iterable[LanguageVersion]:
    return (
        LanguageVersion.objects.filter(product=release.product, language__in=languages)
        .select_related("product__kind", "product__office", "product__picture", "language")
        .prefetch_related("product__themes", "product__mandates")
        .order_by("language__order", "language__code")
    )


def _named(release: Release, version: LanguageVersion, base: FrozenVersion | None) -> FrozenVersion:
    if base is None and release.act in {Act.WITHDRAWAL, Act.CHECKED}:
        raise Refusal(
            "not_public", str(version), gettext("It is not public, so there is nothing to withdraw or check.")
        )
    if base is not None and release.act == Act.WITHDRAWAL:
        notice = _notice(Act.WITHDRAWAL, release.instant, *say(release.note, version.language.code))
        return _copy(release, version, base, Fate.WITHDRAWN, [notice, *base.notices])
    if base is not None and release.act == Act.CHECKED:
        rest = [notice for notice in base.notices if notice["act"] != "under_check"]
        return _copy(release, version, base, Fate.CARRIED, rest)
    return _freshly_frozen(release, version, base)


def _unnamed(release: Release, version: LanguageVersion, base: FrozenVersion) -> FrozenVersion:
    """What stays as it was, with a remark where the release `asks` for a check of the other languages."""
    if base.fate in {Fate.WITHDRAWN, Fate.UNDER_CHECK}:
        return _copy(release, version, base, Fate(base.fate), base.notices)
    if release.asks:
        notice = _under_check(release, version.language)
        return _copy(release, version, base, Fate.UNDER_CHECK, [notice, *base.notices])
    return _copy(release, version, base, Fate.CARRIED, base.notices)


def _freshly_frozen(release: Release, version: LanguageVersion, base: FrozenVersion | None) -> FrozenVersion:
    if not is_as_cleared(version):
        reason = gettext("A picture in it was changed after it was cleared; send it back, and clear it again.")
        raise Refusal("changed", str(version), reason)
    text = canonical_text(version)
    earlier = [notice for notice in base.notices if notice["act"] not in _LIFTED] if base else []
    if release.act == Act.CORRECTION:
        earlier = [_notice(Act.CORRECTION, release.instant, *say(release.note, version.language.code)), *earlier]
    first = release.instant if base is None or base.fate == Fate.WITHDRAWN else base.first_released_at
    digest = store().put(canonical(text), media_type="application/json")
    return FrozenVersion(
        release=release,
        version=version,
        product=version.product,
        language=version.language,
        fate=Fate.RELEASED,
        digest=digest,
        content_hash=version.approved_hash,
        headline=version.headline,
        summary=version.summary,
        office=version.product.office,
        occurred_at=version.product.occurred_at,
        notices=earlier,
        first_released_at=first,
        changed_at=_changed_at(first, earlier),
        told_at=_told_at(release, base, digest, earlier),
    )


def _copy(
    release: Release, version: LanguageVersion, base: FrozenVersion, fate: Fate, notices: list[Any]
) -> FrozenVersion:
    return FrozenVersion(
        release=release,
        version=version,
        product=version.product,
        language=version.language,
        fate=fate,
        digest=base.digest,
        content_hash=base.content_hash,
        headline=base.headline,
        summary=base.summary,
        office_id=base.office_id,
        occurred_at=base.occurred_at,
        notices=notices,
        first_released_at=base.first_released_at,
        changed_at=_changed_at(base.first_released_at, notices),
        told_at=_told_at(release, base, base.digest, notices),
    )


def _changed_at(first: datetime, notices: list[Any]) -> datetime:
    """When what is read came to be so: every change of a text has its notice, and a lifted one leaves it as it was."""
    return max([first, *(datetime.fromisoformat(notice["at"]) for notice in notices)])


def _told_at(release: Release, base: FrozenVersion | None, digest: str, notices: list[Any]) -> datetime:
    """When the public was last told anything of it: now, if this says what the release before did not."""
    if base is None or (base.digest, base.notices) != (digest, notices):
        return release.instant
    return base.told_at


def _notice(act: str, at: datetime, text: str, language: str) -> Notice:
    return {"act": str(act), "at": at.isoformat(), "text": text, "language": language}


def _under_check(release: Release, language: Language) -> Notice:
    names = ", ".join(isolated(each.endonym) for each in release.languages.all())
    told = {"moment": moment_words(release.instant, language.bcp47), "languages": names}
    with override(language.django or None):
        text = gettext("A correction was made on %(moment)s (%(languages)s). This version is being checked.") % told
    return _notice("under_check", release.instant, text, language.code)


def state_of(release: Release, rows: Iterable[FrozenVersion]) -> PublicState:
    """The plain values of a release's rows."""
    return PublicState(
        release_id=release.pk,
        product_id=release.product_id,
        slugline=release.product.slugline,
        year=release.product.created_at.year,
        kind=release.product.kind.slug,
        act=release.act,
        instant=release.instant,
        office=release.product.office.slug,
        sites=tuple(office.slug for office in release.sites.all()),
        serial=release.serial,
        tellings={row.language.code: telling_of(row) for row in rows},
    )


def telling_of(row: FrozenVersion) -> Telling:
    """The plain values of one row; reads the canonical text from the store unless it was withdrawn."""
    withdrawn = row.fate == Fate.WITHDRAWN
    return Telling(
        language=row.language.code,
        fate=row.fate,
        text=None if withdrawn else json.loads(store().get(row.digest)),
        digest=row.digest,
        notices=tuple(row.notices),
        first_released_at=row.first_released_at,
        changed_at=row.changed_at,
        told_at=row.told_at,
    )
