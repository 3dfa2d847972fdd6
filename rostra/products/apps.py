"""Django's registration of this stage."""

from django.apps import AppConfig


class ProductsConfig(AppConfig):
    name = "rostra.products"
    label = "products"
    default_auto_field = "django.db.models.BigAutoField"
