"""Labels in words that nobody knows, told by what is missing: each item has one more of them, and lacks one part.

A letter says its labels again for each of its items. Where all of them lack the same part, and all have the same label
that is not known, with a value such as that part may have, it is that part's.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from .openings import Unit
from .told import PARTS

_LABELLED = re.compile(r"(?P<label>[A-Z(][^:.;?!\t]{2,60}?)\s?(?::|\s[–—-])\s+(?P<value>\S.*)$")
_LONGEST_TITLE = 60
_SOURCE = re.compile(
    r"\b(?:MTUS|ACOEM|ODG|guidelines?|official disability|chapter|pages?|pp?\.|section|medicare|CMS|FDA|literature"
    r"|journal|academy|college|society|cochrane|(?:19|20)\d\d)\b|^\W*(?:none|nothing|no\b|not\b|n/?a\b|same\b|silent\b)",
    re.IGNORECASE,
)
_LONGEST_SOURCE = 400
_FEWEST_WORDS = 8
_FEWEST_WORDS_ALONE = 20
"""So many words have the reasons of an item, and of the only one."""


@dataclass(frozen=True, slots=True)
class _Labelled:
    """A text that begins with a label nobody knows: where it stands, and what it says."""

    at: int
    value: str
    whole: str


def with_unknown_labels(units: Sequence[Unit]) -> list[Unit]:
    """The units, those with a label that only its place among the others tells being of their part."""
    units = _without_labels_of_decisions(units)
    kept = list(units)
    decisions = [at for at, unit in enumerate(units) if unit.kind == "decision" and unit.text]
    counts = {kind: sum(unit.kind == kind for unit in units) for kind in PARTS}
    missing = [kind for kind in PARTS if not counts[kind]]
    whole = [kind for kind in PARTS if counts[kind] == len(decisions)]
    if not decisions or not missing or len(missing) + len(whole) != len(PARTS):
        return kept
    groups = [group for group in _groups(units, decisions[0]) if _is_one_each(group, decisions)]
    for kind, group in _matched(missing, groups, alone=len(decisions) == 1).items():
        for labelled in group:
            kept[labelled.at] = replace(units[labelled.at], kind=kind, text=labelled.value)
    return kept


def _without_labels_of_decisions(units: Sequence[Unit]) -> Sequence[Unit]:
    """The units without what stands before several decisions in the same words, and so is no heading."""
    before = [at for at in range(len(units) - 1) if units[at].kind == "heading" and units[at + 1].kind == "decision"]
    said = Counter(_plain(units[at].text) for at in before)
    labels = {at for at in before if said[_plain(units[at].text)] > 1 and not _OF_OTHERS.search(units[at].text)}
    return [unit for at, unit in enumerate(units) if at not in labels] if labels else units


_OF_OTHERS = re.compile(
    r"\b(?:ur|utilization|administrator|carrier|insurer|adjuster|prior|previous|original|initial|earlier|board)\b",
    re.IGNORECASE,
)


def _groups(units: Sequence[Unit], first: int) -> Iterator[list[_Labelled]]:
    """The texts that begin with the same label nobody knows, or stand under the same title."""
    found: dict[str, list[_Labelled]] = defaultdict(list)
    start = next(
        (at for at in range(first, -1, -1) if units[at].kind in {"item", "heading", "items"}), max(first - 1, 0)
    )
    for at in range(start, len(units)):
        unit = units[at]
        if unit.kind != "text" or not unit.opens:
            continue
        labelled = _LABELLED.match(unit.text)
        if labelled:
            found[_plain(labelled["label"])].append(_Labelled(at, labelled["value"], _whole(units, at)))
        elif len(unit.text) <= _LONGEST_TITLE and unit.text[-1:] not in ".!?" and at + 1 < len(units):
            found[_plain(unit.text)].append(_Labelled(at, "", _whole(units, at)))
    yield from found.values()


def _plain(label: str) -> str:
    return re.sub(r"[\W\d_]+", " ", label.casefold()).strip()


def _whole(units: Sequence[Unit], at: int) -> str:
    """What a unit says with the texts behind it."""
    end = at + 1
    while end < len(units) and units[end].kind == "text" and (end == at + 1 or not units[end].gap):
        end += 1
    return " ".join(unit.text for unit in units[at:end])


def _is_one_each(group: Sequence[_Labelled], decisions: Sequence[int]) -> bool:
    """Whether there is one for each decision, all before theirs or all behind."""
    if len(group) != len(decisions):
        return False
    places = [labelled.at for labelled in group]
    behind = all(one > other for one, other in zip(places, decisions, strict=True))
    before = all(one < other for one, other in zip(places, decisions, strict=True))
    following = all(one < other for one, other in zip(places, decisions[1:], strict=False))
    preceding = all(one > other for one, other in zip(places[1:], decisions, strict=False))
    return (behind and following) or (before and preceding)


def _matched(
    missing: Sequence[str], groups: Sequence[Sequence[_Labelled]], *, alone: bool
) -> Mapping[str, Sequence[_Labelled]]:
    """The parts that can only be told by these labels; nothing where there are two ways."""
    reasons = [group for group in groups if _may_be_reasons(group, alone=alone)]
    sources = [group for group in groups if _may_be_sources(group) and group not in reasons]
    found: dict[str, Sequence[_Labelled]] = {}
    cited = [kind for kind in missing if kind != "rationale"]
    if "rationale" in missing and len(reasons) == 1:
        found["rationale"] = reasons[0]
    if len(cited) == 1 and len(sources) == 1:
        found[cited[0]] = sources[0]
    return found if len(found) == len(missing) else {}


def _may_be_reasons(group: Sequence[_Labelled], *, alone: bool) -> bool:
    fewest = _FEWEST_WORDS_ALONE if alone else _FEWEST_WORDS
    return all(len(labelled.whole.split()) >= fewest and labelled.whole[-1:] in ".!?)" for labelled in group)


def _may_be_sources(group: Sequence[_Labelled]) -> bool:
    return all(is_source(labelled.value or labelled.whole) for labelled in group)


def is_source(text: str) -> bool:
    """Whether a text may name what somebody went by: a guideline, or none."""
    return len(text) <= _LONGEST_SOURCE and _SOURCE.search(text) is not None
