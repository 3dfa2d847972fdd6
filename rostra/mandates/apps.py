"""Django's registration of this stage."""

from django.apps import AppConfig


class MandatesConfig(AppConfig):
    name = "rostra.mandates"
    label = "mandates"
    default_auto_field = "django.db.models.BigAutoField"
