"""What closes a letter behind its last item: its effect, signature, copies, the state's and the reviewers' address.

None of it is the last rationale. What is added to a letter that was finished is left out too, and a person is told.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from .decisions import decided
from .forms import label_of, title_of
from .header import is_header_line
from .lines import Line
from .naming import names_person
from .papers import says_undone
from .paragraphs import ends_sentence, shown
from .privacy import signs
from .sections import first_title

_MOST_LINES = 60
_LONGEST_ADDRESS = 90
# Sentences that close every letter of some years; whatever follows them does too.
_SENTENCE = re.compile(
    r"Effect of the Decision\b|Sincerely\b|Disclaimer\W{1,3}MAXIMUS\b"
    r"|In certain limited circumstances,? you (?:can|may) appeal"
    r"|MAXIMUS is providing an independent review service"
    r"|(?:your |the parties['’] )?(?:right(?:s)? (?:to|of) )appeal(?: rights)?\W{0,2}$|(?:your )?appeal rights\W{0,2}$"
    r"|how to appeal(?: this (?:decision|determination))?\W{0,2}$"
    r"|(?:enclosures?|encls?\.?|attachments?) ?(?:\(\d{1,2}\) ?)?(?::|$)"
    r"|(?:confidentiality|privacy|disclaimer) (?:notice|statement)\b"
    r"|this (?:e-?mail|message|communication|transmission) (?:is|may|and|contains)\b"
    r"|The determination of MAXIMUS\b.{0,60}\breviewer is deemed\b|This determination is binding on all parties",
    re.IGNORECASE,
)
_OFFICE = (
    r"(?:State of California|(?:California )?Department of Industrial Relations|DIR|DWC"
    r"|(?:CA )?Division of Workers['’]? Comp(?:ensation)?|(?:DWC )?Medical Unit"
    r"|Administrative Director|Office of the (?:Administrative|Medical) Director"
    r"|MAXIMUS Federal Services(?:, Inc)?\.?|Independent Medical Review|(?:IMR )?Medical Director)"
)
_STREET = (
    r"(?:P\.? ?O\.? Box \d{4,6}|\d{1,5} [\w. ]{3,24}\b(?:Street|St|Avenue|Ave|Drive|Dr|Road|Rd|Blvd|Boulevard|Way)\b\.?"
    r"|\d{1,2}(?:st|nd|rd|th) Floor|(?:Suite|Ste|Room)\.? \d{1,5}|(?:Oakland|Sacramento|Folsom|San Francisco)"
    r"|(?:CA|California)|\d{5}(?:-\d{4})?|(?:Tel(?:ephone)?|Phone|Fax)?\W{0,3}\(?\d{3}\)?[ .-]\d{3}[.-]\d{4})"
)
_PIECE = rf"(?:{_OFFICE}|{_STREET})"
_BETWEEN = r"[\s,;:|•·*–—-]{0,4}"
# Lines of nothing but that.
_ADDRESS = re.compile(rf"(?:b?cc\s?:)?{_BETWEEN}(?:{_PIECE}{_BETWEEN}){{0,6}}\.?", re.IGNORECASE)
_ADDED = re.compile(
    r"(?:addend(?:um|a)|errat(?:um|a)|amendment|correction|corrigendum|postscript|supplement(?:al (?:note|decision))?)"
    r"\b(?: ?(?:no\.? ?)?\d{1,2})?(?: (?:to|of|dated|issued|from)\b.{0,60})?\s?(?:[:–—-].{0,300}|\.?$)",
    re.IGNORECASE,
)
_DECIDES = re.compile(r"\b(?:upheld|overturned|reversed|amended|corrected|changed|withdrawn|modified)\b", re.IGNORECASE)
# What would follow from an appeal tells of no decision that was made.
_IF_APPEALED = re.compile(
    r"\b(?:if|unless|should|when|where) (?:the|this|that|a|any|your) (?:final |ur )?"
    r"(?:decision|determination|review|denial) (?:is|be|has been) "
    r"(?:reversed|overturned|upheld|changed)\b",
    re.IGNORECASE,
)
_BEGINS = frozenset("YyRrHhEeSsDdIiMmTtBbCcAaOoPpFf0123456789•*|")


def without_closing(lines: Sequence[Line]) -> tuple[Sequence[Line], tuple[str, ...]]:
    """The lines of a letter before what closes it, and a sentence where something was added."""
    for at in range(max(first_title(lines) + 1, len(lines) - _MOST_LINES), len(lines)):
        text = lines[at].text
        if text[0] not in _BEGINS or not ends_sentence(lines[at - 1].text):
            continue
        added = _ADDED.match(text)
        if not added and not _SENTENCE.match(text) and not _is_address(lines[at:]):
            continue
        if any(map(_belongs_to_letter, lines[at:])) or _names_person(lines[at:]):
            continue
        doubted = text if added else next((line.text for line in lines[at:] if _says_more(line.text)), "")
        return lines[:at], (f"What follows the letter, “{shown(doubted)}”, was left out.",) if doubted else ()
    return lines, ()


def _belongs_to_letter(line: Line) -> bool:
    """Whether a line is of a letter's parts, so that nothing has closed above it."""
    text = line.text
    return bool(label_of(text) or title_of(text) or decided(text) or (":" in text and is_header_line(text)))


def _says_more(text: str) -> bool:
    """Whether a line below a letter's end tells of a decision, or that the letter does not stand."""
    return says_undone(text) or _DECIDES.search(_IF_APPEALED.sub("", text)) is not None


def _names_person(lines: Sequence[Line]) -> bool:
    """Whether somebody seems to be named, who should have been redacted: a letter that says so is to be held."""
    return any(names_person(what) for what, _, _ in signs("\n".join(line.text for line in lines)))


def _is_address(lines: Sequence[Line]) -> bool:
    """Whether from here on there is nothing but an address of the offices, with a telephone and without a name."""
    if not all(len(line.text) < _LONGEST_ADDRESS and _ADDRESS.fullmatch(line.text) for line in lines):
        return False
    text = "\n".join(line.text for line in lines)
    return re.search(_OFFICE, text, re.IGNORECASE) is not None
