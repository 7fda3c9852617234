"""Stamps by their shape: what offices, machines and programs print on a page, told from a letter's text.

A few forms are known whole (fax lines, Bates numbers, the lines of courts and browsers). Beyond them a line is taken
apart into days, clocks, telephones, page numbers, other numbers and words, and judged by what it is made of.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from .data import table
from .days import MONTH
from .literals import Sought, shortest
from .naming import NUMBERS, OFFICES, telling
from .wordings import NUMERAL, NUMERALS

Likeness = Literal["none", "like", "sure"]
Make = Counter[str]
"""What a line is made of: how many of each kind of ``_PARTS``, and of words: "core", "beside", "counted", "signed"
(lists in ``stamps.toml``), "short" capitals, "names" with a capital that no list has, and "small" ones."""

LONGEST = 170
_LONGEST_LOOSE = 110
# So a sentence goes on, and no stamp begins: "with caution" is none.
_WITHIN = re.compile(r"(?:with|and|of|or|as|that|which|but|was|were|is|are|has|had) ")
_LONGEST_SAYING = 45

_PAGE_OF = re.compile(
    r"[-–\s]{0,3}(?:(?:page|pg\.?|p\.?)\s{0,2}:?\s?\d{1,3}(?:\s{0,2}(?:of|/)\s{0,2}\d{1,3})?"
    r"|\d{1,3} of \d{1,3})[-–\s]{0,3}"
    # A number between two strokes is a page's, and no item of a list.
    r"|([-–—~]{1,2}) ?\d{1,3} ?\1",
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
    rf"|(?:to|from|fax|sent|date(?! (?:of|assigned|received)\b)|tel|received time|[crt]?sid|tti)\b ?:?.{{0,90}}"
    rf"\b(?:{_CLOCK}|(?:page|pg|p)s?[.:]? ?\d{{1,3}}\b).{{0,50}}"
    r"|.{0,60}\bFAX\b.{0,40}\b(?:page|pg|p)s?[.:]? ?\d{1,3}\b.{0,20}"
    # courts
    r"|case ?(?:no\.?|number)?:? ?\d{0,2}:?\d\d-(?:cv|cr|bk|mc|md|civ)-.{0,120}"
    r"|.{0,60}\bdocument \d.{0,40}\bfiled \d.{0,60}|(?:e-?filed|electronically filed|filed)\b.{0,30}\d.{0,60}"
    r"|(?:EAMS|WCAB|ADJ ?#?)\b.{0,60}\d(?!.{0,40}[a-z]\.$).{0,40}"
    # browsers: an address beside a day or a page; without them it is a citation's
    rf"|(?:https?://|www\.|file:///)\S+ ?\[{_DAY} {_CLOCK}\]"
    rf"|(?:https?://|www\.|file:///)\S+ .{{0,60}}\b(?:{_DAY}|\d{{1,3}}/\d{{1,3}})(?: \d{{1,3}}/\d{{1,3}})?"
    rf"|{_DAY}.{{0,60}}(?:https?://|www\.|file:///)\S+(?: \d{{1,3}}/\d{{1,3}})?"
    # a program's own page, and no source
    r"|(?:https?://|www\.)(?!\S{0,60}(?:\.gov|odg|pubmed|ncbi|acoem|cochrane|guideline|doi\.|medscape|uptodate|journal))"
    r"\S*[?&](?:tok|token|pg|page|p|id|doc|docid|sid|session|user|view|key|sig|auth|ref|file)=\S*"
    # offices
    r"|(?:records?|documents?) (?:of|from|for|re) ?: ?.{2,90}"
    r"|(?:scanned|printed|downloaded|faxed|uploaded|imaged|produced|copied|generated|retrieved)\b"
    r" ?(?:on|by|from|at|:)(?=[^\n]{0,100}\d).{1,110}"
    r"|(?:doc(?:ument)?|batch|scan|image|control|job|(?:docusign )?envelope|tracking)"
    r" ?(?:id|no\.?|number|control|#)s? ?[:#]? ?[\w-]*\d.{0,80}",
    re.IGNORECASE,
)
_STAMP_BEGINS = re.compile(
    r"[A-Z][A-Z&.]{0,11}[ _.-]{0,2}\d|[A-Z][A-Z&]{0,11}[ ._-]|[*\d]|[A-Z][a-z]{2}[., ]{1,3}\d"
    r"|(?i:bates|to|from|fax|sent|date|tel|rec|[crt]?sid|tti"
    r"|case|e-?filed|electro|filed|eams|wcab|adj|scan|print|downl|uploa|imag|produ|copie|gener|retri|doc|batch"
    r"|control|job|envel|track)"
)
# What a page or a program says of itself, in whatever letters.
_NUMERAL = rf"(?:\d{{1,3}}|[ivxl]{{1,6}}|{NUMERAL})"
_GOES_ON = r"cont(?:inued|['’]?d|\.)?"
_WHOLE = r"(?:document|report|file|record|letter|fax|transmission|page|determination|decision)s?"
_PAGE = r"(?:page|pg|p)\.? ?\d{1,3}"
_SAYS = re.compile(
    rf"\(?{_GOES_ON}(?: (?:on|from) (?:the )?(?:next |following |previous |prior )?(?:page|sheet|side)? ?\d{{0,3}})?\)?"
    rf"|{_PAGE} ?\(?{_GOES_ON}\)?|\(?{_GOES_ON}[,:;.]? ?{_PAGE}\)?|(?:end of|last page of) (?:the )?{_WHOLE}"
    rf"|this is (?:the )?page {_NUMERAL}(?: of {_NUMERAL})?(?: pages)?\.?"
    r"|doc(?:ument)?[ -]?(?:type|class|title|name|status|category) ?[:=] ?\S.{0,60}"
    r"|(?:this )?page (?:is )?(?:intentionally )?(?:left )?blank|(?:please )?see reverse(?: side)?|next page"
    r"|(?:begin )?(?:forwarded|original) message:?|scanned for viruses\b.{0,40}|virus-free.{0,40}"
    r"|\[?(?:caution|external)\]?:? ?(?:this (?:e-?mail|message) )?.{0,12}\bexternal\b.{0,30}"
    r"|(?:pdf )?(?:created|edited|converted|produced|made|printed) (?:with|by|using) .{0,20}\bpdf.{0,60}"
    r"|\[external(?: e-?mail| sender)?\]|scaled to (?:fit|\d).{0,20}|(?:side|sheet) \d{1,3} of \d{1,3}.{0,12}"
    r"|(?:secured|encrypted) by [^.]{2,40}"
    r"|[a-z]:[\\/].{3,120}|\\\\.{3,120}|file:///.{3,120}|(?:blob|view-source):\S{3,120}|[\w -]{1,30}\\[\w \\.-]{1,80}"
    r"|[\w#() -]{1,60}\.(?:pdf|docx?|tiff?|jpe?g|html?|msg|eml)|about:blank.{0,20}"
    r"|b?cc ?: ?[\w ,/&.#-]{2,60}"
    r"|(?:sent|faxed|transmitted|e-?mailed) (?:via|through|using|with) [^.]{2,60}|workflow\b[^.]{2,60}"
    r"|(?:https?://)?(?:www\.)?dir\.ca\.gov/dwc/imr\S*|(?:attachments?|file ?name|path): ?\S.{0,80}"
    r"|(?:noted|filed|sent|seen|called|faxed|mailed|copied|paid|logged|posted|ok|diary|cal['’]?d)"
    rf" (?:{_DAY}|\d{{1,2}}/\d{{1,2}})\W{{1,3}}(?-i:[A-Z]{{2,3}})"
    rf"|(?:page|pg\.?|sheet|p ?a ?g ?e) ?[|:#-]? ?{_NUMERAL}(?: ?\(?(?:of|/|-|\|) ?{_NUMERAL}(?: total)?\)?)?"
    r"(?:, (?:(?:final |imr )?determination|(?:imr )?decision|letter))?"
    r"|(?:final determination(?: letter| search)?|imr(?: decisions?| (?:final )?determination| letter)?|letter"
    r"|(?:cm|imr) ?\d{2}-?[x\d]{6,7})"
    rf"[ ,–—|-]{{1,5}}(?:page|pg|p)\.? ?{_NUMERAL}(?: ?(?:of|/) ?{_NUMERAL})?"
    r"|(?:final determination letter for )?(?:imr )?case (?:number|no\.?|#):? ?(?:cm|imr)[\w@-]{0,14} \d{1,3}",
    re.IGNORECASE,
)
# Who decided what, as a page's head or foot says it with the page's number.
_HEAD_OF_PAGE = re.compile(
    r"(?=.*\d)(?:(?:maximus|federal|services|inc|independent|medical|review|imr|final|determination|letter|decision|state"
    r"|of|california|page|pg|p)[ ,.()|:/–—-]{1,5}){2,10}\d{1,3}(?: ?(?:of|/) ?\d{1,3})?[ ).|–—-]{0,4}",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    # Bates numbers that are joined to small letters or have several parts, barcodes, numbers of files
    r"[a-z]{2,14}[._-]?\d{5,10}|[A-Za-z]{2,14}(?:[._-][A-Za-z]{2,8})?(?:[._-]\d{2,10}){2,4}"
    r"|0\d{3,9}(?: ?(?:of|/|-|–) ?0\d{3,9})|\d{4,10}(?:[._-]\d{1,4})?[._]v?\d{1,3}"
    # also an office's name and a number filled up with zeros
    r"|(?:[A-Z][A-Za-z&.-]{1,15} ){1,3}0\d{3,9}"
    r"|(?:\(\d{2,3}\)\d{6,20}){1,3}|\d{16,60}|\d{5,7} of \d{5,7}"
)
OWN_WORDS = re.compile(r"upheld|overturned|guideline|rationale|MTUS|\bODG\b|ACOEM", re.IGNORECASE)
_DECORATION = " *-–—~_|[](){}<>#•·=+:"
_DOTS = re.compile(r"(?:(?: ?\.){2,}|…)$")
_CONTINUED = re.compile(rf" \(?{_GOES_ON}\)?$", re.IGNORECASE)
_BARS = 6
_LONGEST_LABEL = 14
_MOST_SMALL = 6
# Holes that were punched, crosses.
_AGAIN = re.compile(r"([A-Za-z])(?: \1){2,}")
_SPACED_OUT = re.compile(r"(?<!\w)(?:[A-Za-z] ){2,20}[A-Za-z](?!\w)")
_DIGIT = re.compile(r"[0-9]")
_SIGNS = re.compile(r"[\W_]+")
# "v/ v/ v/ - RS": what somebody ticked off, with initials.
_TICKS = re.compile(r"(?:[vVxX✓]?[/\\_✓-] +){3,}[A-Z]{0,3}")
_PARTS = re.compile(
    rf"(?P<day>{_DAY}|\d{{4}}-\d\d-\d\d"
    rf"|\b(?i:{MONTH})[-. ]{{1,2}}\d{{1,2}}[-., ]{{1,3}}'?(?:\d{{4}}|\d\d)\b"
    r"|(?<![\d/])\d{1,2}/\d{1,2}(?=\s|$|[A-Z])|'\d\d\b)"
    rf"|(?P<clock>{_CLOCK}[ap]?\b)"
    r"|(?P<phone>\+?1?[ (-]{0,2}\d{3}[ )./-]{1,2}\d{3}[ .-]\d{4}\b|\b1?\d{10}\b)"
    r"|(?P<page>(?i:\b(?:page|pages|pgs?|p)[.:#]? ?\d{1,4}(?: ?(?:of|/|-) ?\d{1,4})?\b|\b\d{1,4} ?(?:/|of) ?\d{1,4}\b))"
    r"|(?P<path>\b(?i:https?://|www\.)\S+|\b(?:[\w-]+\.){1,3}(?:gov|com|org|net|edu|us|info|io|biz|example)\b\S*)"
    r"|(?P<number>[#$*]?[A-Za-z]{0,4}[-.#]?\d[\w.,/-]*)"
    r"|(?P<word>[^\W\d_][\w'’&.-]*(?:/[a-z]+)?)"
)
_TELLS_WHEN = re.compile(
    rf"{_DAY}|{_CLOCK}|\b(?i:{MONTH})\.? \d"
    r"|\b(?i:page|pg|p)[.:]? ?\d{1,3} ?(?:of|/) ?\d"
)
_HAS_CLOCK = re.compile(rf"\b{_CLOCK}")
_CAME_IN = re.compile(r"(?:received|rec['’]?d|rcvd) (?:in|by|at|via|from|on) [^:]{3,60}$", re.IGNORECASE)
_AT_END_A_DAY = re.compile(rf"^(?:{_DAY})\b|(?:{_DAY}|\b\d{{1,2}}/\d{{1,2}})$")
# Somebody's initials between strokes.
_INITIALS = re.compile(r"([/~*|=_-])[A-Z]{1,5}\1")
# The day, a title and the page, as a program prints them.
_VIEWED = re.compile(rf"{_DAY}(?:,? {_CLOCK})? .{{3,90}} \d{{1,3}}/\d{{1,3}}")
_SMALL_WORDS = re.compile(r"\b[a-z]{2,} [a-z]{3,} [a-z]{2,} [a-z]{3,}\b")
# What the letter itself prints in such lines.
_BODY_WORDS = (
    *("upheld", "overturned", "case summary", "determination was", "maximus", "guideline", "rationale", "citation"),
    *("decision based", "(s)", "section", "mtus", "acoem", "denial", "date assigned", "injury", "decision date"),
    *("assigned:", "assigned on", "assigned date"),
    "priority",
    "application received",
)
# Behind a day "ML" are somebody's initials.
_BODY_CASE = re.compile(
    r"\b(?:(?:cm|imr) ?\d\d ?[-–] ?\d{6}|odg\b)"
    r"|\d(?<![/-](?:19|20)\d\d)(?<!\d[/-]\d\d[/-]\d\d)(?<!\d[/-]\d[/-]\d\d) ?(?:mg|mcg|ml)\b"
)


@dataclass(frozen=True, slots=True)
class _StampWords:
    core: frozenset[str]
    beside: frozenset[str]
    counted: frozenset[str]
    signed: frozenset[str]


@cache
def _known() -> _StampWords:
    lists = table("stamps")
    core, beside, counted, signed = (frozenset(lists[name].split()) for name in ("core", "beside", "counted", "signed"))
    return _StampWords(core, beside | counted | signed, counted, signed)


_NOTICES = tuple(Sought(notice) for notice in table("stamps")["notices"])
# One of these stands in every notice, to pass quickly over all other lines.
_SAID_IN_NOTICES = shortest(literal for notice in _NOTICES for literal in notice.literals)


def _is_notice(text: str) -> bool:
    """Whether a line says what only a notice says, be it a whole sentence."""
    folded = text.casefold()
    if not any(map(folded.__contains__, _SAID_IN_NOTICES)):
        return False
    return any(notice.is_in(folded) for notice in _NOTICES) and OWN_WORDS.search(text) is None


def is_stamp(text: str) -> bool:
    """Whether a line is a stamp by its shape alone, wherever it stands."""
    return likeness(text) == "sure"


@lru_cache(maxsize=4096)
def likeness(text: str) -> Likeness:
    """How far a line is like a stamp: "sure" wherever it stands, "like" where something else speaks for it too.

    What seems to name somebody is none, since it must not be passed over in silence, but for stamps of a known form
    and those in which an office says who it is and when.
    """
    found = _likeness(text)
    if found == "none" or _STAMP.fullmatch(text):
        return found
    told = {what for what, _, _ in telling(text)}
    return "none" if told and not (told <= OFFICES and (found == "like" or tells_when(text))) else found


def is_number_stamp(text: str) -> bool:
    """Whether a line is a stamp by its shape but for the number of a claim or file that it prints: no part of the text,
    and yet not passed over in the header, where it belongs to a letter that was not redacted.
    """
    return _likeness(text) == "sure" and {what for what, _, _ in telling(text)} <= NUMBERS


def _likeness(text: str) -> Likeness:
    if len(text) > LONGEST or (len(text) > _LONGEST_SAYING and text[0].islower() and _DIGIT.search(text) is None):
        return "none"
    if len(text) == 1:
        return "none" if text.islower() else "like"
    if _AGAIN.fullmatch(text):
        return "sure"
    if "||" in text and text.count("|") >= _BARS and sum(map(str.isalpha, text)) < _BARS:
        return "sure"
    if _SIGNS.fullmatch(text):
        return "sure" if len(text) > 3 else "like"
    if _TICKS.fullmatch(text):
        return "sure"
    if _PAGE_OF.fullmatch(text) or _HEAD_OF_PAGE.fullmatch(text):
        return "sure"
    may_be = _STAMP_BEGINS.match(text) or any(map(text.__contains__, ("://", "www.", "FAX", "ocument")))
    if may_be and _STAMP.fullmatch(text) and not _is_prose(text) and not _is_clause(text):
        return "sure"
    if not text[0].islower() and _is_notice(text):
        return "sure"
    small = len(text) > _LONGEST_SAYING and _SMALL_WORDS.search(text)
    if len(text) > _LONGEST_LOOSE or small or _WITHIN.match(text) or prints_letter(text):
        return "none"
    plain = _SPACED_OUT.sub(lambda found: found[0].replace(" ", ""), text)
    bare = _CONTINUED.sub("", _DOTS.sub("", plain.strip(_DECORATION)))
    if _SAYS.fullmatch(plain) or _SAYS.fullmatch(bare) or _NUMBERED.fullmatch(bare):
        return "sure"
    if _SMALL_WORDS.search(text):
        return "none"
    return _judged(plain, bare, _make(bare))


def prints_letter(text: str) -> bool:
    """Whether a line holds words that the letter itself prints in such lines."""
    folded = text.casefold()
    if any(map(folded.__contains__, _BODY_WORDS)) or folded.endswith(("received:", "assigned")):
        return True
    return _BODY_CASE.search(folded) is not None


def tells_when(text: str) -> bool:
    """Whether a day, a clock or one of so many pages is printed."""
    return _TELLS_WHEN.search(text) is not None


def reads_on(text: str) -> bool:
    """Whether so many of a line's words are small ones that it reads on like a sentence."""
    return _small_words(text) > _MOST_SMALL


