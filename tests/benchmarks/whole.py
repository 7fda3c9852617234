"""The whole on one machine: ``python -m tests.benchmarks.whole --items 1000000 --database URL --search URL,…``.

On PostgreSQL and a search cluster, both empty and both on this machine. Letters are imported from their text as long as
there are none (``--letters``), and copied in the database up to ``--items`` (:mod:`tests.benchmarks.copies`). Then the
index is built from it on the cluster and, beside it, as the embedded one, each by a process of its own, and both are
asked the same: random searches, whose answers are compared, and pages, deep ones, files, completions and requests as
people type them, each question once, by the wall clock.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from random import Random
from statistics import median
from typing import Any
from urllib.parse import quote, urlencode
from zlib import crc32

from tests.benchmarks import arrival, site
from tests.benchmarks.measuring import peak_mb
from tests.benchmarks.results import percentile

ENGINES = {"cluster": ("DATABASE_URL", "SEARCH_URL", "SEARCH_SHARDS", "SEARCH_REPLICAS"), "embedded": ("DATABASE_URL",)}
"""Engine → the settings that lead to it."""

_SEED = 7
_DEEP = (0, 1_000, 9_000, 50_000, 90_000, 150_000, 400_000)
"""Places of the order at which deep pages begin."""
_PER_PAGE = 50
_SAMPLED = 300


def main(arguments: Sequence[str] | None = None) -> int:
    """Fill, build, ask, compare, print; 1 if the engines did not answer alike."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.whole", description=__doc__)
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--letters", type=int, default=2_000, help="how many are read from text (default: 2,000)")
    parser.add_argument("--jobs", type=int, default=2, help="processes that read (default: 2)")
    parser.add_argument("--workers", type=int, default=1, help="processes that fill the cluster's index (default: 1)")
    parser.add_argument("--questions", type=int, default=300, help="random searches (default: 300)")
    parser.add_argument("--database", required=True, help="an empty PostgreSQL database, or one that this has filled")
    parser.add_argument("--search", required=True, help="the addresses of a search cluster")
    parser.add_argument("--keep", metavar="DIR", help="keep the site here, and use the one that is here")
    parser.add_argument("--as", dest="engine", choices=tuple(ENGINES), help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    os.environ.update({"DATABASE_URL": given.database, "SEARCH_URL": given.search})
    os.environ.setdefault("SEARCH_INDEX", "imr-whole")
    if given.engine:
        return _as_one(given.engine, Path(given.keep), given.questions, given.workers)
    with tempfile.TemporaryDirectory(prefix="imr-whole-") as temporary:
        folder = Path(given.keep or temporary).absolute()
        site.use(folder / "filling", ENGINES["cluster"])
        _fill(given.items, given.letters, given.jobs)
        command = [sys.executable, "-W", "ignore", "-m", "tests.benchmarks.whole", "--keep", str(folder)]
        command += ["--database", given.database, "--search", given.search, "--questions", str(given.questions)]
        command += ["--workers", str(given.workers)]
        for name in ENGINES:
            subprocess.run([*command, "--as", name], cwd=site.ROOT, check=True)
        told = [json.loads((folder / f"{name}.json").read_text()) for name in ENGINES]
    differing = [address for address in told[0] if told[0][address] != told[1].get(address)]
    print(f"\n{len(told[0]) - len(differing):,} of {len(told[0]):,} random searches were answered alike", flush=True)
    for address in differing[:10]:
        other = told[1].get(address, {})
        keys = [key for key, value in told[0][address].items() if other.get(key) != value]
        print(f"  {address}: {', '.join(keys)}")
    return int(bool(differing))


def _fill(items: int, letters: int, jobs: int) -> None:
    site.prepare(samples=False)
    from django.db import connection

    from search.models import Determination, DisputedItem
    from search.models.news import number_all_news
    from tests.benchmarks.copies import fill

    if not Determination.objects.exists():
        nodes = _nodes()
        used, wall = _used(_database(), nodes), time.perf_counter()
        arrival.arrive(letters, jobs, max(1, letters // 20), index_later=True)
        number_all_news()
        _, its, theirs = (after - before for after, before in zip(_used(_database(), nodes), used, strict=True))
        wall = time.perf_counter() - wall
        print(
            f"  read in {wall:.0f} s; processor time: the database's {its:.0f} s, the nodes' {theirs:.0f} s", flush=True
        )
    read = DisputedItem.objects.visible().count()
    wall = time.perf_counter()
    found = read
    for number, found in enumerate(fill(items), start=1):
        if number % 10 == 0:
            print(f"  {found:,} items after {time.perf_counter() - wall:.0f} s", flush=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        (size,) = cursor.fetchone()
    print(
        f"{found:,} items in the database, {found - read:,} of them copied in {time.perf_counter() - wall:.0f} s"
        f" just now; {size / 1e6:,.0f} MB on disk",
        flush=True,
    )


def _as_one(name: str, folder: Path, questions: int, workers: int) -> int:
    """Build with one engine, ask it, print, and write down what it answered."""
    site.use(folder / name, ENGINES[name])
    site.prepare(samples=False)
    print(f"\n{name}", flush=True)
    nodes = _nodes() if name == "cluster" else []
    _build(folder / name, workers, nodes)
    answers = _answers(questions)
    _ask_engine(nodes)
    _ask()
    print(f"  memory of the process that asked: {peak_mb():,.0f} MB at most", flush=True)
    (folder / f"{name}.json").write_text(json.dumps(answers))
    return 0


def _build(folder: Path, workers: int, nodes: Sequence[int]) -> None:
    """Build the index, unless it is there; ``nodes``: the numbers of the processes of the cluster."""
    from search.index import engine
    from search.models import DisputedItem

    wanted = DisputedItem.objects.visible().count()
    if engine().needs_rebuild() or engine().health().items != wanted:
        database = _database()
        used, wall = _used(database, nodes), time.perf_counter()
        found = engine().rebuild(workers)
        wall = time.perf_counter() - wall
        if found != wanted:
            raise SystemExit(f"{found:,} items are indexed instead of {wanted:,}")
        ours, its, theirs = (after - before for after, before in zip(_used(database, nodes), used, strict=True))
        print(
            f"  built in {wall:.0f} s; processor time: ours {ours:.0f} s, the database's {its:.0f} s,"
            f" the nodes' {theirs:.0f} s; ours held {peak_mb():,.0f} MB at most; load {_load()}",
            flush=True,
        )
    if nodes:
        held = list(map(peak_mb, nodes))
        told = _said("_nodes/stats/jvm")["nodes"].values()
        heap = [each["jvm"]["mem"]["heap_used_in_bytes"] / 2**20 for each in told]
        disk = _said(f"{os.environ['SEARCH_INDEX']}/_stats/store")["_all"]
        print(
            f"  {disk['primaries']['store']['size_in_bytes'] / 1e6:,.0f} MB on disk for one copy,"
            f" {disk['total']['store']['size_in_bytes'] / 1e6:,.0f} MB with all; nodes held"
            f" {', '.join(f'{each:,.0f}' for each in held)} MB at most,"
            f" of which heap {', '.join(f'{each:,.0f}' for each in heap)} now",
            flush=True,
        )
    else:
        size = sum(file.stat().st_size for file in (folder / "index").rglob("*") if file.is_file())
        print(f"  {size / 1e6:,.0f} MB on disk", flush=True)


def _database() -> int:
    """The process of the server that answers us."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return arrival.parent(cursor.fetchone()[0])


def _used(database: int, nodes: Iterable[int]) -> tuple[float, ...]:
    """Processor time of ours, of the database and of the nodes."""
    ours, its = (arrival.seconds(process, whole=True) for process in (os.getpid(), database))
    return ours, its, sum(map(arrival.seconds, nodes))


def _nodes() -> list[int]:
    """The cluster's processes on this machine, which tell their own numbers."""
    return [each["process"]["id"] for each in _said("_nodes/process")["nodes"].values()]


def _said(path: str) -> Any:
    origin = os.environ["SEARCH_URL"].split(",")[0]
    with urllib.request.urlopen(f"{origin}/{path}", timeout=60) as answer:
        return json.load(answer)


def _client() -> Callable[..., Any]:
    from django.test import Client

    client = Client(headers={"host": "127.0.0.1"})

    def get(address: str, accepted: tuple[int, ...] = (200,)) -> Any:
        answer = client.get(address)
        if answer.status_code not in accepted:
            raise SystemExit(f"{address} answered {answer.status_code}")
        return answer

    return get


def _answers(count: int) -> dict[str, dict[str, int]]:
    """Random searches, each with a checksum of every part of its answer."""
    from search.models import DisputedItem
    from tests.benchmarks.searching import addresses

    get = _client()
    facets = get("/search.json").json()["facets"]
    values = {name: [each["value"] for each in listed] for name, listed in facets.items() if listed}
    last = DisputedItem.objects.order_by("-pk").values_list("pk", flat=True)[0]
    sampled = DisputedItem.objects.filter(pk__in=range(1, last + 1, max(1, last // _SAMPLED)))
    rationales = sampled.order_by("pk").values_list("rationale", flat=True)
    texts = [text.split() for text in rationales if len(text.split()) > 6]
    said, seconds = {}, []
    for address in addresses(Random(_SEED), values, texts, count):
        start = time.perf_counter()
        answer = get(address, (200, 404)).json()  # some ask for a page behind the last
        seconds.append(time.perf_counter() - start)
        said[address] = {key: crc32(json.dumps(value).encode()) for key, value in answer.items()}
    _print("random searches as JSON", seconds)
    return said


def _ask_engine(nodes: Sequence[int]) -> None:
    """The questions of the engine's benchmark, each once; and every id."""
    from search.index import engine
    from search.query.question import Question
    from tests.benchmarks.questions import questions

    asked = [each.question for each in questions()]
    ours, theirs = time.process_time(), sum(map(arrival.seconds, nodes))
    _print("questions with every facet, to the engine alone", _timed(engine().find, asked))
    ours, theirs = time.process_time() - ours, sum(map(arrival.seconds, nodes)) - theirs
    each = f"ours {ours / len(asked) * 1e3:.0f} ms, the nodes' {theirs / len(asked) * 1e3:.0f} ms"
    print(f"    processor time of one of them, in the mean: {each}", flush=True)
    (every,) = _timed(lambda question: sum(len(ids) for ids in engine().scan(question)), [Question()])
    (some,) = _timed(lambda question: sum(len(ids) for ids in engine().scan(question, 10_000)), [Question()])
    (words,) = _timed(lambda _: engine().terms(), [None])
    print(
        f"  ids of everything in order: {every:.1f} s, the first 10,000: {some * 1e3:.0f} ms; all words: {words:.1f} s;"
        f" load {_load()}",
        flush=True,
    )


def _ask() -> None:
    """What people and programs ask for, each once."""
    from tests.benchmarks.pages import addresses, beginnings
    from tests.benchmarks.requests import REQUESTS

    get, asked = _client(), addresses()
    _print("results pages", _timed(get, asked))
    _print("requests as people type them, as pages", _timed(get, (f"/search/?q={quote(each)}" for each in REQUESTS)))
    for q in ("", "functional improvement"):
        total = get(f"/search.json?q={quote(q)}").json()["total"]
        places = [place for place in _DEEP if place < total]
        for place in places:
            (seconds,) = _timed(get, [_page(q, place)])
            print(
                f"  {q or 'everything'}: {_PER_PAGE} items from {place + 1:,} of {total:,} on: {seconds * 1e3:.0f} ms"
            )
    files = [address.replace("/search/", "/search.csv") for address in asked[3:9:2]]
    _print("files of up to 10,000 rows", _timed(lambda address: b"".join(get(address).streaming_content), files))
    first, *rest = _timed(get, (f"/complete.json?q={quote(letters)}" for letters in beginnings()))
    _print(f"completions (the first took {first * 1e3:.0f} ms)", rest)


def _page(q: str, place: int) -> str:
    return f"/search.json?{urlencode({'q': q, 'page': place // _PER_PAGE + 1, 'per_page': _PER_PAGE})}"


def _timed(ask: Callable[[Any], object], questions: Iterable[Any]) -> Iterator[float]:
    for question in questions:
        start = time.perf_counter()
        ask(question)
        yield time.perf_counter() - start


def _print(what: str, seconds: Iterable[float]) -> None:
    times = [each * 1e3 for each in seconds]
    print(
        f"  {what}: {len(times)}, median {median(times):.0f} ms, 95th percentile {percentile(times, 0.95):.0f} ms,"
        f" worst {max(times):.0f} ms; load {_load()}",
        flush=True,
    )


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f}"


if __name__ == "__main__":
    sys.exit(main())
