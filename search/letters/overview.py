"""What a letter says of all its items together, above the first one or behind the last: an overall outcome, a list of
the decisions, how many there are. It is no item and no text of one, and must agree with the items that were read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from .decisions import decided, decision_of, read_opening
from .forms import label_of
from .lines import Line
from .paragraphs import ends_sentence
from .portions import without_numbering
from .totals import Outcome
from .values import Decision, ParsedItem
from .wordings import NUMERAL, NUMERALS, fold

LONGEST_LINE = 200
_MOST_LINES = 60
_ENDING = 24
_LONGEST_TITLE = 90
_PART = r"(?:partial(?:ly)?|partly|in part)"
_NUMBER = rf"(?:\d{{1,2}}|{NUMERAL})"
_ITEMS = r"(?:item|issue|request|treatment|service)s?(?: ?(?:/|or|and) ?services?)?"
_IN_DISPUTE = r"(?:in dispute|at dispute|under review|at issue|disputed|reviewed|decided)"
_ALL = (
    rf"(?:all|both|each|every)(?: of)?(?: the| these)?(?: {_NUMBER})?(?: \(\d{{1,2}}\))?(?: disputed)? {_ITEMS}"
    rf"(?: {_IN_DISPUTE})?\s?(?:is|are|was|were|has been|have been|[:=–—-])?\s"
)
_OUTCOME = re.compile(
    r"\W{0,4}(?:(?:(?:overall|final|imr|the|this|total|whole|review(?:er)?['’]?s?|summary of) ){0,4}"
    r"(?:outcome|determination|decision|result|disposition)"
    r"(?: (?:of|in|for) (?:(?:this|the) )?(?:\w+ ){0,2}(?:review|imr|case))?"
    rf"\s?(?:is|was|[:=–—-])\s?\W{{0,3}}(?:{_ALL}|all |(?:the )?(?:ur )?denial (?:is )?)?|{_ALL})"
    rf"(?P<before>{_PART} )?(?P<word>up(?:held|hold)|over(?:turned|turn))\b"
    rf"(?P<behind>(?:,|;| and) (?:and )?{_PART} (?:upheld|overturned)"
    rf"|,? {_PART}(?:(?:,| and|;) (?:and )?(?:upheld|overturned|modified)(?: {_PART})?)?"
    r"| ?(?:/|and|&) ?(?:upheld|overturned|modified))?"
    r"(?: in (?:full|whole|(?:its|their) entirety)| for all\b.{0,30})?(?P<rest>\W{0,4}$|[.;:,]? ?[(.].*)",
    re.IGNORECASE,
)
_MEANS = re.compile(r"\W{0,3}this means (?:that )?(?:we|maximus)\b.{0,40}\bdecided\b", re.IGNORECASE)
_COUNT = re.compile(
    rf"(?:there (?:is|are|was|were) )?(?P<count>{_NUMBER})(?: \(\d{{1,2}}\))?(?: disputed)? {_ITEMS}"
    rf"(?: (?:is|are|was|were))?(?: {_IN_DISPUTE})?\W{{0,2}}"
    rf"|(?:total )?number of (?:disputed )?{_ITEMS}(?: {_IN_DISPUTE})?\s?[:=–-]? ?(?P<number>{_NUMBER})\W{{0,2}}",
    re.IGNORECASE,
)
_SHARE = (
    rf"(?:(?:{_NUMBER}|none|no|zero) (?:of {_NUMBER} )?(?:{_ITEMS} )?(?:(?:is|are|was|were|has been|have been) )?"
    r"(?:upheld|overturned))"
)
_LED = r"(?:(?:(?:decision|outcome|result)s? )?(?:summary|results?|outcomes?|decisions?|determinations?)\s?[:–—-]\s?)?"
# "Item 1: Upheld, item 2: Overturned"
_PLACE = re.compile(
    r"(?:(?:item|issue|request|treatment|service|no\.?) ?)?#?(\d{1,2})\s?[:.)=–—-]{0,2}\s?(upheld|overturned)\b",
    re.IGNORECASE,
)
_LEAD = re.compile(rf"\W{{0,3}}{_LED}", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s,;|.]{0,4}(?:and\s)?", re.IGNORECASE)
# "Of 3 disputed items, 2 are upheld and 1 is overturned."
_TALLY = re.compile(
    rf"\W{{0,3}}{_LED}(?:of (?:the |these )?{_NUMBER} (?:disputed )?{_ITEMS}(?: {_IN_DISPUTE})?[,:]? )?{_SHARE}"
    rf"(?:(?:,| and|, and|;) {_SHARE})?\W{{0,2}}",
    re.IGNORECASE,
)
_TALLIED = re.compile(rf"\b({_NUMBER}|none|no|zero) [^,;]*?(upheld|overturned)", re.IGNORECASE)
# "Upheld: 2, overturned: 1", "Number of items upheld - 2"
_LABELLED = (
    rf"(?:(?:(?:total|number)(?: of)? )?(?:{_ITEMS} )?(?:upheld|overturned)(?: {_ITEMS})?\s?[:=–-]?\s?{_NUMBER})"
)
_LABELS = re.compile(rf"\W{{0,3}}{_LABELLED}(?:(?:,| and|, and|;|\|)? {_LABELLED})?\W{{0,2}}", re.IGNORECASE)
_LABEL = re.compile(rf"(upheld|overturned)(?: {_ITEMS})?\s?[:=–-]?\s?({_NUMBER})\b", re.IGNORECASE)
_OF = re.compile(rf"of (?:the |these )?({_NUMBER})\b", re.IGNORECASE)
_TITLE = re.compile(
    r"\W{0,4}(?:(?:summary|list|table|overview)(?: of)?(?: the| all)? ?"
    r"(?:(?:imr|final|disputed|items?|services?|decisions?|determinations?|outcomes?|issues?|requests?|and|/|&) ?){0,6}"
    r"|(?:items?|services?|decisions?|issues?)(?: ?(?:/|and|&) ?(?:services?|decisions?|outcomes?))? "
    r"(?:at a glance|in brief|in summary))\W{0,4}",
    re.IGNORECASE,
)
_CELLS = frozenset(
    re.findall(
        r"\w+",
        "no nr number item items service services treatment treatments request requests requested issue issues "
        "disputed in dispute decision decisions determination outcome result final imr description of and or",
    )
)
_ROW = re.compile(r"\b(upheld|overturned)[\s.:;*_|)\]]{0,6}$", re.IGNORECASE)
# "Item 2: Upheld"
_PLACED = re.compile(
    r"\W{0,3}(?:(?:item|issue|request|number|no\.?) ?)?#? ?(\d{1,2}) ?[.:)|–—-]{0,2} ?(upheld|overturned)\W{0,3}$",
    re.IGNORECASE,
)
_SHORTEST = 8
_COLUMN = re.compile(r"^\|?\s?\d{1,2}\s?\|\s?")
_WORD = re.compile(r"[^\W_]+")
_MOST_CELLS = 12
_EDGE = " .:;,|*_–—-…(["


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a list of decisions, with the heading or the place of the item that it is about."""

    heading: str
    decision: Decision
    place: int = 0


