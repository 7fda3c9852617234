"""Bring the vocabulary tables in step with the data files."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from search.ingest.rows import sync_vocabulary


class Command(BaseCommand):
    help = "Add and update vocabulary rows from the data files; deletes and renames nothing. Safe to repeat."

    def handle(self, **options: Any) -> None:
        synced = sync_vocabulary()
        self.stdout.write(f"Vocabulary: {synced.added:,} added, {synced.changed:,} changed.")
