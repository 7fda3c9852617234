"""The sample letters agree with their labels, and nothing in them is real."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

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
    """The text of a letter; of a PDF, the text that it was printed from."""
    path = SAMPLES / name if name.endswith(".txt") else FOLDER / "pdf_text" / f"{Path(name).stem}.txt"
    return path.read_text(encoding="utf-8")


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
