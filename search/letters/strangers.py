"""What stands in an item's parts and can be no text of them: the letter's own number, another part's label, a verdict
that gives a part only, what stands behind the verdict with which a rationale ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from .forms import FORMS
from .lines import CASE_NUMBER
from .literals import in_small_letters
from .paragraphs import end_shown, ends_sentence, shown
from .values import ParsedItem, ParsedLetter
from .verdicts import MEDICALLY, around_verdicts, in_one_line
from .wordings import NUMERAL

_STOP = re.compile(r"[.!?][\"”)]?\s|\n\n")
_LABELS = tuple(
    text.casefold()
    for form in FORMS
    if form.name == "common"
    for part in ("claims", "reviewer")
    for text in form.labels[part]
)
# Behind the year of a guideline stands a comma, which scanners take for a stop.
_SECTION_ALONE = re.compile(r"(?:(?<![12]\d{3})\.|[!?])[\"”’)]? (?:Section|Page)\(s\)")
# A guideline paragraph's own words, and what each must be followed by, a scanner's slips aside. What stands before
# them is looked at last, so that the search may run to their first letters.
Formula = tuple[re.Pattern[str], tuple[str, ...]]
# The last one stands only in letters that print "Section(s)".
_FORMULAS: Sequence[Formula] = (
    (re.compile(r"Decision (?:(?<=^Decision )|(?<=\. Decision ))(?=(\S+))"), ("based",)),
    (
        re.compile(r"based their decision on (?<!\wbased their decision on )(?=(\S+))"),
        ("recommendation(s)", "the", "MTUS", "Non-MTUS", "ACOEM", "ODG", "Official"),
    ),
    (re.compile(r"recommendation\(s\) (?<!\wrecommendation\(s\) )(?=(\S+))"), ("outside", "of", "from")),
    (re.compile(r"outside of (?<!\woutside of )(?=(\S+))"), ("the", "MTUS")),
    (
        re.compile(r"did not cite (?<!\wdid not cite )(?=(\S+))"),
        ("any", "a", "the", "guidelines", "medical", "specific"),
    ),
    (
        re.compile(r"MTUS (?<!Non-MTUS )(?<!\wMTUS )(?!Citation)[A-Z][A-Za-z ,&/-]{3,60} 20\d\d, (?=(\S+))"),
        (
            *("Section(s):", "Section:", "Chapter", "Ch.", "Table", "Page(s):", "Page", "Pages", "page", "pages"),
            *("p.", "pp.", "ed.", "edition", "and", "or", "which", "MTUS", "Non-MTUS", "ACOEM", "ODG", "Official"),
        ),
    ),
)
_IN_SECTIONS = re.compile(r"\b[Ss]ection\b|\b[Pp]age\(s\)")
_SLIPS = 3
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DAY = re.compile(rf"\b(?:{_MONTHS}) \d{{1,2}}, $")
_LONGEST_DAY = len("September 30, ")
_DAY_BROKEN = re.compile(
    r", (?<=\d, )(?=[a-z]{2}[a-z ,]{20})(?!the |he |she |and |with |there |which )"
    # "On June 3, nerve conduction studies were done"
    r"(?![^.;]{0,90}\b(?:was|were|is|are|has|had)\b)"
)
_AMOUNT = rf"(?:only|\d{{1,3}}|{NUMERAL})\b"
_IN_PART = re.compile(
    r"\b(?:partially|partial(?! [a-z-]*(?:medial|lateral|thick|menisc|tear|knee|hip|weight|tend|lig|dent|amput|ectomy))"
    r"|in part|modif(?:y|ied|ication) (?:to|of|and)|is modified)\b[^.;]{0,80}"
    r"\bmedically (?:necess|appropr)"
    r"|\bis medically (?:necessary|appropriate)(?: and appropriate)?,? (?:in part\b|partially\b|as modified\b|only\b"
    rf"|with (?:the |a )?modification|(?:but|for|to the extent of|up to) (?:only )?{_AMOUNT})"
)
_REST = r"(?:the )?(?:other|others|remaining|remainder|rest)\b"
# Some of what was asked for is found necessary, and some not.
_FOUND = r"medically (?:necessary|appropriate)"
_BOTH = re.compile(
    rf"\b(?:is|are) (?:not )?{_FOUND}\b[^.;]{{0,30}}\b{_REST}[^.;]{{0,60}}\b(?:is|are) not[.;,]"
    rf"|\b(?:is|are) not {_FOUND}\b[^.;]{{0,30}}\b{_REST}[^.;]{{0,60}}\b(?:is|are)(?: medically necessary)?[.;,]"
)
# The same in two sentences.
_BOTH_APART = re.compile(
    rf"\b(?:is|are) {_FOUND}[^.;]{{0,20}}[.;] (?:however,? |but )?{_REST}[^.;]{{0,60}}"
    rf"\b(?:is|are) not (?:{_FOUND}|supported)"
    rf"|\b(?:is|are) not {_FOUND}[^.;]{{0,20}}[.;] (?:however,? |but )?{_REST}[^.;]{{0,60}}\b(?:is|are) {_FOUND}"
)
_BEFORE, _BEHIND = 120, 180
"""Characters around the usual words of a verdict within which it can be told to be in part."""
_BOXED = re.compile(
    r"[☐☒☑✓✔✗]|[\[(_] ?[xX]? ?[\])_] ?(?:upheld|overturned)\b|\b(?:upheld|overturned) ?[\[(_] ?[xX]? ?[\])_]",
    re.IGNORECASE,
)
# A heading that ends with an outcome of its own before the decision.
_OUTCOME = re.compile(
    r"[:;–—-]\s*(?:\w+ )?(?:upheld|overturned|withdrawn|modified|dismissed|denied|approved|certified|non-certified"
    r"|moot|deferred|pending|tentative(?:ly)?|provisional(?:ly)?|conditional(?:ly)?|partial(?:ly)?)\W*$",
    re.IGNORECASE,
)
# A verdict at one of its ends, which is no part of what was asked for.
_AT_AN_END = re.compile(r"^\W*(?:upheld|overturned)\b|\b(?:upheld|overturned)\W*(?:\b\w\b\W*)?$", re.IGNORECASE)
_EARLIER = re.compile(r"\b(?:UR|utilization review|claims? administrator)\b[^:]{0,30}: ?\w[\w-]*\W*$", re.IGNORECASE)
# What is said of an item that nobody decided.
_UNDECIDED = re.compile(
    r"\bwithdr[ae]wn?\b|\b(?:dismissed|moot|deferred|ineligible)\b"
    r"|\bno longer (?:in dispute|disputed|requested|sought|at issue)"
    r"|\bnot (?:be(?:en)? )?(?:reviewed|decided|determined|addressed)\b|\bno (?:decision|determination)\b",
    re.IGNORECASE,
)


def strangers(letter: ParsedLetter) -> Iterator[str]:
    """A sentence on each thing in the items and the summary that belongs elsewhere. Linear in the text's length."""
    summary = letter.clinical_summary or ""
    if day := _broken_day(summary):
        yield f"The clinical summary may have lost a line behind “{day}”."
    if _numbered(summary):
        yield "The letter's number stands in the clinical summary."
    cited = [part for item in letter.items for part in (item.claims_guideline, item.reviewer_guideline)]
    formulas = _FORMULAS[:-1] if _prints_no_sections(cited) else _FORMULAS
    for place, item in enumerate(letter.items, start=1):
        yield from (f"Item {place}{what}" for what in _in_item(item, formulas))


