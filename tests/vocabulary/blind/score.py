"""How well headings and paragraphs labelled blind are named: ``python -m tests.vocabulary.blind.score``.

Both halves are counted; misses are listed for the seen half alone, so that no rule is made from what is held back.
Lines about which the labelling person hesitated have a row of their own.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from search.letters.portions import split_heading, without_numbering
from search.vocabulary import name_citations, name_drug, name_regions, name_treatment

HERE = Path(__file__).parent
HALVES = ("seen", "held_back")
HEADING_FIELDS = ("treatment", "drug", "regions", "disputed")

Line = dict[str, Any]


@dataclass(slots=True)
class Score:
    """Of one group of lines: how many, how many right by field, and the misses in words."""

    lines: int = 0
    right: dict[str, float] = field(default_factory=dict)
    misses: list[str] = field(default_factory=list)


def labelled(kind: str, half: str) -> list[Line]:
    """The labelled lines of one file."""
    text = (HERE / f"{kind}_{half}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def read_heading(heading: str) -> dict[str, Any]:
    """What an import would name a heading, by field."""
    portions = split_heading(without_numbering(heading))
    asked = (portions.disputed, portions.original_request)
    return {
        "treatment": name_treatment(*asked).value,
        "drug": name_drug(*asked).value,
        "regions": sorted(name_regions(heading).values),
        "disputed": portions.disputed,
    }


def score_headings(lines: Sequence[Line]) -> Score:
    """The share of headings whose field is as labelled (accuracy), by field."""
    score = Score(len(lines))
    for line in lines:
        expected = {**line, "disputed": without_numbering(str(line.get("disputed", line["heading"])))}
        read = read_heading(line["heading"])
        for name in HEADING_FIELDS:
            right = _same(read[name], expected[name])
            score.right[name] = score.right.get(name, 0) + right / len(lines)
            if not right:
                score.misses.append(f"{line['id']} {name}: {line['heading']!r}: {expected[name]} read {read[name]}")
    return score


def score_citations(lines: Sequence[Line]) -> Score:
    """The F1 of citations over all paragraphs: by guideline alone, with its section, and with pages too."""
    score = Score(len(lines))
    for depth, name in enumerate(("guideline", "section", "pages"), start=1):
        right = given = read = 0
        for line in lines:
            expected = {_citation(cited, depth) for cited in line["citations"]}
            found = {
                _citation((cited.guideline, cited.section, cited.pages), depth)
                for cited in name_citations(line["paragraph"])
            }
            right += len(expected & found)
            given += len(expected)
            read += len(found)
            if expected != found:
                wrong = f"{sorted(expected - found)} read {sorted(found - expected)}"
                score.misses.append(f"{line['id']} {name}: {line['paragraph']!r}: {wrong}")
        score.right[name] = 2 * right / (given + read) if given + read else 1.0
    return score


def _citation(cited: Sequence[str], depth: int) -> tuple[str, ...]:
    guideline, section, pages = cited
    return (guideline, _plain(section), re.sub(r"\s", "", pages))[:depth]


def _same(read: object, expected: object) -> bool:
    if isinstance(read, str) and isinstance(expected, str):
        return _plain(read) == _plain(expected)
    return read == expected


def _plain(text: str) -> str:
    return "".join(filter(str.isalnum, text.replace("&", "and"))).casefold()


def report() -> Iterator[str]:
    """The table, a line a half and kind, and the misses of what may be looked at."""
    misses: list[str] = []
    for kind, scored in (("headings", score_headings), ("citations", score_citations)):
        for half in HALVES:
            lines = labelled(kind, half)
            for name, group in (
                (half, [line for line in lines if not line.get("unsure")]),
                (f"{half}, unsure", [line for line in lines if line.get("unsure")]),
                (f"{half}, all", lines),
            ):
                score = scored(group)
                shares = "  ".join(f"{field} {share:.4f}" for field, share in score.right.items())
                yield f"{kind:<10} {name:<18}{score.lines:>5}  {shares}"
                if half == "seen" and group is lines:
                    misses += score.misses
    yield "misses of the seen half:"
    yield from (f"  {miss}" for miss in misses)


def main() -> int:
    for line in report():
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
