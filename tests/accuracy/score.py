"""How well letters are read and named: ``python -m tests.accuracy.score [FOLDER]``.

Without a folder: precision and recall, field by field, over the project's samples and, where they lie beside
the project, over the real letters, and every miss; then the grounds of decisions, and the names of headings and
paragraphs that were labelled blind. With a folder of letters without
labels: what is unusual in them. With ``--disturbed``: how copies are read that were stamped, scanned or put together.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from search.letters import UnreadableFile, extract, parse
from tests.vocabulary.blind import score as blind

from . import disturbed, grounds
from .labelled import LabelledSet, label_disputes, labelled_sets
from .measure import FIELDS, Comparison, compare, count
from .unusual import report

LONGEST_SHOWN = 90


def comparisons(letters: LabelledSet) -> list[Comparison]:
    """Every field of every letter of the set; a file that cannot be read counts as read to be empty."""
    found: list[Comparison] = []
    for path, label in letters:
        try:
            text = extract(path.read_bytes(), path.name).text
        except UnreadableFile:
            text = ""
        found += compare(path.name, parse(text), label)
    return found


def table(letters: LabelledSet, found: Sequence[Comparison]) -> Iterator[str]:
    """The set's counts, a line a field."""
    files = len({comparison.file for comparison in found})
    yield f"{letters.name}: {files} letters"
    yield f"  {'field':<22}{'right':>7}{'missed':>8}{'made up':>9}{'precision':>11}{'recall':>8}{'F1':>8}"
    counts = count(found)
    for field in FIELDS:
        of = counts[field]
        shares = f"{of.precision:>11.4f}{of.recall:>8.4f}{of.f1:>8.4f}"
        yield f"  {field:<22}{of.right:>7}{of.missed:>8}{of.made_up:>9}{shares}"


def misses(found: Sequence[Comparison]) -> Iterator[str]:
    """Every comparison that is not right, with what is known of its label."""
    disputes = label_disputes()
    for comparison in found:
        if comparison.right:
            continue
        place = f"{comparison.file}" + (f" item {comparison.item}" if comparison.item else "")
        dispute = disputes.get((Path(comparison.file).stem, comparison.item, comparison.field))
        note = f"  [label disputed: {dispute}]" if dispute else ""
        note = note or (f"  [label unsure: {comparison.unsure}]" if comparison.unsure else "")
        yield f"  {place}, {comparison.field}: {_shown(comparison)}{note}"


def _shown(comparison: Comparison) -> str:
    missed = " | ".join(sorted(comparison.labelled - comparison.read))
    made_up = " | ".join(sorted(comparison.read - comparison.labelled))
    return f"labelled {_short(missed)}, read {_short(made_up)}"


def _short(text: str) -> str:
    if len(text) > LONGEST_SHOWN:
        half = LONGEST_SHOWN // 2
        text = f"{text[:half]} … {text[-half:]}"
    return f"“{text}”" if text else "nothing"


def main(arguments: Sequence[str]) -> int:
    if arguments and arguments[0] == "--disturbed":
        return disturbed.main(arguments[1:])
    if arguments:
        folder = Path(arguments[0])
        if not folder.is_dir():
            print(f"{folder} is no folder.")
            return 2
        for line in report(folder):
            print(line)
        return 0
    for letters in labelled_sets().values():
        found = comparisons(letters)
        for line in (*table(letters, found), "  misses:", *misses(found), ""):
            print(line)
    for name, labelled in grounds.labelled_rationales().items():
        # A rule that is made from what is held back is no longer measured by it.
        for line in (*grounds.report(name, labelled, listing=not name.startswith("held_back")), ""):
            print(line)
    for line in blind.report():
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
