"""Django's registration of this stage."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Listens to what becomes public."""

    name = "rostra.search"
    label = "search"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register receivers."""
        from rostra.search import receivers  # noqa: F401
