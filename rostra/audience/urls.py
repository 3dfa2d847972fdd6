"""Public addresses of this stage."""

from django.urls import path

from rostra.audience.views import beacon

urlpatterns = [path("-/beacon", beacon, name="beacon")]
