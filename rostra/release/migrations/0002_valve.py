from typing import Any

from django.db import migrations


def make_valve(apps: Any, schema_editor: Any) -> None:
    """The one row, so that a backup made before the first release knows whose database it is."""
    apps.get_model("release", "Valve").objects.get_or_create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("release", "0001_initial")]
    operations = [migrations.RunPython(make_valve, migrations.RunPython.noop)]
