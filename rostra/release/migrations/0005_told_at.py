from datetime import datetime

from django.db import migrations, models


def _fill(apps, schema_editor):
    """Work out from one release to the next when the public was told anything; a lifted remark leaves a text as old.

    Each row is written once: PostgreSQL alters no table whose rows were written twice in one transaction.
    """
    frozen = apps.get_model("release", "FrozenVersion").objects
    said, rows = {}, []
    for row in frozen.select_related("release").order_by("release_id", "pk").iterator():
        text = (row.digest, row.notices)
        before, at = said.get((row.release.follows_id, row.language_id), (None, None))
        row.told_at = at if before == text else row.release.instant
        row.changed_at = max([row.first_released_at, *(datetime.fromisoformat(each["at"]) for each in row.notices)])
        said[row.release_id, row.language_id] = (text, row.told_at)
        rows.append(row)
    frozen.bulk_update(rows, ["told_at", "changed_at"], batch_size=200)


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
