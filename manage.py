#!/usr/bin/env python
"""Django's command line for this site."""

import os
import sys

from django.core.management import execute_from_command_line, load_command_class
from django.db import DatabaseError, InterfaceError

from search.ingest.collecting import collect_seldom

WITHOUT_APPS = frozenset({"parse_letter"})
"""Commands that need no database: loading the site's apps and models would take longer than what they do."""


def main() -> None:
    """Run a command; where the database, the disk or the memory is what fails, whichever command it is, say so in a
    sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "imrsite.settings")
    try:
        if sys.argv[1:] and sys.argv[1] in WITHOUT_APPS:
            collect_seldom()
            load_command_class("search", sys.argv[1]).run_from_argv(sys.argv)
        else:
            execute_from_command_line(sys.argv)
    except (DatabaseError, InterfaceError, OSError, MemoryError) as error:
        from search.views.unavailable import sentence_for_owner

        sentence = sentence_for_owner(error)
        if not sentence or "--traceback" in sys.argv:
            raise
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise SystemExit(f"{sentence} It says: {reason.rstrip('.')}.") from None


if __name__ == "__main__":
    main()
