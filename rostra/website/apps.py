"""Django's registration of this stage."""

from django.apps import AppConfig


class WebsiteConfig(AppConfig):
    name = "rostra.website"
    label = "website"
    default_auto_field = "django.db.models.BigAutoField"
