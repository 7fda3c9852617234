"""Who may see a letter, and why not: the one place where that is decided and remembered.

The caller is in a transaction, holds the letter's row, and tells the index after the commit.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Max
from django.utils import timezone

from search.ingest import likeness
from search.ingest.reading import LetterReading
from search.models import Deed, Determination, LetterRevision, Visibility, Waiting, WaitingFor, record, who

_DEEDS = {
    Visibility.PUBLISHED: Deed.PUBLISHED,
    Visibility.HELD: Deed.HELD,
    Visibility.WITHDRAWN: Deed.WITHDRAWN,
}
_SETTLED = {Visibility.PUBLISHED: "published", Visibility.WITHDRAWN: "withdrawn"}


def reasons_to_hold(reading: LetterReading) -> list[tuple[WaitingFor, str]]:
    """Why a letter is held until a person looked at it: a sentence or more for each kind of reason."""
    kinds = ((WaitingFor.PRIVACY, reading.concerns), (WaitingFor.DOUBT, reading.doubts))
    return [(kind, " ".join(sentences)) for kind, sentences in kinds if sentences]


def wait(letter: Determination, kind: WaitingFor, reason: str, revision: LetterRevision | None = None) -> None:
    """Put a letter among what waits for a person, once for each kind of reason."""
    if revision is None and letter.waiting.filter(kind=kind, settled=None).exists():
        return
    Waiting.objects.create(determination=letter, kind=kind, reason=reason, revision=revision)


def hold(letter: Determination, reasons: Iterable[tuple[WaitingFor, str]]) -> None:
    """Hold a stored letter, by the rules and not by a person, for these reasons."""
    for kind, reason in reasons:
        wait(letter, kind, reason)
    if letter.visibility == Visibility.PUBLISHED:
        letter.visibility = Visibility.HELD
        letter.save(update_fields=["visibility", "modified"])
    likeness.remember([letter])


def decide(letter: Determination, to: Visibility, why: str = "", batch: int | None = None) -> bool:
    """A person decides who may see a letter, and later re-readings do not decide otherwise; False if it was so.

    ``batch``: the key of the import whose letters are decided on as a whole.
    """
    before = Visibility(letter.visibility)
    letter.corrected = sorted({*letter.corrected, "visibility"})
    letter.visibility = to
    letter.save(update_fields=["visibility", "corrected", "modified"])
    _settle(letter, before, why, batch)
    return before is not to


def _settle(letter: Determination, before: str, why: str, batch: int | None) -> None:
    """After a person set ``letter.visibility``: what waited is settled, the likeness kept or forgotten, all told."""
    to = Visibility(letter.visibility)
    if to is Visibility.HELD:
        if before != to and not _waits_again(letter, before):
            wait(letter, WaitingFor.STAFF, why or "A person held it.")
    else:
        # Another text that was posted waits for a decision of its own.
        letter.waiting.filter(settled=None, revision=None).update(
            settled=timezone.now(), settled_by=who().name[:150], settled_how=_SETTLED[to]
        )
    if to is Visibility.PUBLISHED:
        likeness.forget([letter])
    else:
        likeness.remember([letter])
    if before != to:
        after = {"visibility": to.value} if batch is None else {"visibility": to.value, "batch": batch}
        record(_DEEDS[to], letter, before={"visibility": str(before)}, after=after, why=why)


def _waits_again(letter: Determination, before: str) -> bool:
    """Whether what a withdrawal had settled stands open again."""
    if before != Visibility.WITHDRAWN:
        return False
    settled = letter.waiting.filter(revision=None, settled_how=_SETTLED[Visibility.WITHDRAWN])
    last = settled.aggregate(last=Max("settled"))["last"]
    return bool(settled.filter(settled=last).update(settled=None, settled_by="", settled_how="")) if last else False
