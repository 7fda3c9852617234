"""Corrections that are remembered: an item with these words is named as staff said, now and in letters that come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils import timezone

from search.models import VOCABULARY_OF, Deed, Determination, DisputedItem, NamedField, OwnName, record, who
from search.vocabulary.text import Lexicon, phrase_words, words_of

_AT_ONCE = 500
_SHORT = 3


class OwnNames:
    """All of them, as of when this was made, but for those whose treatment or drug was deleted since."""

    def __init__(self) -> None:
        self._of = {field: Lexicon(named) for field in NamedField.values if (named := list(_standing(field)))}

    def of(self, field: str, *texts: str) -> OwnName | None:
        """What the first of these texts that holds such words is named by: the longest of them."""
        if (lexicon := self._of.get(field)) is None:
            return None
        for text in texts:
            if found := lexicon.find(words_of(text).words):
                return max(found, key=lambda match: match.end - match.start).value
        return None


def _standing(field: str) -> Iterator[tuple[str, OwnName]]:
    names = OwnName.objects.filter(field=field)
    rows = VOCABULARY_OF[field]._default_manager.filter(pk__in=names.values("key"))
    known = set(rows.values_list("pk", flat=True))
    return ((name.words, name) for name in names if name.key in known)


@dataclass(frozen=True, slots=True)
class Renamed:
    """An item that a remembered correction names otherwise than it is."""

    item: DisputedItem
    before: str
    after: str


def own_words(text: str) -> str:
    """Words as they are remembered."""
    return " ".join(phrase_words(text))


def renamed(name: OwnName) -> Iterator[Renamed]:
    """The stored items that ``name`` (stored or not) would name otherwise; what a person set is left alone."""
    words, after = tuple(name.words.split()), name.label
    # A word is printed in the plural too; a short one perhaps with stops.
    beginning = max(words, key=len, default="")[:-1]
    likely = DisputedItem.objects.filter(disputed__icontains=beginning if len(beginning) > _SHORT else "")
    for item in likely.select_related("determination", name.field).order_by("pk").iterator(_AT_ONCE):
        if name.field in item.corrected or getattr(item, f"{name.field}_id") == name.key:
            continue
        if _holds(words_of(item.disputed).words, words):
            yield Renamed(item, str(getattr(item, name.field) or "None"), after)


def remember(name: OwnName) -> list[int]:
    """Keep a correction for letters that come, and name stored items by it; their keys.

    The caller is in a transaction, and tells the index after the commit.
    """
    OwnName.objects.filter(field=name.field, words=name.words).delete()
    name.made_by = who().name[:150]
    name.save()
    found = [each.item for each in renamed(name)]
    now, rule = timezone.now(), rule_of(name)
    for start in range(0, len(found), _AT_ONCE):
        some = found[start : start + _AT_ONCE]
        for item in some:
            setattr(item, f"{name.field}_id", name.key)
            item.named_by = {**item.named_by, name.field: rule}
            item.changed = now
        DisputedItem.objects.bulk_update(some, [name.field, "named_by", "changed"])
        letters = {item.determination_id for item in some}
        Determination.objects.filter(pk__in=letters).update(modified=now)
    after = {"words": name.words, name.field: name.key, "items": len(found)}
    record(Deed.ADDED, name, after=after)
    return [item.pk for item in found]


def rule_of(name: OwnName) -> str:
    """What is said of an item that was named by it."""
    return f"a remembered correction, “{name.words}”"


def _holds(words: Sequence[str], phrase: tuple[str, ...]) -> bool:
    return any(tuple(words[start : start + len(phrase)]) == phrase for start in range(len(words) - len(phrase) + 1))
