"""Django's registration of this stage; it makes its measures known."""

from django.apps import AppConfig


class ResultsConfig(AppConfig):
    name = "rostra.results"
    label = "results"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Import every measure, which registers it."""
        from rostra.results.measures import centre_materials, online_readers, speed, waivers  # noqa: F401
