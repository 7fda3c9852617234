"""The sample letters agree with their labels, and nothing in them is real."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from search import vocabulary
from search.ingest.reading import read_letters
from search.samples import SAMPLES

FOLDER = SAMPLES.parent
LETTERS: list[dict[str, Any]] = [
    json.loads(line) for line in (FOLDER / "gold.jsonl").read_text(encoding="utf-8").splitlines()
]
ITEMS: list[dict[str, Any]] = [item for letter in LETTERS for item in letter["items"]]
LETTER_KEYS = {
    "file",
    "case_number",
    "date_assigned",
    "date_of_injury",
    "decision_date",
    "ur_denial_date",
    "application_received",
    "priority",
    "licensed_in",
    "specialties",
    "items",
}
ITEM_KEYS = {
    "n",
    "heading",
    "disputed",
    "decision",
    "treatment",
    "drug",
    "body_regions",
    "claims_guideline",
    "claims_citations",
    "reviewer_guideline",
    "reviewer_citations",
    "rationale",
}
# Page numbers and running heads that stand between two pages.
FURNITURE = re.compile(r"^(?:Page \d+ of \d+|\x0cCase Number: .*|[ ]{20,}\d+)[ ]*$", re.MULTILINE)
REAL_LETTERS = Path(__file__).resolve().parents[3] / "shared" / "letters"
DATES_IN_ORDER = (
    "date_of_injury",
    "ur_denial_date",
    "application_received",
    "date_assigned",
    "decision_date",
)


def squeezed(text: str) -> str:
    """Letters and digits alone, which is how paragraphs are compared."""
    return re.sub(r"[\W_]+", "", text).lower()


def printed(name: str) -> str:
    """The text of a letter without its page furniture; of a PDF, the text that it was printed from."""
    path = SAMPLES / name if name.endswith(".txt") else FOLDER / "pdf_text" / f"{Path(name).stem}.txt"
    return FURNITURE.sub("", path.read_text(encoding="utf-8"))


def runs_of_words(text: str, length: int) -> set[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9]+", text.lower())
    return {tuple(words[n : n + length]) for n in range(len(words) - length + 1)}


def test_there_is_something_for_every_page_of_the_site() -> None:
    kinds = Counter(path.suffix for path in SAMPLES.iterdir())
    assert kinds[".txt"] >= 32
    assert kinds[".pdf"] >= 12
    overturned = sum(item["decision"] == "overturned" for item in ITEMS)
    assert 0.14 <= overturned / len(ITEMS) <= 0.22
    sizes = {len(letter["items"]) for letter in LETTERS}
    assert min(sizes) == 1
    assert max(sizes) >= 12
    years = {letter["decision_date"][:4] for letter in LETTERS if letter["decision_date"]}
    assert years >= {str(year) for year in range(2013, 2025)}
    assert len({name for letter in LETTERS for name in letter["specialties"]}) >= 25
    assert any(letter["case_number"] is None for letter in LETTERS)


def test_precedents_of_both_kinds_can_be_found() -> None:
    def outcomes(treatment: str, specialty: str = "") -> Counter[str]:
        return Counter(
            item["decision"]
            for letter in LETTERS
            for item in letter["items"]
            if item["treatment"] == treatment and (not specialty or specialty in letter["specialties"])
        )

    massage = outcomes("rehabilitation/massage-therapy", "Occupational Medicine")
    assert massage["upheld"] >= 3
    assert massage["overturned"] >= 2
    for treatment in (
        "rehabilitation/physical-occupational-therapy",
        "rehabilitation/acupuncture",
        "injections/epidural-steroid-injections",
        "diagnostic-testing/imaging",
        "programs/functional-restoration-programs",
    ):
        assert set(outcomes(treatment)) == {"upheld", "overturned"}, treatment


def test_one_reviewer_repeats_himself() -> None:
    cyclobenzaprine = [runs_of_words(item["rationale"], 5) for item in ITEMS if item["drug"] == "cyclobenzaprine"]
    alike = [runs for runs in cyclobenzaprine if len(runs & cyclobenzaprine[-1]) > 0.6 * len(runs)]
    assert 4 <= len(alike) < len(cyclobenzaprine)


def test_every_letter_is_labelled_once() -> None:
    labelled = Counter(letter["file"] for letter in LETTERS)
    assert set(labelled.values()) == {1}
    assert set(labelled) == {path.name for path in SAMPLES.iterdir()}


@pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter["file"])
def test_labels_have_the_known_keys(letter: dict[str, Any]) -> None:
    assert set(letter) == LETTER_KEYS
    assert [item["n"] for item in letter["items"]] == list(range(1, len(letter["items"]) + 1))
    assert letter["items"]
    for item in letter["items"]:
        assert set(item) - {"unsure"} == ITEM_KEYS
        assert item["decision"] in {"upheld", "overturned"}


def test_labels_use_the_words_of_the_vocabularies() -> None:
    treatments = {term.key for term in vocabulary.treatment_types()}
    regions = {term.key for term in vocabulary.body_regions()}
    guidelines = {term.key for term in vocabulary.guidelines()}
    for item in ITEMS:
        assert item["treatment"] in treatments
        assert set(item["body_regions"]) <= regions
        for guideline, _section, _pages in item["claims_citations"] + item["reviewer_citations"]:
            assert guideline in guidelines
    assert {name for letter in LETTERS for name in letter["specialties"]} <= {
        term.label for term in vocabulary.specialties()
    }
    assert {name for letter in LETTERS for name in letter["licensed_in"]} <= {
        term.label for term in vocabulary.states()
    }
    assert {item["treatment"] for item in ITEMS} == treatments, "a type of treatment has no sample"


@pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter["file"])
def test_letters_print_what_their_labels_say(letter: dict[str, Any]) -> None:
    text = squeezed(printed(letter["file"]))
    for item in letter["items"]:
        for field in ("disputed", "claims_guideline", "reviewer_guideline"):
            assert squeezed(item[field]) in text, field
    for name in letter["licensed_in"]:
        assert squeezed(name) in text


@pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter["file"])
def test_dates_run_in_the_order_of_a_review(letter: dict[str, Any]) -> None:
    dates = [letter[name] for name in DATES_IN_ORDER if letter[name]]
    assert dates == sorted(dates)


def test_case_numbers_are_invented() -> None:
    for path in SAMPLES.parent.rglob("*"):
        if path.suffix in {".txt", ".jsonl", ".md"}:
            numbers = re.findall(r"\bCM\d\d-\d+|\bIMR \d\d-\d+", path.read_text(encoding="utf-8"))
            assert all(re.fullmatch(r"CM\d\d-9\d{6}", number) for number in numbers), path.name


@pytest.mark.real_letters
@pytest.mark.skipif(not REAL_LETTERS.is_dir(), reason="the real letters are not here")
def test_nothing_is_copied_from_real_letters() -> None:
    length = 10
    real = [
        json.loads(line)
        for path in REAL_LETTERS.glob("*/gold.jsonl")
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    theirs = {run for letter in real for item in letter["items"] for run in runs_of_words(item["rationale"], length)}
    assert theirs
    for item in ITEMS:
        shared = runs_of_words(item["rationale"], length) & theirs
        assert not shared, " ".join(next(iter(shared)))


@pytest.mark.parametrize("file", sorted(letter["file"] for letter in LETTERS))
def test_every_sample_would_be_published(file: str) -> None:
    path = SAMPLES / file
    assert [reading.review for reading in read_letters(path.read_bytes(), path.name)] == [()]
