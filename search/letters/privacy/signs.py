"""Signs that something which names a person survived redaction; such a letter is for a person to look at.

A letter's whole text is looked through, shown or not: what is not shown is searched, and shown where its items
cannot be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain

from ..values import ParsedLetter
from . import name_labels, small_names
from .bare_names import bare_names
from .figures import figures, label_phrases, long_numbers, number_starts
from .hints import Hints
from .name_words import NAME, TITLE, listed
from .names import PHRASES as PHRASES_OF_NAMES
from .names import Names
from .organisations import PHRASES as PHRASES_OF_ORGANISATIONS
from .organisations import organisations
from .persons import PHRASES as PHRASES_OF_PERSONS
from .persons import persons
from .short_names import short_names

# Authors of what a letter cites are public.
_CITED = re.compile(
    r"\b(?:authors|author(?! ?:)|editors?|et\.? ?al|journal|textbook|n engl j|cochrane|publish(?:ed|er)|edition|pmid"
    r"|doi(?=:? ?10\.)|isbn|j (?:bone|pain|spine|am|orthop|occup|hand|surg|clin|med)\w*)\b|\b(?:eds?|vol|pp)\.(?!d\b)"
    r"|\d{4};\s?\d+|\b\d{1,3}\(\d{1,2}\):\s?\d+"
    # Reports of the courts.
    r"|\bcal\. ?(?:app|comp|4th|5th|3d|rptr)|\bappeals b(?:oar)?d\b\.? \(|\ben banc\b|\bf\.[23]d\b|\bsuperior court \(",
    re.IGNORECASE,
)
# The reviewing organisation's own letterhead and the state's are public.
_LETTERHEAD = re.compile(
    r"\b(?:maximus(?: federal services)?\b(?! guideline)|independent medical review\W{1,4}p\.? ?o\.? ?box"
    r"|p\.? ?o\.? ?box (?:138009|420603)\b|95813-8009\b|\b865-8873\b|\b605-4270\b"
    r"|1515 clay s|455 golden gate a"
    r"|department of (?:industrial relations|managed health|health|justice|labor|veterans)|medical board of california"
    r"|workers['’] comp\w*\.? appeals b(?:oar)?d|centers for (?:disease|medicare)|work loss data"
    r"|food and drug administration|fda(?=, \d)"
    r"|american (?:college|academy|association|society|medical|heart)\b|national institutes? of|agency for healthcare"
    r"|division of workers['’]? comp\w*|medical unit|dwc)\b",
    re.IGNORECASE,
)
# A case that a court decided is public with its parties.
_COURT = re.compile(r"\bv\.? [^\n]{0,80}?(?:\((?:19|20)\d\d\)|\bcal\.)", re.IGNORECASE)
# So are those who govern the state.
_GOVERNS = re.compile(
    r",? (?:jr\.?|sr\.?)?,? ?(?:governor|attorney general|administrative director|insurance commissioner)\b",
    re.IGNORECASE,
)
# Authors in a row, before a year or with their initials behind their names.
_AUTHORS = re.compile(
    r"(?:,? (?:and |& )?[A-ZÀ-Þ][\w'’-]+){0,3},? \(?(?:19|20)\d\d\b(?![/-])"
    r"|(?: [A-Z]{1,3})?, [A-ZÀ-Þ][\w'’-]+ [A-Z]{1,3}[,.;]"
)
_REACH = 80
_COURT_REACH = 130
_LETTERHEAD_REACH = 160


def privacy_concerns(letter: ParsedLetter) -> tuple[str, ...]:
    """Sentences on what seems to have survived and where, never the thing itself; empty for a clean letter.

    In the guideline paragraphs untitled names and addresses are those of what is cited. Linear in the text's length.
    """
    return tuple(dict.fromkeys(_concerns(letter)))


def _concerns(letter: ParsedLetter) -> Iterator[str]:
    text = letter.text
    cited = "\n".join(f"{item.claims_guideline}\n{item.reviewer_guideline}" for item in letter.items)
    for what, start, end in all_signs(text):
        words = text[start:end].strip()
        # A source's author bears no title.
        if words in cited and what != TITLE:
            continue
        yield f"{what} seems to stand in {_place(letter, words)}."
    for what, _, _ in signs(letter.left_out) if letter.left_out else ():
        yield f"{what} seems to stand in what was left out of the text."


def all_signs(text: str) -> Iterator[tuple[str, int, int]]:
    """What seems to name somebody, numbers known by their length alone among it, and where it begins and ends."""
    starts = number_starts(text)
    yield from _signs(text, starts)
    for what, start, end in long_numbers(text, starts):
        begin = max(0, start - _REACH)
        if not _CITED.search(text, begin, end + _REACH // 2) and not _LETTERHEAD.search(text, begin, end):
            yield what, start, end


def signs(text: str) -> Iterator[tuple[str, int, int]]:
    """What seems to name somebody by its words, and where it begins and ends in the text."""
    return _signs(text, number_starts(text))


def _signs(text: str, starts: Sequence[int]) -> Iterator[tuple[str, int, int]]:
    names = Names(text, _hints())
    told = (names.found(), persons(names), short_names(names), bare_names(names), organisations(names))
    for what, start, end in chain.from_iterable(told):
        if what == NAME and (_AUTHORS.match(text, end) or text[start:end].casefold() in listed("called_so")):
            continue
        cited = _CITED.search(text, max(0, start - _REACH), min(len(text), end + _REACH // 2))
        if (
            not cited
            and not _GOVERNS.match(text, end)
            and not _COURT.search(text, max(0, start - _REACH), end + _COURT_REACH)
        ):
            yield what, start, end
    for what, start, end in figures(text, names.may_hold, starts):
        public = _LETTERHEAD.search(text, max(0, start - _LETTERHEAD_REACH), end)
        if not public or what.startswith(("A claim", "A date", "A social", "A record", "A case")):
            yield what, start, end


@cache
def _hints() -> Hints:
    """The phrases with which the rules for names and numbers begin."""
    of_names = (
        PHRASES_OF_NAMES,
        PHRASES_OF_ORGANISATIONS,
        PHRASES_OF_PERSONS,
        name_labels.PHRASES,
        small_names.PHRASES,
    )
    return Hints((*label_phrases(), *chain.from_iterable(of_names)))


def _place(letter: ParsedLetter, found: str) -> str:
    if letter.clinical_summary and found in letter.clinical_summary:
        return "the clinical summary"
    for place, item in enumerate(letter.items, start=1):
        if found in item.heading or found in item.rationale:
            return f"item {place}"
    return "the letter"
