"""A text without its odd dress: letters set apart, marks before every line, words for signs, notes at the foot."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from ..days import MONTH
from ..margins import CASE_NUMBER
from ..wordings import NUMERALS
from .labels import ORDINALS, letters_of, ordinal

_NEARLY_ALL = 0.75
_FEWEST = 6
_MANY_LINES = 20
_FEW_CLOSE = 0.02
_APART = re.compile(
    r"(?<![^\W_])[A-Za-z](?: [A-Za-z&/,])+(?![^\W_])(?:(?: {2,4}|\t)[A-Za-z](?: [A-Za-z&/,])+(?![^\W_]))*"
)
_FEWEST_APART = 5
# As petitions quote, each paragraph in marks of its own.
_OF_PARAGRAPHS = re.compile(r"\s*[¶§]+ ?\d{0,3}[.):]?\s*")
_QUOTED = re.compile(r"^[“\"]|[”\"][ \t]*$", re.MULTILINE)
# What programs, clerks and courts set before every line or paragraph.
_STAMPED = (
    re.compile(
        r"[\s\[(]*(?:\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}/\d{2,4})[T ,]+\d{1,2}:\d\d(?::\d\d)?"
        r"(?:[.,]\d+)?Z?(?: ?[AP]M)?[\])]?(?: +\[?(?:INFO|DEBUG|NOTE|LOG|WARN|IMR|MSG)\]?)?[ :|–-]*"
    ),
    re.compile(r"[\s\[(]*\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d+)?(?: ?[AP]M)?[\])]?[ :|–-]*"),
    _OF_PARAGRAPHS,
    re.compile(r"\s*(?:>+|//|#|--|;;|\|\||::|%+|REM)\s"),
    re.compile(r"\s*\[?L?\d{2,4}\]?[:|]?\s+"),
    re.compile(r"\s*\(?\d{1,3}\)? ?[|:]\s"),
)
_FRAME = str.maketrans(dict.fromkeys("│┃║╔╗╚╝═╠╣┌┐└┘├┤─╦╩╬┬┴┼█▓▒░", " "))
# Lines to write on, of which one is marked.
_ON = re.compile(r"(?<![\w_])_{1,4}[xX✓]_{0,4}(?![\w_])|(?<![\w_])[xX✓]_{1,4}(?![\w_])")
_OFF = re.compile(r"(?<![\w_])_{2,6}(?![\w_])")
_COUNTED = re.compile(r"\b(?:screen|page|sheet|record|rec|pg)\.? ?\d{1,2} of \d{1,2}\b", re.IGNORECASE)
_ASKED = re.compile(r"^[ \t]*Q(?:uestion)? ?\d{0,2}[.:)] +", re.MULTILINE)
_ANSWERED = re.compile(r"\?\s+A(?:nswer)? ?\d{0,2}[.:)] +")
_NOTICED = ("regarding", "as to ", "concerning", "as regards", "with regard")
_KEY = re.compile(r"\bF\d{1,2}\b")
_KEYS = re.compile(r"^[^\n]*\bF\d{1,2}\b ?[=:-]?[^\n]*\bF\d{1,2}\b[^\n]*$", re.MULTILINE)
_LINK = re.compile(r"!?\[([^\[\]\n]{1,120})\]\([^()\s]{1,200}\)")
_MARKS = re.compile(r"(?<!\w)([*_]{1,3})(?=\S)([^*_\n]{1,300}?)(?<=\S)\1(?!\w)")
_HEADING = re.compile(r"^[ \t]*#{1,6} +", re.MULTILINE)
# As one speaks into a machine.
_SPOKEN = re.compile(
    r"\b(?:new (?:paragraph|line)|next (?:paragraph|line)|full stop|end quote|close quote|unquote)\b", re.I
)
_SIGNS = (
    (re.compile(r"[,.]? ?\b(?:new|next) paragraph\b[.,]? ?", re.I), "\n\n"),
    (re.compile(r"[,.]? ?\b(?:new|next) line\b[.,]? ?", re.I), "\n"),
    (
        re.compile(
            r",? ?\b(?:open )?quote\b,? ?(?=[^.\n]{2,300}?,? (?:end|close) quote|[^.\n]{2,300}?,? unquote)", re.I
        ),
        ' "',
    ),
    (re.compile(r",? ?\b(?:end quote|close quote|unquote)\b", re.I), '"'),
    (re.compile(r" (?:period|full stop)(?=\s|$)[.,]?", re.I), "."),
    (re.compile(r" comma(?= )", re.I), ","),
    (re.compile(r" colon(?= )", re.I), ":"),
    (re.compile(r" (?:dash|hyphen)(?= )", re.I), " -"),
    (re.compile(r"\bheading[,:] ?", re.I), ""),
)
_TENS = {"twenty": 20, "thirty": 30}
_NTHS = (
    *(*ORDINALS, "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth"),
    "twentieth",
)
_SMALL = (*NUMERALS, "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_DAY = rf"(?P<day>(?:(?:twenty|thirty)[ -])?(?:{'|'.join((*_NTHS, 'thirtieth'))})|\d{{1,2}}(?:st|nd|rd|th))"
_YEAR = (
    rf"(?P<year>(?:two thousand(?: and)?(?: (?:{'|'.join(_SMALL)}))?|twenty[ -](?:oh[ -])?(?:{'|'.join(_SMALL)}"
    rf"|twenty(?:[ -](?:{'|'.join(_SMALL[:9])}))?)|nineteen[ -]ninety(?:[ -](?:{'|'.join(_SMALL[:9])}))?))"
)
_SPELLED = re.compile(rf"\b(?:the )?{_DAY}(?: day)?(?: of)? (?P<month>{MONTH}),? {_YEAR}\b", re.IGNORECASE)
_SPELLED_MONTH_FIRST = re.compile(rf"\b(?P<month>{MONTH}) (?:the )?{_DAY},? {_YEAR}\b", re.IGNORECASE)
_REFERENCE = r"(?:\[(?P<a>\d{1,2})\]|\^(?P<b>\d{1,2})\b|\((?:note|fn\.?) (?P<c>\d{1,2})\)|(?P<d>[¹²³⁴⁵⁶⁷⁸⁹]))"
_NOTE = re.compile(
    r"^[ \t]*(?:\[(\d{1,2})\]|\^(\d{1,2})|(?:note|fn\.?|footnote) (\d{1,2})[.:)]|([¹²³⁴⁵⁶⁷⁸⁹]))[ \t]*"
    r"(\S.*(?:\n(?![ \t]*(?:\[\d|\^\d|[¹²³⁴⁵⁶⁷⁸⁹]|\n)|[ \t]*$|[ \t]*(?:note|fn|footnote) \d).*)*)",
    re.MULTILINE | re.IGNORECASE,
)
_RAISED = "¹²³⁴⁵⁶⁷⁸⁹"


def plain(text: str) -> str:
    """The text set in plain lines. Linear in its length."""
    text = _without_running_heads(_closed_up_lines(text.translate(_FRAME)))
    if _KEY.search(text):
        text = _KEYS.sub("", text)
    if _ON.search(text):
        text = _OFF.sub("[ ]", _ON.sub("[X]", text))
    text = _COUNTED.sub("", text)
    if _ASKED.search(text):
        text = _ANSWERED.sub("? ", _ASKED.sub("", text))
    text = _APART.sub(_closed_up, text)
    if "](" in text:
        text = _LINK.sub(r"\1", text)
    if any(map(text.__contains__, "*_#")):
        text = _HEADING.sub("", _MARKS.sub(r"\2", text))
    text = _without_stamps(text)
    if any(map(text.casefold().__contains__, _NOTICED)):
        text = _notice(text)
    if len(_SPOKEN.findall(text)) > 1:
        for spoken, sign in _SIGNS:
            text = spoken.sub(sign, text)
    folded = text.casefold()
    if "thousand" in folded or "twenty" in folded or "nineteen" in folded:
        text = _SPELLED_MONTH_FIRST.sub(_in_figures, _SPELLED.sub(_in_figures, text))
    return _with_notes(text)


def _closed_up_lines(text: str) -> str:
    """The text without the empty line that stands behind each of its lines, where one does."""
    lines = text.split("\n")
    printed = [at for at, line in enumerate(lines) if line.strip()]
    close = sum(below == above + 1 for above, below in pairwise(printed))
    if len(printed) < _MANY_LINES or close > _FEW_CLOSE * len(printed):
        return text
    behind = {at + 1 for at in printed}
    return "\n".join(line for at, line in enumerate(lines) if line.strip() or at not in behind)


def _without_running_heads(text: str) -> str:
    """The text with a line of hardly more than the letter's number where it stands first, and not on each page."""
    lines = text.split("\n")
    heads = Counter(filter(_HEAD.fullmatch, (" ".join(line.split()) for line in lines)))
    seen: set[str] = set()
    kept: list[str] = []
    for line in lines:
        printed = " ".join(line.split())
        if heads[printed] > 1 and printed in seen:
            continue
        seen.add(printed)
        kept.append(line)
    return "\n".join(kept)


