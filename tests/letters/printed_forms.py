"""The letters in ``forms``, one for each form or way to head a letter, with what is to be read from them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "forms"
NAMES = sorted(path.stem for path in FOLDER.glob("*.toml"))


@dataclass(frozen=True)
class PrintedForm:
    """A letter, its form, and heading, decision and rationale of each item.

    ``needs_line_ends``: it cannot be read where they were lost.
    """

    form: str
    letter: str
    items: list[tuple[str, str, str]]
    needs_line_ends: bool


def printed(name: str) -> PrintedForm:
    told = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    items = [(item["heading"], item["decision"], item["rationale"]) for item in told["items"]]
    return PrintedForm(told["form"], told["letter"], items, told.get("needs_line_ends", False))
