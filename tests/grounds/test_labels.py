"""The labelled rationales are well formed: whatever is measured against them stands on sound data."""

import json
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
BALANCED = ("seen.jsonl", "seen_more.jsonl")
OTHERS = (
    "seen_usual.jsonl",
    "held_back_usual.jsonl",
    "seen_voices.jsonl",
    "held_back_voices.jsonl",
    "held_back_fresh.jsonl",
    "seen_paraphrased.jsonl",
    "seen_paraphrased_more.jsonl",
    "seen_usual_more.jsonl",
    "held_back_last.jsonl",
)
"""Sequels that do not hold every ground in both outcomes, or few approvals, as letters do."""
GROUNDS = {
    "findings",
    "prior-care",
    "benefit",
    "amount",
    "recommended",
    "documentation",
    "companion",
    "already",
    "active",
    "safety",
    "alternative",
    "plan",
}


def labelled(name: str) -> list[dict[str, Any]]:
    """The lines of one file, as they are."""
    return [json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("name", (*BALANCED, *OTHERS))
def test_every_ground_is_known_and_has_words_of_the_rationale(name: str) -> None:
    for line in labelled(name):
        grounds = line["grounds"]
        assert set(line) == {"id", "decision", "heading", "rationale", "grounds", "evidence"}
        assert len(set(grounds)) == len(grounds) <= 5, line["id"]
        assert set(grounds) <= GROUNDS, line["id"]
        assert list(line["evidence"]) == grounds, line["id"]
        for words in line["evidence"].values():
            assert words and words in line["rationale"], line["id"]


def test_the_files_share_no_line_and_hold_every_ground_in_both_outcomes() -> None:
    balanced = [labelled(name) for name in BALANCED]
    lines = [line for file in (*balanced, *map(labelled, OTHERS)) for line in file]
    assert len({line["id"] for line in lines}) == len({line["rationale"] for line in lines}) == len(lines)
    for file in balanced:
        for decision in ("upheld", "overturned"):
            rows = [line for line in file if line["decision"] == decision]
            assert {ground for line in rows for ground in line["grounds"]} == GROUNDS
            assert any(not line["grounds"] for line in rows)
        overturned = sum(line["decision"] == "overturned" for line in file)
        assert overturned >= 0.4 * len(file)
