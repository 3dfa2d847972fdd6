"""Seal a release: freeze its texts, render every page and payload, keep all bytes, lock the versions."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from rostra.foundation import clock, ledger
from rostra.foundation.errors import Refusal
from rostra.foundation.models import Language
from rostra.looks import own_words
from rostra.network.models import Office
from rostra.products import states as version_states
from rostra.products.models import LanguageVersion
from rostra.release import queries, states
from rostra.release.channels.registry import channels
from rostra.release.composing import Composition, compose
from rostra.release.freezing import pictures_in, pictures_of
from rostra.release.models import FrozenVersion, Release, SealedPage
from rostra.release.pages import Page, renderer
from rostra.release.public_state import PublicState
from rostra.release.sealed import store

FREEZING_ACTS = {Release.Act.ISSUE, Release.Act.JOIN, Release.Act.CORRECTION}


def seal(release: Release) -> Release:
    """Render outside any transaction, then write the manifest in a short one. Safe to repeat after a crash.

    Raises:
        Refusal: `state` if it is not prepared, `changed` if a version changed meanwhile, `no_renderer`, and whatever
            composing refuses.
    """
    own_words.read()
    release.serial = queries.next_serial(release.product)
    composition = compose(release)
    pages = [_kept(page) for page in _pages(composition.state)]
    payloads = _payloads(composition.state)
    with transaction.atomic():
        fresh: Release = Release.objects.select_for_update(of=("self",)).get(pk=release.pk)
        states.RELEASE.require(fresh.state, states.SEALED, place=str(fresh))
        if fresh.instant != release.instant:
            raise Refusal("changed", str(release), _("The release was rescheduled while it was being sealed."))
        _lock_versions(fresh, composition)
        fresh.pages.all().delete()
        fresh.frozen.all().delete()
        FrozenVersion.objects.bulk_create(composition.rows)
        SealedPage.objects.bulk_create(_rows(fresh, pages), batch_size=500)
        fresh.state, fresh.sealed_at = states.SEALED, clock.now()
        fresh.serial, fresh.payloads, fresh.fault = release.serial, payloads, ""
        fresh.save(update_fields=["state", "sealed_at", "serial", "payloads", "fault"])
        fresh.pictures.set({picture for row in _fresh(composition) for picture in pictures_of(row.version)})
        ledger.record("seal", fresh, by=None, pages=len(pages))
    return fresh


def _pages(state: PublicState) -> Iterable[Page]:
    render = renderer()
    if render is None:
        raise Refusal("no_renderer", state.slugline, _("No page renderer is registered; the website stage is missing."))
    yield from render(state)
    files = {
        rendition["path"]: Page(
            None, None, rendition["path"], store().get(rendition["digest"]), rendition["media_type"]
        )
        for telling in state.told.values()
        for rendition in pictures_in(telling.text or {"picture": None, "body": []})
    }
    yield from files.values()


def _kept(page: Page) -> tuple[Page, str]:
    return page, store().put(page.body, media_type=page.media_type)


def _payloads(state: PublicState) -> dict[str, dict[str, str]]:
    return {
        name: {language: store().put(channel.render(state, language)) for language in state.tellings}
        for name, channel in channels().items()
    }


def _lock_versions(release: Release, composition: Composition) -> None:
    """Lock what is frozen afresh, if it still is what was rendered."""
    for row in _fresh(composition):
        locked = LanguageVersion.objects.filter(
            pk=row.version_id, state=version_states.CLEARED, approved_hash=row.content_hash
        ).update(sealed_at=clock.now())
        if not locked:
            raise Refusal(
                "changed", str(row.version), _("This version was changed while the release was being sealed.")
            )


def _fresh(composition: Composition) -> list[FrozenVersion]:
    return [row for row in composition.rows if row.fate == FrozenVersion.Fate.RELEASED]


def _rows(release: Release, pages: Iterable[tuple[Page, str]]) -> Iterable[SealedPage]:
    sites = dict(Office.objects.values_list("slug", "pk"))
    languages = dict(Language.objects.values_list("code", "pk"))
    for page, digest in pages:
        yield SealedPage(
            release=release,
            site_id=sites[page.site] if page.site else None,
            language_id=languages[page.language] if page.language else None,
            path=page.path,
            digest=digest,
            media_type=page.media_type,
            status=page.status,
        )
