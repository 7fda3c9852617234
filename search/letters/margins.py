"""What is printed on a page and is no text of the letter: page numbers, running heads, stamps, watermarks.

A stamp is known by its shape (a fax line, a Bates number, words that only stamps print), or by standing at the edge
of page after page. What might as well be text stays.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

CASE_NUMBER = re.compile(r"\bCM ?(\d{2}) ?[-–] ?(\d{7})\b|\b(IMR|CM) ?(\d{2}) ?[-–] ?(\d{6})\b", re.IGNORECASE)
LONGEST = 170
PAGE_BREAK_BLANKS = 4
EDGE = 4
"""So many lines at the head and at the foot of a page may be stamps."""

_PAGE_OF = re.compile(
    r"[-–\s]{0,3}(?:(?:page|pg\.?|p\.)\s{0,2}:?\s?\d{1,3}(?:\s{0,2}(?:of|/)\s{0,2}\d{1,3})?"
    r"|\d{1,3} of \d{1,3})[-–\s]{0,3}",
    re.IGNORECASE,
)
_BARE_NUMBER = re.compile(r"[-–\s]{0,3}(\d{1,3})(?:\s{0,2}(?:of|/)\s{0,2}\d{1,3})?[-–\s]{0,3}")
_RUNNING_HEAD = re.compile(
    r"(?:final determination letter for )?(?:imr )?(?:case )?(?:number|no\.?|#)?\s?:?\s?"
    r"(?:CM|IMR) ?\d{2} ?[-–] ?\d{6,7}"
    r"(?:[\s,]{0,3}(?:page )?\d{1,3}(?: of \d{1,3})?)?",
    re.IGNORECASE,
)
_DAY = r"\d{1,2}[/-]\d{1,2}[/-]\d{2,4}"
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?(?: ?[AP]\.?M\.?)?"
# Whole lines that nothing but a stamp prints, wherever they stand.
_STAMP = re.compile(
    # Bates numbers: letters and at least five digits, or digits filled up with zeros; also barcodes
    r"(?-i:[A-Z][A-Z&]{0,11}\.?[ _.-]{0,2}){1,3}\d{5,10}|0\d{4,9}|\*[\w .-]{4,40}\*|BATES\b.{0,40}\d"
    # fax lines, mailers' and viewers' lines: a clock beside a day, a page, a number to dial
    rf"|(?:{_DAY}|[A-Z][a-z]{{2}}[., ]{{1,3}}\d{{1,2}}[., ]{{1,3}}\d{{4}}),? {{0,3}}(?:at )?"
    rf"{_CLOCK}\b.{{0,110}}"
    rf"|(?:to|from|fax|sent|date|tel|received time)\b ?:?.{{0,90}}"
    rf"\b(?:{_CLOCK}|(?:page|pg|p)s?[.:]? ?\d{{1,3}}\b).{{0,50}}"
    r"|.{0,60}\bFAX\b.{0,40}\b(?:page|pg|p)s?[.:]? ?\d{1,3}\b.{0,20}"
    # courts
    r"|case ?(?:no\.?|number)?:? ?\d{0,2}:?\d\d-(?:cv|cr|bk|mc|md|civ)-.{0,120}"
    r"|.{0,60}\bdocument \d.{0,40}\bfiled \d.{0,60}|(?:e-?filed|electronically filed|filed)\b.{0,30}\d.{0,60}"
    r"|(?:EAMS|WCAB|ADJ ?#?)\b.{0,60}\d.{0,40}"
    # browsers: an address beside a day or a page; without them it is a citation's
    rf"|(?:https?://|www\.|file:///)\S+ .{{0,60}}\b(?:{_DAY}|\d{{1,3}}/\d{{1,3}})(?: \d{{1,3}}/\d{{1,3}})?"
    rf"|{_DAY}.{{0,60}}(?:https?://|www\.|file:///)\S+(?: \d{{1,3}}/\d{{1,3}})?"
    # offices
    r"|(?:scanned|printed|downloaded|faxed|uploaded|imaged|produced|copied|generated|retrieved)\b"
    r" ?(?:on|by|from|at|:)(?=[^\n]{0,100}\d).{1,110}"
    r"|(?:doc(?:ument)?|batch|scan|image|control|job|(?:docusign )?envelope|tracking)"
    r" ?(?:id|no\.?|number|control|#)s? ?[:#]? ?[\w-]*\d.{0,80}",
    re.IGNORECASE,
)
_STAMP_BEGINS = re.compile(
    r"[A-Z][A-Z&.]{0,11}[ _.-]{0,2}\d|[A-Z][A-Z&]{0,11}[ ._-]|[*\d]|[A-Z][a-z]{2}[., ]{1,3}\d"
    r"|(?i:bates|to|from|fax|sent|date|tel|rec"
    r"|case|e-?filed|electro|filed|eams|wcab|adj|scan|print|downl|uploa|imag|produ|copie|gener|retri|doc|batch|control|job|envel|track)"
)
# Words of stamps; a line of nothing else, with one of the first list among them, is one.
_CORE_LIST = """
    confidential privileged exhibit exh copy draft sample void duplicate
    received filed scanned faxed watermark unofficial attachment appendix evaluation-copy produced redacted deposition
