"""Addresses: the desk, and the public sites for all the rest."""

from django.urls import include, path
from wagtail.admin import urls as wagtailadmin_urls

urlpatterns = [
    path("desk/", include(wagtailadmin_urls)),
    path("", include("rostra.audience.urls")),
]
