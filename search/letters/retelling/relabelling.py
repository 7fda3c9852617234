"""A letter in the usual dress whose titles or labels are in other words, or its guidelines in another order, as usual.

It is read as all letters are, with every doubt: nothing else is changed.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from ..forms import Part, label_of, title_of
from ..lines import normalise
from ..usual import ITEMS_TITLE, LABELS, LICENSURE, REVIEWER_TITLE, SPECIALTY, SUMMARY_TITLE
from .elimination import is_source
from .labels import LONGEST, labels_of

_LABELLED = re.compile(r"\s*(?P<label>[A-Z][^:\n]{2,70}?)\s?(?::|\s[–—-])(?:\s+(?P<value>\S.*)?)?$")
# "(MAXIMUS guideline) Decision based on", "Decision rationale The notes"
_UNPARTED = re.compile(
    rf"\s*(?:[(\[](?P<held>[A-Z][^:()\[\]\n]{{2,70}})[)\]]|(?P<bare>{'|'.join(LABELS.values())})(?=\s+[A-Z]))\s+(?P<value>\S.*)$",
    re.IGNORECASE,
)
_TITLES = {"reviewer": REVIEWER_TITLE, "summary": SUMMARY_TITLE, "items": ITEMS_TITLE}
_FIELDS = {"licensure": LICENSURE, "specialty": SPECIALTY}
_PARTS: dict[str, Part] = {"claims": "claims", "guideline": "reviewer", "rationale": "rationale"}
# Of several items, or of one by its number.
_OF_SEVERAL = re.compile(r"\b(?:both|all|each|items|requests)\b|\d", re.IGNORECASE)
_INTRODUCTION = re.compile(r"set forth below|determinations? (?:is|was|were) based on", re.IGNORECASE)


def relabelled(text: str) -> str | None:
    """The text with the usual words for titles and labels that are known in others, in the usual order; None where it
    has these.
    """
    lines = normalise(text).split("\n")
    labelled = _in_order(_with_lacking_labels(_with_labels(_with_titles(_without_bars(lines)))))
    return None if labelled == lines else "\n".join(labelled)


def _without_bars(lines: list[str]) -> list[str]:
    """The lines of a letter that is a table of labels and values, without its bars."""
    if sum(line.startswith("|") for line in lines) < _MANY_BARS:
        return lines
    kept: list[str] = []
    for line in lines:
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) == len(_ROW) and cells[0].isdecimal():
            kept.append(f"{cells[0]}. {cells[1]}: {cells[2]}")
        elif len(cells) == len(_FIELD) and line.startswith("|"):
            kept.append(": ".join(cells))
        else:
            kept.append(line.rstrip(" |"))
    return kept


_MANY_BARS = 6
_ROW = ("number", "heading", "decision")
_FIELD = ("label", "value")


def _with_titles(lines: Sequence[str]) -> list[str]:
    """The lines with the usual title of each section that has none, where one in other words stands by itself."""
    known: set[str | None] = {title_of(" ".join(line.split())) for line in lines if line.strip()}
    kept = list(lines)
    for at, line in enumerate(lines):
        bare = line.strip(" \t:*_.–—-")
        if not bare or len(bare) > LONGEST or not bare[0].isalpha() or (at and lines[at - 1].strip()):
            continue
        if title_of(bare) or label_of(bare):
            continue
        section = next((label.kind for label in labels_of(bare) if label.kind in _TITLES), "")
        if section and section not in known:
            kept[at] = _TITLES[section]
            known.add(section)
    return kept


def _with_labels(lines: Sequence[str]) -> list[str]:
    """The lines with the usual labels of the reviewer's licence and field above the items, and of their parts below."""
    kept = list(lines)
    start = _start(lines)
    for at in range(start):
        if (found := _LABELLED.match(lines[at])) and found["value"]:
            field = next((_FIELDS.get(label.kind) for label in labels_of(found["label"])), None)
            if field and field not in lines[at]:
                kept[at] = f"{field}: {found['value']}"
    for at in range(start, len(lines)):
        found = _LABELLED.match(lines[at])
        if unparted := _UNPARTED.match(lines[at]):
            printed = unparted["held"] or unparted["bare"]
            part = next((_PARTS.get(label.kind) for label in labels_of(printed)), None)
            if part and not _OF_SEVERAL.search(printed):
                kept[at] = f"{LABELS[part]}: {unparted['value']}"
            continue
        if found is None:
            continue
        # "Our guideline" is one letter away from utilization review's.
        if label_of(" ".join(lines[at].split())) and not found["label"].casefold().startswith("our"):
            continue
        part = next((_PARTS.get(label.kind) for label in labels_of(found["label"])), None)
        if part and _OF_SEVERAL.search(found["label"]):
            return list(lines)
        if part:
            kept[at] = f"{LABELS[part]}: {found['value'] or ''}".rstrip()
    return kept


def _with_lacking_labels(lines: list[str]) -> list[str]:
    """The lines with the usual label for one that nobody knows, where each item has it and lacks the one guideline."""
    marked = Counter(told[0] for line in lines if (told := label_of(" ".join(line.split()))))
    count = marked["rationale"]
    lacking = [part for part in _GUIDELINES if not marked[part]]
    if count < _FEWEST or len(lacking) != 1 or any(marked[part] != count for part in _GUIDELINES - set(lacking)):
        return lines
    unknown: dict[str, list[int]] = defaultdict(list)
    for at in range(_start(lines), len(lines)):
        found = _LABELLED.match(lines[at])
        if found and found["value"] and not label_of(" ".join(lines[at].split())) and is_source(found["value"]):
            unknown[found["label"].casefold()].append(at)
    groups = [places for places in unknown.values() if len(places) == count]
    if len(groups) != 1:
        return lines
    kept = list(lines)
    for at in groups[0]:
        _, _, value = lines[at].partition(":")
        kept[at] = f"{LABELS[lacking[0]]}: {value.strip()}"
    return kept


_FEWEST = 2
_GUIDELINES: frozenset[Part] = frozenset(("claims", "reviewer"))


def _in_order(lines: list[str]) -> list[str]:
    """The lines with the denial's guideline above the reviewer's, where each item prints them the other way round."""
    marked = [(at, told[0]) for at, line in enumerate(lines) if (told := label_of(" ".join(line.split())))]
    if not marked or [part for _, part in marked] != _TURNED * (len(marked) // len(_TURNED)):
        return lines
    kept = list(lines)
    for (first, _), (second, _), (end, _) in zip(marked[::3], marked[1::3], marked[2::3], strict=True):
        kept[first:end] = [*lines[second:end], *lines[first:second]]
    return kept


_TURNED: list[Part] = ["reviewer", "claims", "rationale"]


def _start(lines: Sequence[str]) -> int:
    """The line where the items begin: behind their title, or the sentence that introduces them."""
    for at, line in enumerate(lines):
        bare = " ".join(line.split())
        if bare and (title_of(bare) == "items" or _INTRODUCTION.search(bare)):
            return at + 1
    return len(lines)
