"""An index that belongs to another state of the database is never asked, and is mended."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone

from search.index import engine, standing
from search.index.standing import Step
from search.models import Determination, DisputedItem, LoggedChange
from search.operating import health, mending
from search.views import health as probes
from tests.index.rows import item, letter
from tests.operating.site import Site, eventually

SEARCH = "/search.json?q=treatment"


@pytest.fixture
def two_items(db: None, index: Path, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Two items in the database and in an index that shows them."""
    monkeypatch.setattr(standing, "HOLDS_SECONDS", 0.0)
    made = [item(letter(f"CM15-900000{n}"), "Massage", "Massage is needed.").pk for n in (1, 2)]
    LoggedChange.objects.note(made)
    engine().rebuild()
    return made


def test_an_index_knows_how_far_it_has_come(two_items: list[int]) -> None:
    assert standing.standing().step is Step.IN_STEP
    DisputedItem.objects.filter(pk=two_items[0]).update(heading="Acupuncture")
    LoggedChange.objects.note(two_items[:1])
    found = standing.standing()
    assert (found.step, found.behind, found.can_answer) == (Step.BEHIND, 1, True)
    assert 0 < found.late_seconds < 60
    assert standing.mend().step is Step.IN_STEP
    assert engine().holds("acupuncture")


@pytest.mark.parametrize("days", [-1, 1])
def test_a_change_is_not_left_because_the_clock_was_moved(two_items: list[int], days: int) -> None:
    LoggedChange.objects.note(two_items[:1])
    assert mending.wanted() == "" and health.ready()[0]
    LoggedChange.objects.update(noted=timezone.now() + timedelta(days=days))
    assert mending.wanted() == "Changes on their way into the index: 1."
    assert not health.ready()[0]


def test_an_index_built_before_anything_was_noted_can_be_gone_on_from(two_items: list[int]) -> None:
    LoggedChange.objects.all().delete()
    engine().rebuild()
    DisputedItem.objects.filter(pk=two_items[0]).update(heading="Acupuncture")
    LoggedChange.objects.note(two_items[:1])
    engine().refresh([])
    assert engine().holds("acupuncture") and standing.standing().step is Step.IN_STEP


def test_an_index_is_made_before_the_first_letter_comes(db: None, index: Path) -> None:
    assert standing.standing().can_answer and mending.wanted()
    assert standing.mend().step is Step.IN_STEP
    assert mending.wanted() == "" and engine().health().ok