def _small_words(text: str) -> int:
    return sum(word.islower() and word.isalpha() for word in text.split())


def is_surely_stamped(text: str) -> bool:
    """Whether a clock is printed, or a word that only stamps print."""
    return _HAS_CLOCK.search(text) is not None or _make(text)["core"] > 0


def goes_with_stamp(text: str) -> bool:
    """Whether a line may be the next one of a stamp of several lines: capitals, a day, an office's name."""
    if text.startswith(("BY", "By")):
        return ":" not in text[4:]
    if (":" in text[4:] and not re.search(_CLOCK, text)) or prints_letter(text):
        return False
    made = _make(text)
    return text == text.upper() or (is_known(text) and not made["small"] and made["names"] <= 3)


def is_known(text: str) -> bool:
    """Whether a line holds a day, a clock, a telephone, or a word that stamps print."""
    made = _make(text)
    return any(made[part] for part in ("core", "beside", "day", "clock", "phone"))


def is_broken_stamp(pieces: Sequence[str]) -> bool:
    """Whether lines of a few capitals each are one word of a stamp, broken."""
    whole = "".join(pieces)
    return whole.isalpha() and whole.isupper() and whole.casefold() in _known().core


def _is_prose(text: str) -> bool:
    """Whether a line reads on like a sentence: many small words, or a stop at its end."""
    return reads_on(text) or (text.endswith((".", ",", ";")) and _small_words(text) > 2)


