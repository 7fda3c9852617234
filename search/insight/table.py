"""What is known of every item's wording beforehand, so that a result set of ten thousand is compared in
milliseconds.

On disk: one file of arrays (:mod:`search.index.columns.arrayfile`), replaced whole and mapped when read: ``items``
(primary keys, sorted), ``strata`` (treatment type of each), ``groups`` (place of the item whose rationale it nearly
equals), ``members`` (places) with ``bounds`` (items + 1), those of group g being
``members[bounds[g]:bounds[g + 1]]``, and ``phrases`` (numbers) with ``starts`` (items + 1), the phrases of item i
being ``phrases[starts[i]:starts[i + 1]]``. All of it can be made again from the database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.index.columns.arrayfile import ArrayFile, put_in_place, write_arrays
from search.insight.boilerplate import Groups
from search.insight.ngrams import discover

Ints = NDArray[np.integer[Any]]
Signature = tuple[int, int, int]

FORMAT = 3
_SAMPLE = 20_000
_CHUNK = 2_000
_FEWEST = 5
_ONE_IN = 2_000
_ARRAYS = ("items", "strata", "groups", "members", "bounds", "starts", "phrases")


@dataclass(frozen=True, slots=True)
class RationaleWording:
    """One item as the table takes it. ``stratum`` is any whole number that its treatment type has."""

    item: int
    rationale: str
    stratum: int
    overturned: bool


@dataclass(frozen=True, slots=True)
class Table:
    """The arrays of one file; see the module. ``stamp`` says of which state of the database."""

    stamp: str
    texts: tuple[str, ...]
    items: Ints
    strata: Ints
    groups: Ints
    members: Ints
    bounds: Ints
    starts: Ints
    phrases: Ints

    def places(self, items: Ints) -> Ints:
        """The places of those of the items that the table knows."""
        if not len(self.items):
            return np.empty(0, np.int64)
        at: Ints = np.searchsorted(self.items, items).clip(max=len(self.items) - 1)
        known: Ints = at[self.items[at] == items]
        return known

    def phrases_of(self, places: Ints) -> tuple[Ints, Ints]:
        """(which of the places, phrase) for every phrase of the items there."""
        starts = self.starts[places]
        counts = self.starts[places + 1] - starts
        which = np.repeat(np.arange(len(places)), counts)
        at = np.repeat(starts - (np.cumsum(counts) - counts), counts)
        at += np.arange(len(at))
        return which, self.phrases[at]

    def nearly_same(self, item: int) -> Ints:
        """The other items whose rationale is nearly that of ``item``, by primary key, in their order."""
        place = self.places(np.array([item]))
        if not len(place):
            return np.empty(0, np.int64)
        group = int(self.groups[place[0]])
        alike = self.members[self.bounds[group] : self.bounds[group + 1]]
        others: Ints = self.items[alike[alike != place[0]]]
        return others


EMPTY = Table("", (), *(np.zeros(size, np.int64) for size in (0, 0, 0, 0, 1, 1, 0)))


def make(read: Callable[[], Iterable[RationaleWording]], stamp: str) -> Table:
    """The table of all items that ``read`` gives, each time in the order of their primary keys.

    They are read twice: a sample, in which the rarer overturned ones have a large share, shows which phrases
    there are; then all are looked through, a few thousand at a time.
    """
    sample = _sample(read())
    phrases = discover(sample, max(_FEWEST, len(sample) // _ONE_IN))
    groups = Groups()
    columns: dict[str, list[Ints]] = {name: [] for name in ("items", "strata", "counts", "phrases")}
    seen = 0
    for chunk in _chunks(read()):
        which, held = phrases.held_by([wording.rationale for wording in chunk])
        columns["items"].append(np.array([wording.item for wording in chunk], np.int64))
        columns["strata"].append(np.array([wording.stratum for wording in chunk], np.int32))
        groups.add([wording.rationale for wording in chunk])
        columns["counts"].append(np.bincount(which, minlength=len(chunk)))
        columns["phrases"].append(held.astype(np.int32))
        seen += len(chunk)
    if not seen:
        return replace(EMPTY, stamp=stamp)
    joined = {name: np.concatenate(columns.pop(name)) for name in tuple(columns)}
    firsts = groups.firsts()
    return Table(
        stamp,
        phrases.texts,
        items=joined["items"],
        strata=joined["strata"],
        groups=firsts,
        members=np.argsort(firsts, kind="stable").astype(np.int32),
        bounds=np.concatenate([[0], np.cumsum(np.bincount(firsts, minlength=seen))]),
        starts=np.concatenate([[0], np.cumsum(joined["counts"])]),
        phrases=joined["phrases"],
    )


def _sample(wordings: Iterable[RationaleWording]) -> list[str]:
    """About evenly spread rationales, half of them overturned where there are enough of these.

    Each side keeps every n-th, and when it has filled its half drops every other and doubles n: one pass,
    bounded memory.
    """
    kept: dict[bool, list[str]] = {True: [], False: []}
    steps = {True: 1, False: 1}
    seen = {True: 0, False: 0}
    for wording in wordings:
        side = wording.overturned
        if seen[side] % steps[side] == 0:
            kept[side].append(wording.rationale)
        seen[side] += 1
        if len(kept[side]) > _SAMPLE // 2:
            kept[side] = kept[side][::2]
            steps[side] *= 2
    return kept[True] + kept[False]


def _chunks(wordings: Iterable[RationaleWording]) -> Iterator[list[RationaleWording]]:
    rest = iter(wordings)
    while chunk := list(islice(rest, _CHUNK)):
        yield chunk


def save(table: Table, path: Path) -> None:
    """Let ``table`` take the place of what lies at ``path``. When this returns it is on the disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    facts = {"format": FORMAT, "stamp": table.stamp, "texts": table.texts}
    write_arrays(draft, {name: getattr(table, name) for name in _ARRAYS}, facts)
    put_in_place(draft, path)


def signature(path: Path) -> Signature | None:
    """What changes when the table is replaced; None where there is none. A table takes longer to make than the
    clock of files is coarse."""
    try:
        found = path.stat()
    except OSError:  # what cannot be looked at is as good as none: it is made of the database
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def load(path: Path) -> Table:
    """The table at ``path``, its arrays mapped from the file; empty where there is none of this format.

    Raises Damaged for a file that is no whole table.
    """
    try:
        file = ArrayFile(path)
    except OSError:
        return EMPTY
    if file.facts["format"] != FORMAT:
        return EMPTY
    return Table(file.facts["stamp"], tuple(file.facts["texts"]), *(file[name] for name in _ARRAYS))
