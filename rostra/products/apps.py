"""Django's registration of this stage."""

from django.apps import AppConfig


class ProductsConfig(AppConfig):
    """Lets Wagtail know what refers to pictures, so that it counts where they are used."""

    name = "rostra.products"
    label = "products"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what refers."""
        from wagtail.models import ReferenceIndex

        from rostra.products.models import LanguageVersion, Product

        ReferenceIndex.register_model(Product)
        ReferenceIndex.register_model(LanguageVersion)
