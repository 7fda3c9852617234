"""How a disputed item is cited, in words."""

from __future__ import annotations

from django.utils.formats import date_format

from search.models import Citation, Decision, DisputedItem, Side

MEANING = {Decision.UPHELD: "treatment denied", Decision.OVERTURNED: "treatment approved"}
SAMPLE = "Invented sample"


def decision_words(item: DisputedItem) -> str:
    """The decision and what it means for the treatment; newcomers read "upheld" the wrong way round."""
    decision = Decision(item.decision)
    return f"{decision.label}: {MEANING[decision]}"


def citation(item: DisputedItem) -> str:
    """Case number, date, item and decision in one line; whoever prints it puts the address after it."""
    letter = item.determination
    name = f"Case No. {letter.case_number}" if letter.case_number else "letter without a case number in this copy"
    dated = f" ({date_format(letter.decision_date, 'F j, Y')})" if letter.decision_date else ""
    sample = f" [{SAMPLE.lower()}]" if letter.is_sample else ""
    return (
        f"Cal. Dep’t of Indus. Relations, Independent Medical Review, {name}{dated}, "
        f"item {item.position} ({Decision(item.decision).label.lower()}){sample}"
    )


def guideline_words(cited: Citation) -> str:
    """MTUS Chronic Pain Medical Treatment (2009), Massage therapy, p. 60."""
    section = cited.section_printed or (cited.section.label if cited.section else "")
    guideline = f"{cited.guideline.label} ({cited.edition})" if cited.edition else cited.guideline.label
    return ", ".join(part for part in (guideline, section, f"p. {cited.pages}" if cited.pages else "") if part)


def citations(item: DisputedItem, side: Side) -> list[str]:
    """What one side cites, in printed order, from rows already fetched."""
    return [guideline_words(cited) for cited in item.citations.all() if cited.side == side]
