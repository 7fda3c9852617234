"""What a watcher is told: right across processes, and out of strangers' reach."""

from __future__ import annotations

import os
import re
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from search.models import ImportBatch
from search.operating import shared_counts
from tests.operating.site import Site, eventually


def numbers(text: str) -> dict[str, float]:
    """Each line's name with its labels → its number."""
    return {name: float(value) for name, value in re.findall(r"^(imr_\S.*?) ([-+.e\d]+)$", text, re.MULTILINE)}


@pytest.mark.django_db
def test_the_machine_itself_is_told_how_things_stand(client: Client, index: Path) -> None:
    ImportBatch.objects.create(label="Underway")
    answer = client.get("/metrics")
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/plain")
    told = numbers(answer.content.decode())
    assert told["imr_database_up"] == 1
    assert told["imr_batches_unfinished"] == 1
    assert told['imr_tasks{state="waiting"}'] == 0
    assert told["imr_index_items"] == 0
    assert {"imr_index_lag_changes", "imr_index_generation", "imr_database_bytes", "imr_disk_free_bytes"} <= set(told)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sent",
    (
        {"REMOTE_ADDR": "198.51.100.7"},
        {"HTTP_X_FORWARDED_FOR": "198.51.100.7"},
        {"HTTP_FORWARDED": "for=198.51.100.7"},
        {"HTTP_X_REAL_IP": "198.51.100.7"},
    ),
)
def test_strangers_find_nothing(client: Client, index: Path, sent: dict[str, str]) -> None:
    assert client.get("/metrics", **sent).status_code == 404  # type: ignore[arg-type]


@pytest.mark.slow
def test_every_process_counts_and_any_of_them_tells(make_site: Callable[..., Site]) -> None:
    site = make_site(WEB_WORKERS="2", ALLOWED_HOSTS="imr.example.org", HTTPS="false").start()
    for _ in range(20):
        assert site.get("/search.json?q=treatment", Host="imr.example.org").status == 200
        assert site.get("/search/?decision=upheld", Host="imr.example.org").status == 200
    site.get("/nothing/here/", Host="imr.example.org")
    for master in site.children("gunicorn"):
        listed = Path(f"/proc/{master}/task/{master}/children").read_text().split()
        assert len(listed) == 2
        os.kill(int(listed[0]), signal.SIGKILL)
    assert eventually(lambda: site.get("/livez").status == 200)
    told = numbers(site.get("/metrics").body)
    assert told['imr_search_seconds_count{form="json",kind="words"}'] == 20
    assert told['imr_search_seconds_count{form="page",kind="filters"}'] == 20
    assert told['imr_request_seconds_count{method="GET",status="404",view="none"}'] == 1
    assert told["imr_index_items"] > 0


def test_a_server_that_ends_late_leaves_the_counts_of_the_next_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    folders = []
    for _ in range(2):  # the second is started on the port of one that was killed
        monkeypatch.setenv(shared_counts.NAME, "")
        shared_counts.begin(1)
        folders.append(os.environ[shared_counts.NAME])
    monkeypatch.setenv(shared_counts.NAME, folders[0])
    shared_counts.end()
    assert Path(folders[1]).is_dir()
    monkeypatch.setenv(shared_counts.NAME, folders[1])
    shared_counts.end()
    assert not Path(folders[1]).exists()


@pytest.mark.slow
def test_pages_are_served_where_the_counts_are_gone(make_site: Callable[..., Site]) -> None:
    site = make_site().start()
    (counts,) = Path("/dev/shm").glob(f"imr-counts-*-{site.port}-*")
    shutil.rmtree(counts)
    for master in site.children("gunicorn"):
        for process in Path(f"/proc/{master}/task/{master}/children").read_text().split():
            os.kill(int(process), signal.SIGKILL)  # whoever comes after it finds no folder
    assert eventually(lambda: site.get("/livez").status == 200)
    for path in ("/search.json?q=treatment", "/metrics"):
        assert site.get(path).status == 200
    assert "Requests are not counted" in site.said()
