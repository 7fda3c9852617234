"""What a paper is that lies among determinations and is none, and what is sent around a letter.

A paper is told by a title near its beginning or, without one, by several things that only its kind says
(``papers.toml``). One that quotes a letter, such as a petition, is told by its title whatever was read in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice

from .data import table
from .days import DAY
from .decisions import decided
from .forms import label_of
from .header import is_header_line, label_kind
from .lines import CASE_NUMBER, Line, normalise
from .literals import Sought
from .paragraphs import ends_sentence, shown
from .sections import first_title
from .values import ParsedLetter

_HEAD_LINES = 45
_LONGEST_TITLE = 110
_MOST_LOOKED_THROUGH = 60_000
# What a determination of any form prints, and hardly anything that does not quote one.
_OWN = re.compile(
    r"HOW THE IMR (?:FINAL )?DE(?:TERMINATION|CISION) WAS MADE"
    r"|IMR (?:ISSUES?\W{1,3})?DECISION\W{0,2}S?\W{0,2}(?:,|AND|&)"
    r"|NOTICE OF INDEPENDENT MEDICAL REVIEW DETERMINATION|FINAL DETERMINATION LETTER"
    r"|INDEPENDENT MEDICAL REVIEW (?:FINAL DETERMINATION|DECISIONS?(?: AND RATIONALE)?)"
    r"|(?:MAXIMUS(?: FEDERAL SERVICES)?(?:, INC\.?)? HAS (?:COMPLETED THE|DETERMINED))"
    r"|QUALIFICATIONS OF THE EXPERT REVIEWER|ISSUES? (?:AT|IN) DISPUTE|MEDICAL PROFESSIONAL REVIEW"
    r"|CLINICAL CASE SUMMARY"
)
# One of these stands in every such title, to pass quickly over all other lines.
_OWN_SIGNS = (
    *("HOW THE", "IMR ", "NOTICE OF IND", "FINAL DETERM", "INDEPENDENT MED", "MAXIMUS", "EXPERT REV"),
    "IN DISP",
    "AT DISP",
    "PROFESSIONAL REV",
    "CASE SUM",
)
_LABEL = re.compile("CLAIMS ADMINISTRATOR GUIDELINE|MAXIMUS GUIDELINE|DECISION RATIONALE", re.IGNORECASE)
_BLANK = re.compile(r"_{4,}|\.{12,}|\[insert\b|upheld ?/ ?overturned|\[ {0,3}\] ?(?:upheld|overturned)", re.IGNORECASE)
_BLANKS = 3
_LISTED = 4
"""So many case numbers in a paper without items make it a list."""
_LONGEST_SHEET = 45
_FIELD = re.compile(
    r"(?:re|reg(?:ardin)?g?|subject|(?:document )?(?:title|type)|comments?|message|file|to|from)\W{0,2}:", re.I
)
_LETTERHEAD = re.compile(r"MAXIMUS FEDERAL SERVICES(?:, INC)?\b\W{0,3}$|STATE OF CALIFORNIA$")
# What is said of a determination that does not stand, or is none yet; a watermark's single word does not say it.
_UNDONE = re.compile(
    r"\brescind|\brescission\b|\bvacated\b|\bsuperseded by\b|\bannulled\b|\bset aside\b"
    r"|\bno longer (?:valid|in force)\b"
    r"|\bnot (?:a |the |yet )?final\b|\bpreliminary\b|\bfor training\b|\bsample (?:letter|determination)\b"
    r"|\b(?:was|were|is|are|been) (?:reversed|replaced|voided|cancell?ed|withdrawn)\b"
    r"|\bdraft (?:of|determination|decision)\b|\bsummary of an? (?:imr|determination)",
    re.IGNORECASE,
)
_ANY_DATE = re.compile(r"\b\d{1,2}[/-]\d{1,2}[/-]\d{2,4}\b|\b[A-Z][a-z]{2,8} \d{1,2}, ?\d{4}\b|\b\d{4}-\d\d-\d\d\b")
_SPACED = re.compile(r"(?:\b[A-Z] ){4}")
_SMALL = frozenset(["and", "for", "from", "the", "with", "not"])


@dataclass(frozen=True, slots=True)
class Paper:
    """A kind of paper, as ``papers.toml`` describes it."""

    name: str
    titles: str
    marks: tuple[Sought, ...]
    needs: int
    quotes: bool
    around: bool
    sheet: bool


@dataclass(frozen=True, slots=True)
class Own:
    """A letter's own lines. ``told``: what was left out around them; ``doubts``: where a person should look at that,
    and ``left_out`` is what it says."""

    lines: Sequence[Line]
    told: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """``paper``: what the paper is instead of a determination, as in "a proof of service"; or nothing.

    ``doubts``: sentences on why it should not be public before a person has looked.
    """

    paper: str
    doubts: tuple[str, ...]


@cache
def _words_behind() -> frozenset[str]:
    """One of these stands in whatever follows a letter without a title, and hardly in a rationale."""
    return frozenset(table("papers")["words_behind"])


@cache
def papers() -> tuple[Paper, ...]:
    """All kinds that are known."""
    return tuple(
        Paper(
            name=kind["name"],
            titles="|".join(f"(?:{title})" for title in kind["titles"]),
            marks=tuple(Sought(mark, re.MULTILINE) for mark in kind["marks"]),
            needs=kind["needs"],
            quotes=kind.get("quotes", False),
            around=kind.get("around", False),
            sheet=kind.get("sheet", False),
        )
        for kind in table("papers")["paper"]
    )


@cache
def _titles() -> re.Pattern[str]:
    """The titles of all papers, those of each in a group of their own."""
    return re.compile("|".join(f"(?P<paper{at}>{paper.titles})" for at, paper in enumerate(papers())))


def judge(text: str, letter: ParsedLetter) -> Judgement:
    """What the paper is whose text (before anything was mended) was read as ``letter``. Linear in the text's length."""
    lines = [words for raw in normalise(text[:_MOST_LOOKED_THROUGH]).split("\n") if (words := " ".join(raw.split()))]
    own = list(islice((at for at, line in enumerate(lines) if _is_own(line)), 2))
    head = lines[: min(own[0], _HEAD_LINES * 3) if own else _HEAD_LINES]
    retold = not own and _tells_both_sides(letter)
    told = bool(letter.items and _tells_more(letter) and letter.form != "unknown")
    sure = told and (len(own) == 2 or retold)
    if own and not letter.case_number and not letter.decision_date and len(_BLANK.findall(text)) >= _BLANKS:
        return Judgement("a blank form", ())
    titled = next((paper for line in head if (paper := _titled(line))), None)
    if titled and (titled.quotes or not sure):
        return Judgement(titled.name, ())
    name = _marked(head, True) if sure else _unsure(lines, letter, bool(own))
    if name or not sure:
        return Judgement(name, tuple(_lacking(letter)))
    if retold:  # what it says of itself was looked at when it was set anew
        return Judgement("", (*_lacking(letter), *_quoted(letter)))
    before = [f"{_capital(titled.name)} seems to stand before the letter."] if titled and not titled.around else []
    undone = [f"It says of itself that it does not stand: “{shown(line)}”." for line in head if says_undone(line)]
    return Judgement("", (*before, *undone[:1], *_lacking(letter), *_quoted(letter)))


