"""Addresses on a host set aside for symbols: `/{lang}/{symbol}` first, then those of any site."""

from django.urls import path

from rostra.website import urls
from rostra.website.views import documents, symbols

urlpatterns = [
    path("<language:lang>/documents/<path:symbol>", documents.document),
    path("<language:lang>/<symbol:rest>", symbols.on_own_host),
    path("<symbol:rest>", symbols.on_own_host),
    *urls.urlpatterns,
]
handler404 = urls.handler404
