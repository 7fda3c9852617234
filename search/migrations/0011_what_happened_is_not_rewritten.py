"""The database itself refuses to change or delete what was written down."""

from django.db import migrations

from search.models.guarding import guard, unguard


class Migration(migrations.Migration):
    dependencies = [("search", "0010_who_did_what")]

    operations = [
        migrations.RunPython(lambda apps, editor: guard(editor.connection), lambda apps, editor: unguard(editor.connection))
    ]