def _in_item(item: ParsedItem, formulas: Sequence[Formula]) -> Iterator[str]:
    parts = (item.claims_guideline, item.reviewer_guideline, item.rationale)
    if any(map(_numbered, (item.heading, *parts))):
        yield " holds the letter's number."
    if _BOXED.search(item.heading):
        yield f": the decision is marked in a box: “{end_shown(item.heading)}”."
    other = _OUTCOME.search(item.heading) or _AT_AN_END.search(item.heading)
    if other and not _EARLIER.search(item.heading):
        yield f": the heading holds another outcome: “{end_shown(item.heading)}”."
    for part in parts:
        for paragraph in part.split("\n\n")[1:]:
            if paragraph.casefold().startswith(_LABELS):
                yield f": another part's label stands within a part: “{shown(paragraph)}”."
    for part in parts[:2]:
        if found := MEDICALLY.search(in_small_letters(part)):
            yield f": a guideline paragraph holds a verdict: “{end_shown(part[: found.end()])}”."
        if found := _SECTION_ALONE.search(part):
            yield f": a section stands behind a sentence's end: “{end_shown(part[: found.end()])}”."
        for lost in _broken_formulas(part, formulas):
            yield f": a guideline paragraph may have lost a line behind “{lost}”."
    if day := _broken_day(item.rationale):
        yield f": a line may be lost behind “{day}”."
    for text in _behind_verdict(item.rationale):
        yield f": what stands behind the rationale's verdict may be another item: “{shown(text)}”."


