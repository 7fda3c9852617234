"""Throughput and times by number of users, for each kind of page, while a batch of letters is imported beside them.

Part of ``make load``. Each user opens one page after the other, in a mix of kinds, over a connection of their own,
through `manage.py serve`, without pause or with one of so many seconds in the mean, as people read what they opened;
the import is `manage.py import_determinations` in a process of its own.
"""

from __future__ import annotations

import itertools
import random
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

from tests.benchmarks import site
from tests.benchmarks.corpus import Corpus
from tests.benchmarks.printed import printed
from tests.benchmarks.results import percentile

MIX = {"search": 10, "facets": 4, "letters": 6, "exports": 1, "insight": 1}
"""How often each kind is opened beside the others. Exports are whole results as CSV, each of the 75 questions of the
engine's benchmark, timed until the last byte: a third of them are of the full 10,000 items."""
SHARES = (0.5, 0.95, 0.99)
_SEED = 16
_LETTERS_SHOWN = 200


@dataclass(slots=True)
class Met:
    """What users met: kind → seconds of each answer; kind and status → how often, for those that were no answer."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    failed: Counter[str] = field(default_factory=Counter)

    def add(self, other: Met) -> None:
        """Take in what another user met."""
        for kind, seconds in other.seconds.items():
            self.seconds[kind] += seconds
        self.failed += other.failed


def addresses() -> dict[str, list[str]]:
    """Kind → its pages, of the site that this process works in."""
    from search.models import Determination
    from search.schema import FACETS
    from tests.benchmarks.pages import addresses as results_pages

    asked = results_pages()
    letters = Determination.objects.visible().order_by("pk")[:_LETTERS_SHOWN]
    queries = [address.partition("?")[2] for address in asked if "?" in address]
    return {
        "search": asked,
        "facets": [f"/search/all/{facet.name}/?{query}" for facet, query in zip(itertools.cycle(FACETS), queries)],
        "letters": [letter.get_absolute_url() for letter in letters],
        "exports": [f"/search.csv?{query}" for query in queries],
        "insight": [f"/search/?{query}&view=insight" for query in queries],
    }


def run(numbers: Sequence[int], seconds: float, letters: int, pause: float = 0) -> int:
    """Serve the site of this process, bring users in, ``seconds`` for each number of them; 1 if any page failed.

    ``letters`` are imported beside each round; 0 leaves the import out. ``pause`` is what a user reads in the mean
    before the next page is opened, in seconds.
    """
    asked = addresses()
    failed = False
    with site.serving() as (origin, process):
        for number in numbers:
            importing = _import(number, letters) if letters else None
            met, took = _round(origin, asked, number, seconds, pause)
            state = "none"
            if importing is not None:
                state = "still running" if importing.poll() is None else f"ended with {importing.returncode}"
                failed |= importing.wait() != 0
            memory = max(site.resident_mb(process), default=0)
            print("\n".join(table(number, met, took)), flush=True)
            print(f"  import beside: {state}; largest process of the site: {memory:.0f} MB resident", flush=True)
            failed |= bool(met.failed)
    return int(failed)


def table(number: int, met: Met, seconds: float) -> list[str]:
    """The lines of one round: pages a second, and the percentiles of each kind, of all pages and of all answers, whole
    files among them, in milliseconds."""
    every = [time for times in met.seconds.values() for time in times]
    pages = [time for kind, times in met.seconds.items() if kind != "exports" for time in times]
    lines = [f"{number} user{'s' if number > 1 else ''}, {seconds:.0f} s: {len(every) / seconds:.1f} pages a second"]
    for kind, times in (*sorted(met.seconds.items()), ("pages", pages), ("all", every)):
        if times:
            told = ", ".join(f"p{share * 100:.0f} {percentile(times, share) * 1e3:.0f}" for share in SHARES)
            lines.append(f"  {kind:<8} {len(times):>6} pages, ms: {told}, worst {max(times) * 1e3:.0f}")
    lines.append(f"  errors: {dict(met.failed) or 'none'}")
    return lines


def _round(
    origin: str, asked: Mapping[str, Sequence[str]], number: int, seconds: float, pause: float
) -> tuple[Met, float]:
    start = time.monotonic()
    with ThreadPoolExecutor(number) as pool:
        users = [pool.submit(_use, origin, asked, each, start + seconds, pause) for each in range(number)]
        met = Met()
        for user in users:
            met.add(user.result())
    return met, time.monotonic() - start


def _use(origin: str, asked: Mapping[str, Sequence[str]], user: int, until: float, pause: float) -> Met:
    """One user, whose way through the pages is another than the others' and the same in each run."""
    chance, met = random.Random(f"{_SEED} {user}"), Met()
    kinds = [kind for kind in MIX if asked[kind]]
    with site.Reader(origin) as reader:
        while True:
            if pause:
                time.sleep(chance.expovariate(1 / pause))
            if time.monotonic() >= until:
                return met
            (kind,) = chance.choices(kinds, [MIX[kind] for kind in kinds])
            began = time.perf_counter()
            status = reader.get(chance.choice(asked[kind]))
            met.seconds[kind].append(time.perf_counter() - began)
            if status != 200:
                met.failed[f"{kind} {status}"] += 1


def _import(number: int, letters: int) -> subprocess.Popen[bytes]:
    """Begin to import letters that the site does not have, as many as wanted, other ones in each round."""
    from django.conf import settings

    folder = Path(settings.DATA_DIR) / "given" / str(number)
    folder.mkdir(parents=True)
    made = itertools.islice(Corpus(4 * letters).letters(), letters)
    for place, letter in enumerate(made):
        case = f"CM24-{number:03d}{place:04d}"
        fresh = replace(letter, case_number=case, summary=f"{letter.summary} Round {number}, letter {place}.")
        (folder / f"{case}.txt").write_text(printed(fresh), encoding="utf-8")
    command = [sys.executable, "manage.py", "import_determinations", str(folder)]
    return subprocess.Popen(command, cwd=site.ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
