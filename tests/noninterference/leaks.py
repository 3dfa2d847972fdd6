"""Leaks to be planted: each makes public code betray an embargo in one of the ways in which real systems did."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from rostra.foundation import clock
from rostra.products.models import LanguageVersion, Product
from rostra.release import states
from rostra.release.models import FrozenQuerySet, FrozenVersion, Release, ReleaseQuerySet, SealedPage
from rostra.website.exchange import Exchange
from rostra.website.front import Front
from rostra.website.headers import PublicHeadersMiddleware
from rostra.website.listing import Listing, Tongue
from rostra.website.manifest import Manifest, Span
from rostra.website.views import machines, missing
from rostra.website.visits import Visit

Plant = Callable[[pytest.MonkeyPatch], None]
PLANTED: dict[str, Plant] = {}


def planted(plant: Plant) -> Plant:
    """Add a leak to the list by its name."""
    PLANTED[plant.__name__] = plant
    return plant


def _all_armed(rows: Any, audience: object, now: datetime) -> Any:
    return rows.filter(state__in=[states.ARMED, states.SEALED])


@planted
def lists_pass_by_the_gate(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(ReleaseQuerySet, "visible_to", _all_armed)
    patch.setattr(FrozenQuerySet, "visible_to", lambda rows, audience, now: rows)


@planted
def a_feed_has_an_entry_early(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(FrozenQuerySet, "visible_to", lambda rows, audience, now: rows)


@planted
def the_map_tells_of_the_latest_change(patch: pytest.MonkeyPatch) -> None:
    def with_change(template: str, context: dict[str, Any]) -> HttpResponse:
        last = LanguageVersion.objects.order_by("-changed_at", "-pk").first()
        return HttpResponse(f"<lastmod>{last and (last.pk, last.changed_at)}</lastmod>", content_type="application/xml")

    patch.setattr(machines, "_xml", with_change)


@planted
def media_are_served_to_who_knows_the_address(patch: pytest.MonkeyPatch) -> None:
    gated = Manifest.seek

    def by_path(manifest: Manifest, site: int, path: str, now: datetime) -> Any:
        if not path.startswith("/media/"):
            return gated(manifest, site, path, now)
        page = SealedPage.objects.filter(path=path).first()
        return page and _entry(page, now)

    patch.setattr(Manifest, "seek", by_path)


def _entry(page: SealedPage, now: datetime) -> Any:
    from rostra.website.manifest import Entry

    return Entry(Span(page.release_id, now, None, confirmed=True), page.digest, page.media_type, page.status)


@planted
def a_page_opens_before_its_instant(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Span, "is_open", lambda span, now: True)
    patch.setattr(Manifest, "_confirm", lambda manifest, span, now: True)


@planted
def a_row_offers_a_language_that_is_not_public(patch: pytest.MonkeyPatch) -> None:
    gated = Listing._tongues

    def with_siblings(listing: Listing, rows: Any, rest: str) -> list[Tongue]:
        slugline = rest.rpartition("/")[2]
        coming = FrozenVersion.objects.filter(product__slugline=slugline).values_list("language__code", flat=True)
        return [
            Tongue(each.language, rest) if each.language.code in coming else each for each in gated(listing, rows, rest)
        ]

    patch.setattr(Listing, "_tongues", with_siblings)


def _with_bytes(patch: pytest.MonkeyPatch, tell: Callable[[], str]) -> None:
    gated = Visit.answer

    def answer(visit: Visit, *args: Any, **options: Any) -> HttpResponse:
        response = gated(visit, *args, **options)
        response.content = response.content.replace(b"</head>", f"{tell()}</head>".encode())
        return response

    patch.setattr(Visit, "answer", answer)


@planted
def a_theme_counts_what_is_coming(patch: pytest.MonkeyPatch) -> None:
    _with_bytes(patch, lambda: f'<meta name="count" content="{Product.objects.filter(themes__slug="water").count()}">')


@planted
def a_preview_for_social_media_names_the_newest(patch: pytest.MonkeyPatch) -> None:
    def newest() -> str:
        version = LanguageVersion.objects.order_by("-pk").first()
        return f'<meta property="og:title" content="{version and version.headline}">'

    _with_bytes(patch, newest)


def _missing(patch: pytest.MonkeyPatch, change: Callable[[HttpRequest, HttpResponse], HttpResponse]) -> None:
    gated = missing.not_found
    patch.setattr(
        "rostra.website.views.missing.not_found", lambda request, exception=None: change(request, gated(request))
    )


def _named(request: HttpRequest) -> Product | None:
    return Product.objects.filter(slugline=request.path.rpartition("/")[2]).first()


@planted
def a_missing_page_says_not_yet(patch: pytest.MonkeyPatch) -> None:
    def not_yet(request: HttpRequest, response: HttpResponse) -> HttpResponse:
        response.content += b" not yet" if _named(request) else b""
        return response

    _missing(patch, not_yet)


@planted
def a_hidden_page_is_forbidden(patch: pytest.MonkeyPatch) -> None:
    def forbidden(request: HttpRequest, response: HttpResponse) -> HttpResponse:
        response.status_code = 403 if _named(request) else 404
        return response

    _missing(patch, forbidden)


@planted
def a_slugline_leads_to_its_page(patch: pytest.MonkeyPatch) -> None:
    def lead(request: HttpRequest, response: HttpResponse) -> HttpResponse:
        product = _named(request)
        return HttpResponseRedirect(f"/en/{product.kind.slug}/{product.slugline}") if product else response

    _missing(patch, lead)


@planted
def a_header_counts_releases(patch: pytest.MonkeyPatch) -> None:
    gated = PublicHeadersMiddleware.__call__

    def with_count(middleware: PublicHeadersMiddleware, request: HttpRequest) -> HttpResponse:
        response = gated(middleware, request)
        response.headers["X-Releases"] = str(Release.objects.count())
        return response

    patch.setattr(PublicHeadersMiddleware, "__call__", with_count)


@planted
def a_cache_is_told_to_hurry(patch: pytest.MonkeyPatch) -> None:
    gated = PublicHeadersMiddleware.__call__

    def hurried(middleware: PublicHeadersMiddleware, request: HttpRequest) -> HttpResponse:
        response = gated(middleware, request)
        coming = Release.objects.filter(state__in=[states.SEALED, states.ARMED]).order_by("instant").last()
        if coming is not None:
            response.headers["Cache-Control"] = f"public, max-age={int(coming.instant.timestamp()) % 1000}"
        return response

    patch.setattr(PublicHeadersMiddleware, "__call__", hurried)


@planted
def the_right_tag_is_confirmed(patch: pytest.MonkeyPatch) -> None:
    gated = Front.__call__

    def confirmed(front: Front, environ: dict[str, Any], start_response: Any) -> Any:
        tag = environ.get("HTTP_IF_NONE_MATCH", "").strip('"')
        if tag and SealedPage.objects.filter(digest__startswith=tag).exists():
            return Exchange(environ, start_response, None, came=(clock.now(), 0.0)).send("304 Not Modified", [], b"")
        return gated(front, environ, start_response)

    patch.setattr(Front, "__call__", confirmed)


@planted
def robots_are_told_to_keep_off(patch: pytest.MonkeyPatch) -> None:
    gated = machines.HttpResponse

    def with_names(content: str, **options: Any) -> HttpResponse:
        hidden = [f"Disallow: /{name}" for name in Product.objects.values_list("slugline", flat=True)]
        return gated("\n".join([content, *hidden]), **options)

    patch.setattr(machines, "HttpResponse", with_names)
