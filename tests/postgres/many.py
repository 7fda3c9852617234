"""A collection of some size in PostgreSQL, made by the database itself of one letter."""

from __future__ import annotations

from django.db import connection
from django.db.models import Model

from search.models import Determination, DisputedItem

LETTERS, ITEMS = 111_000, 200_000


def many_letters(first: DisputedItem) -> None:
    """LETTERS copies of an item's letter and ITEMS copies of the item, each with its own numbers: those from 1,000,001
    on."""
    copied(
        Determination,
        first.determination_id,
        LETTERS,
        {
            "id": "1000000 + n",
            "case_number": "'CM16-' || lpad(n::text, 7, '0')",
            "fingerprint": "lpad(to_hex(n), 32, '0')",
            "body_digest": "lpad(to_hex(n), 32, '0')",
            "decision_date": "CASE WHEN n % 50 = 0 THEN NULL ELSE DATE '2014-01-01' + (n % 3000) END",
        },
    )
    copied(
        DisputedItem,
        first.pk,
        ITEMS,
        {
            "id": "1000000 + n",
            "determination_id": f"1000001 + n % {LETTERS}",
            "position": f"1 + n / {LETTERS}",
            "news": "1000000 + n",
            "heading": "'Massage therapy number ' || n || ' of the neck'",
        },
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE search_determination")
        cursor.execute("ANALYZE search_disputeditem")


def copied(model: type[Model], pk: int, count: int, differing: dict[str, str]) -> None:
    """So many copies of a row; ``differing``: column → SQL of its value in the copy ``n``, from 1."""
    table = model._meta.db_table
    columns = [str(field.column) for field in model._meta.concrete_fields]
    values = ", ".join(differing.get(column, f'"{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        rows = f'FROM "{table}", generate_series(1, {count}) AS n WHERE id = {pk}'
        # Whether each copy's keys lead somewhere would take longer to look up than all else.
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(f'INSERT INTO "{table}" ({names}) SELECT {values} {rows}')
        cursor.execute("SET LOCAL session_replication_role = origin")
