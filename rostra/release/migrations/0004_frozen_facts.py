import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def _fill(apps, schema_editor):
    """Versions frozen before take what their product says now; the canonical texts have what it said then."""
    product = apps.get_model("products", "Product").objects.filter(pk=OuterRef("product_id"))
    apps.get_model("release", "FrozenVersion").objects.update(
        office_id=Subquery(product.values("office_id")), occurred_at=Subquery(product.values("occurred_at"))
    )


class Migration(migrations.Migration):

    dependencies = [
        ("release", "0003_obligation_met_by"),
    ]

    operations = [
        migrations.AddField(
            model_name="frozenversion",
            name="occurred_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="happened at"),
        ),
        migrations.AddField(
            model_name="frozenversion",
            name="office",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="network.office", verbose_name="office"),
        ),
        migrations.RunPython(_fill, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="frozenversion",
            name="office",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="network.office", verbose_name="office"),
        ),
    ]
