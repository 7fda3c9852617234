"""How well the grounds of decisions are read: by item and by distinct rationale, and every disagreement."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from search.grounds import Ground, read_grounds

from .labelled import PROJECT, REAL, Label, LabelledSet, labelled_sets
from .measure import Count

INVENTED = PROJECT / "tests" / "grounds"
ENOUGH_SHARED = 0.5
"""Evidence is right where it shares half the words of the shorter of the two with what is labelled."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A rationale and its labels, ``grounds`` with the main one first."""

    name: str
    decision: str
    rationale: str
    grounds: tuple[str, ...]
    evidence: dict[str, str]


@dataclass(frozen=True, slots=True)
class Read:
    """A labelled rationale and the grounds that were read in it."""

    labelled: Labelled
    found: tuple[Ground, ...]

    @property
    def keys(self) -> list[str]:
        return [ground.key for ground in self.found]

    def words(self, ground: Ground) -> str:
        """The evidence as the rationale prints it."""
        return self.labelled.rationale[slice(*ground.evidence)]


def labelled_rationales() -> dict[str, list[Labelled]]:
    """The invented ones, seen and held back, and the real ones where they lie beside the project."""
    sets = {path.stem: invented(path.stem) for path in sorted(INVENTED.glob("*.jsonl"))}
    labels = REAL / "grounds.jsonl"
    if labels.is_file():
        printed = {key: item for letters in labelled_sets().values() for key, item in _printed(letters)}
        sets["real"] = [
            _labelled(f"{line['file']} item {line['item']}", line, printed[Path(line["file"]).stem, line["item"]])
            for line in _lines(labels)
        ]
    return sets


def invented(name: str) -> list[Labelled]:
    """The labelled rationales of one file of ours."""
    return [_labelled(line["id"], line, line) for line in _lines(INVENTED / f"{name}.jsonl")]


def read(labelled: Iterable[Labelled]) -> list[Read]:
    """Read every rationale."""
    return [Read(each, read_grounds(each.rationale, each.decision)) for each in labelled]


def distinct(labelled: Iterable[Labelled]) -> list[Labelled]:
    """Each rationale once, whatever its spaces and stops."""
    once: dict[str, Labelled] = {}
    for each in labelled:
        once.setdefault("".join(filter(str.isalnum, each.rationale)).casefold(), each)
    return list(once.values())


@dataclass(frozen=True, slots=True)
class Score:
    """``main``: share of labelled main grounds among the first two read; ``evidence``: share of rightly read
    grounds whose words are right."""

    items: int
    count: Count
    main: float
    evidence: float

    def __str__(self) -> str:
        of = self.count
        return (
            f"{self.items:>4} read, precision {of.precision:.3f}, recall {of.recall:.3f}, F1 {of.f1:.3f}, "
            f"main among first two {self.main:.3f}, evidence right {self.evidence:.3f}"
        )


def score(items: Sequence[Read]) -> Score:
    """The set's score."""
    count = Count()
    mains: list[bool] = []
    words: list[bool] = []
    for item in items:
        wanted, keys = set(item.labelled.grounds), set(item.keys)
        count.right += len(wanted & keys)
        count.missed += len(wanted - keys)
        count.made_up += len(keys - wanted)
        mains += [item.labelled.grounds[0] in item.keys[:2]] if wanted else []
        words += [agrees(item, ground) for ground in item.found if ground.key in wanted]
    return Score(len(items), count, _share(mains), _share(words))


def agrees(item: Read, ground: Ground) -> bool:
    """Whether the evidence read shares enough words with the evidence labelled."""
    ours, theirs = (
        Counter(re.findall(r"\w+", text.casefold()))
        for text in (item.words(ground), item.labelled.evidence[ground.key])
    )
    return (ours & theirs).total() >= ENOUGH_SHARED * min(ours.total(), theirs.total()) > 0


def report(name: str, labelled: Sequence[Labelled], *, listing: bool) -> Iterator[str]:
    """The set's scores and, if ``listing``, every disagreement with its sentence."""
    items = read(labelled)
    yield f"grounds, {name}:"
    yield f"  by item:               {score(items)}"
    once = read(distinct(labelled))
    yield f"  by distinct rationale: {score(once)}"
    for decision in ("upheld", "overturned"):
        of = [item for item in once if item.labelled.decision == decision]
        yield f"    of these {decision + ':':<13} {score(of)}"
    if listing:
        yield "  disagreements:"
        for item in once:
            yield from _disagreements(item)


def _disagreements(item: Read) -> Iterator[str]:
    labelled = item.labelled
    for ground in item.found:
        sentence = " ".join(labelled.rationale[slice(*ground.sentence)].split())
        if ground.key not in labelled.grounds:
            yield f"  {labelled.name}, {labelled.decision}: made up {ground.key} ({ground.rule}): {sentence}"
        elif not agrees(item, ground):
            yield f"  {labelled.name}: {ground.key} in other words: {item.words(ground)}"
    for key in labelled.grounds:
        if key not in item.keys:
            yield f"  {labelled.name}, {labelled.decision}: missed {key}: {labelled.evidence[key]}"
    if labelled.grounds and labelled.grounds[0] not in item.keys[:2]:
        yield f"  {labelled.name}: main is {labelled.grounds[0]}, read {', '.join(item.keys) or 'none'}"


def _printed(letters: LabelledSet) -> Iterator[tuple[tuple[str, int], Label]]:
    for path, label in letters:
        for item in label["items"]:
            yield (path.stem, item["n"]), item


def _labelled(name: str, label: Label, printed: Label) -> Labelled:
    return Labelled(name, printed["decision"], printed["rationale"], tuple(label["grounds"]), label["evidence"])


def _lines(path: Path) -> list[Label]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def _share(right: Sequence[bool]) -> float:
    return sum(right) / len(right) if right else 1.0
