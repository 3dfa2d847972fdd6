"""Django's registration of this stage."""

from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "rostra.network"
    label = "network"
    default_auto_field = "django.db.models.BigAutoField"
