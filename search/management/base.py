"""What commands that show no page have in common."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.management.base import BaseCommand

from search.operating.giving_way import step_back

CHECKED = ("settings",)
"""What is checked before they run. To check the pages loads them all, which takes longer than many a command does;
`prepare` checks them, and comes before `serve`; the web server loads them anyway."""


class SteppingBack(BaseCommand):
    """A command that nobody waits for beside people who read: started as a program it leaves them the processor. One
    that mends or builds the index does not: without it there is nothing to read."""

    def run_from_argv(self, argv: Sequence[str]) -> None:
        """See Django; not called where a process calls the command for itself."""
        step_back()
        super().run_from_argv(list(argv))


class DataCommand(BaseCommand):
    """A command that works on the data alone."""

    requires_system_checks = CHECKED
