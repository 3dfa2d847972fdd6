"""Django's registration of this stage."""

from django.apps import AppConfig


class SampleConfig(AppConfig):
    name = "rostra.sample"
    label = "sample"
    default_auto_field = "django.db.models.BigAutoField"
