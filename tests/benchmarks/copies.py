"""Letters copied within PostgreSQL: more than a machine reads from text in an hour.

A copy is a letter of its own: it has another number, date and age, and the rationale of each of its items ends with a
sentence of another item's. What an import keeps beside a letter (its file, its likeness) is not copied.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Max, Model

from search.models import Citation, Determination, DeterminationSpecialty, DisputedItem, ItemGround

_CHOSEN = """
INSERT INTO letter_copied SELECT id FROM (
    SELECT d.id, sum(count(*)) OVER (ORDER BY d.id) - count(*) AS before
    FROM search_determination d JOIN search_disputeditem i ON i.determination_id = d.id
    WHERE d.id < {letters} AND d.visibility = 'published' GROUP BY d.id
) counted WHERE before < {most}
"""
_THEIR_ITEMS = """
INSERT INTO item_copied SELECT i.id FROM search_disputeditem i JOIN letter_copied l ON l.id = i.determination_id
"""
_DAY = "(DATE '2013-01-01' + ((decision_date - DATE '2013-01-01') + {copy} * 37) % 2500)"
_NUMBER = "'CM' || to_char({day}, 'YY') || '-' || lpad(({letter})::text, 7, '0')"
_SENTENCE = """
coalesce((SELECT split_part(o.rationale, '. ', 1 + {copy} % 3) FROM search_disputeditem o
          WHERE o.id = 1 + (i.id * 7 + {copy} * 7919) % {items}), 'Copied')
"""


@dataclass(frozen=True, slots=True)
class _Beyond:
    """What is higher than every key of a letter, every key of an item and every number of news before the copies."""

    letters: int
    items: int
    news: int


def fill(wanted: int) -> Iterator[int]:
    """Copy the public letters, all of them again and again, until there are at least ``wanted`` public items; yields
    how many there are after each time."""
    highest = [
        (model.objects.aggregate(last=Max(column))["last"] or 0) + 1
        for model, column in ((Determination, "pk"), (DisputedItem, "pk"), (DisputedItem, "news"))
    ]
    beyond = _Beyond(*highest)
    held = found = DisputedItem.objects.visible().count()
    if not held:
        raise ValueError("There is no public letter to copy.")
    copy = 0
    with _made_afterwards():
        while found < wanted:
            copy += 1
            found += _copied(copy, min(wanted - found, held), beyond)
            yield found
    with connection.cursor() as cursor:
        for table in (model._meta.db_table for model in (Determination, DisputedItem)):
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")
        cursor.execute("UPDATE search_newscounter SET last = (SELECT max(news) FROM search_disputeditem)")
        cursor.execute("ANALYZE")


@contextmanager
def _made_afterwards() -> Iterator[None]:
    """Without the indexes that only serve to look something up: they are made at once in the end, as a restored
    backup's are."""
    tables = ", ".join(f"'{model._meta.db_table}'::regclass" for model, *_ in _tables(0, _Beyond(0, 0, 0)))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
            f" WHERE indrelid IN ({tables}) AND NOT indisunique"
        )
        kept = dict(cursor.fetchall())
        try:
            for name in kept:
                cursor.execute(f"DROP INDEX {name}")
            yield
        finally:
            cursor.execute("SET maintenance_work_mem = '512MB'")
            for definition in kept.values():
                cursor.execute(definition)


@transaction.atomic
def _copied(copy: int, most: int, beyond: _Beyond) -> int:
    """One copy of each of the first letters, until there are ``most`` items of them; how many items that made."""
    with connection.cursor() as cursor:
        # Whether each copy's keys lead somewhere would take longer to look up than all else.
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table in ("letter_copied", "item_copied"):
            cursor.execute(f"CREATE TEMP TABLE {table} (id bigint PRIMARY KEY) ON COMMIT DROP")
        cursor.execute(_CHOSEN.format(letters=beyond.letters, most=most))
        cursor.execute(_THEIR_ITEMS)
        made = int(cursor.rowcount)
        cursor.execute("ANALYZE letter_copied, item_copied")
        for model, key, chosen, differing in _tables(copy, beyond):
            cursor.execute(_insert(model, f"{key} IN (SELECT id FROM {chosen})", differing))
        return made


def _tables(copy: int, beyond: _Beyond) -> Iterator[tuple[type[Model], str, str, dict[str, str]]]:
    """Each table that is copied, its column by which rows are chosen, from which list, and the columns that differ."""
    letter, item = f"+ {copy * beyond.letters}", f"+ {copy * beyond.items}"
    day = _DAY.format(copy=copy)
    number = _NUMBER.format(day=day, letter=f"id {letter}")
    other = {
        "id": f"id {letter}",
        "case_number": number,
        "fingerprint": f"md5(fingerprint || (id {letter}))",
        "body_digest": f"md5(body_digest || (id {letter}))",
        "decision_date": day,
        "patient_age": f"20 + (patient_age + {copy}) % 56",
        "full_text": f"replace(full_text, case_number, {number})",
        "source_id": "NULL",
    }
    yield Determination, "id", "letter_copied", other
    other = {
        "id": f"id {item}",
        "determination_id": f"determination_id {letter}",
        "news": f"news + {copy * beyond.news}",
        "rationale": f"rationale || ' ' || {_SENTENCE.format(copy=copy, items=beyond.items - 1)} || '.'",
        "entry": f"'copy-' || (id {item})",
    }
    yield DisputedItem, "id", "item_copied", other
    of_letters: tuple[type[Model], ...] = (Determination.licensed_in.through, DeterminationSpecialty)
    for model in of_letters:
        yield model, "determination_id", "letter_copied", {"determination_id": f"determination_id {letter}"}
    yield DisputedItem.regions.through, "disputeditem_id", "item_copied", {"disputeditem_id": f"disputeditem_id {item}"}
    of_items: tuple[type[Model], ...] = (Citation, ItemGround)
    for model in of_items:
        yield model, "item_id", "item_copied", {"item_id": f"item_id {item}"}


def _insert(model: type[Model], where: str, differing: dict[str, str]) -> str:
    """``differing``: column → SQL of its value in the copy; a key that is not among them is given anew."""
    table = model._meta.db_table
    columns = [str(field.column) for field in model._meta.concrete_fields]
    columns = [name for name in columns if name != "id" or name in differing]
    values = ", ".join(differing.get(name, f'"{name}"') for name in columns)
    names = ", ".join(f'"{name}"' for name in columns)
    return f'INSERT INTO "{table}" ({names}) SELECT {values} FROM "{table}" AS i WHERE {where}'
