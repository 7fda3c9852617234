"""Sources outside the MTUS: the Official Disability Guidelines and ACOEM by chapter, and everything else."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from .data import table
from .text import slug

_MARK = re.compile(
    r"(?P<odg>\bOfficial[- ]Disability(?: Guide ?lines?| Guides?)?\b|\bODG\b|\bODG-TWC\b)"
    r"|(?P<acoem>\bAmerican College of Occupational (?:and|&) Environmental Medicine\b|\bACOEM(?:'s)?\b)",
    re.I,
)
_ODG_ADDRESS = re.compile(r"\(?(?:https?://)?(?:www\.)?odg[\w-]*\.com\S*", re.I)
_PARENTHESIS = r"(?:\s*\([^()]{0,120}(?:\([^()]{0,60}\)[^()]{0,60})?\))"
_DECORATION = (
    rf"(?:{_PARENTHESIS}|\s*-?\s*lumbar (?:and|&) thoracic\b"
    r"|\s+(?:chapters?|sections?|disorders?|complaints?|guidelines? chapter)\b)*"
)
_BETWEEN = re.compile(r"\s?(?:,\s*(?:and\b|&)?|;|/|&|\band\b|\bas well as\b)\s*(?:(?:for|on|in) )?(?:the )?", re.I)
_NEXT = r"(?=\s*(?:[,(:]|$))"
_STOPS = r"(?=\s*(?:$|[,.;:(/&\-]|and\b|chapters?\b|sections?\b|disorders?\b|complaints\b))"
_PAGES = re.compile(r"\b(?:Page\(s\)|(?:Pages?|Pgs?|Pp)\b)\.?\s*[:#.]?\s*(\d{1,4}(?:\s*[-,&]\s*\d{1,4})*)", re.I)
_YEAR = re.compile(r"(?<![\d/])((?:19|20)\d\d)\b")
_ACOEM_END = re.compile(r"\s*(?:\bChapters?\b|\bpages?\b|\bpg\b|\bpp?\.|[.;:(]|\bpages?\(s\)|,\s*(?=\d)|$)", re.I)


HEAD = 2
"""By so many of its first letters a name is looked up; the first word of none is shorter."""


@dataclass(frozen=True, slots=True)
class NamedCitation:
    """One cited guideline: its key, the section, the edition's year, the pages.

    The section is as printed, mended; its key is the same for old and new names.
    What the letter does not name is empty.
    """

    guideline: str
    section: str
    section_key: str
    edition: str
    pages: str
    rule: str


def name_head(name: str) -> str:
    """The letters by which a name is looked up."""
    return name[:HEAD].lower()


def _pattern(name: str) -> str:
    words = re.findall(r"[A-Za-z0-9]+|[&/,()-]", name)
    return r"[\s']*".join("(?:and|&)" if word in {"&", "and"} else re.escape(word) for word in words)


@cache
def _furniture() -> re.Pattern[str]:
    """What stands before a chapter's name and names nothing: editions, dates, the guideline's own words."""
    words = "|".join(_pattern(phrase) for phrase in table("guidelines")["other_sources"]["furniture"])
    dates = (
        r"(?:19|20)\d\d|\d{1,2}(?:st|nd|rd|th)|\d{1,2}/\d{1,2}/\d{2,4}|(?:Chapters?|Sections?)(?= ?:)"
        r"|V(?:er(?:sion)?)?\.? ?\d(?:\.\d)?|(?:first|second|third|fourth|revised)(?= ed)"
    )
    return re.compile(rf"^(?:[\s,;:.\-/()&]|(?<![A-Za-z0-9])(?:{dates}|{words})(?![A-Za-z0-9]))+", re.I)


def _undressed(text: str) -> str:
    return _furniture().sub("", text)


def _says_nothing(text: str) -> bool:
    return not re.search(r"\w", _undressed(text))


@cache
def _chapters() -> tuple[re.Pattern[str], dict[str, str]]:
    """A pattern that matches any chapter's printed name, longest first, and what each spelling means."""
    names = sorted(
        ((printed, chapter) for chapter, variants in table("guidelines")["odg"].items() for printed in variants),
        key=lambda entry: -len(entry[0]),
    )
    alternatives = "|".join(rf"(?P<c{number}>{_pattern(printed)})" for number, (printed, _) in enumerate(names))
    return re.compile(rf"(?:{alternatives})(?![A-Za-z])", re.I), {
        f"c{n}": chapter for n, (_, chapter) in enumerate(names)
    }


