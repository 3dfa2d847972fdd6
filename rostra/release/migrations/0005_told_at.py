from datetime import datetime

from django.db import migrations, models
from django.db.models import F


def _fill(apps, schema_editor):
    """What changed a text in public was told then; a remark that was lifted leaves the text as old as it was."""
    frozen = apps.get_model("release", "FrozenVersion").objects
    frozen.update(told_at=F("changed_at"))
    for row in frozen.exclude(changed_at=F("first_released_at")).only("first_released_at", "changed_at", "notices").iterator():
        at = max([row.first_released_at, *(datetime.fromisoformat(notice["at"]) for notice in row.notices)])
        if at != row.changed_at:
            frozen.filter(pk=row.pk).update(changed_at=at)


class Migration(migrations.Migration):

    dependencies = [
        ("release", "0004_frozen_facts"),
    ]

    operations = [
        migrations.AddField(
            model_name="frozenversion",
            name="told_at",
            field=models.DateTimeField(null=True, verbose_name="told at"),
        ),
        migrations.RunPython(_fill, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="frozenversion",
            name="told_at",
            field=models.DateTimeField(verbose_name="told at"),
        ),
    ]
