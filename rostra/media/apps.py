"""Django's registration of this stage."""

from django.apps import AppConfig


class MediaConfig(AppConfig):
    name = "rostra.media"
    label = "media"
    default_auto_field = "django.db.models.BigAutoField"
