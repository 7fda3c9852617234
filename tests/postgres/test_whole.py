"""Letters are copied within PostgreSQL, and both engines are filled from it and asked the same. No time is asserted."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks import site
from tests.engines.members import CLUSTER, CLUSTER_NAMED, Rows

COPYING = """
import json, os
from pathlib import Path
from tests.benchmarks import site
site.use(Path(os.environ["DATA_DIR"]), ("DATABASE_URL",))
site.prepare(samples=False)
site.store(40)
from django.db import connection
from tests.benchmarks.copies import fill
from search.index import engine
from search.models import Citation, Determination, DisputedItem, ItemGround
from search.models.news import number_all_news
number_all_news()
def indexes():
    return sorted(connection.introspection.get_constraints(connection.cursor(), "search_disputeditem"))
before = indexes()
counts = [number for wanted in (100, 300) for number in fill(wanted)]
fields = [("case_number", "fingerprint", "pk"), ("rationale", "news", "pk")]
different = [
    len(set(model.objects.values_list(name, flat=True)))
    for model, names in zip((Determination, DisputedItem), fields) for name in names
]
alone = sum(not each.items.exists() for each in Determination.objects.all())
there = [model.objects.count() for model in (Determination, DisputedItem)]
with_grounds = [len(set(model.objects.values_list("item", flat=True))) for model in (Citation, ItemGround)]
print(json.dumps([counts, there, different, alone, with_grounds, before == indexes(), engine().rebuild()]))
"""


@pytest.mark.slow
def test_copies_are_letters_of_their_own_and_can_be_copied_again(own_site: dict[str, str]) -> None:
    command = [sys.executable, "-W", "ignore", "-c", COPYING]
    done = subprocess.run(command, cwd=site.ROOT, env=own_site, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    counts, there, different, alone, belonging, same_indexes, indexed = json.loads(done.stdout.splitlines()[-1])
    assert counts == sorted(counts) and 300 <= counts[-1] < 303
    letters, items = there
    numbers, fingerprints, keys, rationales, news, item_keys = different
    assert numbers == fingerprints == keys == letters and news == item_keys == items == indexed == counts[-1]
    assert rationales > items * 0.9, "nearly every copy says something of its own"
    assert alone == 0 and belonging == [items, items] and same_indexes


@pytest.mark.slow
def test_a_collection_is_filled_built_and_asked_on_both_engines(own_site: dict[str, str], tmp_path: Path) -> None:
    with CLUSTER.make(tmp_path, Rows(), ()) as made:
        name = made._cluster.place.name  # type: ignore[attr-defined]
        command = [sys.executable, "-W", "ignore", "-m", "tests.benchmarks.whole", "--items", "160", "--letters", "30"]
        command += ["--jobs", "1", "--questions", "40", "--keep", str(tmp_path / "kept")]
        command += ["--database", own_site["DATABASE_URL"], "--search", os.environ[CLUSTER_NAMED]]
        environment = {**own_site, "SEARCH_INDEX": name}
        done = subprocess.run(command, cwd=site.ROOT, env=environment, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "40 of 40 random searches were answered alike" in done.stdout
    assert done.stdout.count("built in ") == done.stdout.count("requests as people type them") == 2
