"""Indexes for the lists of staff, made beside the work on PostgreSQL: nobody waits for them, however full the tables."""

from django.db import ProgrammingError, migrations

EVERYWHERE = {
    "letter_form": "search_determination (form)",
    "file_outcome_newest": "search_importedfile (outcome, id)",
}
OF_POSTGRESQL = {
    "letter_compared": "search_determination (id) WHERE NOT (official = '{}'::jsonb)",
    "item_corrected": "search_disputeditem (id) WHERE NOT (corrected = '[]'::jsonb)",
}
TRIGRAMS = {
    "file_parts": "search_importedfile USING gin (UPPER(name) gin_trgm_ops, UPPER(reason) gin_trgm_ops)",
    "audit_parts": "search_auditentry USING gin (UPPER(who) gin_trgm_ops, UPPER(name) gin_trgm_ops, "
    "UPPER(why) gin_trgm_ops, UPPER(key) gin_trgm_ops, UPPER(address) gin_trgm_ops)",
}


def make(apps, schema_editor):
    connection = schema_editor.connection
    postgresql = connection.vendor == "postgresql"
    beside = "CONCURRENTLY " if postgresql else ""
    with connection.cursor() as cursor:
        for name, what in (EVERYWHERE | OF_POSTGRESQL if postgresql else EVERYWHERE).items():
            cursor.execute(f"CREATE INDEX {beside}IF NOT EXISTS {name} ON {what}")
        if not postgresql:
            return
        try:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        except ProgrammingError:
            return  # not ours to install: the admin's search works without, and slower
        for name, what in TRIGRAMS.items():
            cursor.execute(f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {name} ON {what}")


def drop(apps, schema_editor):
    connection = schema_editor.connection
    beside = "CONCURRENTLY " if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name in (*EVERYWHERE, *OF_POSTGRESQL, *TRIGRAMS):
            cursor.execute(f"DROP INDEX {beside}IF EXISTS {name}")


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("search", "0018_likenesses_by_parts")]
    operations = [migrations.RunPython(make, drop, atomic=False)]
