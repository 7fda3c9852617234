"""An index that several processes fill is the one that one process fills."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from search.index.opensearch.life import AT_ONCE
from tests.benchmarks import site
from tests.engines.members import CLUSTER, CLUSTER_NAMED, Rows

ITEMS = 2 * AT_ONCE + 100
SCRIPT = f"""
import json, os
from pathlib import Path
from tests.benchmarks import site
site.use(Path(os.environ["DATA_DIR"]), ("DATABASE_URL", "SEARCH_URL"))
site.prepare(samples=False)
site.store({ITEMS})
from search.index import engine
from search.models import Determination
from search.query.question import Question
from search.schema import FACET_NAMES
Determination.objects.filter(items__pk__in=(1, 700)).update(visibility="held")
for workers in (1, 2):
    held = engine().rebuild(workers)
    found = engine().find(Question(limit=5_000, facets=FACET_NAMES))
    print(json.dumps([held, found.total, found.ids, found.facets, engine().health().items]))
"""
KILLED = (
    SCRIPT.partition("for workers")[0]
    + """
import multiprocessing, threading, time
from search.index.engine import IndexUnavailable
def answers():
    found = engine().find(Question(limit=5_000, facets=FACET_NAMES))
    return [found.total, found.ids, found.facets]
engine().rebuild(2)
print(json.dumps(answers()))
def kill_one():
    while not multiprocessing.active_children():
        time.sleep(0.01)
    multiprocessing.active_children()[0].kill()
killer = threading.Thread(target=kill_one)
killer.start()
try:
    engine().rebuild(2)
except IndexUnavailable as error:
    print(json.dumps(answers()), str(error), sep="\\n")
killer.join()
engine().rebuild(2)
print(json.dumps(answers()))
"""
)


def _printed(script: str, own_site: dict[str, str], folder: Path) -> list[str]:
    with CLUSTER.make(folder, Rows(), ()) as made:
        name = made._cluster.place.name  # type: ignore[attr-defined]
        environment = {**own_site, "SEARCH_URL": os.environ[CLUSTER_NAMED], "SEARCH_INDEX": name}
        command = [sys.executable, "-W", "ignore", "-c", script]
        done = subprocess.run(command, cwd=site.ROOT, env=environment, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.mark.slow
def test_several_processes_fill_what_one_does(own_site: dict[str, str], tmp_path: Path) -> None:
    printed = _printed(SCRIPT, own_site, tmp_path)
    alone, together = (json.loads(line) for line in printed if line.startswith("["))
    held, found, ids, facets, _ = alone
    assert held == found == len(ids) and ITEMS - 8 < held < ITEMS and sum(facets["decision"].values()) == held
    assert together == alone


@pytest.mark.slow
def test_where_one_of_them_dies_the_index_before_goes_on_answering(own_site: dict[str, str], tmp_path: Path) -> None:
    printed = _printed(KILLED, own_site, tmp_path)
    before, after, again = (json.loads(line) for line in printed if line.startswith("["))
    assert before[0] > ITEMS - 8 and before == after == again
    assert "A process that filled the search index has died. Try again." in printed