def _is_clause(text: str) -> bool:
    """Whether a line begins as within a sentence: "from Page 43 of the guideline and its summary"."""
    return text[0].islower() and ":" not in text[:_LONGEST_LABEL] and _HAS_CLOCK.search(text) is None


def _make(text: str) -> Make:
    made: Make = Counter()
    known = _known()
    for found in _PARTS.finditer(text):
        if found.lastgroup != "word":
            made[str(found.lastgroup)] += 1
            continue
        printed = found[0].rstrip(".'’-")
        word = printed.casefold()
        word = word.replace(".", "") if word.count(".") > 1 else word
        if word in NUMERALS:
            made["number"] += 1
            continue
        made["counted"] += word in known.counted
        signed = word in known.signed or ("." in word and not known.signed.isdisjoint(word.split(".")))
        made["signed"] += signed
        if word in known.core or ("-" in word and _is_joined(word, known)):
            made["core"] += 1
        elif word in known.beside or signed:
            made["beside"] += 1
        elif len(word) <= 3 and printed.isupper():
            made["short"] += 1
        elif printed[:1].isupper():
            made["names"] += 1
        elif len(word) > 2:
            made["small"] += 1
    return made


def _is_joined(word: str, known: _StampWords) -> bool:
    """Whether a word is several of stamps that a hyphen joins ("RCVD-CLAIMS")."""
    parts = word.split("-")
    return not known.core.isdisjoint(parts) and all(part in known.core or part in known.beside for part in parts)


