"""When each file was taken; of those that were taken before nobody knows."""

import django.utils.timezone
from django.db import migrations, models

WORDS = {"blank": True, "editable": False, "help_text": "When it was taken.", "null": True}


class Migration(migrations.Migration):
    dependencies = [("search", "0015_what_the_states_list_says")]

    operations = [
        migrations.AddField("importedfile", "at", models.DateTimeField(**WORDS)),
        migrations.AlterField(
            "importedfile", "at", models.DateTimeField(default=django.utils.timezone.now, **WORDS)
        ),
    ]
