"""What the reading of letters must not fall below, on the project's samples and on the real letters."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from search.letters import HEADER_FIELDS, parse
from search.samples import SAMPLES

from .labelled import REAL, labelled_sets
from .measure import FIELDS, NAMES, PARAGRAPHS, REVIEWER, Count, compare, count
from .score import comparisons, main, misses

READ = dict.fromkeys((*HEADER_FIELDS, *REVIEWER, "items", "decision", *PARAGRAPHS), 1.0)
NAMED = {"treatment": 0.98, "drug": 0.98, "body_regions": 0.97, "claims_citations": 0.98, "reviewer_citations": 0.98}
# The samples hold hard cases on purpose, and more of them than letters do.
NAMED_SAMPLES = dict.fromkeys(NAMES, 0.95)
# This extractor moves words that stand beside a redaction to the end of the text.
MOVED = {"rationale": 0.99}
FLOORS: Mapping[str, Mapping[str, float]] = {
    "samples": READ | NAMED_SAMPLES,
    "text": READ | NAMED,
    "pdf": READ | NAMED,
    "pdfminer": READ | NAMED | MOVED | dict.fromkeys(HEADER_FIELDS, 0.97),
    "pdftotext": READ | NAMED | dict.fromkeys(HEADER_FIELDS, 0.97),
    "pdftotext-layout": READ | NAMED | dict.fromkeys(HEADER_FIELDS, 0.97),
}
SETS = labelled_sets()


@pytest.mark.real_letters
@pytest.mark.parametrize("name", FLOORS)
def test_no_field_falls_below_its_floor(name: str) -> None:
    if name not in SETS:
        pytest.skip(f"the labelled letters {name!r} are not beside the project")
    found = comparisons(SETS[name])
    counts = count(found)
    low = {field: counts[field].f1 for field in FIELDS if counts[field].f1 < FLOORS[name][field]}
    assert low == {}, "\n".join(miss for miss in misses(found) if any(f", {field}:" in miss for field in low))


@pytest.mark.real_letters
@pytest.mark.skipif(not REAL.is_dir(), reason="the real letters are not beside the project")
def test_the_real_letters_are_all_there() -> None:
    assert {name: len(list(letters)) for name, letters in SETS.items() if name != "samples"} == {
        "text": 5,
        "pdf": 64,
        "pdfminer": 64,
        "pdftotext": 64,
        "pdftotext-layout": 64,
    }


def test_precision_and_recall() -> None:
    of = Count(right=6, missed=2, made_up=4)
    assert (of.precision, of.recall) == (0.6, 0.75)
    assert of.f1 == pytest.approx(2 / 3)
    assert (Count().precision, Count().recall, Count().f1) == (1.0, 1.0, 1.0)
    assert Count(missed=3).f1 == 0.0


class TestComparing:
    """The scorer must see what is wrong: each of these letters is read as something else than it is labelled."""

    @pytest.fixture
    def sample(self) -> tuple[str, dict[str, object]]:
        letters = SETS["samples"]
        path, label = next(
            (path, label) for path, label in letters if path.suffix == ".txt" and len(label["items"]) > 1
        )
        return path.read_text("utf-8"), dict(label)

    def test_right(self, sample: tuple[str, dict[str, object]]) -> None:
        text, label = sample
        wrong = {comparison.field for comparison in compare("a", parse(text), label) if not comparison.right}
        assert wrong <= set(NAMES)

    def test_a_wrong_header(self, sample: tuple[str, dict[str, object]]) -> None:
        text, label = sample
        label["decision_date"], label["priority"] = "1999-01-01", None
        counts = count(compare("a", parse(text), label))
        assert (counts["decision_date"].right, counts["decision_date"].f1) == (0, 0.0)
        assert counts["priority"].missed == 0

    def test_an_item_too_few(self, sample: tuple[str, dict[str, object]]) -> None:
        text, label = sample
        items = label["items"]
        assert isinstance(items, list)
        label["items"] = items[1:]
        counts = count(compare("a", parse(text), label))
        assert counts["items"].made_up == 1
        assert counts["heading"].made_up == 1
        assert counts["heading"].missed == 0
        assert counts["rationale"].right == len(items) - 1

    def test_nothing_read(self, sample: tuple[str, dict[str, object]]) -> None:
        counts = count(compare("a", parse(""), sample[1]))
        assert counts["items"].recall == counts["heading"].recall == counts["claims_citations"].recall == 0.0
        assert counts["heading"].precision == 1.0


@pytest.mark.slow
def test_the_score_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("samples: ")
    assert all(f"  {field} " in printed for field in FIELDS)


def test_a_report_on_letters_without_labels(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sample = next(path for path in sorted(SAMPLES.iterdir()) if path.suffix == ".txt")
    (tmp_path / "good.txt").write_bytes(sample.read_bytes())
    (tmp_path / "strange.txt").write_text("This is no letter at all.")
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 cut")
    assert main([str(tmp_path)]) == 0
    printed = capsys.readouterr().out
    assert "broken.pdf: is a PDF that was cut short" in printed
    assert "strange.txt: form: unknown" in printed
    assert "strange.txt: warning: No disputed item could be read." in printed
    assert "2 letters with" in printed
    assert "1 × file that cannot be read" in printed


def test_no_such_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "nowhere")]) == 2
    assert "is no folder" in capsys.readouterr().out