def _tells_both_sides(letter: ParsedLetter) -> bool:
    """Whether a letter without the titles of one tells by a case's number what was denied and reviewed, on whose
    guidelines and why, as no other paper does."""
    parts = ((item.claims_guideline, item.reviewer_guideline, item.rationale) for item in letter.items)
    return bool(letter.case_number and letter.items) and all(map(all, parts))


def _is_own(line: str) -> bool:
    """Whether a line holds a title of a determination."""
    start = line[:300].upper()
    return any(map(start.__contains__, _OWN_SIGNS)) and _OWN.search(start) is not None


def _unsure(lines: Sequence[str], letter: ParsedLetter, own: bool) -> str:
    """What a paper is that has no title of another kind and was not read as a whole determination either."""
    text = "\n".join(lines)
    if not letter.items and len({found[0].casefold() for found in CASE_NUMBER.finditer(text)}) >= _LISTED:
        return "a table or list"
    return _marked(lines, own)


def _marked(lines: Sequence[str], own: bool) -> str:
    """The kind of which the text has most marks over what is needed; ``own``: only of those that quote a letter."""
    folded = "\n".join(lines).casefold()
    best, most = "", -1
    for paper in papers():
        if own and not paper.quotes:
            continue
        over = sum(mark.is_in(folded) for mark in paper.marks) - paper.needs
        if over > most:
            best, most = paper.name, over
    return best


def _lacking(letter: ParsedLetter) -> Iterator[str]:
    """What a letter must have to be public and this one has not."""
    if letter.form == "unknown":
        yield "The form of the letter is not known."
    if not letter.items:
        yield "No disputed item with its decision could be read."
    if not letter.case_number and not letter.decision_date and not _ANY_DATE.search(letter.text):
        yield "Neither a case number nor a date was found."
    if letter.items and not _tells_more(letter):
        yield "Neither the reviewer nor the summary was found, so that this may be a part of a letter or a quotation."