"""
_CORE = frozenset(_CORE_LIST.split())
_BESIDE_LIST = """
    attorney client work product medical information records record protected health subject to protective
    order do not distribute for use only internal official true certified a an of the and by in on at no
    number page pages tab volume vol defendant defendants defendant's defendants' plaintiff plaintiff's
    applicant applicant's joint employer's court claims claim dept department law group office offices firm
    llp inc date time am pm mail room mailroom rec'd fax via usps jan feb mar apr may jun jul aug sep sept oct
    nov dec january february march april june july august september october november december document
    documents this is communication hipaa phi material materials under seal sealed original reproduction
    uncontrolled trial hearing board appeals scan set file
"""
_BESIDE = frozenset(_BESIDE_LIST.split())
_SPACED_OUT = re.compile(r"(?:[A-Z] ){2,20}[A-Z]")
_RULE = re.compile(r"[\W_]{3,}")
_TOKEN = re.compile(r"[^\s/:,;.()–—-]+(?:-copy)?")


_DIGIT = re.compile(r"[0-9]")
_LETTERS_OF_CASE = re.compile(r"CM|IMR", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Printed:
    """A line as it stands in the file: the empty lines above it, and whether a form feed is among them."""

    text: str
    blanks: int
    page: bool


def furniture(printed: Sequence[Printed]) -> frozenset[int]:
    """The places of the lines that are no text. Linear in their number."""
    found = {at for at, line in enumerate(printed) if is_stamp(line.text)}
    found.update(_behind_received(printed, found))
    found.update(_single_letters(printed))
    found.update(_repeated_at_edges(printed))
    found.update(_counting_on(printed))
    found.update(_page_numbers(printed, found))
    numbered = [at for at, line in enumerate(printed) if _case(line.text)]
    if numbered and found.issuperset(numbered):
        found.discard(numbered[0])  # the header itself, printed again on every page
    return frozenset(found)


@lru_cache(maxsize=4096)
def is_stamp(text: str) -> bool:
    """Whether a line is a stamp by its shape alone."""
    if len(text) > LONGEST:
        return False
    if _DIGIT.search(text) is None:
        return (_RULE.fullmatch(text) is not None and len(text) > 3) or (
            len(text) < 70 and text[0].isupper() and _is_stamp_words(text)
        )
    if _PAGE_OF.fullmatch(text) or (_RULE.fullmatch(text) and len(text) > 3):
        return True
    may_be = _STAMP_BEGINS.match(text) or any(map(text.__contains__, ("://", "www.", "FAX", "ocument")))
    if may_be and _STAMP.fullmatch(text) and not _is_prose(text):
        return True
    return text[:1].isupper() and len(text) < 90 and _is_stamp_words(text)


def _is_prose(text: str) -> bool:
    """Whether a line reads on like a sentence: many small words, or a stop at its end."""
    small = sum(word.islower() and word.isalpha() for word in text.split())
    return small > 6 or (text.endswith((".", ",", ";")) and small > 2)


def _is_stamp_words(text: str) -> bool:
    squeezed = text.replace(" ", "") if _SPACED_OUT.fullmatch(text) else text
    words = [word.casefold() for word in _TOKEN.findall(squeezed)]
    if not words or len(words) > 14 or _CORE.isdisjoint(words):
        return False
    # "Received:" is a label of the header; what is stamped is in capitals and has no colon.
    if "received" in words and (":" in text or "RECEIVED" not in squeezed.upper() or not squeezed.isupper()):
        return False
    if not text.isupper() and (text.endswith((".", ",", ":")) or (not text.istitle() and len(words) < 2)):
        return False
    rest = [word for word in words if word not in _CORE and word not in _BESIDE]
    return all(len(word) <= 2 or any(map(str.isdigit, word)) or set(word) == {"_"} for word in rest)


def _behind_received(printed: Sequence[Printed], found: set[int]) -> Iterator[int]:
    """The day, the office and the hand that go with a received stamp."""
    for at in sorted(found):
        words = printed[at].text.replace(" ", "")
        if not words.startswith("RECEIVED"):
            continue
        for below in range(at + 1, min(at + 4, len(printed))):
            text = printed[below].text
            if (
                printed[below].blanks
                or printed[below].page
                or not (text.isupper() or text.startswith("BY"))
                or ":" in text[4:]
            ):
                break
            yield below


def _single_letters(printed: Sequence[Printed]) -> Iterator[int]:
    """A word set upright: three or more lines of one capital each."""
    run: list[int] = []
    for at, line in enumerate(printed):
        if len(line.text) == 1 and line.text.isupper():
            run.append(at)
            continue
        if len(run) >= 3:
            yield from run
        run.clear()
    if len(run) >= 3:
        yield from run


def _repeated_at_edges(printed: Sequence[Printed]) -> Iterator[int]:
    """What stands at the edge of two pages or more in the same shape: a head or a foot."""
    starts = [at for at, line in enumerate(printed) if at == 0 or line.page]
    if len(starts) < 2:
        return
    edges: list[tuple[int, int, str]] = []
    for number, (start, end) in enumerate(zip(starts, [*starts[1:], len(printed)], strict=True)):
        places = {*range(start, min(start + EDGE, end)), *range(max(end - EDGE, start), end)}
        edges += [(number, at, shape) for at in places if (shape := _shape(printed[at].text))]
    pages = Counter(shape for _, shape in {(number, shape) for number, _, shape in edges})
    for _, at, shape in edges:
        alike = pages[shape]
        if alike >= 3 or (alike == 2 and (_is_no_text(printed[at].text) or "://" in printed[at].text)):
            yield at


def _counting_on(printed: Sequence[Printed]) -> Iterator[int]:
    """Lines of capitals and a number that counts on from page to page, also where no page's end is marked."""
    runs: dict[str, list[tuple[int, int]]] = {}
    for at, line in enumerate(printed):
        if len(line.text) < 40 and line.text[-1:].isalnum() and _is_no_text(line.text) and (shape := _shape(line.text)):
            runs.setdefault(shape, []).append((at, int("".join(re.findall(r"[0-9]", line.text))[:18] or 0)))
    for run in runs.values():
        if len(run) > 1 and all(
            below - above > 8 and 0 < more - less < 1000 for (above, less), (below, more) in pairwise(run)
        ):
            yield from (at for at, _ in run)


