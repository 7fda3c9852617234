"""Does a reading account for itself? Each check looks for one thing that a letter read rightly cannot show.

A letter with a doubt is for a person to look at before anybody else does. The bounds were taken from real letters
and leave room: no letter that was read rightly comes near them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice, pairwise

from .agreement import said_elsewhere
from .clipped import clipped
from .decisions import decided, is_decision_line, is_withdrawn
from .evidence import Evidence
from .forms import holds_label
from .header import DATE_FIELDS
from .header_doubts import body_holds_no_header, dates_are_dates, header_is_whole
from .items import names_part, order_of
from .joins import is_broken_off, misses_first_letter, missing
from .lines import CASE_NUMBER
from .misfits import is_label_alone, misfits
from .naming import names_person, telling
from .orders import is_on_several
from .overview import unclaimed
from .paragraphs import end_shown, ends_sentence, shown
from .sections import Section, title_of
from .strangers import gives_a_part, strangers
from .typesetting import Typesetting
from .values import ParsedItem, ParsedLetter
from .verdicts import comes_to_a_verdict, contradicts
from .wordings import fold

_LONGEST_REVIEW = 3
"""Years."""
LONGEST_HEADING = 800
LONGEST_GUIDELINE = 2_500
LONGEST_RATIONALE = 12_000
LONGEST_SUMMARY = 25_000
_ALIKE = 20
REVIEWER_LOST = ("The reviewer's licensure could not be read.", "The reviewer's specialty could not be read.")
_STOPPED = re.compile(r"[.!?)\]\"”’]\s*$")
# Pieces of the sentence that leads to the summary, which is no part of it.
_OPENERS = ("including all medical records", "developed the following clinical case summary")
_OPENING = 200
_COUNTED = re.compile(
    r"[^\w(\[]{0,2}(?:(?:disputed )?(?:issue|item|request|treatment|service) ?(?:no\.? ?|number )?)?"
    r"#?(\d{1,2})(?: of (\d{1,2}))?\s?[.)\]:](?!\d)",
    re.IGNORECASE,
)

# So many lines a letterhead may have above the first section.
_FEW_LINES = 3
_SECTION_NAMES: Mapping[Section, str] = {
    "reviewer": "how the determination was made",
    "summary": "the clinical summary",
    "items": "the decisions and rationales",
}
_FEWEST_REASONS = 50
# Whatever a scanner made of the stop behind it.
_ENDS = re.compile(r"\b(?:necessary|appropriate)\W{0,2}$")
# Not "page 60 of 127" at the end of a citation's line.
_PAGE_OF = re.compile(
    r"^(?:[^\na-z]{0,60}|[^\n]{0,60}(?:CM|IMR) ?\d\d ?[-–] ?\d{6,7}[^\na-z]{0,10})"
    r"(?i:page) ?(\d{1,3}) (?:of|OF) (\d{1,3})\W{0,6}"
    r"(?:$|(?=(?:IMR |Case )?(?:No\. )?(?:CM|IMR) ?\d\d[^\na-z]{0,30}$))",
    re.MULTILINE,
)

_FAR_APART = re.compile(r"[ \t]{9,}")


def page_numbers(text: str) -> list[tuple[int, int]]:
    """The numbers of "page 2 of 3" as printed."""
    if "page" not in text and "Page" not in text and "PAGE" not in text:
        return []
    return [
        (int(found[1]), int(found[2])) for found in _PAGE_OF.finditer(_FAR_APART.sub(" ", text.replace("\f", "\n")))
    ]


def doubts(evidence: Evidence) -> tuple[str, ...]:
    """Why a person should look at this letter, a sentence each that names the place; empty where it is whole."""
    lost = REVIEWER_LOST if _prints_no_reviewer(evidence) else ()
    warnings = [text for text in evidence.letter.warnings if text not in lost]
    found = [*warnings, *(sentence for check in CHECKS for sentence in check(evidence))]
    return tuple(dict.fromkeys(found))


# The letter as a whole


def _is_one_letter(evidence: Evidence) -> Iterator[str]:
    printed = [line.text for line in (*evidence.head, *evidence.body) if "CM" in line.text or "IMR" in line.text]
    numbers = {fold(found[0]) for text in printed for found in CASE_NUMBER.finditer(text)}
    numbers.update(map(fold, evidence.numbers))
    if len(numbers) > 1:
        yield f"{len(numbers)} case numbers are printed; the file may hold more than one letter."
    case, day = evidence.letter.case_number or "", evidence.letter.decision_date
    year = re.search(r"\d\d", case)
    # A case is decided in the year of its number or soon after it.
    if year and day and not 0 <= day.year % 100 - int(year[0]) <= _LONGEST_REVIEW:
        yield f"The case number {case} is of another year than the decision."
    titles = Counter(filter(None, map(title_of, (line.text for line in evidence.body))))
    for section, name in _SECTION_NAMES.items():
        if titles[section] > 1 and evidence.letter.form == "common":
            yield f"The title of {name} is printed {titles[section]} times."


def _has_its_sections(evidence: Evidence) -> Iterator[str]:
    if evidence.letter.form != "common":
        return
    for section, name in _SECTION_NAMES.items():
        told = section == "reviewer" and (evidence.letter.specialties_printed or _prints_no_reviewer(evidence))
        if section not in evidence.sections and not told:
            yield f"The title of {name} was not found."
    known = [section for section in evidence.sections if section in _SECTION_NAMES]
    if known != [section for section in _SECTION_NAMES if section in known] and not _is_whole_behind_items(evidence):
        yield "The letter's sections are not in their order."


def _is_whole_behind_items(evidence: Evidence) -> bool:
    """Whether a letter that begins with its header prints its summary or reviewer, whole, behind all its items."""
    sections, letter = evidence.sections, evidence.letter
    if "items" not in sections:
        return False
    behind = [section for section, (start, _) in sections.items() if start > sections["items"][0]]
    if (
        len(sections) < len(_SECTION_NAMES)
        or not evidence.head
        or min(start for start, _ in sections.values()) > _FEW_LINES
    ):
        return False
    whole = "reviewer" not in behind or (letter.licensed_in_printed and letter.specialties_printed)
    return bool(whole) and ("summary" not in behind or ends_sentence(letter.clinical_summary or ""))


def _prints_no_reviewer(evidence: Evidence) -> bool:
    """Whether a letter that is otherwise whole goes from its header right to its summary, with nothing lost between."""
    letter, (summary, _) = evidence.letter, evidence.sections.get("summary", (-1, 0))
    fields = DATE_FIELDS if letter.form == "common" else ("decision_date",)
    if not (letter.case_number and letter.clinical_summary and all(getattr(letter, field) for field in fields)):
        return False
    if letter.form == "medical-professional-review":  # whose first title may stand alone
        return evidence.sections.get("reviewer") == (0, 1) and summary == 1
    return "reviewer" not in evidence.sections and summary == 0


def _pages_are_in_order(evidence: Evidence) -> Iterator[str]:
    numbers = list(dict.fromkeys(evidence.pages))
    if any(later[0] < earlier[0] for earlier, later in pairwise(numbers)):
        yield "The pages are not in the order of their numbers."
    present, last = {page for page, _ in numbers}, {of for _, of in numbers}
    if len(last) == 1 and not evidence.bundled:
        # The first and the last page often go without a number.
        missing_pages = set(range(2, last.pop())) - present
        # Where nothing stands behind a page's number, the text of the next one is not there either.
        missing_pages.update(page + 1 for page, of in evidence.foot if page < of)
        for page in sorted(missing_pages)[:1]:
            yield f"Page {page} is missing."


def _text_flows(evidence: Evidence) -> Iterator[str]:
    fits_nowhere = misfits(evidence.body, evidence.drafts) if evidence.letter.form == "common" else ()
    for text in islice((*evidence.doubtful, *fits_nowhere), 1):
        yield f"A line may be no part of the text: “{shown(text)}”."


def _nothing_is_missing(evidence: Evidence) -> Iterator[str]:
    """A lost line leaves a sentence that begins or ends nowhere, or words that cannot meet."""
    headings = {draft.start for draft in evidence.drafts}  # which may begin with a small letter
    yield from clipped(evidence.body)
    notice, end = evidence.sections.get("reviewer", (0, 0))
    while notice < end and ":" not in evidence.body[notice].text:  # how reviewers are chosen, which nobody is shown
        headings.add(notice := notice + 1)
    for text in islice(missing(evidence.body, headings, prose=evidence.letter.form == "common"), 1):
        yield f"Something seems to be missing above “{shown(text)}”."
    summary = evidence.letter.clinical_summary or ""
    headless = summary[:1].islower() and not summary.islower() and not misses_first_letter(summary)
    if headless or any(map(summary[:_OPENING].__contains__, _OPENERS)):
        yield "The sentence that opens the clinical summary is not whole."
    if summary and is_broken_off(summary):
        yield f"The clinical summary ends within a sentence: “{end_shown(summary)}”."
    yield from _ends_are_ends(evidence.letter)


def _ends_are_ends(letter: ParsedLetter) -> Iterator[str]:
    """A guideline paragraph that ends without a stop where others have one has lost it, and so has a summary."""
    if letter.form != "common":
        return
    cited = [text for item in letter.items for text in (item.claims_guideline, item.reviewer_guideline) if text]
    open_ones = [text for text in cited if not _STOPPED.search(text)]
    if len(open_ones) <= len(cited) // 2:
        for text in open_ones[:1]:
            yield f"A guideline paragraph ends without a stop: “{end_shown(text)}”."
    prose = (letter.clinical_summary or "").rpartition("\n\n")[2]
    if ". " in prose and prose[-2:].isalnum():  # a single letter is where the letter's own writer was cut off
        yield f"The clinical summary ends without a stop: “{end_shown(prose)}”."


def _margins_name_nobody(evidence: Evidence) -> Iterator[str]:
    if evidence.margins:
        named = {what for text in evidence.margins for what, _, _ in telling(text) if names_person(what)}
        yield from (f"{what} seems to stand in the margin." for what in sorted(named))


# The items


def _starts_where_items_start(evidence: Evidence) -> Iterator[str]:
    if evidence.drafts and evidence.first and evidence.drafts[0].start > evidence.first:
        yield f"The text above the first item belongs to no section: “{shown(evidence.body[evidence.first].text)}”."


def _numbers_have_no_gap(evidence: Evidence) -> Iterator[str]:
    if evidence.letter.form != "common":
        return
    found = [_COUNTED.match(evidence.body[draft.start].text) for draft in evidence.drafts]
    numbers = [int(each[1]) for each in found if each]
    withdrawn = (_COUNTED.match(line.text) for line in evidence.body if is_withdrawn(line.text))
    undecided = [int(each[1]) for each in withdrawn if each]
    listed = len(numbers) > 1 and len(numbers) == len(found) and numbers == sorted(numbers)
    told = next((int(each[2]) for each in found if each and each[2]), len(numbers))
    told -= len(undecided) if told > len(numbers) else 0
    if listed and told != len(numbers):
        yield f"The items are numbered up to {told}, and {len(numbers)} were read."
    elif listed and sorted(numbers + undecided) != list(range(1, len(numbers + undecided) + 1)):
        yield f"The items are numbered {', '.join(map(str, numbers))}; one may be missing."


def _headings_are_headings(evidence: Evidence) -> Iterator[str]:
    """A paragraph that ends with a full stop and an empty line is no part of the heading below it."""
    for place, draft in enumerate(evidence.drafts, start=1):
        lines = evidence.body[draft.start : draft.end]
        pairs = list(pairwise(lines))
        ends = any(below.before == "gap" and ends_sentence(above.text) for above, below in pairs)
        ends |= any(below.before == "gap" and not is_decision_line(below.text) for _, below in pairs[:1] if pairs[1:])
        if ends or any(decided(line.text) for line in lines[:-1]):
            yield f"Item {place}: the heading may hold text that stands above it."
    for place, item in enumerate(evidence.letter.items, start=1):
        if is_label_alone(item.heading):
            yield f"Item {place}: the heading is no more than a label: “{shown(item.heading)}”."


def _decisions_belong_to_items(evidence: Evidence) -> Iterator[str]:
    of = evidence
    yield from said_elsewhere(of.head, of.body, of.sections, of.drafts, of.letter.items)


def _items_have_their_parts(evidence: Evidence) -> Iterator[str]:
    order = order_of([marker for draft in evidence.drafts for marker in draft.markers])
    for place, draft in enumerate(evidence.drafts, start=1):
        if draft.doubt:
            yield f"Item {place} is decided as “{shown(draft.doubt)}”."
        parts = [marker.part for marker in draft.markers]
        if len(parts) != len(set(parts)):
            yield f"Item {place} has a label twice."
        elif parts != list(order):
            yield f"Item {place} does not have its three labels in their order."
        elif any(is_on_several(evidence.body[marker.line].text) for marker in draft.markers):
            yield f"Item {place} has labels that are on other items as well."
    if order[-1] != "rationale":
        for place, item in enumerate(evidence.letter.items, start=1):
            if "\n\n" in (item.claims_guideline if order[-1] == "claims" else item.reviewer_guideline):
                yield f"Item {place}: what stands below its guidelines may be no part of them."


def _no_item_above_the_items(evidence: Evidence) -> Iterator[str]:
    """What looks like an item's decision or label may stand in the items alone, not in the header or the summary."""
    if evidence.letter.form != "common":
        return
    start, end = evidence.sections.get("summary", (0, 0))
    above = evidence.body[: evidence.first]
    if any(names_part(line.text) or decided(line.text) for line in evidence.body[start:end]):
        yield "The clinical summary holds what looks like an item."
    elif (
        any(names_part(line.text) for line in above)
        or any(unclaimed(above, evidence.letter.items))
        or any(map(holds_label, (line.text for line in (*evidence.head, *above))))
    ):
        yield "What looks like an item stands above the items."


