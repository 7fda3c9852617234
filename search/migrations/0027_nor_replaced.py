"""What was written down is not written over either, which SQLite does without an update or a delete."""

from django.db import migrations

from search.models.guarding import guard


class Migration(migrations.Migration):
    dependencies = [("search", "0026_something_is_said_to_be_wrong")]

    operations = [migrations.RunPython(lambda apps, editor: guard(editor.connection), migrations.RunPython.noop)]
