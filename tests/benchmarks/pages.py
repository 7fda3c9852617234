"""Whole results pages through Django and gunicorn, warm and first after a restart; the index built from the
database; completion; a letter added until it is found; and, if wanted, the insight view.

python -m tests.benchmarks.pages --sizes 10000,100000

With ``--here`` the site is the one on an empty database and index that DATABASE_URL and SEARCH_URL name.
"""

from __future__ import annotations

import argparse
import itertools
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from urllib.parse import quote

from tests.benchmarks import site
from tests.benchmarks.adding import Tally, add_all
from tests.benchmarks.measuring import drop_from_page_cache, peak_mb
from tests.benchmarks.questions import questions
from tests.benchmarks.results import percentile

_ADDED = 10
"""Letters."""
_INSIGHT_ITEMS = 10_000
HERE = ("DATABASE_URL", "SEARCH_URL")


def addresses() -> list[str]:
    """The results page of every question of the engine's benchmark."""
    from search.query.request import SearchRequest

    return [
        SearchRequest(
            q=each.query,
            chosen=tuple((facet, value) for facet, values in each.question.filters.items() for value in values),
        ).address()
        for each in questions()
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """A process for each size, since each has a data folder of its own."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.pages", description=__doc__)
    parser.add_argument("--sizes", default="1000,10000", help="items, with commas")
    parser.add_argument("--rounds", type=int, default=3, help="how often every page is asked for")
    parser.add_argument("--insight", action="store_true", help="also the insight view of about 10,000 items")
    parser.add_argument("--keep", metavar="DIR", help="keep the sites here, and use those that are here")
    parser.add_argument("--here", action="store_true", help="on what DATABASE_URL and SEARCH_URL name; for one size")
    parser.add_argument("--in", dest="folder", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.folder:
        site.use(Path(options.folder), keep=HERE if options.here else ())
        measure(int(options.sizes), options.rounds, Path(options.folder), with_insight=options.insight)
        return 0
    for size in options.sizes.split(","):
        with tempfile.TemporaryDirectory(prefix="benchmarks-") as temporary:
            folder = Path(options.keep or temporary) / f"site-{size}"
            command = [sys.executable, "-W", "ignore", "-m", "tests.benchmarks.pages", "--in", str(folder)]
            command += ["--sizes", size, "--rounds", str(options.rounds)]
            command += [f"--{name}" for name in ("insight", "here") if getattr(options, name)]
            subprocess.run(command, cwd=site.ROOT, check=True)
    return 0


def measure(size: int, rounds: int, folder: Path, *, with_insight: bool) -> None:
    """Fill, build, ask, add, print."""
    site.prepare(samples=False)
    from django.db import connections

    print(f"\n{size:,} items", flush=True)
    built = folder / "built"  # so that a site whose filling was cut short is not taken for a whole one
    if not built.exists():
        wall = time.perf_counter()
        site.store(size)
        print(f"  stored in {time.perf_counter() - wall:.1f} s", flush=True)
        _build(size)
        built.touch()
    asked = addresses()
    _through_django(asked, rounds)
    if with_insight:
        _insight(rounds)
    # SQLite loses its locks when the process closes any descriptor of an open database.
    connections.close_all()
    drop_from_page_cache(folder)
    with site.serving() as (origin, process), site.Reader(origin) as reader:
        first = _seconds(reader, asked[len(asked) // 2])
        print(f"  first page after a restart, files not in memory: {first:.2f} s", flush=True)
        times = [[_seconds(reader, address) for address in asked] for _ in range(rounds + 1)]
        _print("results page through gunicorn (wall clock)", list(itertools.chain(*times[1:])))
        typed = [f"/complete.json?q={quote(letters)}" for letters in beginnings()]
        first = _seconds(reader, typed[0])
        _print(
            f"completion through gunicorn (wall clock; the first took {first * 1e3:.0f} ms)",
            [_seconds(reader, address) for address in typed],
        )
        found = add_all(origin, _ADDED, 1, Tally())
        print(f"  a letter added → found: median {median(found):.2f} s, worst {max(found):.2f} s", flush=True)
        workers = site.resident_mb(process)
        print(f"  largest process of the site: {max(workers, default=0):.0f} MB resident", flush=True)


def beginnings() -> list[str]:
    """What stands in the box while the questions of the engine's benchmark are typed, from the second letter on."""
    queries = dict.fromkeys(each.query for each in questions())
    return list(dict.fromkeys(query[:end] for query in queries for end in range(2, len(query) + 1)))


def _seconds(reader: site.Reader, address: str) -> float:
    start = time.perf_counter()
    status = reader.get(address)
    if status != 200:
        raise SystemExit(f"{address} answered {status}")
    return time.perf_counter() - start


def _build(size: int) -> None:
    from search.index import engine

    wall, cpu = time.perf_counter(), time.process_time()
    count = engine().rebuild()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    if count != size:
        raise SystemExit(f"{count:,} items are indexed instead of {size:,}")
    print(
        f"  index built from the database: {size / wall:,.0f} items/s, {size / cpu:,.0f} a second of processor time; "
        f"peak {peak_mb():,.0f} MB",
        flush=True,
    )


def _through_django(asked: Sequence[str], rounds: int) -> None:
    from django.test import Client

    client = Client(headers={"host": "127.0.0.1"})
    wall, cpu = [], []
    for number in range(rounds + 1):
        for address in asked:
            start, used = time.perf_counter(), time.process_time()
            answer = client.get(address)
            if answer.status_code != 200:
                raise SystemExit(f"{address} answered {answer.status_code}")
            if number:
                wall.append(time.perf_counter() - start)
                cpu.append(time.process_time() - used)
    _print("results page through Django (wall clock)", wall)
    _print("results page through Django (processor time)", cpu)


def _insight(rounds: int) -> None:
    """Of each facet the value that holds the number of items nearest to ten thousand."""
    from search.index import engine
    from search.insight import insight, refresh
    from search.query.question import Question
    from search.query.request import SearchRequest
    from search.schema import FROM_FILES

    wall, cpu = time.perf_counter(), time.process_time()
    known = refresh()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(
        f"  wording of {known:,} items looked through in {wall:.0f} s, {cpu:.0f} s of processor time; "
        f"peak {peak_mb():,.0f} MB",
        flush=True,
    )
    facets = ("treatment", "specialty", "guideline", "region", "year")
    times, sizes = [], []
    for name, counts in engine().find(Question(limit=0, facets=facets)).facets.items():
        nearest = min(counts, key=lambda value: abs(counts[value] - _INSIGHT_ITEMS))
        sizes.append(counts[nearest])
        for number in range(rounds + 1):
            start = time.perf_counter()
            insight(SearchRequest(chosen=((name, nearest),)), FROM_FILES)
            if number:
                times.append(time.perf_counter() - start)
    _print(f"insight into {min(sizes):,} to {max(sizes):,} items (wall clock)", times)


def _print(what: str, times: Sequence[float]) -> None:
    milliseconds = [each * 1e3 for each in times]
    print(
        f"  {what}: median {median(milliseconds):.0f} ms, "
        f"95th percentile {percentile(milliseconds, 0.95):.0f} ms, worst {max(milliseconds):.0f} ms",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
