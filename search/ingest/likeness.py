"""What was withdrawn, held or deleted is known again when it comes back changed, in part, or within another letter.

A letter is compared as a whole, and part by part: its summary, which tells of one person, and each item. Reviewers use
one rationale in many letters, so that an item alone is no sign where the summaries tell of two people.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from django.db.models import Count, Max
from numpy.typing import NDArray

from search.ingest.reading import LetterReading
from search.ingest.recognition import standing_of
from search.models import Determination, Likeness, Visibility
from search.models.determinations import HIDDEN
from search.query.likeness import NUMBERS, Signatures

# The share of equal numbers from which two letters are one. A changed word costs four runs of some hundreds.
RESEMBLANCE = 0.6
# Of a summary or an item, which are short, and whose figures count: so much alike, or so much of one within the other.
_ALIKE, _NEAR, _WITHIN = 0.35, 0.2, 0.75
# A summary of so many runs is told of no two people; and so many runs of items are a letter's own.
_LONG, _OWN = 40, 25
_AT_ONCE = 200
_PART = np.dtype([("item", "<u4"), ("runs", "<u4"), ("numbers", "<u4", (NUMBERS,))])
"""A part of a letter: whether it is an item or the summary, its runs of words, and its signature."""

# What a form prints before every summary tells of nobody.
_FORM = re.compile(r"\A[^:]{0,250}\bsummary\b[^:]{0,150}:(?:\s|\Z)", re.IGNORECASE)

Parts = NDArray[np.void]


@dataclass(frozen=True, slots=True)
class _Text:
    """What of a letter is compared."""

    whole: str
    summary: str = ""
    items: tuple[str, ...] = ()

    @classmethod
    def of(cls, full: str, summary: str, items: Iterable[tuple[str, str]]) -> _Text:
        """From a letter's whole text, its summary and its items' headings and rationales."""
        summary = _FORM.sub("", summary)
        texts = tuple(f"{heading}\n{rationale}" for heading, rationale in items)
        return cls("\n".join([summary, *texts]), summary, texts) if texts else cls(full)


@dataclass(slots=True)
class _Shared:
    """What a letter has in common with one that is hidden."""

    whole: float = 0.0
    summary: bool = False
    long_summary: bool = False
    items: int = 0


@dataclass(slots=True)
class _Table:
    """All that is compared with: of each hidden letter its key and signature, and the parts of all."""

    keys: list[int] = field(default_factory=list)
    whole: NDArray[np.uint32] = field(default_factory=lambda: np.empty((0, NUMBERS), np.uint32))
    parts: Parts = field(default_factory=lambda: np.empty(0, _PART))
    owners: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))


class Likenesses:
    """All that must not come back unnoticed, kept in memory until there is more or less of it."""

    def __init__(self) -> None:
        self._drawn = _Drawn()
        self._stamp: tuple[int, int] | None = None
        self._table = _Table()

    def nearest(self, reading: LetterReading, *, again: bool = False) -> str:
        """Why this letter should wait, in a sentence; empty if it is like none of them. ``again``: since the last time
        nothing can have been hidden."""
        if not again:
            self._keep_up()
        if not self._table.keys:
            return ""
        signature, parts = self._drawn.of(_text_of_reading(reading))
        shared = self._shared(signature, parts)
        by_weight = sorted(shared, key=lambda place: (shared[place].whole, shared[place].items), reverse=True)
        for place in by_weight:
            if not self._is_one(shared[place], parts, place):
                continue
            found = Likeness.objects.select_related("determination").filter(pk=self._table.keys[place]).first()
            if found and not _tells_of_another(found.determination, reading, shared[place]):
                return _said(found, shared[place])
        return ""

    def _shared(self, signature: NDArray[np.uint32] | None, parts: Parts) -> dict[int, _Shared]:
        """What each hidden letter has in common with these, by its place in the table."""
        table, found = self._table, dict[int, _Shared]()
        if signature is not None:
            shares = np.count_nonzero(table.whole == signature, axis=1) / NUMBERS
            for place in np.flatnonzero(shares >= RESEMBLANCE).tolist():
                found[place] = _Shared(whole=float(shares[place]))
        items = Counter[int]()
        for part in parts:
            share = np.count_nonzero(table.parts["numbers"] == part["numbers"], axis=1) / NUMBERS
            runs = table.parts["runs"].astype(np.int64)
            fewer = np.minimum(runs, int(part["runs"]))
            within = share * (runs + int(part["runs"])) / ((1 + share) * fewer)
            alike = (share >= _ALIKE) | ((share >= _NEAR) & (within >= _WITHIN))
            alike &= table.parts["item"] == part["item"]
            owners = set(table.owners[alike].tolist())
            if part["item"]:
                items.update(owners)
                continue
            long = set(table.owners[alike & (fewer >= _LONG)].tolist())
            for place in owners:
                each = found.setdefault(place, _Shared())
                each.summary, each.long_summary = True, place in long
        for place, number in items.items():
            found.setdefault(place, _Shared()).items = number
        return found

    def _is_one(self, shared: _Shared, parts: Parts, place: int) -> bool:
        """Whether so much in common makes a letter, or a part of it, the hidden one at this place."""
        theirs = self._table.parts[self._table.owners == place]
        mine = parts[parts["item"] > 0]
        both_tell = bool((parts["item"] == 0).any() and (theirs["item"] == 0).any())
        if shared.whole >= RESEMBLANCE and (shared.summary or shared.items > 1 or not both_tell):
            return True
        if shared.summary:
            return bool(shared.items) or shared.long_summary or not len(mine)
        if both_tell or not len(mine) or shared.items < len(mine) or int(mine["runs"].sum()) < _OWN:
            return False
        # One of the two lost its summary: all of what comes must be there, and where it comes with a summary, no more.
        return not (parts["item"] == 0).any() or shared.items >= int((theirs["item"] > 0).sum())

    def _keep_up(self) -> None:
        facts = Likeness.objects.aggregate(count=Count("pk"), last=Max("pk"))
        stamp = (facts["count"], facts["last"] or 0)
        if stamp == self._stamp:
            return
        rows = list(Likeness.objects.order_by("pk").values_list("pk", "signature", "parts"))
        parts = [np.frombuffer(bytes(each), _PART) for _, _, each in rows]
        self._table = _Table(
            keys=[key for key, _, _ in rows],
            whole=np.frombuffer(b"".join(bytes(each) for _, each, _ in rows), np.uint32).reshape(-1, NUMBERS),
            parts=np.concatenate([np.empty(0, _PART), *parts]),
            owners=np.repeat(np.arange(len(rows)), [len(each) for each in parts]),
        )
        self._stamp = stamp


class _Drawn:
    """Makes the signatures of letters and of their parts."""

    def __init__(self) -> None:
        self._whole = Signatures()
        self._parts = Signatures(figures=True)

    def of(self, text: _Text) -> tuple[NDArray[np.uint32] | None, Parts]:
        """A letter's signature, None where it has too few words, and those of its parts that have words enough."""
        places, numbers, runs = self._parts.with_lengths([text.summary, *text.items])
        parts = np.empty(len(places), _PART)
        parts["item"], parts["runs"], parts["numbers"] = places > 0, runs, numbers
        _, whole = self._whole.of([text.whole])
        return (whole[0] if len(whole) else None), parts


