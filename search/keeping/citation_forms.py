"""An item's citation in the forms that programs for references and courts take."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from search.keeping.citing import SAMPLE, citation
from search.keeping.text import one_line
from search.models import DisputedItem
from search.schema import decision_words

_AGENCY = "California Department of Industrial Relations, Division of Workers’ Compensation"
# As The Bluebook abbreviates them (table T12).
_MONTHS = ["Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."]
_TEX: Final = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{each: f"\\{each}" for each in "&%$#_{}"},
}


@dataclass(frozen=True, slots=True)
class Form:
    """One form. ``ending`` ends its address; ``written`` takes the item, with its letter at hand, and its address."""

    ending: str
    label: str
    content_type: str
    written: Callable[[DisputedItem, str], str]


def plain(item: DisputedItem, address: str) -> str:
    """One line for people."""
    return f"{one_line(citation(item))}, {address}\n"


def legal(item: DisputedItem, address: str) -> str:
    """One line as briefs cite an agency's decision: Indep. Med. Rev. No. …, item 2 (agency, day) (what was decided)."""
    letter = item.determination
    number = f"No. {letter.case_number}" if letter.case_number else "(no case number in this copy)"
    day = letter.decision_date
    dated = f" {_MONTHS[day.month - 1]} {day.day}, {day.year}" if day else " date not printed"
    decided = decision_words(item.decision).lower
    sample = f" [{SAMPLE.lower()}]" if letter.is_sample else ""
    agency = "Cal. Dep’t of Indus. Rels., Div. of Workers’ Comp.,"
    line = f"Indep. Med. Rev. {number}, item {item.position} ({agency}{dated}) (denial {decided}){sample}, {address}"
    return one_line(line) + "\n"


def ris(item: DisputedItem, address: str) -> str:
    """A record of RIS, of the type for cases."""
    letter = item.determination
    day = letter.decision_date
    fields = [
        ("TY", "CASE"),
        ("TI", _title(item)),
        ("PB", _AGENCY),
        ("PY", str(day.year) if day else ""),
        ("DA", f"{day:%Y/%m/%d}/" if day else ""),
        ("M1", letter.case_number or ""),
        ("KW", item.treatment.label),
        ("N1", _note(item)),
        ("UR", address),
        ("ER", ""),
    ]
    # The last line has nothing behind its dash; others that would have nothing are left out.
    return "".join(f"{tag}  - {one_line(text)}\r\n" for tag, text in fields if text or tag == "ER")


def bibtex(item: DisputedItem, address: str) -> str:
    """An entry of BibTeX."""
    letter = item.determination
    day = letter.decision_date
    fields = {
        "author": f"{{{_tex(_AGENCY)}}}",
        "title": f"{{{_tex(_title(item))}}}",
        "year": str(day.year) if day else "",
        "month": f"{day:%b}".lower() if day else "",
        "number": _tex(letter.case_number or ""),
        "note": _tex(_note(item)),
        "url": address,
    }
    name = re.sub(r"[^A-Za-z0-9-]", "", letter.identity)
    lines = "".join(f"  {key} = {{{text}}},\n" for key, text in fields.items() if text)
    return f"@misc{{imr-{name}-{item.position},\n{lines}}}\n"


def _title(item: DisputedItem) -> str:
    number = item.determination.case_number
    case = f"Case No. {number}" if number else "letter without a case number in this copy"
    return f"Independent Medical Review, final determination, {case}, item {item.position}"


def _note(item: DisputedItem) -> str:
    heading = item.disputed or item.heading
    sample = f" [{SAMPLE}]" if item.determination.is_sample else ""
    return f"{decision_words(item.decision).in_full}: {heading}{sample}"


def _tex(text: str) -> str:
    return "".join(_TEX.get(each, each) for each in one_line(text))


FORMS: Final[Mapping[str, Form]] = {
    each.ending: each
    for each in (
        Form("txt", "Plain text", "text/plain; charset=utf-8", plain),
        Form("legal", "Legal style", "text/plain; charset=utf-8", legal),
        Form("ris", "RIS", "application/x-research-info-systems; charset=utf-8", ris),
        Form("bib", "BibTeX", "application/x-bibtex; charset=utf-8", bibtex),
    )
}
