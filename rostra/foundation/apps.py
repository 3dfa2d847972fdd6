"""Django's registration of this stage."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class FoundationConfig(AppConfig):
    """Teaches SQLite the capitals of every script."""

    name = "rostra.foundation"
    label = "foundation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Before the first connection is made."""
        from rostra.foundation.any_case import teach

        connection_created.connect(teach)
