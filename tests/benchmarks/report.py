"""Measured numbers as tables (for a terminal and for Markdown) and as a plot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from tests.benchmarks.questions import FILTERS, QUERIES
from tests.benchmarks.results import Measured, disagreements, of_kind, percentile

TITLES = {
    "ours": "this project",
    "fts5": "SQLite FTS5 + SQL",
    "tantivy": "tantivy",
    "tantivy_one": "tantivy, one field",
    "stock": "Haystack + Whoosh",
}
SAME_SEMANTICS = ("fts5", "tantivy", "tantivy_one")
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
Row = Sequence[str]


def tables(every: Sequence[Measured]) -> str:
    """Everything about every size, as Markdown, which reads well enough in a terminal."""
    return "\n\n".join(part for size in sorted({each.size for each in every}) for part in _of_size(every, size))


def _of_size(every: Sequence[Measured], size: int) -> Iterator[str]:
    chosen = [each for each in every if each.size == size]
    yield f"### {size:,} items"
    yield _table(
        [
            "engine",
            "items/s of CPU",
            "build peak MB",
            "disk / text",
            "first ms",
            "restart s",
            "peak MB",
            "median ms",
            "p95 ms",
        ],
        [_overview(each) for each in chosen],
    )
    ours = next((each for each in chosen if each.engine == "ours"), None)
    if ours is not None:
        again = ours.times(again=True)
        yield (
            f"This project, each question asked before (answers partly remembered): median {_ms(median(again))} ms, "
            f"95th percentile {_ms(percentile(again, 0.95))} ms."
        )
    yield "Median milliseconds of processor time of a new question; in brackets, how many times this project's."
    yield _table(["kind", "filters", *(TITLES[each.engine] for each in chosen)], list(_by_kind(chosen, ours)))
    if ours is not None:
        for other in chosen:
            if other.engine in SAME_SEMANTICS:
                wrong = disagreements(ours, other)
                said = (
                    f"other answers to {len(wrong)} of {len(ours.answers)}: {'; '.join(wrong)}"
                    if wrong
                    else "the same answers"
                )
                yield f"{TITLES[other.engine]}: {said}."
    shares = [each.core_share for each in chosen]
    yield f"Share of a core that the engines got while asked: {min(shares):.0%} to {max(shares):.0%}."


def _overview(each: Measured) -> Row:
    times = each.times()
    return (
        TITLES[each.engine],
        f"{each.items_a_second:,.0f}",
        f"{each.build_peak_mb:,.0f}",
        f"{each.disk_ratio:.2f}",
        _ms(each.first_ms),
        f"{each.restart_s:.2f}",
        f"{each.ask_peak_mb:,.0f}",
        _ms(median(times)),
        _ms(percentile(times, 0.95)),
    )


def _by_kind(chosen: Sequence[Measured], ours: Measured | None) -> Iterator[Row]:
    for kind in QUERIES:
        for filters in FILTERS:
            cells = []
            for each in chosen:
                time = median(each.times(of=of_kind(kind, filters)))
                base = median(ours.times(of=of_kind(kind, filters))) if ours else time
                cells.append(_ms(time) if each is ours else f"{_ms(time)} ({time / base:.1f}×)")
            yield (kind, filters, *cells)


def _ms(time: float) -> str:
    return f"{time:,.2f}" if time < 10 else f"{time:,.0f}"


def _table(head: Row, rows: Sequence[Row]) -> str:
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in (head, tuple("-" * width for width in widths), *rows)
    ]
    return "\n".join(lines)


def write_document(path: Path, every: Sequence[Measured]) -> None:
    """Put the tables between the marks of the document at ``path``."""
    text = path.read_text()
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    path.write_text(f"{before}{BEGIN}\n\n{tables(every)}\n\n{END}{after}")


def plot(path: Path, every: Sequence[Measured]) -> None:
    """Cost against size: the median and the 95th percentile of a new question, for each engine."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "benchmarks"
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(1, 2, figsize=(9, 4), sharey=True, layout="constrained")
    for axis, title, share in ((axes[0], "median", 0.5), (axes[1], "95th percentile", 0.95)):
        for engine, name in TITLES.items():
            mine = sorted((each for each in every if each.engine == engine), key=lambda each: each.size)
            if mine:
                sizes = [each.size for each in mine]
                times = [percentile(each.times(), share) for each in mine]
                axis.plot(sizes, times, marker="o", label=name, linewidth=2.5 if engine == "ours" else 1.2)
        axis.set(xscale="log", yscale="log", title=title, xlabel="items")
        axis.grid(visible=True, which="major", alpha=0.3)
    axes[0].set_ylabel("milliseconds of CPU a question, all facets counted")
    axes[1].legend(fontsize=8)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)
