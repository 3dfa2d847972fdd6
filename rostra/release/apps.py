"""Django's registration of this stage."""

from django.apps import AppConfig


class ReleaseConfig(AppConfig):
    """Registers the channels that are known here; the web channel comes from `website`."""

    name = "rostra.release"
    label = "release"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register channels and receivers."""
        from rostra.release import receivers  # noqa: F401
        from rostra.release.channels.feed import FeedChannel
        from rostra.release.channels.push import PushChannel
        from rostra.release.channels.registry import register

        register(FeedChannel())
        register(PushChannel())
