"""Triggers by which the database refuses to rewrite who did what, whoever asks it."""

from __future__ import annotations

from typing import Any

TABLE = "search_auditentry"
_SAID = "What happened is not rewritten."


def guard(connection: Any) -> None:
    """Set the triggers, in place of any that are there."""
    unguard(connection)
    with connection.cursor() as cursor:
        for statement in _guarding(connection.vendor):
            cursor.execute(statement)


def unguard(connection: Any) -> None:
    """Take the triggers away, for whoever empties the whole database."""
    with connection.cursor() as cursor:
        for deed in ("update", "delete", "truncate", "insert"):
            on = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS audit_no_{deed}{on}")


def _guarding(vendor: str) -> list[str]:
    if vendor == "sqlite":
        # INSERT OR REPLACE takes the row that it replaces away without asking the trigger on deletes.
        replaced = f" FROM {TABLE} WHERE id = NEW.id"
        return [
            f"CREATE TRIGGER audit_no_{deed} BEFORE {deed.upper()} ON {TABLE} "
            f"BEGIN SELECT RAISE(ABORT, '{_SAID}'){which}; END"
            for deed, which in (("update", ""), ("delete", ""), ("insert", replaced))
        ]
    if vendor == "postgresql":
        refuse = (
            "CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{_SAID}'; END $$"
        )
        triggers = (
            f"CREATE TRIGGER audit_no_{deed} BEFORE {deed.upper()} ON {TABLE} "
            f"FOR EACH {'STATEMENT' if deed == 'truncate' else 'ROW'} EXECUTE FUNCTION audit_refuse()"
            for deed in ("update", "delete", "truncate")
        )
        return [refuse, *triggers]
    raise NotImplementedError(f"Who did what cannot be guarded in {vendor}.")
