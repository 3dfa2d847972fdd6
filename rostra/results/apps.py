"""Django's registration of this stage."""

from django.apps import AppConfig


class ResultsConfig(AppConfig):
    name = "rostra.results"
    label = "results"
    default_auto_field = "django.db.models.BigAutoField"
