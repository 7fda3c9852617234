"""What a collection of some size needs, from what was measured: writes ``docs/plan.md``.

    python -m tests.benchmarks.plan

A size that was measured is given as it was. Another is extrapolated along the straight line through the last two
measured points (what is fixed, and what each item adds), or in proportion where there is one point, and marked so.
"""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks import costs

DOCS = Path(__file__).resolve().parents[2] / "docs"
MEASURED, PAGE = DOCS / "benchmarks" / "plan.toml", DOCS / "plan.md"
TABLES = (("embedded", "The embedded index"), ("cluster", "A search cluster"), ("database", "The database"))
SIZES = (100_000, 1_000_000, 3_000_000, 30_000_000)
_COMFORT_MS = 350
"""The page's 95th percentile that docs/benchmarks.md aims at; past it the embedded engine is no longer the choice."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing measured at some sizes. ``points`` are (items, value), by items."""

    name: str
    unit: str
    setup: str
    points: tuple[tuple[int, float], ...]

    def measured(self, items: int) -> float | None:
        """The value that was measured at this size; None where none was."""
        return dict(self.points).get(items)

    def at(self, items: int) -> float:
        """The value at this size, measured or along the line through the last two points, never falling."""
        if (found := self.measured(items)) is not None:
            return found
        last, value = self.points[-1]
        if len(self.points) == 1:
            return value * items / last
        before, earlier = self.points[-2]
        return value + (items - last) * max(0.0, (value - earlier) / (last - before))

    def cell(self, items: int) -> str:
        """As the table shows it."""
        shown = readable(self.at(items), self.unit)
        return shown if self.measured(items) is not None else f"≈ *{shown}*"


def readable(value: float, unit: str) -> str:
    """Two or three figures in the unit that fits."""
    if unit == "MB" and value >= 1_000:
        value, unit = value / 1_000, "GB"
    if unit == "s" and value >= 600:
        value, unit = value / 60, "min"
    if unit == "min" and value >= 120:
        value, unit = value / 60, "h"
    return f"{value:,.0f} {unit}" if value >= 10 else f"{value:.2g} {unit}"


def page(facts: dict[str, Any]) -> str:
    """The page's text."""
    figures = [Figure(**{**each, "points": tuple(map(tuple, each["points"]))}) for each in facts["figure"]]
    lines = [
        "# The plan for the whole",
        "",
        "Written by `python -m tests.benchmarks.plan` from the points in [benchmarks/plan.toml](benchmarks/plan.toml);",
        "do not edit it by hand. Plain figures were measured at that size on two cores; *≈ slanted ones* are",
        "extrapolated: along the straight line through the last two measured points, or in proportion where only one",
        "size was measured. Those of thirty million lie far outside what was tried.",
    ]
    for setup, title in TABLES:
        lines += ["", f"## {title}", "", f"| items | {' | '.join(f'{size:,}' for size in SIZES)} |"]
        lines.append(f"|---|{'---|' * len(SIZES)}")
        for each in figures:
            if each.setup == setup:
                lines.append(f"| {each.name} | {' | '.join(each.cell(size) for size in SIZES)} |")
    named = {each.name: each for each in figures}
    lines += _moving(figures)
    lines += costs.section(lambda name, items: named[name].at(items), SIZES, facts, _COMFORT_MS)
    return "\n".join([*lines, *_importing(facts["letters"])]) + "\n"


def _moving(figures: Sequence[Figure]) -> list[str]:
    """When the embedded engine is left, by what is at hand."""
    latency = next(each for each in figures if each.setup == "embedded" and each.name.startswith("Results page"))
    fits = [size for size in SIZES if latency.at(size) <= _COMFORT_MS]
    memory = next(each for each in figures if each.name == "Memory while building it")
    return [
        "",
        "## When to move",
        "",
        f"Pages stay within the {_COMFORT_MS} ms that we aim at up to {fits[-1]:,} items here, as far as",
        f"the line holds. A machine needs about {readable(memory.at(3_000_000), 'MB')} to build the index of three",
        "million items beside what serves. Where that, the time in which a new machine makes its own index, or the",
        "latency is too much, set `SEARCH_URL`; addresses and pages stay the same. One node alone is slower than",
        "the embedded index at the same size: it is its many nodes, each with a part, that make it worth while.",
    ]


def _importing(letters: dict[str, Any]) -> list[str]:
    (_, first_ms), *_, (most, each_ms) = letters["import_ms"]
    month = letters["a_month"]
    counts = [(size, size / letters["items_each"]) for size in SIZES]
    rows = [f"| {size:,} | {count:,.0f} | ≈ *{readable(count * each_ms / 1_000, 's')}* |" for size, count in counts]
    return [
        "",
        "## Bringing letters in",
        "",
        f"A text letter takes {each_ms} ms of processor time from its bytes to the database among the last of",
        f"{most:,}, {first_ms} among the first, while other work shared the machine; the index is built afterwards",
        "(`--index-later`, `rebuild_index`). In proportion, on one core (`--jobs N` divides the reading by N):",
        "",
        "| items | letters | text letters, one core |",
        "|---|---|---|",
        *rows,
        "",
        f"A month's {month:,} letters: ≈ *{readable(month * each_ms / 1_000, 's')}* of one core.",
        "",
        *_arriving(letters["arrival"], month),
    ]


def _arriving(measured: dict[str, Any], month: int) -> list[str]:
    """A month's letters as they were seen to come in."""
    (_, first), *_, (last_letter, last) = measured["ms"]
    writing, (least, most) = measured["writing_ms"], measured["mb"]
    return [
        f"Measured, {last_letter:,} letters into PostgreSQL and a cluster of three nodes on the same two cores, read",
        f"by two processes (`python -m tests.benchmarks.arrival`) while many others ran: {first} ms of processor time",
        f"a letter among the first thousand, which start the readers, and {last} among the last; {writing} of that is",
        "writing and telling the index. The work of the database and of the cluster is not in it. The process that",
        f"writes held {least} MB after the first thousand and {most} after the last. So a month's {month:,} letters",
        f"take ≈ *{readable(month * last / 1_000, 's')}* of one core on this machine.",
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the page."""
    argparse.ArgumentParser(prog="python -m tests.benchmarks.plan", description=__doc__).parse_args(arguments)
    PAGE.write_text(page(tomllib.loads(MEASURED.read_text(encoding="utf-8"))), encoding="utf-8")
    print(PAGE)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
