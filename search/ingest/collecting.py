"""How often a process that reads letters looks for rubbish."""

from __future__ import annotations

import gc


def collect_seldom() -> None:
    """What reading loads and remembers stays, and what it makes for a letter goes with it: looking for rubbish finds
    next to none, and took a tenth of the time."""
    gc.set_threshold(50_000, 20, 20)
