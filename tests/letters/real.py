"""The real letters beside the project, for tests that read them; they are not part of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2].parent / "shared" / "letters"
ORDERS = ("pdftotext", "pdftotext-layout", "pdfminer")
present = pytest.mark.skipif(not ROOT.is_dir(), reason="the real letters are not beside the project")


def labels(folder: str) -> list[Mapping[str, Any]]:
    """What each letter of "pdf" or "text" holds, as its maker read it; empty where the letters are absent."""
    path = ROOT / folder / "gold.jsonl"
    if not path.is_file():
        return []
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def copies() -> list[tuple[Path, Mapping[str, Any]]]:
    """Every copy of every letter with its labels: the PDFs, the texts, and three extractors' texts of the
    PDFs.
    """
    found = [(ROOT / folder / gold["file"], gold) for folder in ("text", "pdf") for gold in labels(folder)]
    found += [
        ((ROOT / "orders" / order / gold["file"]).with_suffix(".txt"), gold)
        for order in ORDERS
        for gold in labels("pdf")
    ]
    return found


def letters_and_digits(text: str | None) -> str:
    """What of a paragraph no extractor changes."""
    return "".join(filter(str.isalnum, text or "")).casefold()
