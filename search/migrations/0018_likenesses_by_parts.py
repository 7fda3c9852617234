"""Likenesses of a letter's parts. Those of letters that are still stored are made anew by the next import."""

from django.db import migrations, models


def forget_stored(apps, schema_editor):
    apps.get_model("search", "Likeness").objects.filter(determination__isnull=False).delete()


class Migration(migrations.Migration):
    dependencies = [("search", "0017_histories_that_outlive_accounts")]

    operations = [
        migrations.AddField("likeness", "parts", models.BinaryField(default=b"")),
        migrations.RunPython(forget_stored, migrations.RunPython.noop),
    ]
