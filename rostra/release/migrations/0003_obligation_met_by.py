import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('release', '0002_valve'),
    ]

    operations = [
        migrations.AddField(
            model_name='obligation',
            name='met_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='release.release', verbose_name='met by'),
        ),
    ]
