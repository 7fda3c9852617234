"""A letter's text to a ``ParsedLetter``: its form, its sections, its items."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from .case_numbers import with_whole_number
from .closings import without_closing
from .continued import without_continued
from .decisions import is_withdrawn
from .doubts import REVIEWER_LOST, doubts, page_numbers
from .early import read_early
from .evidence import Evidence
from .header import complete, header_lines, read_application, read_header, told_above, with_header_first
from .intruders import without_intruders
from .items import Items, has_markers, names_part, read_items
from .lines import Line, normalise, read_lines
from .orders import in_usual_order
from .overview import overview_end
from .papers import without_attached
from .paragraphs import Mender, ends_sentence
from .refolding import refold
from .reviewer import read_reviewer
from .schedules import with_scheduled_decisions
from .sections import Section, find_sections, first_title, introduces_items
from .slips import mended
from .strangers import tells_of_undecided
from .told_requests import numbered_requests
from .unfolding import unfold
from .values import Form, Header, ParsedItem, ParsedLetter
from .verdict_lines import with_plain_verdicts
from .withdrawals import with_plain_withdrawals
from .wordings import opening_like, respelled

PARSER_VERSION = 1

_WHOLE_NUMBER = re.compile(r"CM\d\d-\d{7}\b", re.ASCII)
_SUMMARY_INTRO = re.compile(
    r"\s{0,3}the (?:expert|physician|independent)? ?reviewer developed the following clinical case "
    r"summary(?:\b[^:]{0,120}(?:records|file))?\s?:\s{0,3}",
    re.IGNORECASE,
)
_USUAL_INTRO = (
    "The expert reviewer developed the following clinical case summary based on a review of the case file, including "
    "all medical records"
)
_LONGEST_INTRO = 80
_LONGEST_NOTE = 8
_SEVERAL_CUT = 8
"""Pieces of lines: more than titles and labels that stand inside them make."""
_LONGEST_SAID = 300
_ITEMS_INTRO = re.compile(
    r"(?:set forth below|decisions? (?:for|on) the following (?:disputed )?(?:items?|services?|/|issues?|requests?)+)"
    r"\s?:?\s{0,3}$",
    re.IGNORECASE,
)


def parse(text: str, *, bundled: bool = False, named: str = "") -> ParsedLetter:
    """Read a letter. Never raises; what could not be read is a warning, never a guess. Linear in the text's length.
    ``bundled``: its pages are numbered with those of other letters; ``named``: the case number that it goes by.
    A letter of an unknown form keeps its whole text, and its warnings say what was missing.
    """
    letter = _parse(text, bundled=bundled, named=named)
    if not letter.review:
        return letter
    # Few letters need it, and its patterns take long to make.
    from .retelling import is_unread, relabelled, retold, set_anew, with_days

    letter = with_days(letter)
    usual = relabelled(text) if letter.review else None
    if usual is not None:
        again = with_days(_parse(usual, bundled=bundled, named=named))
        if again.items and not again.review:
            return replace(again, text=letter.text, left_out=letter.left_out)
    anew = retold(normalise(text)) if is_unread(letter) else None
    return letter if anew is None else set_anew(letter, _parse(anew.text, bundled=bundled, named=named), anew)


def _in_usual_print(lines: Sequence[Line]) -> list[Line]:
    """The lines with each item's decision where most letters print it."""
    plain = with_scheduled_decisions(with_plain_withdrawals(with_plain_verdicts(lines)))
    return in_usual_order(numbered_requests(plain))


