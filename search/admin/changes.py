"""What every change by staff has in common: it is remembered as theirs, and the index hears of it after the commit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

from search.ingest import indexing, originals, spool
from search.models import Determination, DisputedItem, LetterRevision, LoggedChange

# Items handed to the index in one go.
AT_ONCE = 2_000


def remember(row: Determination | DisputedItem, fields: Iterable[str]) -> None:
    """Note that a person set these fields, so that re-reading leaves them alone; the caller saves."""
    row.corrected = sorted({*row.corrected, *fields})


def stamp(letter: Determination) -> str:
    """By what a page tells later whether the letter, or an item of it, changed since it was shown."""
    return letter.modified.isoformat()


def changed_since(request: HttpRequest, letter: Determination) -> bool:
    """Whether the page that this person decided on showed the letter otherwise than it stands."""
    return request.POST.get("seen", "") != stamp(letter)


def tell_index_after_commit(request: HttpRequest, item_ids: Iterable[int]) -> None:
    """Bring the index up to date with these items once the change is committed; a failure is shown to the person."""
    ids = list(item_ids)
    LoggedChange.objects.note(ids)
    transaction.on_commit(lambda: _tell(request, ids))


def remove_after_commit(request: HttpRequest, letters: QuerySet[Determination]) -> None:
    """Take what hangs on these letters out of the index and the media store, once they are deleted."""
    ids = items_of(letters)
    names = [name for name in letters.values_list("original", flat=True) if name]
    names += LetterRevision.objects.filter(determination__in=letters).values_list("original", flat=True)
    tell_index_after_commit(request, ids)
    transaction.on_commit(indexing.expunge)
    transaction.on_commit(lambda: originals.drop(names))
    spool.forget_letters(letters)


def back_to_letter(request: HttpRequest, letter: Determination) -> HttpResponseRedirect:
    """To the page on which a letter stands beside its reading, or to the desk where this person may not see it."""
    if not request.user.has_perm("search.view_determination"):
        return HttpResponseRedirect(reverse("admin:index"))
    return HttpResponseRedirect(reverse("admin:review-letter", args=[letter.pk]))


def items_of(letters: QuerySet[Determination]) -> list[int]:
    """The keys of all items of these letters."""
    return list(DisputedItem.objects.filter(determination__in=letters).order_by("pk").values_list("pk", flat=True))


def settle(letter: Determination) -> None:
    """Derive and store a letter's outcome after its items changed."""
    letter.settle_outcome()
    letter.save(update_fields=["outcome", "corrected", "modified"])


def _tell(request: HttpRequest, ids: Sequence[int]) -> None:
    waiting = iter(ids)
    while chunk := list(islice(waiting, AT_ONCE)):
        if problem := indexing.refresh(chunk):
            messages.error(request, problem)
            return
