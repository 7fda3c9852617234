"""Requests as people type them, through the reading: ``python -m tests.benchmarks.requests --size 20000``.

Each is read anew and answered as a page is (the step that answers, the first twenty, every facet, what is only
mentioned), in processor time, all threads counted; there is no database. ``--keep DIR`` keeps the index there, and uses
the one that is there.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from tests.benchmarks import site
from tests.benchmarks.corpus import Corpus
from tests.benchmarks.results import percentile

if TYPE_CHECKING:
    from search.index.document import Document

REQUESTS = (
    "Norco 10/325 mg #60", "cyclobenzaprine 7.5mg one tid prn", "MRI lumbar spine without contrast",
    "post-op PT 2x6 right shoulder", "please authorize 12 acupuncture visits", "bilateral L4-5 facet injections",
    "EMG/NCV of the lower extremities", "TENS unit 30 day trial", "urine drug screen quarterly", "massage",
    "lumbar epidural steroid injection L5-S1 under fluoroscopy", "opioids", "gabapentine 600", "lumber brace",
    "why was physical therapy not certified?", "is an epidural injection approved after surgery?",
    "approved because conservative care failed", "no functional improvement after the first visits",
    "exceeds the recommended number of visits", "no red flags and no deficits on examination",
    "muscle relaxants are not recommended for long-term use", "denied because no first-line medication was tried",
    "The request for massage therapy, 12 visits, is not certified. The records show no functional improvement with the "
    "visits so far, and guidelines recommend no more. Naproxen 550 mg #60 is approved with one refill.",
    "spinal cord stimulator trial", "home health aide 4 hours a day", "hyperbaric oxygen for a diabetic foot ulcer",
)  # fmt: skip
ROUNDS = 5
Answer = Callable[[str], int]


def times(answer: Answer) -> Iterator[tuple[str, float, int]]:
    """Each request, its median in milliseconds of processor time, and what it found."""
    for q in REQUESTS:
        measured = []
        for _ in range(ROUNDS):
            started = time.process_time()
            total = answer(q)
            measured.append(1000 * (time.process_time() - started))
        yield q, median(measured), total


def documents(size: int) -> Iterator[Document]:
    """Invented items with the names that their requests and reasons go by, as the index is given them."""
    from search.query.question import ASKED
    from search.schema import FIELD_NUMBERS
    from search.vocabulary import ground_words
    from search.vocabulary.asking import asked_names
    from search.vocabulary.thoughts import reason_names

    grounds = list(ground_words())
    heading, rationale = FIELD_NUMBERS["heading"], FIELD_NUMBERS["rationale"]
    for each in Corpus(size).documents():
        first = each.texts[rationale].partition(".")[0]
        reasons = reason_names([(grounds[each.id % len(grounds)], first)])
        asked = asked_names(each.texts[heading], each.keys["treatment"][-1])
        yield replace(each, keys={**each.keys, ASKED: (*asked, *reasons)})


def main() -> None:
    """Invent, index, ask, print."""
    parsing = argparse.ArgumentParser(prog="python -m tests.benchmarks.requests", description=__doc__)
    parsing.add_argument("--size", type=int, default=20_000)
    parsing.add_argument("--keep", type=Path, metavar="DIR")
    options = parsing.parse_args()
    with tempfile.TemporaryDirectory(prefix="imr-requests-") as folder:
        site.use((options.keep or Path(folder)).absolute())
        from search.index import engine
        from search.index.items import ItemEngine
        from search.query.asking import understanding, wanted
        from search.query.request import SearchRequest
        from search.results.asking import close_question, mentions, settled

        store = engine()
        assert isinstance(store, ItemEngine)
        if store.needs_rebuild():
            store.store.rebuild(lambda: documents(options.size), lambda ids: ())

        def answer(q: str) -> int:
            store.store._cache.keep(())  # every request is a new one
            understanding.read.cache_clear()
            wanted.wanted.cache_clear()
            request = SearchRequest(q=q)
            settling = settled(request)
            found = engine().find(request.question(settling.tree))
            mentions(request, settling)
            if close := close_question(request, settling, max(0, request.per_page - found.total)):
                engine().find(close)
            return found.total

        answer(REQUESTS[0])
        rows = list(times(answer))
        for q, cost, total in sorted(rows, key=lambda row: -row[1]):
            print(f"{cost:8.1f} ms  {total:>7,}  {q[:80]}")
        costs = [cost for _, cost, _ in rows]
        print(
            f"{options.size:,} items: median {median(costs):.1f} ms, 95th percentile {percentile(costs, 0.95):.1f} ms"
        )


if __name__ == "__main__":
    main()