def _items_are_whole(evidence: Evidence) -> Iterator[str]:
    # Elsewhere the decision is said in a sentence or title of its own.
    verdict = evidence.letter.form == "common" and _may_have_lost_lines(evidence)
    for place, item in enumerate(evidence.letter.items, start=1):
        yield from (f"Item {place}{what}" for what in _item_doubts(item, verdict))
    summary = evidence.letter.clinical_summary or ""
    if len(summary) > LONGEST_SUMMARY:
        yield "The clinical summary is unusually long."


def _may_have_lost_lines(evidence: Evidence) -> bool:
    """Whether reasons without a verdict may once have had one: of a paragraph in one line no line is lost."""
    reasons = (item.rationale for item in evidence.letter.items if item.rationale)
    silent = [text for text in reasons if not comes_to_a_verdict(text.casefold())]
    return bool(silent) and (min(map(len, silent)) < _FEWEST_REASONS or Typesetting(evidence.body).is_set)


def _parts_hold_their_own(evidence: Evidence) -> Iterator[str]:
    if evidence.letter.form == "common":
        yield from strangers(evidence.letter)


def _item_doubts(item: ParsedItem, verdict: bool) -> Iterator[str]:
    if len(item.heading) > LONGEST_HEADING:
        yield ": the heading is unusually long."
    if max(len(item.claims_guideline), len(item.reviewer_guideline)) > LONGEST_GUIDELINE:
        yield ": a guideline paragraph is unusually long."
    if len(item.rationale) > LONGEST_RATIONALE:
        yield ": the rationale is unusually long."
    for text in filter(is_broken_off, (item.claims_guideline, item.reviewer_guideline)):
        yield f": a guideline paragraph ends within a sentence: “{end_shown(text)}”."
    if item.rationale and not ends_sentence(item.rationale) and not _ENDS.search(item.rationale[-30:]):
        yield f": the rationale ends within a sentence: “{end_shown(item.rationale)}”."
    if verdict and item.rationale and not comes_to_a_verdict(item.rationale.casefold()):
        yield ": the rationale comes to no verdict."
    if gives_a_part(item):
        yield ": the rationale gives a part only."
    if contradicts(item):
        yield f": the decision is {item.decision}, and the rationale says otherwise."


def _no_item_twice(evidence: Evidence) -> Iterator[str]:
    items = evidence.letter.items
    headings = [fold(item.heading) for item in items]
    seen: dict[tuple[str, str], int] = {}
    for place, (item, heading) in enumerate(zip(items, headings, strict=True), start=1):
        if headings.count(heading) < 2:
            continue
        known = seen.setdefault((heading, fold(item.rationale)), place)
        if known != place and len(item.rationale) > _ALIKE:
            yield f"Items {known} and {place} are the same."


CHECKS: Sequence[Callable[[Evidence], Iterator[str]]] = (
    _is_one_letter,
    _has_its_sections,
    _pages_are_in_order,
    _text_flows,
    _margins_name_nobody,
    _nothing_is_missing,
    dates_are_dates,
    header_is_whole,
    body_holds_no_header,
    _starts_where_items_start,
    _numbers_have_no_gap,
    _headings_are_headings,
    _decisions_belong_to_items,
    _items_have_their_parts,
    _no_item_above_the_items,
    _items_are_whole,
    _parts_hold_their_own,
    _no_item_twice,
)
