"""A brief as a document: what the printable page, Markdown and Word all show, before any of their escaping."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils import timezone

from search.keeping.briefs import entries_of
from search.keeping.citing import citation, citations
from search.keeping.text import one_line, paragraphs
from search.models import Brief, BriefEntry, DisputedItem, Side
from search.schema import decision_words

CAUTION = "Determinations persuade; they do not bind, and one may have been set aside since."
GONE = "This letter can no longer be seen here: it was withdrawn, held back or taken out of the collection."


@dataclass(frozen=True, slots=True)
class Quoted:
    """What a letter says: words as printed, one paragraph a string."""

    heading: str
    in_dispute: str
    decision: str
    approved: bool
    treatment: str
    specialties: str
    guidelines: tuple[str, ...]
    rationale: tuple[str, ...]
    citation: str
    address: str


@dataclass(frozen=True, slots=True)
class Numbered:
    """One entry. ``quoted`` is None where the letter is gone; ``name`` then still says which it was."""

    number: int
    name: str
    note: tuple[str, ...]
    quoted: Quoted | None


@dataclass(frozen=True, slots=True)
class BriefDocument:
    """The whole brief. ``base`` is the site's address without a slash at the end."""

    title: str
    note: tuple[str, ...]
    compiled: date
    site: str
    base: str
    entries: tuple[Numbered, ...]

    @property
    def gone(self) -> int:
        """How many entries can no longer be shown."""
        return sum(entry.quoted is None for entry in self.entries)


def document_of(brief: Brief, base: str) -> BriefDocument:
    """The brief as it stands now."""
    entries: Sequence[BriefEntry] = list(entries_of(brief))
    return BriefDocument(
        title=one_line(brief.name),
        note=tuple(paragraphs(brief.note)),
        compiled=timezone.localdate(),
        site=settings.SITE_NAME,
        base=base,
        entries=tuple(_numbered(number, entry, base) for number, entry in enumerate(entries, start=1)),
    )


def _numbered(number: int, entry: BriefEntry, base: str) -> Numbered:
    item = entry.shown_item
    return Numbered(
        number=number,
        name=f"{entry.letter}, item {entry.item_number}",
        note=tuple(paragraphs(entry.note)),
        quoted=_quoted(item, base) if item else None,
    )


def _quoted(item: DisputedItem, base: str) -> Quoted:
    heading, in_dispute = one_line(item.heading), one_line(item.disputed)
    return Quoted(
        heading=heading,
        in_dispute=in_dispute if in_dispute != heading else "",
        decision=decision_words(item.decision).in_full,
        approved=decision_words(item.decision).is_approval,
        treatment=f"{item.treatment.category.label}: {item.treatment.label}",
        specialties=", ".join(each.label for each in item.determination.specialties.all()),
        guidelines=tuple(citations(item, Side.REVIEWER)),
        rationale=tuple(paragraphs(item.rationale)),
        citation=citation(item),
        address=f"{base}{item.get_absolute_url()}",
    )