def _is_no_text(text: str) -> bool:
    """Whether hardly a small letter stands in it, so that twice is enough."""
    letters = [char for char in text if char.isalpha()]
    return sum(map(str.islower, letters)) <= 0.5 * len(letters)


def _shape(text: str) -> str:
    """The line with its numbers taken out; "" for a line too long or too plain to be a running head."""
    if len(text) > 140 or text.endswith((".", ":", ",")) or not (text.isupper() or any(map(str.isdigit, text))):
        return ""
    if any(map(text.casefold().__contains__, ("upheld", "overturned", "guideline", "rationale"))):
        return ""
    return re.sub(r"\d+", "0", text.casefold())


def _page_numbers(printed: Sequence[Printed], found: set[int]) -> Iterator[int]:
    """Running heads with the letter's own number, and bare numbers that fit the pages.

    A bare number is a page's where it stands apart and fits the page breaks seen so far, or the number before it;
    one or two may have gone unseen.
    """
    spaced = sum(1 for line in printed if line.blanks or line.page)
    double = len(printed) >= 8 and spaced > 0.75 * len(printed)
    pages, number, named = 0, 0, ""
    for at, line in enumerate(printed):
        edges = [_is_break(line, double)]
        edges.append(at + 1 >= len(printed) or at + 1 in found or _is_break(printed[at + 1], double))
        edge = any(edges) or (at > 0 and at - 1 in found)
        gaps = not double and bool(line.blanks) and at + 1 < len(printed) and bool(printed[at + 1].blanks)
        pages += edges[0]
        bare = _page_number(line.text)
        if named and _RUNNING_HEAD.fullmatch(line.text) and _case(line.text) == named:
            yield at
        elif at and (edge or gaps) and bare in (*range(pages, pages + 3), *range(number + 1, number + 3)):
            number = bare or number
            yield at
        named = named or _case(line.text)


def _is_break(line: Printed, double: bool) -> bool:
    return line.page or line.blanks >= PAGE_BREAK_BLANKS or (double and line.blanks > 1)


def _case(text: str) -> str:
    found = CASE_NUMBER.search(text) if _LETTERS_OF_CASE.search(text) else None
    return "".join(filter(str.isalnum, found[0])).upper() if found else ""


def _page_number(text: str) -> int | None:
    number = _BARE_NUMBER.fullmatch(text) if len(text) < 20 else None
    return int(number[1]) if number else None