@lru_cache(maxsize=512)
def outcome_of(text: str) -> Outcome | None:
    """The outcome that a line tells of all items together, as in "Final Determination: Partially overturned"."""
    if len(text) > LONGEST_LINE:
        return None
    found = _OUTCOME.match(text)
    if found is None:
        return None
    if found["before"] or found["behind"]:
        return "in part"
    return decision_of(found["word"])


def tells_of_all(text: str) -> bool:
    """Whether a line tells of all items together: their outcome, or how many they are, or each one's decision."""
    return outcome_of(text) is not None or _MEANS.match(text) is not None or _counts(text) or bool(places_of(text))


@lru_cache(maxsize=512)
def places_of(text: str) -> Sequence[tuple[int, Decision]]:
    """The items and their decisions that a line lists by their numbers, where it lists two or more and says no more."""
    lead = _LEAD.match(text)
    at = lead.end() if lead else 0
    found: list[tuple[int, Decision]] = []
    while len(text) <= LONGEST_LINE and (told := _PLACE.match(text, at)):
        found.append((int(told[1]), decision_of(told[2])))
        between = _BETWEEN.match(text, told.end())
        at = between.end() if between else told.end()
    return tuple(found) if at == len(text) and len(found) > 1 else ()


def row_of(text: str) -> Row | None:
    """An item and its decision on one line, parted in any way."""
    if len(text) > LONGEST_LINE:
        return None
    if placed := _PLACED.match(text):
        return Row("", decision_of(placed[2]), int(placed[1]))
    found = _ROW.search(text, max(0, len(text) - _ENDING))
    if found is None:
        opening = read_opening(text)
        return Row(without_numbering(text[opening[1] :].strip(_EDGE)), opening[0]) if opening else None
    heading = without_numbering(_COLUMN.sub("", text[: found.start()]).strip(_EDGE))
    return Row(heading, decision_of(found[1])) if heading else None


def overview_end(lines: Sequence[Line], start: int) -> int:
    """The line where an overview that begins on line ``start`` has ended; ``start`` where there is none."""
    at, listed = start, False
    while at < min(start + _MOST_LINES, len(lines)):
        text = lines[at].text
        if at + 1 < len(lines) and label_of(lines[at + 1].text):
            break  # an item's own decision
        told = tells_of_all(text)
        if told or heads_overview(text) or _heads_table(text):
            listed = listed or not told
        elif not _is_row(lines, at, listed):
            break
        at += 1
        if told:  # the sentence may go on below
            while at < len(lines) and lines[at].before == "none" and not ends_sentence(lines[at - 1].text):
                if not lines[at].text[:1].islower():
                    break
                at += 1
    return at


