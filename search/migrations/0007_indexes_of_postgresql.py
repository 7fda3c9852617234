"""Indexes that only PostgreSQL needs, made beside the work: nobody waits for them, however full the tables are.

SQLite cannot have an index with nulls last, and orders its short tables well without; it has no trigrams.
"""

from django.db import ProgrammingError, migrations

NEWEST = (
    "CREATE INDEX CONCURRENTLY IF NOT EXISTS letter_newest_first ON search_determination "
    "(decision_date DESC NULLS LAST, id DESC)"
)
TRIGRAMS = {
    "letter_number_parts": "search_determination USING gin (UPPER(case_number) gin_trgm_ops)",
    "letter_print_parts": "search_determination USING gin (UPPER(fingerprint) gin_trgm_ops)",
    "item_heading_parts": "search_disputeditem USING gin (UPPER(heading) gin_trgm_ops)",
}


def make(apps, schema_editor):
    connection = schema_editor.connection
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(NEWEST)
        try:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        except ProgrammingError:
            return  # not ours to install: the admin's search works without, and slower
        for name, what in TRIGRAMS.items():
            cursor.execute(f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {name} ON {what}")


def drop(apps, schema_editor):
    connection = schema_editor.connection
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for name in ("letter_newest_first", *TRIGRAMS):
                cursor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("search", "0006_log_of_changes")]
    operations = [migrations.RunPython(make, drop, atomic=False)]
