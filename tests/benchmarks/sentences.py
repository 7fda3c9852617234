"""The boilerplate of invented letters: patterns in a data file, written out into a few hundred sentences."""

from __future__ import annotations

import itertools
import re
import tomllib
from collections.abc import Sequence
from pathlib import Path

_CHOICE = re.compile(r"\[([^\]]*)\]")
_DATA = tomllib.loads(Path(__file__).with_suffix(".toml").read_text())

HEADING: list[str] = _DATA["heading"]
SUMMARY: list[str] = _DATA["summary"]
RATIONALE: list[str] = _DATA["rationale"]
VERDICT: dict[str, list[str]] = _DATA["verdict"]
OTHER_VERDICT: str = _DATA["other_verdict"]


def written_out(patterns: Sequence[str]) -> list[str]:
    """Every sentence that the patterns stand for: ``[a|b]`` is either."""
    sentences = []
    for pattern in patterns:
        pieces = _CHOICE.split(pattern)
        options = [piece.split("|") if number % 2 else [piece] for number, piece in enumerate(pieces)]
        sentences += ["".join(chosen) for chosen in itertools.product(*options)]
    return sentences
