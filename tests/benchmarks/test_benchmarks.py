"""The benchmarks run, and what they compare is the same work. No time is asserted."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from search.query.words import words
from search.samples import SAMPLES
from tests.benchmarks import __main__ as bench
from tests.benchmarks import report, results
from tests.benchmarks.corpus import Corpus, rare_word
from tests.benchmarks.engines import contestant
from tests.benchmarks.questions import questions

SIZE = 200


def test_the_corpus_is_the_same_every_time_and_begins_alike_at_every_size() -> None:
    small, large = list(Corpus(SIZE).documents()), list(Corpus(SIZE + 100).documents())
    assert len(small) == SIZE
    assert small[: SIZE - 10] == large[: SIZE - 10]
    assert [document.id for document in small] == list(range(1, SIZE + 1))


def test_the_corpus_reads_like_letters() -> None:
    documents = list(Corpus(1_000).documents())
    lengths = [len(words(" ".join(document.texts))) for document in documents]
    assert 220 < sum(lengths) / len(lengths) < 340
    overturned = sum(document.keys["decision"] == ("overturned",) for document in documents)
    assert 0.06 < overturned / len(documents) < 0.14
    counted = Counter(word for document in documents for word in words(" ".join(document.texts)))
    assert sum(count == 1 for count in counted.values()) > len(counted) / 4
    assert len({rare_word(rank) for rank in range(1, 5_000)}) == 4_999


@pytest.mark.parametrize("name", ["fts5", "tantivy", "tantivy_one"])
def test_engines_with_the_same_words_give_the_same_counts_and_facets(name: str, tmp_path: Path) -> None:
    answers = []
    for each in ("ours", name):
        folder = tmp_path / each
        folder.mkdir()
        engine = contestant(each)
        engine.build(folder, Corpus(SIZE).documents())
        engine.open(folder, remembering=False)
        answers.append(
            [(found.total, found.facets) for found in map(engine.ask, (each.question for each in questions()))]
        )
    assert answers[0] == answers[1]
    assert len({total for total, _ in answers[0]}) > 10


@pytest.mark.slow
def test_a_whole_run_prints_and_writes_its_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    document, kept, plot = (
        tmp_path / "benchmarks.md",
        tmp_path / "kept" / "results.json",
        tmp_path / "kept" / "cost.svg",
    )
    document.write_text(f"Before.\n{report.BEGIN}\nold\n{report.END}\nAfter.\n")
    monkeypatch.setattr(bench, "DOCUMENT", document)
    monkeypatch.setattr(bench, "KEPT", kept)
    monkeypatch.setattr(bench, "PLOT", plot)
    folder = tmp_path / "indexes"
    arguments = ["--sizes", str(SIZE), "--engines", "ours,fts5,stock", "--stock-most", "50", "--rounds", "1"]
    assert bench.main([*arguments, "--passes", "1", "--keep", str(folder), "--write", "--profile"]) == 0
    printed = capsys.readouterr()
    assert "this project" in printed.out and "SQLite FTS5 + SQL: the same answers." in printed.out
    assert "left out" in printed.err
    text = document.read_text()
    assert text.startswith("Before.") and text.endswith("After.\n") and "old" not in text and "200 items" in text
    assert plot.read_text().count("<svg") == 1
    ours, fts5 = results.load(kept)
    assert (ours.engine, fts5.engine) == ("ours", "fts5")
    assert ours.disk_bytes > 0 < ours.build_peak_mb and ours.text_bytes == fts5.text_bytes
    assert len(ours.answers) == len(list(questions()))


@pytest.mark.slow
def test_stock_haystack_answers_too(tmp_path: Path) -> None:
    ours = bench.main(
        ["--sizes", "40", "--engines", "ours,stock", "--rounds", "1", "--passes", "1", "--keep", str(tmp_path)]
    )
    assert ours == 0
    assert (tmp_path / "stock-40" / "whoosh").is_dir()


def test_percentiles_are_by_rank() -> None:
    assert results.percentile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert results.percentile([1.0] * 19 + [9.0], 0.95) == 1.0
    assert results.percentile([1.0] * 18 + [9.0] * 2, 0.95) == 9.0


@pytest.mark.slow
def test_a_site_of_its_own_is_read_and_a_letter_added_to_it_is_found() -> None:
    done = _run("load", "--readers", "2", "--seconds", "2", "--letters", "1", "--copies", "50")
    assert "errors: none" in done and "(1 letters)" in done and "inf" not in done


@pytest.mark.slow
def test_pages_are_measured_at_a_size() -> None:
    done = _run("pages", "--sizes", "60", "--rounds", "1", "--insight")
    assert "60 items" in done and "through Django" in done and "through gunicorn" in done and "insight into" in done


def test_reading_is_measured_on_the_samples() -> None:
    done = _run("reading", str(SAMPLES), "--rounds", "1")
    assert "text letters, processor time: read: median" in done and "PDFs, by the wall clock: read: median" in done


def _run(name: str, *arguments: str) -> str:
    """What ``python -m tests.benchmarks.<name>`` prints; it must end well."""
    command = [sys.executable, "-W", "ignore", "-m", f"tests.benchmarks.{name}", *arguments]
    return subprocess.run(command, cwd=bench.ROOT, check=True, stdout=subprocess.PIPE, text=True, timeout=300).stdout


@pytest.mark.slow
def test_users_open_every_kind_of_page_while_letters_are_imported() -> None:
    command = [sys.executable, "-W", "ignore", "-m", "tests.benchmarks.load"]
    command += ["--users", "1,3", "--seconds", "12", "--letters", "2", "--pause", "0.01"]
    done = subprocess.run(command, cwd=bench.ROOT, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 user," in done.stdout and "3 users," in done.stdout
    assert done.stdout.count("errors: none") == 2
    for kind in ("search", "all"):
        assert f"  {kind} " in done.stdout
