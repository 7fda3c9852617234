"""Letters with labels: what a reader of each one wrote down."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from search.samples import SAMPLES

PROJECT = Path(__file__).resolve().parents[2]
REAL = PROJECT.parent / "shared" / "letters"

Label = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """A folder of letters and the file of their labels. ``suffix`` replaces that of the labelled file's
    name.
    """

    name: str
    folder: Path
    labels: Path
    suffix: str | None = None

    def __iter__(self) -> Iterator[tuple[Path, Label]]:
        for line in self.labels.read_text("utf-8").splitlines():
            if line.strip():
                label = json.loads(line)
                path = self.folder / label["file"]
                yield (path.with_suffix(self.suffix) if self.suffix else path), label


def labelled_sets() -> dict[str, LabelledSet]:
    """The project's samples, and the real letters where they lie beside the project."""
    sets = [LabelledSet("samples", SAMPLES, SAMPLES.parent / "gold.jsonl")]
    if REAL.is_dir():
        labels = REAL / "pdf" / "gold.jsonl"
        sets += [
            LabelledSet("text", REAL / "text", REAL / "text" / "gold.jsonl"),
            LabelledSet("pdf", REAL / "pdf", labels),
            *(LabelledSet(path.name, path, labels, ".txt") for path in sorted((REAL / "orders").iterdir())),
        ]
    return {found.name: found for found in sets if found.labels.is_file()}


def label_disputes() -> dict[tuple[str, int, str], str]:
    """Labels that we hold to be wrong: (file without suffix, item or 0, field) → why."""
    entries = tomllib.loads((Path(__file__).parent / "disputed.toml").read_text("utf-8"))["label"]
    return {(entry["file"], entry.get("item", 0), entry["field"]): entry["why"] for entry in entries}
