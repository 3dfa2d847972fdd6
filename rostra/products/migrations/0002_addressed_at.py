from typing import Any

from django.db import migrations, models
from django.db.models import Min


def fix_addresses(apps: Any, schema_editor: Any) -> None:
    """What is public already has its address."""
    public = apps.get_model("products", "Product").objects.annotate(since=Min("versions__released_at"))
    for product in public.exclude(since=None):
        product.addressed_at = product.since
        product.save(update_fields=["addressed_at"])


class Migration(migrations.Migration):
    dependencies = [("products", "0001_initial")]
    operations = [
        migrations.AddField(
            model_name="product",
            name="addressed_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="address fixed at"),
        ),
        migrations.RunPython(fix_addresses, migrations.RunPython.noop),
    ]