_HEAD = re.compile(rf"(?:[A-Z][\w.]+ ){{0,9}}{CASE_NUMBER.pattern}")


def _notice(text: str) -> str:
    """A notice of 2013 with each decision where its request is discussed."""
    told = list(_DETERMINED.finditer(text))
    regarding = {letters_of(found["what"]): found for found in _REGARDING.finditer(text)}
    decided = {letters_of(found["what"]): found for found in told}
    if not told or len(decided) != len(told) or decided.keys() != regarding.keys():
        return text
    text = _REGARDING.sub(
        lambda found: (
            f"{found['number'] or ''} {' '.join(found['what'].split())}: "
            f"{'Upheld' if decided[letters_of(found['what'])]['not'] else 'Overturned'}\n\n"
        ).lstrip(),
        text,
    )
    return _DETERMINED.sub("", text)


_COUNT = r"(?:(?P<number>\d{1,2}[.)]) ?)?"
_REQUEST = r"(?:the )?(?:[a-z]+ )?requests? for "
_FINDS = (
    r"(?:(?:MAXIMUS[^\n.]{0,30}?|we|the reviewer|it) (?:has |have |is )?)"
    r"(?:find|found|determined?|decided?|concluded?) (?:that )?"
)
_DETERMINED = re.compile(
    rf"(?:^[ \t]*{_COUNT}|(?<=[.:] ))(?:[A-Z][^.\n]{{0,80}}?,? )?{_FINDS}{_REQUEST}"
    r"(?P<what>[^\n]{3,300}?(?:\n(?!\s*\n)[^\n]{3,200}?)?)"
    r"\s(?:is|are|was|were)\s(?P<not>not)?\s?medically\s+necessary(?:\s+and\s+appropriate)?\.?[ \t]*",
    re.MULTILINE | re.IGNORECASE,
)
_REGARDING = re.compile(
    rf"^[ \t]*{_COUNT}(?:regarding|as to|concerning|as regards|with regard to) (?:{_REQUEST})?"
    r"(?P<what>[^\n:]{3,300}(?:\n(?!\s*\n)[^\n:]{3,200})?)\s?:[ \t]*",
    re.MULTILINE | re.IGNORECASE,
)