def _judged(text: str, bare: str, made: Make) -> Likeness:
    words = made["core"] + made["beside"] + made["short"] + made["names"]
    capital = text.isupper()
    if text.endswith((",", ";")):
        return "none"
    if made["small"] < 3 and made["day"] and made["clock"] and made["page"]:
        return "sure"
    if made["path"] and made["small"] < 3 and (made["page"] or made["day"] or made["clock"]) and text[-1] != ".":
        return "sure"
    wrapped = len(text) - len(bare) >= 4 and text[0] in _DECORATION and text[-1] in _DECORATION
    if made["small"]:
        signed = made["signed"] and (made["day"] or made["clock"]) and made["small"] < 3
        points = text.endswith(("->", "=>", "→"))
        viewed = _VIEWED.fullmatch(text) and made["small"] < made["names"] + made["beside"]
        return "like" if wrapped or signed or points or viewed else "none"
    if ":" in text and words == made["beside"] == 1 and not made["number"]:
        return "none"  # "Received:" is a label of the header
    if _is_transmission(made) or _is_stamped(text, bare, made, capital):
        return "sure"
    if (
        made["counted"]
        and (made["number"] or made["page"] or made["short"])
        and not made["names"]
        and words - made["core"] <= (3 if made["counted"] == 1 else 6)
    ):
        return "sure" if capital or made["number"] else "like"
    if made["signed"] and made["beside"] > made["signed"] and made["names"] <= 3:
        return "sure"
    if (text[0].islower() and not made["core"]) or text.count("(") != text.count(")"):
        return "none"
    dated = made["names"] < (3 if made["number"] or "," in text else 5) and _AT_END_A_DAY.search(text)
    loose = made["core"] or made["signed"] or made["phone"] or made["page"] or dated or _INITIALS.fullmatch(text)
    numbers = made["day"] + made["clock"] + made["phone"] + made["page"] + made["number"]
    plain = not words and numbers and text[-1] != "."
    return "like" if loose or wrapped or plain or (capital and made["beside"]) else "none"


