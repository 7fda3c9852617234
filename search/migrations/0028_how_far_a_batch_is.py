"""How far a batch is, read from one index at one moment; made beside the work on PostgreSQL, as in 0019."""

from django.db import migrations, models

OLD, NEW = "file_batch_and_outcome", "file_outcomes_of_batch"


def exchange(made, columns, dropped):
    def work(apps, schema_editor):
        connection = schema_editor.connection
        beside = "CONCURRENTLY " if connection.vendor == "postgresql" else ""
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE INDEX {beside}IF NOT EXISTS {made} ON search_importedfile ({columns})")
            cursor.execute(f"DROP INDEX {beside}IF EXISTS {dropped}")

    return work


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("search", "0027_nor_replaced")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunPython(
                    exchange(NEW, "batch_id, outcome, part", OLD), exchange(OLD, "batch_id, outcome", NEW), atomic=False
                )
            ],
            state_operations=[
                migrations.RemoveIndex(model_name="importedfile", name=OLD),
                migrations.AddIndex(
                    model_name="importedfile",
                    index=models.Index(fields=["batch", "outcome", "part"], name=NEW),
                ),
            ],
        )
    ]