@cache
def _decorated() -> re.Pattern[str]:
    return re.compile(_DECORATION, re.I)


@cache
def _stops() -> re.Pattern[str]:
    return re.compile(_STOPS, re.I)


@cache
def _called_chapter() -> re.Pattern[str]:
    """A chapter's name that is followed by what only follows chapters."""
    pattern, _ = _chapters()
    return re.compile(
        rf"(?<![A-Za-z]){pattern.pattern}(?=\s*(?:chapter|section)\b|\s*\((?:acute|chronic|updated))", re.I
    )


@cache
def _later_chapter() -> re.Pattern[str]:
    """A chapter of several words where a new source may begin; a single word might be part of a topic after "and"."""
    names = sorted((n for variants in table("guidelines")["odg"].values() for n in variants), key=len, reverse=True)
    several = "|".join(_pattern(name) for name in names if len(name.split()) > 2 or "&" in name)
    single = "|".join(_pattern(name) for name in names)
    return re.compile(rf"(?:[;.]\s|\band\s)(?P<several>{several}){_NEXT}|;\s(?P<single>{single}){_NEXT}", re.I)


@cache
def _bodies() -> tuple[re.Pattern[str], dict[str, str]]:
    data = table("guidelines")["odg_body"]
    words = sorted(
        ((word, chapter) for chapter, words in data.items() for word in words),
        key=lambda entry: -len(entry[0]),
    )
    return (
        re.compile(r"\b(?:" + "|".join(re.escape(word) for word, _ in words) + r")\b", re.I),
        dict(words),
    )


@cache
def _cues() -> re.Pattern[str]:
    cues = table("guidelines")["other_sources"]["cues"]
    return re.compile(
        "|".join(
            (r"\b" if cue[0].isalnum() else "") + re.escape(cue) + (r"\b" if cue[-1].isalnum() else "") for cue in cues
        )
    )


def starts_outside(text: str) -> int:
    """Where a paragraph begins to speak of the Official Disability Guidelines; 0 where it does not."""
    match = re.search(r"(?:[,;(]\s*|\band )?(?:the )?\b(?:Official Disability Guide|ODG\b(?! Cognitive))", text, re.I)
    return match.start() if match else 0


def read_outside(text: str) -> Iterator[NamedCitation]:
    """The sources of a stretch outside the MTUS, in printed order."""
    text = _ODG_ADDRESS.sub(" " if _MARK.search(_ODG_ADDRESS.sub(" ", text)) else " ODG ", text)
    marks = list(_MARK.finditer(text))
    lead = text[: marks[0].start()] if marks else text
    if not marks or not _says_nothing(lead):
        chapter = _leading_chapter(lead, text[marks[0].end() :]) if marks and marks[0].lastgroup == "odg" else None
        if chapter:
            yield _odg(chapter, "", lead)
            marks = marks[1:]
        elif re.search(r"\w", lead):
            yield _other(lead)
    for place, mark in enumerate(marks):
        end = marks[place + 1].start() if place + 1 < len(marks) else len(text)
        body = text[mark.end() : end]
        last = place + 1 == len(marks)
        if not last and marks[place + 1].lastgroup == mark.lastgroup and _says_nothing(body):
            continue
        cue = _cues().search(body)
        own = body[: cue.start()] if cue else body
        yield from _read_odg(own) if mark.lastgroup == "odg" else _read_acoem(own)
        if cue:
            yield _other(body[cue.start() :])


def _leading_chapter(lead: str, rest: str) -> str | None:
    """ "Pain Chapter (ODG)": a chapter printed before the guideline's name."""
    if re.search(r"[A-Za-z]{3}", _undressed(rest)):
        return None
    pattern, meanings = _chapters()
    match = pattern.match(_undressed(lead))
    return meanings[match.lastgroup or ""] if match else None


def _other(text: str) -> NamedCitation:
    year = _YEAR.search(text)
    return NamedCitation(
        "other-source", "", "", year.group(1) if year else "", "", "a source outside the MTUS, ACOEM and ODG"
    )


