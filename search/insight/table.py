"""What is known of every item's wording beforehand, so that a result set of ten thousand is compared in
milliseconds.

On disk: a folder for each time it was made, and a file ``CURRENT`` that names the one that holds. A folder
has plain arrays, mapped when read: ``items`` (primary keys, sorted), ``strata`` (treatment type of each),
``groups`` (place of the item whose rationale it nearly equals), ``members`` (places) with ``bounds`` (items
+ 1), those of group g being ``members[bounds[g]:bounds[g + 1]]``, and ``phrases`` (numbers) with ``starts``
(items + 1), the phrases of item i being ``phrases[starts[i]:starts[i + 1]]``; ``phrases.txt`` spells them,
one a line. All of it can be made again from the database.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.insight.boilerplate import Groups
from search.insight.ngrams import discover

Ints = NDArray[np.integer[Any]]

FORMAT = "2"
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
    """The arrays of one folder; see the module. ``stamp`` says of which state of the database."""

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
        within = np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts, counts)
        return which, self.phrases[starts[which] + within]

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


def save(table: Table, folder: Path) -> None:
    """Write ``table`` beside the one that holds, then let it hold; what held before goes."""
    fresh = folder / f"{FORMAT}-{time.time_ns()}"
    fresh.mkdir(parents=True)
    for name in _ARRAYS:
        np.save(fresh / f"{name}.npy", getattr(table, name), allow_pickle=False)
    (fresh / "phrases.txt").write_text("\n".join(table.texts), encoding="utf-8")
    (fresh / "stamp.txt").write_text(table.stamp, encoding="utf-8")
    pointer = folder / f"CURRENT.{fresh.name}"
    pointer.write_text(fresh.name, encoding="utf-8")
    pointer.replace(folder / "CURRENT")
    for old in folder.iterdir():
        if old.is_dir() and old.name != fresh.name:
            shutil.rmtree(old, ignore_errors=True)


def current(folder: Path) -> str | None:
    """The name of the table that holds; None if there is none of this format."""
    try:
        name = (folder / "CURRENT").read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
    return name if name.startswith(f"{FORMAT}-") and (folder / name).is_dir() else None


def load(folder: Path, name: str) -> Table:
    """The table of that name, its arrays mapped from the files."""
    place = folder / name
    arrays = (np.load(place / f"{each}.npy", mmap_mode="r", allow_pickle=False) for each in _ARRAYS)
    texts = (place / "phrases.txt").read_text(encoding="utf-8")
    stamp = (place / "stamp.txt").read_text(encoding="utf-8")
    return Table(stamp, tuple(texts.split("\n")) if texts else (), *arrays)