def _is_transmission(made: Make) -> bool:
    """A clock beside a day, a telephone or a page: fax lines, viewers' and mailers' lines."""
    if made["names"] > 6:
        return False
    kinds = sum(map(bool, (made["day"], made["clock"], made["phone"], made["page"])))
    return kinds >= 3 or (kinds == 2 and bool(made["clock"] or made["phone"]))


def _is_stamped(text: str, bare: str, made: Make, capital: bool) -> bool:
    """Words that only stamps print, and what stands beside them; an office's name in capitals or with a number."""
    if not made["core"] or text.endswith(":"):
        return False
    numbers = made["day"] + made["clock"] + made["number"] + made["page"] + made["phone"]
    if _CAME_IN.match(text) and not made["small"]:
        return made["names"] <= 4
    # "Received" alone is a label of the header; what is stamped is in capitals and has no colon.
    if "received" in text.casefold() and (":" in text or not (capital or "RECEIVED" in text or made["clock"])):
        return False
    dated = "RECEIVED" in text and made["day"]
    if (
        not capital
        and not dated
        and (text.endswith(".") or (not (bare.istitle() or numbers) and made["core"] + made["beside"] < 2))
    ):
        return False
    if not capital and made["core"] + made["beside"] + made["names"] + made["short"] + numbers < 2:
        return False
    if not made["names"]:
        return True
    return made["names"] <= 4 and (bool(numbers) or made["core"] > 1 or capital)
