"""Django's registration of this stage."""

from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "rostra.library"
    label = "library"
    default_auto_field = "django.db.models.BigAutoField"
