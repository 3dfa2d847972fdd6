"""Django's registration of this stage."""

from django.apps import AppConfig


class LooksConfig(AppConfig):
    name = "rostra.looks"
    label = "looks"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the institution's own words before the catalogues."""
        from rostra.looks.own_words import install

        install()
