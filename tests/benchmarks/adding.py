"""Letters added to a site while it is asked, each with a word of its own to be found by."""

from __future__ import annotations

import itertools
import threading
import time
from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import quote

from tests.benchmarks import site
from tests.benchmarks.corpus import Corpus, Letter, rare_word
from tests.benchmarks.printed import printed

SHARED = rare_word(398_000)
"""A word that all added letters hold and nothing else."""
SUMMARY = f"The patient is a 45-year-old worker with {SHARED} pain in the low back, described as"
_EVERY = 0.02
_PATIENCE = 30.0
_CASE, _DECIDED = "CM25-9", date(2025, 9, 30)


@dataclass(slots=True)
class Tally:
    """Items of added letters: those whose import has begun, and those whose import has ended."""

    begun: int = 0
    ended: int = 0
    finished: threading.Event = field(default_factory=threading.Event)


def _letters(count: int) -> list[tuple[Letter, str]]:
    """``count`` letters to add, each with a word that is its own; others than those that a kept site has already."""
    from search.models import Determination

    first = Determination.objects.filter(case_number__startswith=_CASE).count()
    made = itertools.islice(Corpus(4 * (first + count)).letters(), first, first + count)
    return [
        (
            replace(letter, case_number=f"{_CASE}{number:06d}", decided=_DECIDED, summary=f"{SUMMARY} {word}."),
            word,
        )
        for number, letter in enumerate(made, start=first)
        for word in [rare_word(399_000 + number)]
    ]


def add_all(origin: str, count: int, look_for: int, tally: Tally) -> list[float]:
    """Import letters one by one, as the background worker does; of one in ``look_for`` the seconds until found."""
    from search.ingest.archives import GivenFile
    from search.ingest.importing import ImportRun

    waited: list[float] = []
    for number, (letter, word) in enumerate(_letters(count)):
        start = time.perf_counter()
        tally.begun += len(letter.items)
        run = ImportRun.start("load")  # a file has one outcome at its place in a batch, so a batch each
        taken = list(run.take_all([GivenFile(f"{letter.case_number}.txt", printed(letter).encode())]))
        if [each.items for each in taken] != [len(letter.items)]:
            raise SystemExit(f"The letter was not imported: {taken}")
        tally.ended += len(letter.items)
        if number % look_for == 0:
            waited.append(_until_found(origin, letter, word, start))
    return waited


def _until_found(origin: str, letter: Letter, word: str, start: float) -> float:
    """Ask until the letter is found; seconds from its import's ``start``."""
    with site.Reader(origin) as reader:
        while time.perf_counter() - start < _PATIENCE:
            if (
                reader.get(f"/search.json?q=summary:{quote(word)}") == 200
                and letter.case_number.encode() in reader.body
            ):
                return time.perf_counter() - start
            time.sleep(_EVERY)
    return float("inf")
