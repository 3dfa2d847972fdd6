"""Addresses of the public sites (contracts, section 5), on a host of their own and under headquarters'."""

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path, re_path, register_converter

from rostra.foundation import LANGUAGE_CODE
from rostra.foundation.symbols import NotASymbolError, Symbol
from rostra.website.views import (
    document_list,
    documents,
    feeds,
    front_page,
    lists,
    machines,
    sealed,
    search,
    slashes,
    symbols,
)


class LanguageCode:
    """A language as addresses name it."""

    regex = LANGUAGE_CODE

    def to_python(self, value: str) -> str:
        """The code as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """The code as it stands."""
        return value


class SymbolText:
    """What can be read as a document's symbol; anything else is left to other addresses."""

    regex = r".{1,200}"

    def to_python(self, value: str) -> str:
        """The text as it was typed."""
        try:
            Symbol.parse(value)
        except NotASymbolError as error:
            raise ValueError(str(error)) from None
        return value

    def to_url(self, value: str) -> str:
        """The text as it stands."""
        return value


register_converter(LanguageCode, "language")
register_converter(SymbolText, "symbol")


def _site(prefix: str) -> list[URLPattern]:
    """The addresses of one site."""
    return [
        *_page(f"{prefix}", front_page.choose_language),
        path(f"{prefix}sitemaps/<int:number>.xml", machines.sitemap),
        *_page(f"{prefix}<language:lang>/", front_page.front_page),
        *_feeds(f"{prefix}<language:lang>/feed"),
        *_feeds(f"{prefix}<language:lang>/themes/<slug:slug>/feed"),
        *_page(f"{prefix}<language:lang>/about", lists.about),
        *_page(f"{prefix}<language:lang>/centres", lists.centres),
        *_page(f"{prefix}<language:lang>/search", search.search),
        *_page(f"{prefix}<language:lang>/themes/", lists.theme_list),
        *_page(f"{prefix}<language:lang>/themes/<slug:slug>", lists.theme_page),
        *_page(f"{prefix}<language:lang>/documents/", document_list.documents),
        path(f"{prefix}<language:lang>/documents/<path:symbol>", documents.document),
        *_page(f"{prefix}<language:lang>/<slug:kind>/", lists.kind_list),
        *_page(f"{prefix}<language:lang>/<slug:kind>/<slug:slugline>", sealed.product),
    ]


def _page(address: str, view: Callable[..., Any]) -> list[URLPattern]:
    """A page's address, and the one that its readers type by mistake."""
    other = address[:-1] if address.endswith("/") else f"{address}/"
    return [path(address, view), *([path(other, slashes.respelled)] if address else [])]


def _feeds(address: str) -> list[URLPattern]:
    """The same feed in every format."""
    return [path(f"{address}.{ending}", feeds.feed, {"ending": ending}) for ending in feeds.FORMATS]


urlpatterns = [
    path("robots.txt", machines.robots),
    path("sitemap.xml", machines.sitemap_index),
    path("media/<str:name>", sealed.media),
    re_path("^files/(?P<digest>[0-9a-f]{64})[.]xml$", documents.source_file),
    path("symbol/<path:rest>", symbols.symbol),
    *_site("centres/<slug:centre>/"),
    *_site(""),
    path("<language:lang>/<symbol:rest>", symbols.short),
]
handler404 = "rostra.website.views.missing.not_found"
