"""What reading one letter costs, on one core, without a database: its bytes to what it says, and to names for that.

    python -m tests.benchmarks.reading [FOLDER …]

Reads the sample letters, and the real ones where they lie beside the checkout, unless folders are named. Texts are
timed in processor time, PDFs by the wall clock, since a process apart reads them.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from statistics import median

from search.ingest.reading import read_letter
from search.letters import ParsedLetter, UnreadableFile, extract, parse
from search.samples import SAMPLES
from tests.benchmarks.results import percentile

Clock = Callable[[], float]
REAL = Path(__file__).resolve().parents[3] / "shared" / "letters"


def main(arguments: Sequence[str] | None = None) -> int:
    """Read every letter ``--rounds`` times and print the spread, by folder and kind of file."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.reading", description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, default=[SAMPLES, *([REAL] if REAL.is_dir() else [])])
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args(arguments)
    for folder in options.folders:
        for suffix, kind, clock in (
            (".txt", "text letters, processor time", time.process_time),
            # which a process apart reads, so that this one's processor time says little
            (".pdf", "PDFs, by the wall clock", time.perf_counter),
        ):
            files = sorted(folder.rglob(f"*{suffix}"))
            if files:
                measured = _measured(files, options.rounds, clock)
                print(f"{folder.parent.name}/{folder.name}, {len(files)} {kind}: {measured}")
    return 0


def _measured(files: Sequence[Path], rounds: int, clock: Clock) -> str:
    """Milliseconds: each letter's fastest round, then the spread over letters.

    The fastest, because what other work on the machine adds is not the letter's.
    """
    letters = [(file.read_bytes(), file.name) for file in files]
    said = []
    for what, read in (("read", _read), ("read and named", read_letter)):
        times = [min(_timed(read, data, name, clock) for _ in range(max(rounds, 1))) for data, name in letters]
        spread = f"median {median(times):.1f} ms, 95th percentile {percentile(times, 0.95):.1f} ms"
        said.append(f"{what}: {spread}, worst {max(times):.1f} ms")
    return "; ".join(said)


def _read(data: bytes, name: str) -> ParsedLetter:
    return parse(extract(data, name).text)


def _timed(read: Callable[[bytes, str], object], data: bytes, name: str, clock: Clock) -> float:
    start = clock()
    # A file that turns out not to be a letter has cost its time as well.
    with suppress(UnreadableFile):
        read(data, name)
    return (clock() - start) * 1e3


if __name__ == "__main__":
    sys.exit(main())
