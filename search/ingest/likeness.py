"""What was withdrawn, held or deleted is known again when it comes back a little changed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from django.db.models import Count, Max

from search.ingest.reading import LetterReading
from search.models import Determination, Likeness, Visibility
from search.models.determinations import HIDDEN
from search.query.likeness import NUMBERS, Signatures

# The share of equal numbers from which two letters are one. A changed word costs four runs of some hundreds.
RESEMBLANCE = 0.6
_AT_ONCE = 200


class Likenesses:
    """All that must not come back unnoticed, kept in memory until there is more or less of it."""

    def __init__(self) -> None:
        self._signatures = Signatures()
        self._stamp: tuple[int, int] | None = None
        self._keys: list[int] = []
        self._table = np.empty((0, NUMBERS), np.uint32)

    def nearest(self, reading: LetterReading, *, again: bool = False) -> str:
        """Why this letter should wait, in a sentence; empty if it is like none of them. ``again``: since the last time
        nothing can have been hidden."""
        if not again:
            self._keep_up()
        if not self._keys:
            return ""
        for signature in self._signatures.of([_text_of_reading(reading)])[1]:
            alike = np.count_nonzero(self._table == signature, axis=1) / NUMBERS
            best = int(alike.argmax())
            if alike[best] >= RESEMBLANCE:
                found = Likeness.objects.select_related("determination").filter(pk=self._keys[best]).first()
                return _said(found) if found else ""
        return ""

    def _keep_up(self) -> None:
        facts = Likeness.objects.aggregate(count=Count("pk"), last=Max("pk"))
        stamp = (facts["count"], facts["last"] or 0)
        if stamp != self._stamp:
            rows = list(Likeness.objects.order_by("pk").values_list("pk", "signature"))
            self._keys = [key for key, _ in rows]
            joined = b"".join(bytes(signature) for _, signature in rows)
            self._table = np.frombuffer(joined, np.uint32).reshape(-1, NUMBERS)
            self._stamp = stamp


def remember(letters: Sequence[Determination]) -> None:
    """Keep the likeness of letters that are hidden now."""
    compared, signatures = Signatures().of([_text_of_letter(letter) for letter in letters])
    for place, signature in zip(compared.tolist(), signatures, strict=True):
        Likeness.objects.update_or_create(
            determination=letters[place],
            defaults={"name": str(letters[place]), "signature": signature.tobytes()},
        )


def remember_deleted(letter: Determination) -> None:
    """Keep the likeness of a letter that is about to be deleted."""
    Likeness.objects.filter(determination=letter).delete()
    for signature in Signatures().of([_text_of_letter(letter)])[1]:
        Likeness.objects.create(name=str(letter), signature=signature.tobytes())


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


def _text_of_reading(reading: LetterReading) -> str:
    letter = reading.letter
    if not letter.items:
        return letter.text
    return "\n".join([letter.clinical_summary or "", *(f"{item.heading}\n{item.rationale}" for item in letter.items)])


def _text_of_letter(letter: Determination) -> str:
    items = list(letter.items.order_by("position").values_list("heading", "rationale"))
    if not items:
        return letter.full_text
    return "\n".join([letter.clinical_summary, *(f"{heading}\n{rationale}" for heading, rationale in items)])


def _said(found: Likeness) -> str:
    letter = found.determination
    if letter is None:
        return f"It is nearly the same as {found.name}, which was deleted."
    was = "which was withdrawn" if letter.visibility == Visibility.WITHDRAWN else "which is held for review"
    return f"It is nearly the same as {letter}, {was}."