def _tells_more(letter: ParsedLetter) -> bool:
    """Whether a letter tells of the reviewer or of the case besides its items."""
    return bool(letter.licensed_in_printed or letter.specialties_printed or letter.clinical_summary)


def _quoted(letter: ParsedLetter) -> Iterator[str]:
    """Doubts about what stands in the last rationale, where words that follow a letter end up."""
    folded = letter.items[-1].rationale.casefold()
    if _words_behind().isdisjoint(folded.split()):
        return
    for paper in papers():
        if (paper.quotes or paper.around) and sum(mark.is_in(folded) for mark in paper.marks) >= 2:
            yield f"{_capital(paper.name)} seems to stand in the last rationale."


def without_attached(lines: Sequence[Line]) -> Own:
    """The lines without what is sent around a letter: a fax sheet before it, a proof of service behind."""
    first = first_title(lines)
    if first == len(lines):
        return Own(lines)
    told: list[str] = []
    doubts: list[str] = []
    left_out: list[Line] = []
    start = 0
    at, before = next(
        ((at, paper) for at, line in enumerate(lines[:first]) if (paper := _titled(line.text)) and paper.around),
        (0, None),
    )
    if before:
        start = first
        while start and (is_header_line(lines[start - 1].text) or _is_own(lines[start - 1].text)):
            start -= 1
        if before.sheet:
            start = next((below for below in range(at + 1, start) if _begins_letter(lines[below].text)), start)
        whole = before.sheet and _is_sheet(lines[:start])
        (told if whole else doubts).append(f"What stands before the letter, {before.name}, was left out.")
        left_out += [] if whole else lines[:start]
    ends = (at for at in range(len(lines) - 1, first, -1) if _is_of_letter(lines[at].text))
    last = next(ends, first)
    end, after = next(
        (
            (at, paper)
            for at in range(last + 1, len(lines))
            # Within a sentence it is a stamp's.
            if (at == last + 1 or ends_sentence(lines[at - 1].text))
            and lines[at].text.isupper()
            and (paper := _titled(lines[at].text))
            and (paper.around or paper.quotes)
        ),
        (len(lines), None),
    )
    if after:
        whole = after.sheet and _is_sheet(lines[end:])
        (told if whole else doubts).append(f"What follows the letter, {after.name}, was left out.")
        left_out += [] if whole else lines[end:]
    return Own(lines[start:end], tuple(told), tuple(doubts), tuple(line.text for line in left_out))


def _is_sheet(lines: Sequence[Line]) -> bool:
    """Whether lines are one sheet that tells of a transmission, with nothing of a letter among them."""
    return len(lines) <= _LONGEST_SHEET and not any(
        says_undone(line.text)
        or _begins_letter(line.text)
        or label_of(line.text)
        or (decided(line.text) and not ends_sentence(line.text))
        for line in lines
    )


def says_undone(text: str) -> bool:
    """Whether a line says of a determination that it does not stand."""
    return _UNDONE.search(text) is not None and len(text.split()) > 2


def _begins_letter(text: str) -> bool:
    """Whether a line is of a letter's head, and no field of a sheet that names the letter."""
    return bool(label_kind(text) or _LETTERHEAD.match(text) or (_is_own(text) and not _FIELD.match(text)))


def _is_of_letter(text: str) -> bool:
    """Whether a line is a title or label of a letter, so that nothing follows the letter above it."""
    return _LABEL.match(text) is not None or (_is_own(text) and not _FIELD.match(text))


# "IMR Application Date: 11/18/2020"
_DATED = re.compile(rf"\bdate[^:]{{0,20}}: ?(?:{DAY})", re.IGNORECASE)


@lru_cache(maxsize=1024)
def _titled(line: str) -> Paper | None:
    """The kind of paper of which this line is a title."""
    is_field = is_header_line(line) or _DATED.search(line)
    if len(line) > _LONGEST_TITLE or is_field or not _is_title(line) or _SPACED.search(line):
        return None
    bare = re.sub("['’]", "", line.casefold()).strip(' .:;,-–—_*#|[]()"“”')
    found = _titles().fullmatch(bare)
    return papers()[int(str(found.lastgroup).removeprefix("paper"))] if found else None


def _is_title(line: str) -> bool:
    """Whether a line is set as a title: in capitals, or with most words' first letters in capitals."""
    words = [word for word in re.findall(r"[^\W\d_]{3,}", line) if word not in _SMALL]
    return bool(words) and sum(word[0].isupper() for word in words) >= 0.75 * len(words)


def _capital(name: str) -> str:
    return name[0].upper() + name[1:]