def _parse(text: str, *, bundled: bool, named: str) -> ParsedLetter:
    read = read_lines(with_whole_number(text, named))
    whole = refold(read.lines)
    given = without_continued(whole)
    cut = unfold(given)
    unfolded = _in_usual_print(cut)
    mended_lines = mended(unfolded, first_title(unfolded))
    attached = without_attached(mended_lines.lines)
    own, added = without_closing(with_header_first(attached.lines))
    are_cut = len(cut) > len(given) + _SEVERAL_CUT
    flow = without_intruders(own, is_folded=whole is not read.lines, are_sentences=are_cut)
    printed = flow.lines
    title = first_title(printed)
    at_head = header_lines(printed, title)
    header, header_warnings, slipped = _header(printed, at_head, title, mended_lines.slipped)
    head = frozenset(at_head)
    at_body = [at for at in range(len(printed)) if at not in head]
    lines = [printed[at] for at in at_body]
    mender = Mender(lines)
    sections = find_sections(lines)
    form, found = _read_items(lines, sections, mender)
    titles = [at for start, _ in sections.values() for at in (start, start + 1) if at < len(lines)]
    starts = head.union(at_body[at] for at in (*titles, *found.starts))
    header = complete(header, read_application(mender.join(_body(lines, sections, "application"))))
    licensed, specialties = read_reviewer(mender.join(_on_reviewer(lines, sections)))
    summary = _summary(_body(lines, sections, "summary"), mender)
    missing = _missing(form, header, licensed, specialties, summary, found.items)
    letter = ParsedLetter(
        form=form,
        case_number=header.case_number,
        date_assigned=header.date_assigned,
        date_of_injury=header.date_of_injury,
        decision_date=header.decision_date,
        ur_denial_date=header.ur_denial_date,
        application_received=header.application_received,
        priority=header.priority,
        licensed_in_printed=licensed,
        specialties_printed=specialties,
        clinical_summary=summary,
        items=found.items,
        warnings=(*header_warnings, *found.warnings, *missing, *attached.doubts, *added),
        text=mender.paragraphs(_set_apart(printed, starts)),
        left_out="\n".join((*read.records, *attached.left_out)),
    )
    evidence = Evidence(
        letter=letter,
        head=[printed[at] for at in at_head],
        body=lines,
        sections=sections,
        drafts=found.drafts,
        first=_first_item(lines, sections)[0] if "items" in sections else 0,
        pages=page_numbers(text),
        foot=page_numbers(text.rstrip().rpartition("\n")[2]),
        bundled=bundled,
        slipped=slipped,
        doubtful=flow.doubtful,
        margins=read.placed,
        numbers=frozenset(_WHOLE_NUMBER.findall(text)),
    )
    return replace(letter, review=doubts(evidence), warnings=(*letter.warnings, *attached.told))


def _header(
    printed: Sequence[Line], at_head: Sequence[int], title: int, slipped: Mapping[datetime.date, str]
) -> tuple[Header, tuple[str, ...], Sequence[str]]:
    """The header, what stayed doubtful in it, and how the decision date was printed where it had slips: it is none."""
    header, warnings = read_header([printed[at] for at in at_head], slipped)
    header = told_above(header, printed[:title])
    if header.decision_date is None or header.decision_date not in slipped:
        return header, warnings, ()
    return replace(header, decision_date=None), warnings, (slipped[header.decision_date],)


def _set_apart(lines: Sequence[Line], starts: frozenset[int]) -> list[Line]:
    """The lines, of which these begin a paragraph even where no space shows it."""
    return [replace(line, before="gap") if at in starts else line for at, line in enumerate(lines)]


def _body(lines: Sequence[Line], sections: Mapping[Section, tuple[int, int]], name: Section) -> Sequence[Line]:
    start, end = sections.get(name, (0, 1))
    return lines[start + 1 : end]


def _on_reviewer(lines: Sequence[Line], sections: Mapping[Section, tuple[int, int]]) -> Sequence[Line]:
    """What is said of the reviewer: in a section, or without a title above the summary."""
    if "reviewer" in sections or "summary" not in sections:
        return _body(lines, sections, "reviewer")
    return lines[: sections["summary"][0]]


