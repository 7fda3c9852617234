"""What runs in a process of its own, so that time and memory are one engine's: a build, or a round of questions.

    python -m tests.benchmarks.measuring build ENGINE SIZE FOLDER
    python -m tests.benchmarks.measuring ask   ENGINE SIZE FOLDER ROUNDS BUDGET STARTED

prints one JSON object. Answers are timed in seconds of processor time, of all threads: every engine answers from
memory on one core, and a wall clock would measure the neighbours. Opening cold is by the wall clock, since there the
disk is the cost.
"""

from __future__ import annotations

import itertools
import json
import os
import resource
import sys
import time
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from search.index.document import Document
from search.query.question import Found
from tests.benchmarks.corpus import Corpus
from tests.benchmarks.engines import Contestant, contestant
from tests.benchmarks.questions import Asked, questions

_AT_ONCE = 1_000


class Metered:
    """Documents passed on, with the time that making them took, so that it can be taken off an engine's."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._documents = documents
        self.seconds = 0.0
        self.cpu_seconds = 0.0
        self.bytes = 0

    def __iter__(self) -> Iterator[Document]:
        waiting = iter(self._documents)
        while True:
            wall, cpu = time.perf_counter(), time.process_time()
            batch = list(itertools.islice(waiting, _AT_ONCE))
            self.bytes += sum(len(text.encode()) for document in batch for text in document.texts)
            self.seconds += time.perf_counter() - wall
            self.cpu_seconds += time.process_time() - cpu
            if not batch:
                return
            yield from batch


def build(name: str, size: int, folder: Path) -> dict[str, Any]:
    """Build an index and measure it: seconds (without making the items), bytes on disk and of text, peak memory."""
    metered = Metered(Corpus(size).documents())
    engine = contestant(name)
    wall, cpu = time.perf_counter(), time.process_time()
    engine.build(folder, metered)
    return {
        "seconds": time.perf_counter() - wall - metered.seconds,
        "cpu_seconds": time.process_time() - cpu - metered.cpu_seconds,
        "disk_bytes": sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()),
        "text_bytes": metered.bytes,
        "peak_mb": peak_mb(),
    }


def ask(name: str, folder: Path, rounds: int, budget: float, started: float) -> dict[str, Any]:
    """Cold, then warm. ``started``: when the parent started this process, by :func:`time.time`.

    ``first``: opening the index, which has been dropped from the page cache, and one answer. ``new``: each question as
    if never asked (an engine that keeps answers keeps none); ``again``: with whatever it keeps. A round asks every
    question once; there are at most ``rounds`` and no further one begins after ``budget`` seconds.
    """
    dropped = drop_from_page_cache(folder)
    asked = list(questions())
    engine = contestant(name)
    wall = time.perf_counter()
    engine.open(folder)
    engine.ask(next(each for each in asked if each.kind == "broad words").question)
    first = time.perf_counter() - wall
    restart = time.time() - started
    again = contestant(name)
    again.open(folder)
    engine.open(folder, remembering=False)
    new, wall_seconds, cpu_seconds = _rounds(engine, asked, rounds, budget)
    repeated = _rounds(again, asked, rounds, budget)[0] if name == "ours" else new
    return {
        "cold": dropped,
        "first": first,
        "restart": restart,
        "core_share": cpu_seconds / wall_seconds,
        "peak_mb": peak_mb(),
        "answers": {
            each.label: {**said, "new": seconds, "again": once_more}
            for each, (said, seconds), (_, once_more) in zip(asked, new, repeated, strict=True)
        },
    }


Timed = tuple[dict[str, int], list[float]]


def _rounds(engine: Contestant, asked: list[Asked], rounds: int, budget: float) -> tuple[list[Timed], float, float]:
    """What was said to every question, and the seconds of processor time; the wall and processor time of all.

    The first round only warms, unless it has used up the budget.
    """
    answered: list[Timed] = []
    began, cpu = time.perf_counter(), time.process_time()
    for number in range(rounds + 1):
        for place, each in enumerate(asked):
            start = time.process_time()
            found = engine.ask(each.question)
            seconds = time.process_time() - start
            if number == 0:
                answered.append((_said(found), [seconds]))
            else:
                answered[place][1].append(seconds)
        if time.perf_counter() - began > budget:
            break
    wall_seconds, cpu_seconds = time.perf_counter() - began, time.process_time() - cpu
    return [(said, seconds[1:] or seconds) for said, seconds in answered], wall_seconds, cpu_seconds


def _said(found: Found) -> dict[str, int]:
    """What engines with the same words must agree on: the count, and a checksum of all facet counts."""
    counts = sorted((facet, sorted(values.items())) for facet, values in found.facets.items())
    return {"total": found.total, "facets": zlib.crc32(repr(counts).encode())}


def drop_from_page_cache(folder: Path) -> bool:
    """Ask the system to forget what it keeps of these files, so that the disk is read. Whether it was asked."""
    if not hasattr(os, "posix_fadvise"):
        return False
    for file in folder.rglob("*"):
        if file.is_file():
            handle = os.open(file, os.O_RDONLY)
            os.fsync(handle)
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(handle)
    return True


def peak_mb(process: int | None = None) -> float:
    """The most memory this process has held, or the one that is named, which Linux alone tells. From the system's own
    table: ``getrusage`` counts the parent's too."""
    table = Path(f"/proc/{process or 'self'}/status")
    if table.exists():
        for line in table.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 2**20 if sys.platform == "darwin" else most / 1024


def main(what: str, name: str, size: str, folder: str, *rest: str) -> None:
    """See the module."""
    if what == "build":
        measured = build(name, int(size), Path(folder))
    else:
        rounds, budget, started = rest
        measured = ask(name, Path(folder), int(rounds), float(budget), float(started))
    json.dump(measured, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
