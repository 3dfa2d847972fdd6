from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("products", "0002_addressed_at")]
    operations = [
        migrations.AddIndex(
            model_name="languageversion",
            index=models.Index(
                condition=models.Q(("released_at", None)), fields=["product"], name="versions_not_public"
            ),
        ),
    ]
