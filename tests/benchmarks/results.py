"""What was measured, as values, kept as JSON so that sizes measured on different days stand in one table."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from tests.benchmarks.questions import Asked, questions


@dataclass(frozen=True, slots=True)
class Answers:
    """One question to one engine: milliseconds of processor time (medians over rounds), the count, and a checksum of
    the facets."""

    new_ms: float
    again_ms: float
    total: int
    facets: int


@dataclass(frozen=True, slots=True)
class Measured:
    """One engine at one size. ``restart_s``: from starting a process, imports and all, to its first answer."""

    engine: str
    size: int
    build_s: float
    build_cpu_s: float
    build_peak_mb: float
    disk_bytes: int
    text_bytes: int
    first_ms: float
    restart_s: float
    ask_peak_mb: float
    core_share: float
    answers: Mapping[str, Answers] = field(default_factory=dict)

    @property
    def items_a_second(self) -> float:
        """By processor time: what one core builds when it has nothing else to do."""
        return self.size / self.build_cpu_s

    @property
    def disk_ratio(self) -> float:
        """Bytes on disk for each byte of text."""
        return self.disk_bytes / self.text_bytes

    def times(self, *, again: bool = False, of: Callable[[Asked], bool] = lambda asked: True) -> list[float]:
        """Milliseconds of the questions chosen by ``of``."""
        return [
            self.answers[asked.label].again_ms if again else self.answers[asked.label].new_ms
            for asked in questions()
            if of(asked)
        ]


def percentile(times: Sequence[float], share: float) -> float:
    """The smallest time that at least ``share`` of them do not exceed."""
    return sorted(times)[max(0, math.ceil(len(times) * share) - 1)]


def of_kind(kind: str, filters: str | None = None) -> Callable[[Asked], bool]:
    """Questions of one kind, with all filters or those of one name."""
    return lambda asked: asked.kind == kind and filters in (None, asked.filters)


def joined(name: str, size: int, built: Mapping[str, Any], passes: Sequence[Mapping[str, Any]]) -> Measured:
    """One build and its passes of questions: medians over all rounds of all passes, the slowest of the firsts."""
    answers = {}
    for label, said in passes[0]["answers"].items():
        new, again = ([time for each in passes for time in each["answers"][label][which]] for which in ("new", "again"))
        answers[label] = Answers(median(new) * 1e3, median(again) * 1e3, said["total"], said["facets"])
    return Measured(
        engine=name,
        size=size,
        build_s=built["seconds"],
        build_cpu_s=built["cpu_seconds"],
        build_peak_mb=built["peak_mb"],
        disk_bytes=built["disk_bytes"],
        text_bytes=built["text_bytes"],
        first_ms=max(each["first"] for each in passes) * 1e3,
        restart_s=max(each["restart"] for each in passes),
        ask_peak_mb=max(each["peak_mb"] for each in passes),
        core_share=min(each["core_share"] for each in passes),
        answers=answers,
    )


def disagreements(ours: Measured, other: Measured) -> list[str]:
    """Questions to which the two give another count or other facets."""
    return [
        f"{label}: {mine.total:,} / {other.answers[label].total:,}"
        for label, mine in ours.answers.items()
        if (mine.total, mine.facets) != (other.answers[label].total, other.answers[label].facets)
    ]


def load(path: Path) -> list[Measured]:
    """What was kept; nothing where nothing was."""
    if not path.exists():
        return []
    return [
        Measured(**{**each, "answers": {label: Answers(**said) for label, said in each["answers"].items()}})
        for each in json.loads(path.read_text())
    ]


def keep(path: Path, fresh: Sequence[Measured]) -> list[Measured]:
    """Put ``fresh`` in the place of what was kept for the same engines and sizes, and return all."""
    replaced = {(each.engine, each.size) for each in fresh}
    kept = [each for each in load(path) if (each.engine, each.size) not in replaced]
    every = sorted([*kept, *fresh], key=lambda each: (each.size, each.engine != "ours", each.engine))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([asdict(each) for each in every], indent=1) + "\n")
    return every
