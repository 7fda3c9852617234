"""The titled sections of a letter, in all the forms it may take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .forms import Section, title_of
from .lines import Line

__all__ = ["Section", "find_sections", "first_title", "title_of"]


def find_sections(lines: Sequence[Line]) -> Mapping[Section, tuple[int, int]]:
    """Where each section's first copy stands: the line of its title, and the line after its end."""
    starts: dict[Section, int] = {}
    for at, line in enumerate(lines):
        name = title_of(line.text)
        if name is not None:
            starts.setdefault(name, at)
    order = sorted(starts, key=lambda name: starts[name])
    ends = [*(starts[name] for name in order[1:]), len(lines)]
    return {name: (starts[name], end) for name, end in zip(order, ends, strict=False)}


def first_title(lines: Sequence[Line]) -> int:
    """The line of the first title, or the number of lines where there is none."""
    return next((at for at, line in enumerate(lines) if title_of(line.text) is not None), len(lines))