def _read_items(
    lines: Sequence[Line], sections: Mapping[Section, tuple[int, int]], mender: Mender
) -> tuple[Form, Items]:
    found = None
    if has_markers(lines):
        found = read_items(lines, mender, *_first_item(lines, sections), _behind_items(lines, sections))
    if found and found.items:
        return "common", found
    early = read_early(lines, mender)
    if early is not None:
        return early.form, Items(early.items, early.warnings, ())
    if found and "items" in sections:
        return "common", found
    return ("common" if {"reviewer", "summary", "items"} <= set(sections) else "unknown"), Items((), (), ())


def _behind_items(lines: Sequence[Line], sections: Mapping[Section, tuple[int, int]]) -> int:
    """The line behind the items' section: where another follows it that holds no part of an item."""
    end = sections.get("items", (0, len(lines)))[1]
    return len(lines) if any(names_part(line.text) for line in lines[end:]) else end


def _first_item(lines: Sequence[Line], sections: Mapping[Section, tuple[int, int]]) -> tuple[int, bool]:
    """The line where the items begin, and whether the first heading is sure to begin there."""
    title = sections.get("items", (0, 0))[0]
    start = overview_end(lines, title + 1) if "items" in sections else 0
    for at in range(title, min(start + 5, len(lines))):
        above = " ".join(line.text for line in lines[max(title, at - 1) : at + 1])[-_LONGEST_INTRO:]
        if _ITEMS_INTRO.search(above) or respelled(above[-16:], "set forth below:") != above[-16:]:
            return _behind_withdrawn(lines, overview_end(lines, at + 1)), True
    noted = _behind_note(lines, start) if "items" in sections else 0
    if noted:
        return overview_end(lines, noted), True
    return (_behind_withdrawn(lines, overview_end(lines, start)) if "items" in sections else start), False


def _behind_withdrawn(lines: Sequence[Line], start: int) -> int:
    """The line behind items that were withdrawn, each with no more than a note that says so, above the first item."""
    at = start
    while at < len(lines) and is_withdrawn(lines[at].text):
        end = _paragraph_end(lines, at)
        rest = _paragraph_end(lines, end)
        note = " ".join(line.text for line in lines[end:rest])
        end = rest if tells_of_undecided(note) and ends_sentence(note) and len(note) < _LONGEST_SAID else end
        if not tells_of_undecided(" ".join(line.text for line in lines[at:end])):
            break
        at = end
    return at


def _paragraph_end(lines: Sequence[Line], start: int) -> int:
    return next((at for at in range(start + 1, len(lines)) if lines[at].before == "gap"), len(lines))


def _behind_note(lines: Sequence[Line], start: int) -> int:
    """The line behind the paragraph that introduces the items and says what was withdrawn; 0 where there is none."""
    end = next((at for at in range(start + 1, min(start + _LONGEST_NOTE, len(lines))) if lines[at].before == "gap"), 0)
    if not end or not introduces_items(lines, start):
        return 0
    note = " ".join(line.text for line in lines[start:end]).partition("below.")[2]
    return end if tells_of_undecided(note) and ends_sentence(note) else 0


def _summary(lines: Sequence[Line], mender: Mender) -> str | None:
    text = mender.paragraphs(lines)
    intro = _SUMMARY_INTRO.match(text)
    return text[intro.end() if intro else opening_like(text, _USUAL_INTRO) :] or None


def _missing(
    form: Form,
    header: Header,
    licensed: str,
    specialties: str,
    summary: str | None,
    items: tuple[ParsedItem, ...],
) -> Iterator[str]:
    """What a reader will look for in vain. A lost header is ordinary and not worth a word in a form that is
    known.
    """
    if form == "unknown":
        yield "The letter's form is not known."
        if header.case_number is None:
            yield "No case number was found."
        if header.decision_date is None:
            yield "No decision date was found."
    if not items:
        yield "No disputed item could be read."
    if not licensed:
        yield REVIEWER_LOST[0]
    if not specialties:
        yield REVIEWER_LOST[1]
    if summary is None:
        yield "No clinical case summary was found."
