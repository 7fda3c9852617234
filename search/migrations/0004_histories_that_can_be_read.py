"""Entries of the admin's history that say which value a field was given, in a place where Django expects a related row."""

import json

from django.db import migrations


def mend(apps, schema_editor):
    entries = apps.get_model("admin", "LogEntry").objects.filter(change_message__startswith="[")
    for entry in entries.filter(change_message__contains='"name"').iterator(chunk_size=1_000):
        try:
            said = json.loads(entry.change_message)
        except ValueError:
            continue
        mended = [_mended(part) for part in said]
        if mended != said:
            entry.change_message = json.dumps(mended)
            entry.save(update_fields=["change_message"])


def _mended(part):
    """A part without a name whose object is missing; the name is told among the fields."""
    if not isinstance(part, dict):
        return part
    mended = {}
    for kind, told in part.items():
        if isinstance(told, dict) and "name" in told and "object" not in told:
            fields = [f"{field} ({told['name']})" for field in told.get("fields", [])]
            told = {"fields": fields} if fields else {}
        mended[kind] = told
    return mended


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0003_letters_by_original"),
        ("admin", "0003_logentry_add_action_flag_choices"),
    ]

    operations = [migrations.RunPython(mend, migrations.RunPython.noop)]
