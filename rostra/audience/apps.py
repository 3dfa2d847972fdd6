"""Django's registration of this stage; it gives the worker its counting."""

from django.apps import AppConfig


class AudienceConfig(AppConfig):
    name = "rostra.audience"
    label = "audience"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have the worker look at the instance's own logs about once a minute; figures are at most an hour behind."""
        from rostra.audience.jobs import ingest_own_logs
        from rostra.release.worker import add_chore

        add_chore(ingest_own_logs)
