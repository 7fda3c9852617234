"""What is printed on a page and is no text of the letter: page numbers, running heads, stamps, watermarks.

A stamp is known by its shape (a fax line, a Bates number, words that only stamps print), or by standing at the edge
of page after page. What might as well be text stays.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from .capitals import is_all_capitals
from .days import DAY
from .decisions import decided
from .forms import label_of, title_of
from .naming import names_person, telling
from .stamps import LONGEST, goes_with_stamp, is_broken_stamp, is_known, is_stamp, likeness, prints_letter
from .wordings import fold

CASE_NUMBER = re.compile(r"\bCM ?(\d{2}) ?[-–] ?(\d{7})\b|\b(IMR|CM) ?(\d{2}) ?[-–] ?(\d{6})\b", re.IGNORECASE)
PAGE_BREAK_BLANKS = 4
FEWEST_LINES = 8
"""So many lines tell how they are spaced."""
_DOUBLE_SPACED_SHARE = 0.75
EDGE = 4
"""So many lines at the head and at the foot of a page may be stamps."""
_SENTENCE = 25
"""A line longer than that is no page's outermost line twice by chance."""

_CAME_IN = (
    "RECEIVED",
    "REC'D",
    "RECD",
    "RCVD",
    "E-FILED",
    "EFILED",
    "FILED",
    "ENTERED",
    "ENDORSED",
    "POSTED",
    "SCANNED",
    "MAILED",
    "PAID",
)
# What somebody did with the paper, in capitals: "REVIEWED - UNIT 4".
_DONE = re.compile(r"(?:[A-Z]-)?[A-Z]{3,}ED\b(?!.*[a-z]{3})")
# The same above the day on which it was done: "LODGED".
_DEED = re.compile(r"(?:[A-Z]+ ){0,2}[A-Z]{3,}ED(?: [A-Z]+)?")
# What a machine reports of a page that it sent, in lines of their own.
_REPORTED = re.compile(
    r"((?:START |ST\.? ?|END )?TIME|DATE|NAME|FAX|TEL|SER\.? ?#?|DURATION|PAGE\(?S?\)?|RESULT|MODE|JOB|USER|LINE"
    r"|STATION|STATUS|RESOLUTION|REMOTE ID|FILE NO\.?) ?: ?\S"
)
_MAIL = re.compile(r"(from|sent|to|b?cc|subject|attachments?|importance|reply-to) ?:", re.IGNORECASE)
_BARE_NUMBER = re.compile(r"[-–\s]{0,3}(\d{1,3})(?:\s{0,2}(?:of|/)\s{0,2}\d{1,3})?[-–\s]{0,3}")
_RUNNING_HEAD = re.compile(
    r"(?:final determination letter for )?(?:imr )?(?:case )?(?:number|no\.?|#)?\s?:?\s?"
    r"(?:CM|IMR) ?\d{2} ?[-–] ?\d{6,7}"
    r"(?:[\s,|–—-]{0,5}(?:page |pg\.? )?\d{1,3}(?: of \d{1,3}| ?/ ?\d{1,3})?)?",
    re.IGNORECASE,
)
_NUMBERS = re.compile(r"\d+")
# A day with the time behind it is a value of the header's where a label stands above it, and else a stamp.
_DAY = re.compile(DAY, re.IGNORECASE)
_TIMED = re.compile(r"\d[/-]\d{2,4}[ ,T]{1,2}\d{1,2}:\d\d")
_CASE = ("Case ", "CASE ", "case ")
_SEVERAL = 3
_REST, _FEW = 24, 3
_SHORT = 10
_FULL = 50
"""What is read from above to below, a sign or a few a line, is shorter."""
_HOLES = frozenset("oO0°•●○.")
_HEAD = 40
_DATED = re.compile(r"\b(?:date|dated|injury|assigned|received|decision|denial)\s?:$", re.IGNORECASE)
# What a letter is about, and a margin hardly.
OWN = re.compile(
    r"necess|therap|treat|pain\b|worker|patient|spine|lumbar|mg\b|request|recommend|guideline|evidence|surg|medical\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Printed:
    """A line as it stands in the file: the empty lines above it, and whether a form feed is among them."""

    text: str
    blanks: int
    page: bool


def furniture(printed: Sequence[Printed]) -> tuple[frozenset[int], frozenset[int]]:
    """The places of the lines that are no text, and of those among them that only their place tells. Linear in their
    number.
    """
    found = {at for at, line in enumerate(printed) if is_stamp(line.text) and not _is_rest_at(printed, at)}
    if found and is_all_capitals([line.text for line in printed]):  # which make no stamp of a full line
        found = {at for at in found if len(printed[at].text) < _FULL}
    found.difference_update(_values_of_labels(printed, found))
    found.update(_deeds(printed))
    found.update(_reports(printed))
    found.update(_mail_heads(printed))
    found.update(_behind_received(printed, found))
    _add_below_stamps(printed, found)
    short = [at for at, line in enumerate(printed) if len(line.text) < _SHORT]
    found.update(_single_letters(printed, short))
    found.update(_counted_through(printed, short))
    found.update(_broken_words(printed, short))
    found.update(_counting_on(printed))
    found.update(_page_numbers(printed, found))
    placed = frozenset(_repeated_at_edges(printed)) - found
    found |= placed
    found.update(_between(printed, found))
    found.update(_rest_of_notice(printed, found))
    numbered = [at for at, line in enumerate(printed) if _case(line.text)]
    if numbered and found.issuperset(numbered):
        found.discard(numbered[0])  # the header itself, printed again on every page
    return frozenset(found), placed & found


_LONGEST_HEAD = 60
_LONGEST_NOTICE = 8
_NOTICE = re.compile(r"confidential|privileged|disclaimer", re.IGNORECASE)


def _rest_of_notice(printed: Sequence[Printed], found: Collection[int]) -> range:
    """The lines to the end with which a mailer's notice goes on, where the letter has ended above it."""
    last = max(found, default=0)
    rest = range(last + 1, len(printed))
    if last not in found or not 0 < len(rest) <= _LONGEST_NOTICE or not _NOTICE.search(printed[last].text):
        return range(0)
    ended = last > 0 and printed[last - 1].text[-1] in ".!?"
    goes_on = ended and printed[last + 1].text[0].islower() and not any(printed[at].blanks for at in rest)
    return rest if goes_on else range(0)


def _between(printed: Sequence[Printed], found: Collection[int]) -> list[int]:
    """Short lines that stand between a page's foot and the next one's head, the same ones each time."""
    between = [at for at in range(1, len(printed) - 1) if at not in found and at - 1 in found and at + 1 in found]
    printed_again = Counter(printed[at].text for at in between)
    return [at for at in between if printed_again[printed[at].text] > 1 and len(printed[at].text) < _LONGEST_HEAD]


def is_rest(above: str, text: str, below: str) -> bool:
    """Whether a short line stands in the middle of a sentence: what was left of a longer line on a narrower page. It is
    a word or a few in small letters, or it waits for more: "title 8,", "9792.20 -".
    """
    if len(text) > _REST or not (above[-1:].isalnum() or above[-1:] == ","):
        return False
    if text[-1] in ",–-" and len(text) > 2:
        return (text[0].islower() or text[0].isdigit()) and (below[:1].islower() or below[:1].isdigit())
    few = text.islower() and text.replace(" ", "").isalpha() and text.count(" ") < _FEW
    return few and above[-1] != "," and below[:1].islower()


def _is_rest_at(printed: Sequence[Printed], at: int) -> bool:
    around = printed[at : at + 2]
    if at == 0 or len(around) < 2 or any(line.blanks > 1 or line.page for line in around):
        return False
    return is_rest(printed[at - 1].text, printed[at].text, printed[at + 1].text)


def _values_of_labels(printed: Sequence[Printed], found: set[int]) -> list[int]:
    """The days that stand right below labels of the header, with their times as its other days; one may be a stamp."""
    values: list[int] = []
    for at in sorted(found):
        above = printed[at - 1].text if at else ""
        if (values[-1:] == [at - 1] or _DATED.search(above)) and _DAY.fullmatch(printed[at].text):
            values.append(at)
    timed = sum(len(_TIMED.findall(line.text)) for line in printed[:_HEAD]) if values else 0
    return values if timed >= _SEVERAL else []


def _deeds(printed: Sequence[Printed]) -> Iterator[int]:
    """What was done with the paper, in capitals right above a day alone: no heading stands so, and no label."""
    for at, (line, below) in enumerate(pairwise(printed)):
        text = line.text
        if not text.endswith("D") and "ED " not in text:
            continue
        if "DATE" in text or below.blanks or below.page or not (_DEED.fullmatch(text) and _DAY.fullmatch(below.text)):
            continue
        if not decided(text):
            yield at


def _runs(places: Iterable[int]) -> Iterator[list[int]]:
    """The places of lines right below one another together."""
    for _, run in groupby(enumerate(places), lambda counted: counted[1] - counted[0]):
        yield [at for _, at in run]


def _labelled(printed: Sequence[Printed], label: re.Pattern[str]) -> Iterator[tuple[list[int], set[str]]]:
    """Lines below one another that begin with such a label, and which labels they have."""
    labels = {
        at: found[1].casefold()
        for at, line in enumerate(printed)
        if ":" in line.text[:12] and (found := label.match(line.text))
    }
    for run in _runs(labels):
        yield run, {labels[at] for at in run}


def _reports(printed: Sequence[Printed]) -> Iterator[int]:
    """Lines below one another in which a machine says what it sent, and their title."""
    for run, labels in _labelled(printed, _REPORTED):
        if len(labels) > 1:
            title = run[0] - 1
            yield from run
            if title >= 0 and printed[title].text.isupper() and printed[title].text.endswith("REPORT"):
                yield title


def _mail_heads(printed: Sequence[Printed]) -> Iterator[int]:
    """The head of a mail, but for its lines that seem to name somebody: these are told."""
    for run, labels in _labelled(printed, _MAIL):
        if len(labels) > 1 and (labels & {"sent", "subject"} or labels >= {"from", "to"}):
            yield from (at for at in run if not any(names_person(what) for what, _, _ in telling(printed[at].text)))


def _behind_received(printed: Sequence[Printed], found: set[int]) -> Iterator[int]:
    """The day, the office and the hand that go with a stamp of what came in or was filed."""
    for at in sorted(found):
        text = printed[at].text
        came_in = text.replace(" ", "").upper().startswith(_CAME_IN) or _DONE.match(text)
        if not came_in and not (text.isupper() and any(word in _CAME_IN for word in text.split())):
            continue
        for below in range(at + 1, min(at + 5, len(printed))):
            text = printed[below].text
            if printed[below].blanks or printed[below].page or not goes_with_stamp(text):
                break
            if decided(text) or (
                not is_known(text) and any(decided(line.text) for line in printed[below + 1 : below + 2])
            ):
                break
            yield below


def _add_below_stamps(printed: Sequence[Printed], found: set[int]) -> None:
    """Add a number or a day right below two lines of a stamp or more, and none of the header's."""
    for at in range(2, len(printed)):
        line = printed[at]
        if at - 1 not in found or at - 2 not in found or line.blanks or line.page or printed[at - 1].blanks:
            continue
        if not (_BARE_NUMBER.fullmatch(line.text) or _DAY.fullmatch(line.text)):
            continue
        if not any(_DATED.search(before.text) for before in printed[max(0, at - EDGE) : at]):
            found.add(at)


def _single_letters(printed: Sequence[Printed], short: Sequence[int]) -> Iterator[int]:
    """A word set upright: three or more lines of one capital each. A punch's holes: two or more of the same sign."""
    for run in _runs(at for at in short if len(text := printed[at].text) == 1 and (text.isupper() or text in _HOLES)):
        signs = {printed[at].text for at in run}
        if len(run) >= _SEVERAL or (len(run) > 1 and len(signs) == 1 and signs <= _HOLES):
            yield from run


def _counted_through(printed: Sequence[Printed], short: Sequence[int]) -> Iterator[int]:
    """Three or more lines of a number each that count on by one: the edge of a court's paper."""
    for run in _runs(at for at in short if len(printed[at].text) < 3 and printed[at].text.isdecimal()):
        for _, counted in groupby(run, lambda at: int(printed[at].text) - at):
            places = list(counted)
            if len(places) >= _SEVERAL:
                yield from places


def _broken_words(printed: Sequence[Printed], short: Sequence[int]) -> Iterator[int]:
    """A stamp's word broken over two to five lines."""
    for run in _runs(at for at in short if len(text := printed[at].text) > 1 and text.isalpha() and text.isupper()):
        # Three such lines are no text, whatever they say.
        several = len(run) >= _SEVERAL and _breaks_sentence(printed, run[0], run[-1] + 1)
        if several and not any(decided(printed[at].text) for at in run):
            yield from run
        for start in range(len(run)):
            for end in range(start + 2, min(start + 6, len(run) + 1)):
                if is_broken_stamp([printed[at].text for at in run[start:end]]):
                    yield from run[start:end]


def _breaks_sentence(printed: Sequence[Printed], start: int, end: int) -> bool:
    """Whether a sentence goes on below these lines, which then are no list."""
    above, below = printed[start - 1].text if start else "", printed[end].text if end < len(printed) else ""
    return above[-1:].islower() and below[:1].islower()


def _repeated_at_edges(printed: Sequence[Printed]) -> Iterator[int]:
    """What stands at the edge of two pages or more in the same shape: a head or a foot."""
    starts = [at for at, line in enumerate(printed) if at == 0 or line.page]
    if len(starts) < 2:
        return
    edges: list[tuple[int, int, str]] = []
    places: dict[tuple[int, str], list[int]] = {}
    for number, (start, end) in enumerate(zip(starts, [*starts[1:], len(printed)], strict=True)):
        at_head, at_foot = range(start, min(start + EDGE, end)), range(max(end - EDGE, start), end)
        edges += [(number, at, shape) for at in {*at_head, *at_foot} if (shape := _shape(printed[at].text))]
        for at in at_head:
            places.setdefault((at - start, _NUMBERS.sub("0", printed[at].text)), []).append(at)
        for at in at_foot:
            places.setdefault((at - end, _NUMBERS.sub("0", printed[at].text)), []).append(at)
    pages = Counter(shape for _, shape in {(number, shape) for number, _, shape in edges})
    for _, at, shape in edges:
        alike = pages[shape]
        if alike >= 3 or (alike == 2 and _is_head(printed[at].text)):
            yield at
    for (place, _), same in places.items():
        text, count, outermost = printed[same[0]].text, len(same), place in (0, -1)
        if count < 2:
            continue
        # The first page begins with the letterhead, and the last one ends with a sentence.
        every = count == len(starts) and (place == 0 or (place == -1 and not text.endswith("."))) and _is_no_own(text)
        if every or _is_margin(text, count, len(starts), outermost):
            yield from same


def _is_no_own(text: str) -> bool:
    return _may_be(text) and not prints_letter(text) and not _case(text)


def _may_be(text: str) -> bool:
    """Whether a line may be none of the text: it is no title, label or decision."""
    return not (label_of(text) or title_of(text) or decided(text) or len(text) > LONGEST)


def _is_margin(text: str, count: int, pages: int, outermost: bool) -> bool:
    """Whether a line that has the same place at the edge of so many of the pages is none of the text, whatever it says.

    What the letter might say itself must stand on nearly all of them.
    """
    if not _may_be(text):
        return False
    if text[0].islower() or text[-1] in ",:" or prints_letter(text):
        return count >= max(3, pages - 1)
    if OWN.search(text):
        return count >= max(2 if outermost and len(text) > _SENTENCE else 3, pages - 1)
    return count >= pages // 2


def _is_head(text: str) -> bool:
    """Whether standing at the edge of two pages is enough to tell a line as a head or a foot."""
    return _is_no_text(text) or "://" in text or likeness(text) != "none"


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
    double = is_double_spaced(printed)
    pages, number, named, labelled = 0, 0, "", False
    for at, line in enumerate(printed):
        starts = _is_break(line, double)
        pages += starts
        bare = _page_number(line.text)
        label = line.text[:5] in _CASE and line.text.casefold().startswith("case number:")
        if named and (labelled or not label) and _RUNNING_HEAD.fullmatch(line.text) and _case(line.text) == named:
            yield at
        elif bare is not None and at and bare in (*range(pages, pages + 3), *range(number + 1, number + 3)):
            last = at + 1 >= len(printed)
            ends = last or at + 1 in found or _is_break(printed[at + 1], double)
            apart = not double and not last and bool(line.blanks) and bool(printed[at + 1].blanks)
            if starts or ends or apart or at - 1 in found:
                number = bare or number
                yield at
        named = named or _case(line.text)
        labelled |= label  # the header's own line may stand below a page's head


def is_double_spaced(printed: Sequence[Printed]) -> bool:
    """Whether space stands between nearly all lines."""
    spaced = sum(1 for line in printed if line.blanks or line.page)
    return len(printed) >= FEWEST_LINES and spaced > _DOUBLE_SPACED_SHARE * len(printed)


def _is_break(line: Printed, double: bool) -> bool:
    return line.page or line.blanks >= PAGE_BREAK_BLANKS or (double and line.blanks > 1)


def _case(text: str) -> str:
    capitals = text.upper()
    found = CASE_NUMBER.search(text) if "CM" in capitals or "IMR" in capitals else None
    return fold(found[0]) if found else ""


def _page_number(text: str) -> int | None:
    number = _BARE_NUMBER.fullmatch(text) if len(text) < 20 else None
    return int(number[1]) if number else None
