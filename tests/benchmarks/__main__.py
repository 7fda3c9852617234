"""``make bench``: this project's engine, stock Haystack + Whoosh, SQLite FTS5 and tantivy, side by side in one run."""

from __future__ import annotations

import argparse
import cProfile
import json
import pstats
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.benchmarks import report, results
from tests.benchmarks.engines import NAMES, contestant
from tests.benchmarks.questions import questions

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "benchmarks.md"
KEPT = ROOT / "docs" / "benchmarks" / "results.json"
PLOT = ROOT / "docs" / "benchmarks" / "cost.svg"
STOCK_MOST = 2_000
"""Stock Haystack + Whoosh is left out above this size: it indexes tens of items a second.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse, measure, print."""
    options = _options(arguments)
    fresh = []
    with tempfile.TemporaryDirectory(prefix="benchmarks-") as temporary:
        base = Path(options.keep or temporary)
        for size in options.sizes:
            engines = [name for name in options.engines if name != "stock" or size <= options.stock_most]
            if len(engines) < len(options.engines):
                _say(
                    f"Haystack + Whoosh is left out at {size:,} items: more than it can bear ({options.stock_most:,})."
                )
            measured = _compare(engines, size, base, options)
            fresh += measured
            print(f"\n{report.tables(measured)}", flush=True)
            if options.profile and "ours" in engines:
                _profile(base / f"ours-{size}")
            if not options.keep:
                shutil.rmtree(base)
    if options.write:
        every = results.keep(KEPT, fresh)
        report.write_document(DOCUMENT, every)
        report.plot(PLOT, every)
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--sizes", type=_sizes, default=[1_000, 10_000], help="items, with commas: 1000,100000")
    parser.add_argument("--engines", type=_engines, default=list(NAMES), help=f"of {', '.join(NAMES)}")
    parser.add_argument("--rounds", type=int, default=5, help="how often each question is asked in a pass")
    parser.add_argument("--passes", type=int, default=2, help="how often each engine's turn comes")
    parser.add_argument("--budget", type=float, default=60, help="seconds after which no further round begins")
    parser.add_argument("--stock-most", type=int, default=STOCK_MOST, help="the largest size for Haystack + Whoosh")
    parser.add_argument("--keep", metavar="DIR", help="keep the indexes here, and use those that are here")
    parser.add_argument("--profile", action="store_true", help="where this project's engine spends its time")
    parser.add_argument("--write", action="store_true", help="write the tables and the plot into docs/")
    return parser.parse_args(arguments)


def _sizes(text: str) -> list[int]:
    return [int(size.replace("_", "")) for size in text.split(",")]


def _engines(text: str) -> list[str]:
    names = text.split(",")
    if unknown := set(names) - set(NAMES):
        raise argparse.ArgumentTypeError(f"no such engine: {', '.join(sorted(unknown))}")
    return names


def _compare(engines: Sequence[str], size: int, base: Path, options: argparse.Namespace) -> list[results.Measured]:
    built = {name: _built(name, size, base / f"{name}-{size}") for name in engines}
    passes: dict[str, list[dict[str, Any]]] = {name: [] for name in engines}
    for _ in range(options.passes):
        for name in engines:
            _say(f"{name}: asking {size:,} items …")
            settings = (str(options.rounds), str(options.budget), str(time.time()))
            passes[name].append(_run("ask", name, str(size), str(base / f"{name}-{size}"), *settings))
    return [results.joined(name, size, built[name], passes[name]) for name in engines]


def _built(name: str, size: int, folder: Path) -> dict[str, Any]:
    """Build, or use what a former run with the same ``--keep`` has built."""
    kept = folder.with_suffix(".json")
    if kept.exists():
        found: dict[str, Any] = json.loads(kept.read_text())
        return found
    _say(f"{name}: building {size:,} items …")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    measured = _run("build", name, str(size), str(folder))
    kept.write_text(json.dumps(measured))
    return measured


def _run(*arguments: str) -> dict[str, Any]:
    command = [sys.executable, "-W", "ignore", "-m", "tests.benchmarks.measuring", *arguments]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE)
    measured: dict[str, Any] = json.loads(done.stdout)
    return measured


def _profile(folder: Path) -> None:
    engine = contestant("ours")
    engine.open(folder, remembering=False)
    asked = list(questions())
    for each in asked:
        engine.ask(each.question)
    profile = cProfile.Profile()
    profile.enable()
    for _ in range(3):
        for each in asked:
            engine.ask(each.question)
    profile.disable()
    pstats.Stats(profile).sort_stats("tottime").print_stats(20)


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
