"""``make load``: many readers at once against a site of its own, while letters are added.

Starts the site as its users do (`manage.py serve`, 127.0.0.1, a temporary data folder) with the sample letters, or with
``--copies`` invented items as well. Each reader opens one whole results page after the other, without pause.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from statistics import median
from urllib.parse import quote

from tests.benchmarks import site
from tests.benchmarks.corpus import Corpus, rare_word
from tests.benchmarks.printed import printed
from tests.benchmarks.results import percentile

MOST_READERS = 64
SUMMARY = "The patient is a 45-year-old worker with pain in the low back, described as"
_EVERY = 0.02
_PATIENCE = 30.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve, read, add, print; 1 if any page failed or any letter was not found."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.load", description=__doc__)
    parser.add_argument("--readers", type=int, default=8, help=f"how many at once, up to {MOST_READERS}")
    parser.add_argument("--seconds", type=float, default=15, help="how long they read")
    parser.add_argument("--copies", type=int, default=0, help="invented items beside the samples")
    parser.add_argument("--letters", type=int, default=5, help="how many letters are added meanwhile")
    options = parser.parse_args(arguments)
    readers = min(max(options.readers, 1), MOST_READERS)
    with tempfile.TemporaryDirectory(prefix="load-") as folder:
        site.use(Path(folder))
        site.prepare(samples=True)
        if options.copies:
            from search.index import engine

            site.store(options.copies)
            engine().rebuild()
        from tests.benchmarks.pages import addresses

        asked = addresses()
        with site.serving() as (origin, process), ThreadPoolExecutor(readers) as pool:
            until = time.monotonic() + options.seconds
            reading = [pool.submit(_read, origin, asked, number, until) for number in range(readers)]
            found = [_add(origin, number, options.copies, Path(folder)) for number in range(options.letters)]
            pages = [page for each in reading for page in each.result()]
            memory = max(site.resident_mb(process), default=0)
    return _print(readers, options.seconds, pages, found, memory)


Page = tuple[int, float]


def _read(origin: str, asked: Sequence[str], first: int, until: float) -> list[Page]:
    """Status and seconds of one page after the other, each reader beginning elsewhere."""
    pages = []
    with site.Reader(origin) as reader:
        for address in itertools.islice(itertools.cycle(asked), first * 7 % len(asked), None):
            if time.monotonic() > until:
                break
            start = time.perf_counter()
            status = reader.get(address)
            pages.append((status, time.perf_counter() - start))
    return pages


def _add(origin: str, number: int, copies: int, folder: Path) -> float:
    """Import one letter, as the background worker does, and ask until it is found; seconds from the import's start."""
    from search.ingest.archives import GivenFile
    from search.ingest.importing import ImportRun

    word = rare_word(399_000 - number)
    letter = next(itertools.islice(Corpus(20).letters(), number, None))
    letter = replace(letter, case_number=f"CM25-9{copies % 1000:03d}{number:03d}", summary=f"{SUMMARY} {word}.")
    name = f"added-{number}.txt"
    run = ImportRun.start("load")
    start = time.perf_counter()
    taken = list(run.take_all([GivenFile(name, printed(letter).encode())]))
    if [each.items for each in taken] != [len(letter.items)]:
        raise SystemExit(f"The letter was not imported: {taken}")
    with site.Reader(origin) as reader:
        while time.perf_counter() - start < _PATIENCE:
            if reader.get(f"/search.json?q={quote(word)}") == 200 and letter.case_number.encode() in reader.body:
                return time.perf_counter() - start
            time.sleep(_EVERY)
    return float("inf")


def _print(readers: int, seconds: float, pages: Sequence[Page], found: Sequence[float], memory: float) -> int:
    times = [time * 1e3 for _, time in pages]
    failed = Counter(status for status, _ in pages if status != 200)
    rate = len(pages) / seconds
    print(f"{readers} readers for {seconds:.0f} s: {len(pages):,} whole results pages, {rate:.0f} a second")
    if times:
        print(
            f"  a page: median {median(times):.0f} ms, 95th percentile {percentile(times, 0.95):.0f} ms, "
            f"worst {max(times):.0f} ms"
        )
    print(f"  errors: {dict(failed) or 'none'}")
    if found:
        print(
            f"  a letter added → found: median {median(found):.2f} s, worst {max(found):.2f} s ({len(found)} letters)"
        )
    print(f"  largest process of the site: {memory:.0f} MB resident")
    return 1 if failed or not pages or float("inf") in found else 0


if __name__ == "__main__":
    sys.exit(main())
