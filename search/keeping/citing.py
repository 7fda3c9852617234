"""How a disputed item is cited, in words."""

from __future__ import annotations

from django.utils.formats import date_format

from search.models import Citation, DisputedItem, Side
from search.schema import decision_words

SAMPLE = "Invented sample"


def citation(item: DisputedItem) -> str:
    """Case number, date, item and decision in one line; whoever prints it puts the address after it."""
    letter = item.determination
    name = f"Case No. {letter.case_number}" if letter.case_number else "letter without a case number in this copy"
    dated = f" ({date_format(letter.decision_date, 'F j, Y')})" if letter.decision_date else ""
    sample = f" [{SAMPLE.lower()}]" if letter.is_sample else ""
    return (
        f"Cal. Dep’t of Indus. Relations, Independent Medical Review, {name}{dated}, "
        f"item {item.position} ({decision_words(item.decision).lower}){sample}"
    )


def guideline_words(cited: Citation) -> str:
    """MTUS Chronic Pain Medical Treatment (2009), Massage therapy, p. 60."""
    guideline = f"{cited.guideline.label} ({cited.edition})" if cited.edition else cited.guideline.label
    return ", ".join(
        part for part in (guideline, cited.shown_section, f"p. {cited.pages}" if cited.pages else "") if part
    )


def citations(item: DisputedItem, side: Side) -> list[str]:
    """What one side cites, in printed order, from rows already fetched."""
    return [guideline_words(cited) for cited in item.citations.all() if cited.side == side]
