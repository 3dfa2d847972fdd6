"""Addresses: the desk, what counting needs, and the public sites."""

from django.urls import include, path
from wagtail.admin import urls as wagtailadmin_urls

from rostra.website import urls

urlpatterns = [
    path("desk/", include(wagtailadmin_urls)),
    path("", include("rostra.audience.urls")),
    path("", include(urls)),
]
handler404 = urls.handler404