def test_an_index_that_a_newer_version_built_is_not_taken_back(
    two_items: list[int], index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(index)
    monkeypatch.setattr(type(engine()), "is_newer", lambda self: True)
    assert standing.standing().step is Step.NEWER
    assert mending.wanted() == "" and not health.ready()[0]
    assert standing.mend().step is Step.NEWER and engine().needs_rebuild()


def test_one_change_brings_along_what_another_process_died_with(two_items: list[int]) -> None:
    DisputedItem.objects.filter(pk=two_items[0]).update(heading="Acupuncture")
    LoggedChange.objects.note(two_items[:1])
    engine().refresh(two_items[1:])
    assert engine().holds("acupuncture") and standing.standing().step is Step.IN_STEP


def test_an_index_from_another_day_of_the_database_is_apart(
    client: Client, two_items: list[int], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probes, "_last_wrong", {})
    assert client.get("/search.json?q=massage").json()["total"] == 2
    # The database is put back to a day before, and goes on from there.
    LoggedChange.objects.order_by("-pk").first().delete()  # type: ignore[union-attr]
    DisputedItem.objects.filter(pk=two_items[1]).delete()
    LoggedChange.objects.note([two_items[1]])
    assert standing.standing().step is Step.APART
    answer = client.get("/search.json?q=massage")
    assert answer.status_code == 503 and "retry_after" in answer.json()
    assert client.get("/search/?q=massage").status_code == 503
    caplog.clear()
    assert [client.get(probe).status_code for probe in ("/healthz", "/readyz", "/readyz", "/healthz")] == [503] * 4
    said = [line.getMessage().partition(" ")[0] for line in caplog.records if line.levelno >= logging.WARNING]
    assert said == ["/healthz", "/readyz"], "once a change, however often it is asked"
    with pytest.raises(CommandError, match="another state of the database"):
        call_command("check_index")
    call_command("check_index", mend=True)
    assert client.get("/search.json?q=massage").json()["total"] == 1
    assert client.get("/readyz").status_code == client.get("/readyz").status_code == 200
    assert [line.getMessage() for line in caplog.records].count("/readyz answers 200 again.") == 1


def test_an_older_index_beside_a_newer_database_catches_up(two_items: list[int], index: Path, tmp_path: Path) -> None:
    shutil.copytree(index, tmp_path / "yesterday")
    more = item(letter("CM15-9000009"), "Acupuncture", "Acupuncture is needed.").pk
    LoggedChange.objects.note([more])
    engine().refresh([more])
    shutil.rmtree(index)
    (tmp_path / "yesterday").rename(index)
    assert standing.standing().step is Step.BEHIND
    call_command("check_index", mend=True)
    assert engine().holds("acupuncture")


def test_no_index_is_built_over_one_that_others_serve_on_tables_of_their_version(two_items: list[int]) -> None:
    before = engine().generation()
    recorder = MigrationRecorder(connection)
    _, last = max(key for key in recorder.applied_migrations() if key[0] == "search")
    recorder.record_unapplied("search", last)
    with pytest.raises(CommandError, match="older version than the site"):
        call_command("check_index", mend=True)
    assert engine().generation() == before


def test_a_missing_index_is_no_empty_one(client: Client, two_items: list[int], index: Path) -> None:
    shutil.rmtree(index)
    for address in ("/search.json?q=massage", "/search/?q=massage", "/search.csv", "/search.atom"):
        assert client.get(address).status_code == 503, address
    assert "index is missing" in client.get("/healthz").json()["index"]["reason"]
    Determination.objects.all().delete()
    assert client.get("/search/?q=massage").status_code == 200


def _as_a_file(index: Path) -> None:
    shutil.rmtree(index)
    index.write_text("not a folder")


def _with_a_folder_for_its_table(index: Path) -> None:
    (index / "CURRENT").unlink()
    (index / "CURRENT").mkdir()


def _rewritten(pattern: str, change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def hurt(index: Path) -> None:
        for path in index.glob(pattern):
            held = path.read_bytes()
            path.unlink()  # what is cut short under a map would end this process
            path.write_bytes(change(held))

    return hurt


def _without(pattern: str) -> Callable[[Path], None]:
    def hurt(index: Path) -> None:
        for path in index.glob(pattern):
            path.unlink()

    return hurt


_HURTS = {
    "a file in its place": _as_a_file,
    "a folder for its table": _with_a_folder_for_its_table,
    "table emptied": _rewritten("CURRENT", lambda held: b""),
    "table zeroed": _rewritten("CURRENT", lambda held: bytes(len(held))),
    "segments gone": _without("*.columns"),
    "segments emptied": _rewritten("*.columns", lambda held: b""),
    "segments zeroed": _rewritten("*.columns", lambda held: bytes(len(held))),
    "segments cut": _rewritten("*.columns", lambda held: held[: len(held) // 2]),
    "segments changed": _rewritten("*.columns", lambda held: held[:-999] + bytes(999)),
    "deletions gone": _without("*.deleted"),
    "deletions changed": _rewritten("*.deleted", lambda held: held[:-1] + bytes([held[-1] ^ 1])),
}


@pytest.mark.parametrize("hurt", _HURTS.values(), ids=_HURTS)
def test_an_index_whose_files_are_hurt_is_said_and_built_anew(
    client: Client, two_items: list[int], index: Path, hurt: Callable[[Path], None]
) -> None:
    DisputedItem.objects.filter(pk=two_items[0]).update(heading="Acupuncture")
    engine().refresh(two_items[:1])
    assert list(index.glob("*.deleted"))
    hurt(index)
    for address in ("/search.json?q=massage", "/search/?q=massage", "/determinations/CM15-9000001/"):
        assert client.get(address).status_code in (200, 503), address
    answer = client.get("/healthz")
    assert answer.status_code == 503 and answer.json()["index"]["reason"]
    assert mending.wanted()
    call_command("check_index", mend=True)
    assert not mending.wanted() and client.get("/healthz").status_code == 200
    assert client.get("/search.json?q=acupuncture").json()["total"] == 1


def test_the_log_does_not_grow_for_ever(two_items: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.models.changes.KEPT", 10)
    for _ in range(30):
        LoggedChange.objects.note(two_items)
    LoggedChange.objects.thin()
    assert LoggedChange.objects.count() == 10
    assert standing.standing().step is Step.APART
    standing.mend()
    assert standing.standing().step is Step.IN_STEP


@pytest.mark.parametrize("mark", ["", "1", "x:y", "1:", ":", "999999999999999999999:1", "-1:5"])
def test_a_mark_that_is_none_is_not_known(two_items: list[int], mark: str) -> None:
    assert not LoggedChange.objects.knows(mark)
    assert LoggedChange.objects.since(mark) is None


def test_an_index_deleted_while_serving_is_said_and_built_anew(make_site: Callable[..., Site]) -> None:
    site = make_site().start()
    total = site.get(SEARCH).data["total"]
    assert total
    shutil.rmtree(site.folder / "index")
    seen = [site.get(SEARCH) for _ in range(3)]
    assert all(answer.status == 503 or answer.data["total"] == total for answer in seen)
    assert eventually(lambda: site.get(SEARCH).data.get("total") == total, 30), site.said()
    assert eventually(lambda: site.get("/readyz").status == 200, 10)
