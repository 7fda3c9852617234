"""The lines labelled for privacy are well formed: whatever is measured against them stands on sound data."""

import json
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
KINDS = {"name", "claim-number", "birth-date", "ssn", "address", "phone", "email"}


def labelled(half: str) -> list[dict[str, Any]]:
    """The lines of one half, as they are."""
    lines = (HERE / f"privacy_{half}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_the_halves_are_alike_and_share_no_line() -> None:
    halves = [labelled(half) for half in ("seen", "held_back")]
    texts = [line["text"] for half in halves for line in half]
    assert len(set(texts)) == len(texts)
    for half in halves:
        assert all(set(line) == {"id", "text", "sign", "kind"} and line["kind"] in KINDS for line in half)
        signs = Counter(line["sign"] for line in half)
        assert min(signs[True], signs[False]) >= 75


def test_the_measured_lines_are_in_none_of_the_others() -> None:
    measured = tomllib.loads((HERE / "privacy_measured.toml").read_text(encoding="utf-8"))
    lines = measured["signs"] + measured["look_alikes"]
    assert min(map(len, measured.values())) >= 60
    others = {line["text"] for half in ("seen", "held_back") for line in labelled(half)}
    for name in ("privacy_signs", "privacy_look_alikes"):
        groups = tomllib.loads((HERE.parent / f"{name}.toml").read_text(encoding="utf-8"))
        others.update(line for group in groups.values() for line in group)
    assert len({*lines, *others}) == len(lines) + len(others)
