"""The commands as a person types them: lines, summaries, exit statuses."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import signal
import struct
import subprocess
import sys
import termios
import time
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from search.index import engine
from search.models import Determination, DisputedItem, GuidelineSection, Specialty, TreatmentType
from search.vocabulary import guideline_sections, specialties, treatment_types
from tests.ingest.letters import Letter

MANAGE = str(Path(__file__).resolve().parents[2] / "manage.py")


def run(*arguments: object, **options: object) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("import_determinations", *map(str, arguments), stdout=out, stderr=out, **options)
    except SystemExit as ended:
        return int(str(ended.code)), out.getvalue()
    return 0, out.getvalue()


def test_lines_summary_report_and_status(db: None, index: Path, letters: Path, tmp_path: Path) -> None:
    (letters / "a.txt").write_bytes(Letter().bytes())
    (letters / "b\n.txt").write_bytes(b"")
    (letters / "labels.json").write_text("{}")
    report = tmp_path / "report.jsonl"
    status, told = run(letters, tmp_path / "missing", report=report)
    assert status == 1
    assert "/a.txt" not in told
    assert f"failed        {letters}/b\\x0a.txt is empty." in told
    assert "missing does not exist." in told
    assert "passed over" in told
    assert told.splitlines()[-1] == "1 imported, 0 updated, 0 duplicates, 0 to review, 2 failed."
    lines = [json.loads(line) for line in report.read_text().splitlines()]
    assert lines[0] == {
        "file": f"{letters}/a.txt",
        "outcome": "imported",
        "case_number": "CM16-9900001",
        "items": 2,
        "reason": None,
    }
    assert [line["outcome"] for line in lines] == ["imported", "failed", "failed"]
    assert run(letters / "a.txt") == (
        0,
        f"duplicate     {letters}/a.txt was imported before.\n"
        "Nothing new: every letter was here already.\n"
        "0 imported, 0 updated, 1 duplicate, 0 to review, 0 failed.\n",
    )


def test_samples_are_marked(db: None, index: Path, letters: Path) -> None:
    (letters / "a.txt").write_bytes(Letter().bytes())
    assert run(letters, samples=True)[0] == 0
    assert Determination.objects.get().is_sample


def test_a_report_that_cannot_be_written_is_said_first(db: None, letters: Path, tmp_path: Path) -> None:
    (letters / "a.txt").write_bytes(Letter().bytes())
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("import_determinations", str(letters), report=tmp_path / "no" / "report")
    assert not Determination.objects.exists()


@pytest.mark.slow
def test_interrupted_it_stops_after_a_letter_and_goes_on_next_time(own_site: dict[str, str], tmp_path: Path) -> None:
    """A process of its own on a terminal of its own: a progress bar, then Ctrl-C."""
    letters = tmp_path / "letters"
    letters.mkdir()
    for number in range(120):
        letter = Letter(case=f"CM16-9900{number:03}", summary=f"Summary number {number}.")
        (letters / f"{number:03}.txt").write_bytes(letter.bytes())
    subprocess.run([sys.executable, MANAGE, "migrate", "-v0"], env=own_site, check=True, capture_output=True)
    report = tmp_path / "report.jsonl"
    command = [sys.executable, MANAGE, "import_determinations", str(letters), "--report", str(report)]
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    process = subprocess.Popen(command, env=own_site, stdout=subprocess.PIPE, stderr=follower, text=True)
    os.close(follower)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not (report.exists() and report.read_text().count("\n") >= 3):
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    told = process.communicate(timeout=60)[0]
    bar = os.read(leader, 100_000).decode(errors="replace")
    os.close(leader)
    assert process.returncode == 130
    assert "/120" in bar
    assert "Stopped." in told
    done = report.read_text().count("\n")
    assert 3 <= done < 120
    assert f"{done} imported" in told
    again = subprocess.run(command, env=own_site, capture_output=True, text=True, check=True)
    assert f"{120 - done} imported, 0 updated, {done} duplicates" in again.stdout


def test_the_vocabulary_is_synced_and_only_once(db: None) -> None:
    out = StringIO()
    call_command("sync_vocabulary", stdout=out)
    call_command("sync_vocabulary", stdout=out)
    first, second = out.getvalue().splitlines()
    assert "0 added" not in first
    assert second == "Vocabulary: 0 added, 0 changed."
    assert set(TreatmentType.objects.values_list("key", flat=True)) == {term.key for term in treatment_types()}
    assert Specialty.objects.count() == len(specialties())
    assert GuidelineSection.objects.count() == len(guideline_sections())


def test_syncing_mends_and_never_deletes(db: None) -> None:
    call_command("sync_vocabulary", stdout=StringIO())
    Specialty.objects.filter(key="neurology").update(label="Nerves", position=7_000)
    Specialty.objects.filter(key="urology").delete()
    Specialty.objects.create(key="phrenology", label="Phrenology", listed=True)
    out = StringIO()
    call_command("sync_vocabulary", stdout=out)
    assert out.getvalue() == "Vocabulary: 1 added, 2 changed.\n"
    assert Specialty.objects.get(key="neurology").label == "Neurology"
    assert Specialty.objects.filter(key="urology").exists()
    assert not Specialty.objects.get(key="phrenology").listed


@pytest.mark.slow
def test_before_the_database_is_set_up_a_sentence_says_what_to_do(own_site: dict[str, str], tmp_path: Path) -> None:
    command = [sys.executable, MANAGE, "import_determinations", str(tmp_path)]
    done = subprocess.run(command, env=own_site, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Run manage.py prepare first." in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_two_imports_of_the_same_letters_at_once_store_each_once(own_site: dict[str, str], tmp_path: Path) -> None:
    letters = tmp_path / "letters"
    letters.mkdir()
    for number in range(30):
        letter = Letter(case=f"CM16-99000{number:02}", summary=f"Summary number {number}.")
        (letters / f"{number:02}.txt").write_bytes(letter.bytes())
    subprocess.run([sys.executable, MANAGE, "migrate", "-v0"], env=own_site, check=True, capture_output=True)
    command = [sys.executable, MANAGE, "import_determinations", str(letters)]
    both = [subprocess.Popen(command, env=own_site, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    told = [process.communicate(timeout=120)[0].splitlines()[-1] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    counts = [[int(part.split()[0]) for part in line.split(", ")] for line in told]
    assert [sum(column) for column in zip(*counts, strict=True)] == [30, 0, 30, 0, 0]


def test_a_whole_collection_comes_in_first_and_is_indexed_afterwards(db: None, index: Path, letters: Path) -> None:
    (letters / "a.txt").write_bytes(Letter().bytes())
    status, told = run(letters, index_later=True)
    assert status == 0 and "1 imported" in told
    assert "The index was not told. Run manage.py rebuild_index when all is imported." in told
    assert engine().health().items == 0
    assert DisputedItem.objects.filter(news=None).count() == 2, "nobody is told of what cannot be found yet"
    call_command("rebuild_index", interactive=False, verbosity=0)
    assert engine().health().items == 2
    assert not DisputedItem.objects.filter(news=None).exists()
