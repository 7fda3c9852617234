"""``make load``: many readers at once against a site of its own, while letters are added.

Starts the site as its users do (`manage.py serve`, 127.0.0.1, a temporary data folder) with the sample letters, or with
``--copies`` invented items as well. Each reader opens one whole results page after the other, without pause; one
request in ten asks how many items hold the words of the added letters, and compares with what had been added before
and after. With ``--users`` it is many kinds of pages by number of users: see :mod:`tests.benchmarks.users`. With
``--rebuild`` the index is built anew and swapped meanwhile, again and again. With ``--at`` it reads
running sites instead, reader after reader the next of them, and adds nothing.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from tests.benchmarks import site, users
from tests.benchmarks.adding import SHARED, Tally, add_all
from tests.benchmarks.results import percentile

MOST_READERS = 64
_COUNTED = 10


@dataclass(slots=True)
class Read:
    """What one reader met: seconds a page, statuses other than 200, counts that were wrong."""

    seconds: list[float] = field(default_factory=list)
    failed: list[int] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve, read, add, print; 1 if any page failed, any count was wrong or any letter was not found."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.load", description=__doc__)
    parser.add_argument("--readers", type=int, default=8, help=f"how many at once, up to {MOST_READERS}")
    parser.add_argument("--seconds", type=float, default=15, help="how long they read at least")
    parser.add_argument("--copies", type=int, default=0, help="invented items beside the samples")
    parser.add_argument("--letters", type=int, default=5, help="how many letters are added meanwhile")
    parser.add_argument("--look-for", type=int, default=1, help="wait until one letter in so many is found")
    parser.add_argument("--rebuild", action="store_true", help="build the index anew meanwhile, again and again")
    parser.add_argument("--at", default="", metavar="URL,…", help="read the sites at these addresses, and add nothing")
    parser.add_argument("--users", metavar="1,10,50,200", help="instead: a mix of pages, by number of users")
    parser.add_argument("--pause", type=float, default=0, help="seconds a user reads a page, in the mean")
    options = parser.parse_args(arguments)
    numbers = [int(each) for each in options.users.split(",")] if options.users else []
    readers = min(max(options.readers, 1), MOST_READERS)
    if options.at:
        return _read_running(options.at.split(","), readers, options.seconds)
    with tempfile.TemporaryDirectory(prefix="load-") as folder:
        site.use(Path(folder))
        site.prepare(samples=True)
        if options.copies:
            from search.index import engine
            from search.insight import refresh

            site.store(options.copies)
            engine().rebuild()
            refresh()  # as a timer does: without the table of wording the insight view is told nothing
        if numbers:
            return users.run(numbers, options.seconds, options.letters, options.pause)
        from tests.benchmarks.pages import addresses

        asked, tally = addresses(), Tally()
        with site.serving() as (origin, process), ThreadPoolExecutor(readers + 1) as pool:
            start = time.monotonic()
            until = start + options.seconds
            reading = [pool.submit(_read, origin, asked, number, until, tally) for number in range(readers)]
            rebuilding = pool.submit(_rebuild, tally) if options.rebuild else None
            try:
                found = add_all(origin, options.letters, options.look_for, tally)
            finally:
                tally.finished.set()
            read = [each.result() for each in reading]
            seconds = time.monotonic() - start
            rebuilt = rebuilding.result() if rebuilding else 0
            memory = max(site.resident_mb(process), default=0)
    return _print(read, seconds, found, tally, rebuilt, memory)


def _read_running(origins: Sequence[str], readers: int, seconds: float) -> int:
    """Read sites that others started, such as several machines of one, and print; 1 if any page failed."""
    with tempfile.TemporaryDirectory(prefix="load-") as folder:
        site.use(Path(folder))
        from tests.benchmarks.pages import addresses

        asked, tally = addresses(), Tally()
        tally.finished.set()
        tally.begun = sys.maxsize  # whatever the sites hold of the added letters' words is theirs to know
        start = time.monotonic()
        with ThreadPoolExecutor(readers) as pool:
            reading = [
                pool.submit(_read, origins[number % len(origins)].rstrip("/"), asked, number, start + seconds, tally)
                for number in range(readers)
            ]
        read = [each.result() for each in reading]
    return _print(read, time.monotonic() - start, [], tally, 0, 0.0)


def _read(origin: str, asked: Sequence[str], first: int, until: float, tally: Tally) -> Read:
    """One page after the other, each reader beginning elsewhere, until the time is over and all letters are in."""
    read = Read()
    with site.Reader(origin) as reader:
        for number, address in enumerate(itertools.islice(itertools.cycle(asked), first * 7 % len(asked), None)):
            if time.monotonic() > until and tally.finished.is_set():
                break
            if number % _COUNTED == 0:
                least = tally.ended
                status = reader.get(f"/search.json?q=summary:{SHARED}")
                total = json.loads(reader.body)["total"] if status == 200 else 0
                if status == 200 and not least <= total <= tally.begun:
                    read.wrong.append(f"{total} items were counted where {least} to {tally.begun} had been added")
            else:
                start = time.perf_counter()
                status = reader.get(address)
                read.seconds.append(time.perf_counter() - start)
            if status != 200:
                read.failed.append(status)
    return read


def _rebuild(tally: Tally) -> int:
    """Build the index and swap it in until all letters have been added. How often."""
    from search.index import engine

    times = 0
    while not tally.finished.is_set():
        engine().rebuild()
        times += 1
    return times


def _print(
    read: Sequence[Read], seconds: float, found: Sequence[float], tally: Tally, rebuilt: int, memory: float
) -> int:
    times = [time * 1e3 for each in read for time in each.seconds]
    failed = Counter(status for each in read for status in each.failed)
    wrong = [sentence for each in read for sentence in each.wrong]
    rate = len(times) / seconds
    print(f"{len(read)} readers for {seconds:.0f} s: {len(times):,} whole results pages, {rate:.0f} a second")
    if times:
        print(
            f"  a page: median {median(times):.0f} ms, 95th percentile {percentile(times, 0.95):.0f} ms, "
            f"worst {max(times):.0f} ms"
        )
    print(f"  errors: {dict(failed) or 'none'}; wrong counts: {len(wrong) or 'none'}")
    print("".join(f"    {sentence}\n" for sentence in wrong[:5]), end="")
    if tally.ended or rebuilt:
        print(f"  {tally.ended:,} items added; the index built anew {rebuilt} times")
    if found:
        print(
            f"  a letter added → found: median {median(found):.2f} s, worst {max(found):.2f} s ({len(found)} letters)"
        )
    if memory:
        print(f"  largest process of the site: {memory:.0f} MB resident")
    return 1 if failed or wrong or not times or float("inf") in found else 0


if __name__ == "__main__":
    sys.exit(main())
