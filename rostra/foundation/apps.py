"""Django's registration of this stage."""

from django.apps import AppConfig


class FoundationConfig(AppConfig):
    name = "rostra.foundation"
    label = "foundation"
    default_auto_field = "django.db.models.BigAutoField"
