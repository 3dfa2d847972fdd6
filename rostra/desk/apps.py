"""Django's registration of this stage."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "rostra.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"