def _broken_day(text: str) -> str:
    """The first day behind whose comma nothing follows that goes with it, or nothing."""
    for found in _DAY_BROKEN.finditer(text):
        if day := _DAY.search(text, max(0, found.end() - _LONGEST_DAY), found.end()):
            return day[0].strip()
    return ""


def tells_of_undecided(text: str) -> bool:
    """Whether it is said that something was withdrawn or not decided."""
    return _UNDECIDED.search(text) is not None


def gives_a_part(item: ParsedItem) -> bool:
    """Whether a rationale grants some of what was asked for and not the rest."""
    text = in_one_line(item.rationale).replace(item.heading.casefold(), "it")
    told = around_verdicts(text, _BEFORE, _BEHIND)
    in_part = (_BOTH, _BOTH_APART, _IN_PART) if item.decision == "overturned" else (_BOTH, _BOTH_APART)
    return any(pattern.search(text, start, end) for start, end in told for pattern in in_part)


def _prints_no_sections(cited: Sequence[str]) -> bool:
    """Whether guidelines by their year are cited without "Section(s)" more than once, and never with it."""
    if any(map(_IN_SECTIONS.search, cited)):
        return False
    return sum(any(_broken_formulas(part, _FORMULAS[-1:])) for part in cited) > 1


def _broken_formulas(part: str, formulas: Sequence[Formula]) -> Iterator[str]:
    """The first formula behind which something else stands than what must."""
    for formula, following in formulas:
        for found in formula.finditer(part):
            if not _may_be_one_of(found[1].casefold(), following):
                yield found[0].strip()
                return


@lru_cache(4096)
def _may_be_one_of(said: str, words: Sequence[str]) -> bool:
    return any(Levenshtein.distance(said, word.casefold()) <= min(_SLIPS, len(word) // 2) for word in words)


def _numbered(text: str) -> bool:
    return ("CM" in text or "IMR" in text) and CASE_NUMBER.search(text) is not None


def _behind_verdict(rationale: str) -> Iterator[str]:
    """What stands behind the last verdict and is no sentence, or says that something was not decided: it may be an item
    without labels of its own. Advice on what to do instead may stand there.
    """
    verdicts = [found.end() for found in MEDICALLY.finditer(in_small_letters(rationale))]
    ends = _STOP.search(rationale, verdicts[-1]) if verdicts else None
    if ends is None:
        return
    for paragraph in filter(None, map(str.strip, rationale[ends.end() :].split("\n\n"))):
        if not ends_sentence(paragraph) or paragraph[0] in "*†‡§" or tells_of_undecided(paragraph):
            yield paragraph
            return
