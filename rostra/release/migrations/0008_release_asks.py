from django.db import migrations, models


def _fill(apps, schema_editor):
    """What was armed asked if it has obligations; a correction on its way asks, which at worst is once too often."""
    releases = apps.get_model("release", "Release").objects.filter(act="correction")
    releases.filter(models.Q(obligations__isnull=False) | models.Q(state__in=["prepared", "sealed"])).update(asks=True)


class Migration(migrations.Migration):
    dependencies = [
        ("release", "0007_valve_place"),
    ]

    operations = [
        migrations.AddField(
            model_name="release",
            name="asks",
            field=models.BooleanField(default=False, verbose_name="asks for a check"),
        ),
        migrations.RunPython(_fill, migrations.RunPython.noop),
    ]