def _closed_up(found: re.Match[str]) -> str:
    if sum(map(str.isalpha, found[0])) < _FEWEST_APART:
        return found[0]
    return " ".join("".join(word.split()) for word in re.split(r" {2,}|\t", found[0]))


def _without_stamps(text: str) -> str:
    """The lines without what stands before nearly all of them."""
    for stamp in _STAMPED:
        lines = text.split("\n")
        full = [line for line in lines if line.strip()]
        opened = [(found.end() if (found := stamp.match(line)) else 0) for line in lines]
        if len(full) >= _FEWEST and sum(map(bool, opened)) >= _NEARLY_ALL * len(full):
            text = "\n".join(line[end:] for line, end in zip(lines, opened, strict=True))
            text = _QUOTED.sub("", text) if stamp is _OF_PARAGRAPHS else text
    return text


def _in_figures(found: re.Match[str]) -> str:
    day, year = found["day"].casefold(), re.split(r"[ -]", found["year"].casefold())
    number = int(day[:-2]) if day[0].isdigit() else _nth(day)
    if year[:2] == ["two", "thousand"]:
        since = 2000 + sum(map(_small, year[2:]))
    elif year[0] == "twenty":
        since = 2000 + sum(20 if word == "twenty" else _small(word) for word in year[1:])
    else:
        since = 1990 + sum(map(_small, year[2:]))
    return f"{found['month'].capitalize()} {number}, {since}"


def _small(word: str) -> int:
    return _SMALL.index(word) + 1 if word in _SMALL else 0


def _nth(day: str) -> int:
    if day == "thirtieth":
        return 30
    tens, _, rest = day.replace("-", " ").partition(" ")
    if tens in _TENS:
        return _TENS[tens] + ordinal(rest)
    return _NTHS.index(day) + 1


def _with_notes(text: str) -> str:
    """The text, with the notes at its foot where they are referred to; as it is where one has no place or no note."""
    notes: dict[str, str] = {}
    found = list(_NOTE.finditer(text))
    for note in found:
        mark = _mark(note.groups()[:4])
        if mark in notes:
            return text
        notes[mark] = " ".join(note[5].split())
    if not notes:
        return text
    body = text[: found[0].start()]
    behind = text[found[-1].end() :]
    referred = [_mark(each.group("a", "b", "c", "d")) for each in re.finditer(_REFERENCE, body)]
    if sorted(referred) != sorted(notes) or any(text[a.end() : b.start()].strip() for a, b in pairwise(found)):
        return text
    body = re.sub(r"\n[ \t]*[_=-]{3,}[ \t]*\s*$", "\n", body)
    return _moved(body, notes) + behind


def _moved(body: str, notes: dict[str, str]) -> str:
    """Each note in a paragraph of its own behind the line that refers to it, or right behind the sentence."""
    kept: list[str] = []
    end = 0
    for each in re.finditer(_REFERENCE, body):
        note = notes[_mark(each.group("a", "b", "c", "d"))]
        stop = "" if _ends_at(body, each.start()) else "."
        kept += [body[end : each.start()], f"{stop} {note.rstrip('.')}. "]
        end = each.end()
    return "".join([*kept, body[end:]])


def _ends_at(body: str, at: int) -> bool:
    """Whether a sentence ends at a place."""
    return body[:at].rstrip()[-1:] in ".!?:"


def _mark(groups: Sequence[str | None]) -> str:
    given = next(filter(None, groups), "")
    return str(_RAISED.index(given) + 1) if given in _RAISED and given else given
