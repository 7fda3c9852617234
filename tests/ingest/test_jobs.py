"""Reading in several processes: the same outcomes in the same order as reading in one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError

from search import index as search_index
from search.ingest import writing
from search.ingest.ahead import read_given, reading_ahead
from search.ingest.archives import GivenFile
from search.letters import UnreadableFile
from search.models import Determination, ImportedFile
from tests.ingest.letters import MASSAGE, Letter
from tests.operating.site import eventually


def letters_of(folder: Path) -> None:
    """Thirty letters; among them a copy, an empty file, a paper that is no letter, and a data file beside them."""
    for number in range(30):
        letter = Letter(case=f"CM16-99001{number:02}", summary=f"The worker is {20 + number} years old and hurt.")
        (folder / f"{number:02}.txt").write_bytes(letter.bytes())
    (folder / "03b.txt").write_bytes((folder / "03.txt").read_bytes())
    (folder / "07b.txt").write_bytes(b"")
    (folder / "09b.txt").write_text("A receipt for two sandwiches.")
    (folder / "11b.json").write_text("{}")


def imported(folder: Path, report: Path, jobs: int) -> tuple[list[tuple[str, str]], str]:
    out = StringIO()
    with pytest.raises(SystemExit):  # some failed
        call_command("import_determinations", str(folder), report=report, jobs=jobs, stdout=out, stderr=out)
    lines = [json.loads(line) for line in report.read_text().splitlines()]
    return [(Path(line["file"]).name, line["outcome"]) for line in lines], out.getvalue()


def test_several_processes_come_to_what_one_comes_to(db: None, index: Path, letters: Path, tmp_path: Path) -> None:
    letters_of(letters)
    found, told = imported(letters, tmp_path / "report", jobs=2)
    names = sorted(path.name for path in letters.glob("*.txt"))
    assert [name for name, _ in found] == names
    others = {"03b.txt": "duplicate", "07b.txt": "failed", "09b.txt": "failed"}
    assert [outcome for _, outcome in found] == [others.get(name, "imported") for name in names]
    assert "07b.txt is empty." in told and "passed over" in told
    assert Determination.objects.count() == 30
    assert search_index.engine().health().items == 60
    assert ImportedFile.objects.count() == len(names), "each file has its own outcome"
    again, _ = imported(letters, tmp_path / "again", jobs=3)
    assert {outcome for name, outcome in again if name not in others} == {"duplicate"}


def test_a_letter_that_cannot_be_stored_takes_nothing_with_it(
    db: None, index: Path, letters: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        (letters / f"{number}.txt").write_bytes(Letter(case=f"CM16-990020{number}", items=(MASSAGE,)).bytes())
    usual = writing.write_many

    def refusing(letters: Sequence[tuple[Determination, Any]], rows: Any) -> Any:
        written = usual(letters, rows)
        if any(letter.case_number == "CM16-9900202" for letter, _ in letters):
            raise DatabaseError("the disk is full")
        return written

    monkeypatch.setattr(writing, "write_many", refusing)
    found, told = imported(letters, tmp_path / "report", jobs=2)
    assert [outcome for _, outcome in found] == ["imported", "imported", "failed", "imported", "imported"]
    assert "could not be stored" in told
    assert set(Determination.objects.values_list("case_number", flat=True)) == {
        f"CM16-990020{number}" for number in (0, 1, 3, 4)
    }
    assert search_index.engine().health().items == 4


def test_files_come_in_their_order_and_no_more_are_held_than_are_needed() -> None:
    drawn: list[int] = []

    def files() -> Iterator[GivenFile]:
        for number in range(1_200):
            drawn.append(number)
            yield GivenFile(f"{number}.txt", f"no letter {number}".encode())

    ahead = reading_ahead(files(), 2)
    taken = [next(ahead) for _ in range(20)]
    assert [given.name for given in taken] == [f"{number}.txt" for number in range(20)]
    assert len(drawn) < 600
    assert all(given.ahead is not None for given in taken)
    assert [reading.refusal != "" for reading in read_given(taken[3])] == [True]
    ahead.close()


def test_large_files_are_held_in_smaller_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.ingest.ahead._BYTES_AHEAD", 1_000_000)
    drawn: list[int] = []

    def files() -> Iterator[GivenFile]:
        for number in range(100):
            drawn.append(number)
            yield GivenFile(f"{number}.txt", b"no letter " * 30_000)

    ahead = reading_ahead(files(), 2)
    assert next(ahead).name == "0.txt"
    assert len(drawn) < 8
    ahead.close()


def test_one_bad_file_harms_none_of_those_that_are_read_with_it() -> None:
    files = [GivenFile("a.txt", Letter().bytes()), GivenFile("empty.txt"), GivenFile("b.txt", Letter().bytes())]
    first, bad, last = reading_ahead(files, 2)
    assert [read_given(each)[0].letter.case_number for each in (first, last)] == ["CM16-9900001"] * 2
    with pytest.raises(UnreadableFile, match="is empty"):
        read_given(bad)


def test_what_a_reader_raises_is_raised_here() -> None:
    (given,) = reading_ahead([GivenFile("empty.txt", b"")], 2)
    with pytest.raises(UnreadableFile, match="is empty"):
        read_given(given)


def test_what_a_reader_that_died_was_reading_is_read_again() -> None:
    lost: Future[Any] = Future()
    lost.set_exception(BrokenProcessPool("killed"))
    (reading,) = read_given(GivenFile("a.txt", Letter().bytes(), ahead=lost))
    assert reading.letter.case_number == "CM16-9900001"


_ENDLESS = """
import itertools, os, sys
from multiprocessing import active_children
from search.ingest.ahead import read_given, reading_ahead
from search.ingest.archives import GivenFile
if __name__ == "__main__":
    files = (GivenFile(f"{number}.txt", b"no letter") for number in itertools.count())
    for number, given in enumerate(reading_ahead(files, 2)):
        read_given(given)
        if number == 50:
            print(*(child.pid for child in active_children()), flush=True)
            sys.stdin.read()
"""


def test_processes_that_read_end_with_the_one_that_was_killed(tmp_path: Path) -> None:
    script = tmp_path / "endless.py"
    script.write_text(_ENDLESS)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(
        [sys.executable, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True
    ) as writer:
        assert writer.stdout is not None
        readers = [int(number) for number in writer.stdout.readline().split()]
        assert len(readers) == 2
        writer.kill()
    assert eventually(lambda: not any(runs(reader) for reader in readers))


def runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return not Path(f"/proc/{process}/stat").exists() or ") Z " not in Path(f"/proc/{process}/stat").read_text()


def test_a_number_of_processes_that_makes_no_sense_is_refused(letters: Path) -> None:
    for jobs in (0, -1, 1_000):
        with pytest.raises(CommandError, match="--jobs must lie between"):
            call_command("import_determinations", str(letters), jobs=jobs)
