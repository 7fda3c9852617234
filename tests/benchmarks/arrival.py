"""A month's letters come in: ``python -m tests.benchmarks.arrival --letters 12000 --jobs 2``.

On a database and an index of their own, or on the empty database that ``--database`` names and the cluster that
``--search`` names. For each thousand letters: processor time of all processes of ours (the database's own is not in
it), time by the clock, and memory of the process that writes; at the end what the database and the index hold.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tests.benchmarks import site
from tests.benchmarks.corpus import Corpus
from tests.benchmarks.printed import printed

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE_MB = os.sysconf("SC_PAGE_SIZE") / 2**20


@dataclass(frozen=True, slots=True)
class Look:
    """What had been used by a moment: seconds by the clock, processor seconds of this process and of those that read
    for it, and MB of memory that each group holds."""

    clock: float
    writing: float
    reading: float
    memory: float
    readers: float

    @classmethod
    def now(cls) -> Look:
        """Now. Linux alone tells so."""
        own, readers = os.getpid(), list(_children(os.getpid()))
        return cls(
            time.perf_counter(),
            seconds(own),
            sum(map(seconds, readers)),
            _memory(own),
            sum(map(_memory, readers)),
        )


def _children(process: int) -> Iterator[int]:
    for task in Path(f"/proc/{process}/task").iterdir():
        for child in (task / "children").read_text().split():
            yield int(child)
            yield from _children(int(child))


def seconds(process: int, *, whole: bool = False) -> float:
    """Processor time of a process; of the ``whole``, with all that it has begun, whether they run or have ended."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    used = sum(map(int, fields[11 : 15 if whole else 13])) / _TICKS
    return used + sum(seconds(each, whole=whole) for each in _children(process) if whole)


def parent(process: int) -> int:
    """The process that began it."""
    return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])


def _memory(process: int) -> float:
    return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * _PAGE_MB


def main(arguments: Sequence[str] | None = None) -> int:
    """Import, and print a line for each thousand letters."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.arrival", description=__doc__)
    parser.add_argument("--letters", type=int, default=12_000)
    parser.add_argument("--jobs", type=int, default=2, help="processes that read (default: 2)")
    parser.add_argument("--every", type=int, default=1_000, help="letters a line (default: 1,000)")
    parser.add_argument("--database", default="", help="an empty PostgreSQL database (default: SQLite)")
    parser.add_argument("--search", default="", help="the addresses of a search cluster (default: the embedded index)")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="imr-arrival-") as folder:
        os.environ.update({"DATABASE_URL": given.database, "SEARCH_URL": given.search, "SEARCH_INDEX": "imr-arrival"})
        site.use(Path(folder), [name for name in ("DATABASE_URL", "SEARCH_URL") if os.environ[name]])
        site.prepare(samples=False)
        arrive(given.letters, given.jobs, given.every)
    return 0


def arrive(count: int, jobs: int, every: int, *, index_later: bool = False) -> None:
    from search.index import engine
    from search.ingest.ahead import reading_ahead
    from search.ingest.archives import GivenFile
    from search.ingest.importing import ImportRun
    from search.management.commands.import_determinations import TOGETHER
    from search.models import DisputedItem

    making = 0.0

    def files() -> Iterator[GivenFile]:
        """The letters, made when they are asked for: a state's letters would not fit into memory."""
        nonlocal making
        letters = Corpus(4 * count).letters()
        for _ in range(count):
            start = time.thread_time()
            letter = next(letters)
            given = GivenFile(f"{letter.case_number}.txt", printed(letter).encode())
            making += time.thread_time() - start
            yield given

    if not index_later:
        engine().rebuild()
    run = ImportRun.start("A month's letters", total=count, index_later=index_later)
    outcomes: Counter[str] = Counter()
    print("letters      ms of processor a letter (writing + reading)   letters/s   MB (and of readers)", flush=True)
    before = Look.now()
    for taken in run.take_all(reading_ahead(files(), jobs), together=TOGETHER):
        outcomes[taken.outcome.value] += 1
        if (done := outcomes.total()) % every == 0:
            now = replace(looked := Look.now(), writing=looked.writing - making)
            writing, reading = (
                1_000 * each / every for each in (now.writing - before.writing, now.reading - before.reading)
            )
            print(
                f"{done:>7,}      {writing + reading:5.1f} ({writing:.1f} + {reading:.1f})"
                f"   {every / (now.clock - before.clock):5.1f}   {now.memory:.0f} ({now.readers:.0f})",
                flush=True,
            )
            before = now
    told = ", ".join(f"{number:,} {outcome}" for outcome, number in sorted(outcomes.items()))
    items = DisputedItem.objects.visible().count()
    print(f"{told}; {items:,} items in the database, {engine().health().items:,} in the index.")


if __name__ == "__main__":
    raise SystemExit(main())
