"""Bring the vocabulary tables in step with the data files."""

from __future__ import annotations

from typing import Any

from search.ingest.rows import sync_vocabulary
from search.management.base import DataCommand


class Command(DataCommand):
    help = "Add and update vocabulary rows from the data files; deletes and renames nothing. Safe to repeat."

    def handle(self, **options: Any) -> None:
        synced = sync_vocabulary()
        self.stdout.write(f"Vocabulary: {synced.added:,} added, {synced.changed:,} changed.")
