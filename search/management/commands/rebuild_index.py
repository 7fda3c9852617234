"""Build the search index from the database, beside the live one, and swap it in."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import CommandError, CommandParser

from search.index import IndexUnavailable, engine
from search.management.base import DataCommand
from search.models.news import number_all_news
from search.vocabulary.counted import counted

MOST_WORKERS = 64


class Command(DataCommand):
    """Haystack's own command removes the live index first; here people search on while it is built."""

    help = "Build the whole search index from the database and swap it in. Searching goes on meanwhile."

    def add_arguments(self, parser: CommandParser) -> None:
        """Accept what Haystack's command of this name accepts."""
        parser.add_argument(
            "--noinput",
            "--no-input",
            action="store_false",
            dest="interactive",
            help="Ask nothing (it never does).",
        )
        parser.add_argument("-u", "--using", action="append", default=[], help="Accepted and passed over.")
        parser.add_argument("-b", "--batch-size", type=int, help="Accepted and passed over.")
        parser.add_argument(
            "-k",
            "--workers",
            type=int,
            default=1,
            help="How many processes fill an index in a search cluster (default: 1). The embedded one is built by one.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild, and say how many items it holds."""
        began = time.monotonic()
        try:
            items = engine().rebuild(max(1, min(options["workers"], MOST_WORKERS)))
            number_all_news()
        except IndexUnavailable as error:
            raise CommandError(str(error)) from error
        if options["verbosity"]:
            seconds = time.monotonic() - began
            self.stdout.write(f"Indexed {counted(items, 'item')} in {seconds:.1f} seconds.")
