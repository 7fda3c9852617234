"""What commands that show no page have in common."""

from __future__ import annotations

from django.core.management.base import BaseCommand

CHECKED = ("settings",)
"""What is checked before they run. To check the pages loads them all, which takes longer than many a command does;
`prepare` and `serve` check them."""


class DataCommand(BaseCommand):
    """A command that works on the data alone."""

    requires_system_checks = CHECKED