def remember(letters: Sequence[Determination]) -> None:
    """Keep the likeness of letters that are hidden now."""
    # Made anew, not changed: a new key is what tells those who keep all of them in memory.
    forget(letters)
    drawn = _Drawn()
    # Another process may be at the same.
    Likeness.objects.bulk_create(
        (like for letter in letters for like in _drawn_of(drawn, letter, letter)), ignore_conflicts=True
    )


def remember_deleted(letter: Determination) -> None:
    """Keep the likeness of a letter that is about to be deleted."""
    forget([letter])
    Likeness.objects.bulk_create(_drawn_of(_Drawn(), letter, None))


def _drawn_of(drawn: _Drawn, letter: Determination, stays: Determination | None) -> Iterator[Likeness]:
    signature, parts = drawn.of(_text_of_letter(letter))
    if signature is not None:
        name = str(letter)
        yield Likeness(determination=stays, name=name, signature=signature.tobytes(), parts=parts.tobytes())


def forget(letters: Sequence[Determination]) -> None:
    """What anybody may read may come again."""
    Likeness.objects.filter(determination__in=letters).delete()


def keep_up() -> None:
    """Bring the likenesses in step with what is hidden now, however it came to be."""
    Likeness.objects.filter(determination__visibility=Visibility.PUBLISHED).delete()
    missing = Determination.objects.filter(visibility__in=HIDDEN, likeness=None).order_by("pk")
    known = 0
    while letters := list(missing.filter(pk__gt=known)[:_AT_ONCE]):
        remember(letters)
        known = letters[-1].pk


def _text_of_reading(reading: LetterReading) -> _Text:
    letter = reading.letter
    items = ((item.heading, item.rationale) for item in letter.items)
    return _Text.of(letter.text, letter.clinical_summary or "", items)


def _text_of_letter(letter: Determination) -> _Text:
    items = letter.items.order_by("position").values_list("heading", "rationale")
    return _Text.of(letter.full_text, letter.clinical_summary, items)


def _tells_of_another(letter: Determination | None, reading: LetterReading, shared: _Shared) -> bool:
    """Whether age, sex and day of the injury, as far as both letters give them, are those of another person."""
    if letter is None:
        return False
    facts = (
        (letter.patient_age, reading.patient.age),
        (letter.patient_sex, reading.patient.sex),
        (letter.date_of_injury, reading.letter.date_of_injury),
    )
    age, *others = (bool(one and other and one != other) for one, other in facts)
    # A short summary may be that of many people but for the age.
    return age + sum(others) >= 2 or (age and shared.items <= 1 and not shared.long_summary)


def _said(found: Likeness, shared: _Shared) -> str:
    letter = found.determination
    was = "which was deleted" if letter is None else f"which {standing_of(letter)}"
    name = str(letter or found.name)
    if shared.whole >= RESEMBLANCE:
        return f"It is nearly the same as {name}, {was}."
    items = {0: "", 1: "an item"}.get(shared.items, f"{shared.items} items")
    what = " and ".join(filter(None, ("the summary" if shared.summary else "", items)))
    return f"It has {what} of {name}, {was}."