def _odg(chapter: str, edition: str, printed: str, pages: str = "") -> NamedCitation:
    what = f"chapter “{' '.join(printed.split())[:60]}” → {chapter}" if chapter else "no chapter named"
    return NamedCitation("odg", chapter, slug(chapter), edition, pages, f"Official Disability Guidelines, {what}")


def _read_odg(body: str) -> Iterator[NamedCitation]:
    """Each chapter named is one citation, however many of its topics follow."""
    year = _YEAR.match(body.lstrip(" ,(")[:6])
    edition = year.group(1) if year else ""
    pages = _PAGES.search(body)
    page_list = re.sub(r"\s*,\s*", ", ", pages.group(1)) if pages else ""
    named = list(_odg_chapters(_undressed(body)))
    if not named:
        yield _odg("", edition, "", page_list)
    seen: set[str] = set()
    for chapter, printed in named:
        if chapter not in seen:
            seen.add(chapter)
            yield _odg(chapter, edition, printed, page_list if len(seen) == 1 else "")


def _odg_chapters(text: str) -> Iterator[tuple[str, str]]:
    pattern, meanings = _chapters()
    position = 0
    first = True
    named = False
    while True:
        match = pattern.match(text, position)
        if match is None or not (first or _stops().match(text, match.end())):
            break
        named = True
        yield meanings[match.lastgroup or ""], match.group()
        decorated = _decorated().match(text, match.end())
        position = decorated.end() if decorated else match.end()
        between = _BETWEEN.match(text, position)
        if between is None:
            break
        position, first = between.end(), False
    for match in _called_chapter().finditer(text, position):
        named = True
        yield meanings[match.lastgroup or ""], match.group()
    for match in _later_chapter().finditer(text, position):
        named = True
        name = match.group("several") or match.group("single")
        found = pattern.match(name)
        yield meanings[(found.lastgroup if found else None) or ""], name
    if not named:
        words, chapters = _bodies()
        body = words.search(text)
        if body:
            yield chapters[body.group().lower()], body.group()


def _read_acoem(body: str) -> Iterator[NamedCitation]:
    """ACOEM outside the MTUS keeps its chapter as printed, without numbers and the words for a chapter."""
    year = _YEAR.search(body[:60])
    pages = _PAGES.search(body)
    page_list = re.sub(r"\s*,\s*", ", ", pages.group(1)) if pages else ""
    text = re.sub(r"^[\s,;:.\-(]*(?:chapters?)\s*\d{1,2}\b", "", _undressed(body), flags=re.I)
    text = re.sub(r"^[\s,;:.\-)(]+", "", _undressed(text))
    section = _acoem_chapter(text)
    rule = f"ACOEM outside the MTUS, chapter “{section}”" if section else "ACOEM outside the MTUS, no chapter named"
    yield NamedCitation("acoem", section, slug(section), year.group(1) if year else "", page_list, rule)


@cache
def _acoem_names() -> dict[str, tuple[str, ...]]:
    """Chapter titles that hold commas, or that must end where they end, longest first, by the letters with which they
    begin."""
    data = table("guidelines")
    titles = [
        *data["general_chapters"],
        *(name for entry in data["guideline"] for name in entry.get("names", [])),
    ]
    chapters = [printed for variants in data["odg"].values() for printed in variants]
    by_head: dict[str, tuple[str, ...]] = {}
    for name in sorted(titles + chapters + ["Hip and Groin", "Chronic Pain", "Opioids"], key=len, reverse=True):
        by_head[name_head(name)] = (*by_head.get(name_head(name), ()), name)
    return by_head


@cache
def _acoem_pattern(head: str) -> re.Pattern[str]:
    """The titles that begin so; few paragraphs need any, and a pattern of them all takes long to make."""
    return re.compile("(?:" + "|".join(map(_pattern, _acoem_names()[head])) + r")(?![A-Za-z])", re.I)


def _acoem_chapter(text: str) -> str:
    head = name_head(text)
    known = _acoem_pattern(head).match(text) if head in _acoem_names() else None
    if known:
        return re.sub(r" chapter$", "", " ".join(known.group().split()), flags=re.I)
    end = _ACOEM_END.search(text)
    printed = (text[: end.start()] if end else text).split(",")[0]
    return " ".join(printed.split()).strip(" -,") if len(printed) <= 80 else ""