def heads_overview(text: str) -> bool:
    """Whether a line is the title of a list of the decisions."""
    return len(text) < _LONGEST_TITLE and _TITLE.fullmatch(text) is not None


def _heads_table(text: str) -> bool:
    """Whether a line holds nothing but the names of a list's columns, or the rule under them."""
    words = [found[0] for found in islice(_WORD.finditer(text.casefold()), _MOST_CELLS)]
    return len(words) < _MOST_CELLS and _CELLS.issuperset(words) and ("|" in text or len(words) > 1 or not words)


def _is_row(lines: Sequence[Line], at: int, listed: bool) -> bool:
    """Whether a line is one of a list of decisions: an item's own heading has a label below it."""
    following = lines[at + 1].text if at + 1 < len(lines) else ""
    if row_of(lines[at].text) is None:
        return False
    return listed or row_of(following) is not None


def overview_start(lines: Sequence[Line]) -> int:
    """The line behind the last item where what is told of all begins; the number of lines where nothing is."""
    listed = end = len(lines)
    while listed and (row_of(lines[listed - 1].text) or _heads_table(lines[listed - 1].text)):
        listed -= 1
    if 0 < listed < end and heads_overview(lines[listed - 1].text):
        end = listed - 1
    elif end - listed > 1 and all("|" in line.text for line in lines[listed:]):
        end = listed  # a table needs no title
    while end and (outcome_of(lines[end - 1].text) or _MEANS.match(lines[end - 1].text)):
        end -= 1
    return end


def unclaimed(lines: Sequence[Line], items: Sequence[ParsedItem]) -> Iterator[str]:
    """The lines above or behind the items in which a decision stands that is neither theirs together nor that of the
    item with that heading.
    """
    for line in lines:
        folded = line.text.casefold()
        if not ("upheld" in folded or "overturned" in folded):
            continue
        if outcome_of(line.text) is not None or _counts(line.text) or places_of(line.text):
            continue
        row = row_of(line.text)
        named = _is_of_items(row, items) if row else None
        if named is False or (named is None and (("|" in line.text and row) or decided(line.text))):
            yield line.text


def _is_of_items(row: Row, items: Sequence[ParsedItem]) -> bool | None:
    """Whether a row says what the item says that it is about; None where it is about none of them."""
    if row.place:
        return row.place <= len(items) and items[row.place - 1].decision == row.decision
    heading = fold(row.heading)
    folded = [(fold(item.heading), item.decision) for item in items]
    same = [decision for known, decision in folded if known == heading]
    if not same and len(heading) >= _SHORTEST:
        same = [decision for known, decision in folded if heading in known or (known in heading and known)]
    return row.decision in same if same else None


def disagreements(lines: Sequence[Line], items: Sequence[ParsedItem]) -> Iterator[str]:
    """The lines that tell of all items together what the items do not say."""
    decisions = Counter(item.decision for item in items)
    whole: Outcome = "in part" if len(decisions) > 1 else next(iter(decisions), "in part")
    for line in lines:
        if (
            _is_miscounted(line.text, decisions)
            or outcome_of(line.text) not in {None, whole}
            or any(
                place > len(items) or items[place - 1].decision != decision for place, decision in places_of(line.text)
            )
        ):
            yield line.text


def _counts(text: str) -> bool:
    """Whether a line says how many items there are, or how many of them are decided in which way."""
    if len(text) > _LONGEST_TITLE:
        return False
    return any(pattern.fullmatch(text) for pattern in (_COUNT, _TALLY, _LABELS))


def _is_miscounted(text: str, decisions: Counter[Decision]) -> bool:
    """Whether a line counts otherwise than the items are decided."""
    if not _counts(text):
        return False
    total = sum(decisions.values())
    counted = _COUNT.fullmatch(text)
    if counted is not None:
        return _number(counted["count"] or counted["number"]) != total
    if _LABELS.fullmatch(text):
        return any(decisions[decision_of(word)] != _number(number) for word, number in _LABEL.findall(text))
    of = _OF.match(text.lstrip(" *-"))
    shares = _TALLIED.findall(text[of.end() :] if of else text)
    told: dict[Decision, int] = {decision_of(word): _number(number) for number, word in shares}
    return (of is not None and _number(of[1]) != total) or any(decisions[word] != told[word] for word in told)


def _number(text: str) -> int:
    if text.casefold() in {"none", "no", "zero"}:
        return 0
    return int(text) if text.isdecimal() else NUMERALS.index(text.casefold()) + 1
