import hashlib

from django.db import migrations, models


def _fill(apps, schema_editor):
    """An address of a release's page holds the digest of a rendition: so far as renditions are there, we know whose."""
    release = apps.get_model("release", "Release")
    pages = apps.get_model("release", "SealedPage").objects
    shown = set()
    for rendition in apps.get_model("media", "Rendition").objects.iterator():
        try:
            with rendition.file.open("rb") as file:
                address = f"/media/{hashlib.sha256(file.read()).hexdigest()}.webp"
        except FileNotFoundError:
            continue
        shown |= {(pk, rendition.image_id) for pk in pages.filter(path=address).values_list("release", flat=True)}
    through = release.pictures.through
    through.objects.bulk_create(through(release_id=pk, picture_id=picture) for pk, picture in sorted(shown))


class Migration(migrations.Migration):

    dependencies = [
        ("media", "0001_initial"),
        ("release", "0005_told_at"),
    ]

    operations = [
        migrations.AddField(
            model_name="release",
            name="pictures",
            field=models.ManyToManyField(editable=False, related_name="+", to="media.picture", verbose_name="pictures"),
        ),
        migrations.RunPython(_fill, migrations.RunPython.noop),
    ]
