from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("release", "0006_release_pictures"),
    ]

    operations = [
        migrations.AddField(
            model_name="valve",
            name="place",
            field=models.CharField(blank=True, editable=False, max_length=64),
        ),
    ]
