"""Indexes for staff who look for a decision or a deed that is rare, made beside the work on PostgreSQL."""

from django.db import migrations

INDEXES = {
    "item_decision_newest": "search_disputeditem (decision, id)",
    "audit_deed_newest": "search_auditentry (deed, id)",
}


def make(apps, schema_editor):
    beside = "CONCURRENTLY " if schema_editor.connection.vendor == "postgresql" else ""
    with schema_editor.connection.cursor() as cursor:
        for name, what in INDEXES.items():
            cursor.execute(f"CREATE INDEX {beside}IF NOT EXISTS {name} ON {what}")


def drop(apps, schema_editor):
    beside = "CONCURRENTLY " if schema_editor.connection.vendor == "postgresql" else ""
    with schema_editor.connection.cursor() as cursor:
        for name in INDEXES:
            cursor.execute(f"DROP INDEX {beside}IF EXISTS {name}")


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("search", "0020_corrections_that_are_remembered")]
    operations = [migrations.RunPython(make, drop, atomic=False)]
