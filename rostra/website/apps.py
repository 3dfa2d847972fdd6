"""Django's registration of this stage; it hands its page renderer and channel to `release`."""

from django.apps import AppConfig


class WebsiteConfig(AppConfig):
    name = "rostra.website"
    label = "website"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what `release` renders with, the web channel, and the check that both are there."""
        from rostra.release.channels.registry import register
        from rostra.release.pages import register_renderer
        from rostra.website import checks  # noqa: F401  (registers itself)
        from rostra.website.channel import WebChannel
        from rostra.website.render import render_pages

        register_renderer(render_pages)
        register(WebChannel())
