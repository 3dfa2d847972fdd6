"""Django's registration of this stage."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "rostra.search"
    label = "search"
    default_auto_field = "django.db.models.BigAutoField"
