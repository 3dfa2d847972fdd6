"""Django's registration of this stage."""

from django.apps import AppConfig


class AudienceConfig(AppConfig):
    name = "rostra.audience"
    label = "audience"
    default_auto_field = "django.db.models.BigAutoField"
