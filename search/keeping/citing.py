"""How a disputed item is cited, in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from django.utils.formats import date_format

from search.models import Citation, DisputedItem, Side
from search.schema import decision_words

SAMPLE = "Invented sample"


def citation(item: DisputedItem) -> str:
    """Case number, date, item and decision in one line; whoever prints it puts the address after it."""
    letter = item.determination
    return citation_of(letter.case_number, letter.decision_date, item.position, item.decision, letter.is_sample)


def citation_of(case_number: str | None, decided: date | None, position: int, decision: str, is_sample: bool) -> str:
    """The same from what it is made of."""
    name = f"Case No. {case_number}" if case_number else "letter without a case number in this copy"
    dated = f" ({_in_words(decided)})" if decided else ""
    sample = f" [{SAMPLE.lower()}]" if is_sample else ""
    return (
        f"Cal. Dep’t of Indus. Relations, Independent Medical Review, {name}{dated}, "
        f"item {position} ({decision_words(decision).lower}){sample}"
    )


@lru_cache(maxsize=4_096)
def _in_words(day: date) -> str:
    return date_format(day, "F j, Y")


class CitedGuideline(NamedTuple):
    """A citation as plain columns."""

    side: str
    guideline_id: str
    guideline: str
    shown_section: str
    edition: str
    pages: str

    def __str__(self) -> str:
        return _as_printed(self.guideline, self.edition, self.shown_section, self.pages)


def cited_by(items: Collection[int]) -> Mapping[int, list[CitedGuideline]]:
    """Item's key → what both sides of it cite, in printed order."""
    found: defaultdict[int, list[CitedGuideline]] = defaultdict(list)
    rows = Citation.objects.filter(**{"item__among": frozenset(items)}).order_by("side", "position")
    columns = ("guideline_id", "guideline__label", "section_printed", "section__label", "edition", "pages")
    for item, side, key, label, printed, section, edition, pages in rows.values_list("item_id", "side", *columns):
        found[item].append(CitedGuideline(side, key, label, printed or section or "", edition, pages))
    return found


def guideline_words(cited: Citation) -> str:
    """MTUS Chronic Pain Medical Treatment (2009), Massage therapy, p. 60."""
    return _as_printed(cited.guideline.label, cited.edition, cited.shown_section, cited.pages)


def _as_printed(label: str, edition: str, section: str, pages: str) -> str:
    guideline = f"{label} ({edition})" if edition else label
    return ", ".join(part for part in (guideline, section, f"p. {pages}" if pages else "") if part)


def citations(item: DisputedItem, side: Side) -> list[str]:
    """What one side cites, in printed order, from rows already fetched."""
    return [guideline_words(cited) for cited in item.citations.all() if cited.side == side]
