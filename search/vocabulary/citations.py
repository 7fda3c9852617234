"""The guidelines that a paragraph cites: guideline, section, edition, pages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from .data import table
from .outside import HEAD, NamedCitation, name_head, read_outside, starts_outside
from .prose import mended_names, plain_prose
from .sections import NamedSection, key_by_pages, read_sections, without_regulation
from .text import LONGEST_TEXT

_WORD_BEGINS = re.compile(rf"(?<![A-Za-z])(?=([A-Za-z0-9]{{{HEAD}}}))")
_PREAMBLE = re.compile(
    r"(?:the )?(?:claims administrator|expert reviewer|physician reviewer|reviewer)(?:'s)? "
    r"based (?:their|its|his|her) decision on recommendations?(?:\(s\))? outside (?:of )?"
    r"the MTUS Guidelines?\.?",
    re.I,
)
_NONE = re.compile(
    r"did not (?:cite|specify|provide|reference|list|identify|mention|quote)|"
    r"did not (?:rely|base \w+ (?:decision|denial)) on an?y?\b|"
    r"not cited|\bcited no (?:guideline|evidence|source|medical)|"
    r"^(?:none|n/?a|not applicable|nothing)(?: (?:was |were )?(?:cited|given|listed|stated|provided|noted))?\W*$|"
    r"\bno (?:guidelines?|medical evidence|citations?|evidence)(?: \w+){0,3} (?:cited|was|were|provided)",
    re.I,
)
_NOT_NONE = re.compile(r"based on (?:the )?(?:non-?)?MTUS|\bODG\b|Official Disability", re.I)
_SWITCH = re.compile(
    r"(?P<outside>\bNon[- ]?MTUS\b(?: Guidelines?)?(?: Citations?:?)?"
    r"|\bOther Medical Treatment Guidelines?(?: or Medical Evidence| \(OMTG\))?:?)"
    r"|(?P<mtus>(?:\bon|^|\band|[.;,])(?: the)?(?: California| CA)? ?\bMTUS\b)",
    re.I,
)
_YEAR = re.compile(r"^[\s,]*(?:Guidelines?[\s,]*)?\(?((?:19|20)\d\d)\)?(?: Guidelines?)?(?: Update)?")
# Which edition is meant, and since when: never a section.
_EDITION_NOTE = re.compile(
    r"\((?:ACOEM|American College|Effective|Revised|Adopted|Updated|Amended|(?:\d(?:st|nd|rd|th)|second|third) ed)"
    r"[^()]{0,100}(?:\([^()]{0,40}\)[^()]{0,60}){0,2}\)"
    r"|\b(?:\d(?:st|nd|rd|th)|second|third) ed(?:itions?|n)?\b\.?(?:,? ?\(?(?:19|20)\d\d\)?)?"
    r"|\bV(?:er(?:sion)?)?\.? ?\d(?:\.\d)?(?![\w.])"
    r"|\b(?:effective|revised|updated|adopted|amended)(?: (?:date|on|as of))?:? "
    r"(?:[A-Z][a-z]+\.? \d{1,2},? (?:19|20)\d\d|\d{1,2}/\d{1,2}/\d{2,4}|(?:[A-Z][a-z]+ )?(?:19|20)\d\d)",
    re.I,
)
_LEAD = re.compile(
    r"^(?:\(Effective[^()]{0,40}\)|[\s,;:.\-/()\"]|(?:under|see|for|regarding)\b(?: the)?|"
    r"Sections? (?:on|titled|entitled)\b|"
    r"Guidelines?\b|Chapters?\b(?! \d)|\(?ACOEM\)?|Practice\b|2nd Edition,?|"
    r"Section\(s\):?|Sections?:?|MTUS\b|Complaints\b|§+)+",
    re.I,
)
_TAIL = re.compile(
    r"(?:[\s,;/.\"]|\bsections?\b|\band\b|\bthe\b|\bCalifornia\b|\bDecision based on\b|\(ACOEM\)|"
    r"\b(?:MTUS|ACOEM)\b(?: Practice)?(?: Guidelines?)?|\bChapters? \d+\b[,:]?|\b(?:2nd|second) edition\b,?)+$",
    re.I,
)
_LONGEST_TAIL = 120
# A sentence about what the guideline says is no section.
_SAYS = re.compile(r"^[\s,]*(?:states?|recommends?|notes?|indicates?|supports?|advises?|says?|do(?:es)? not)\b.*", re.S)
_ALSO_OUTSIDE = re.compile(
    r"(?:[,;/]\s*)?(?:and|&|as well as)? ?(?:the )?(?=ODG\b|Official Disability)(?<=[a-z;,/&] )", re.I
)
_PAGES = re.compile(
    r"[\s,;(]{0,4}\b(?:Page\(s\)|(?:Pages?|Pgs?|Pp|P)(?![A-Za-z]))\.?\s?(?:numbers? )?[:#.]?\s?"
    r"(\d{1,3}(?:(?:[\s,;&-]|and\b|to\b){1,6}\d{1,3}\b(?!\.\d|\)|/))*)\)?(?: of \d{2,3}\b)?",
    re.I,
)


# The MTUS spelt out, and a chapter's short form.
_SPELT_OUT = re.compile(
    r"\b(?:(?:California|CA)(?:'s)? )?Medical Treatment Utilization Schedule(?:,? ?\(MTUS\))?", re.I
)
_DOTTED = re.compile(r"\b(?:O\.D\.G|M\.T\.U\.S|A\.C\.O\.E\.M)\b\.?")
# "MTUS Guidelines, Chronic Pain, TENS" lists what is within them.
_GUIDELINES_OF = re.compile(r"\bMTUS Guidelines?[,:;] ", re.I)
_CHAPTER = re.compile(r"\bChs?\.? ?(?=\d)", re.I)
_TABLES = re.compile(
    r"[\s,;(]{0,3}\b(?:Tables?|Figures?|Figs?\.?|Algorithms?) \d{1,2}-\d{1,2}[a-z]?"
    r"(?:(?:,| and|,? &|-| to) ?\d{1,2}-\d{1,2}){0,4}\)?",
    re.I,
)
_BEFORE_SHORT = r"(?:(?<=MTUS )|(?<=ACOEM )|(?<=^)|(?<=, and ))"
_AFTER_SHORT = r"(?=\s*\(?(?:19|20)\d\d\b|\s*Guidelines?\b|\s*$)"


@dataclass(frozen=True, slots=True)
class _Start:
    """Where a guideline's name stands in a paragraph; a "General Approaches" chapter is its section."""

    start: int
    end: int
    guideline: str
    section: str
    printed: str


def _spaced(name: str) -> str:
    """A pattern for a name however its commas, hyphens, "&" and spaces are printed."""
    words = re.findall(r"[A-Za-z0-9]+|&", name)
    return r"[\s,/()-]*".join("(?:and|&)" if word in {"&", "and"} else re.escape(word) for word in words)


def _short(key: str, name: str) -> str:
    """A pattern for a name that is a word too: right behind "MTUS", before what follows names. Opioids are a section
    of another guideline too, before a comma.
    """
    plain = f"{_BEFORE_SHORT}{_spaced(name)}{_AFTER_SHORT}"
    listed = rf"(?:(?<=^)|(?<=MTUS )|(?<=MTUS: )|(?<=MTUS, )){_spaced(name)}(?=\s*[,;:])"
    return plain if key == "mtus-opioids" else f"(?:{plain}|{listed})"


@cache
def _guideline_names() -> dict[str, list[tuple[str, tuple[str, str]]]]:
    """A pattern for every MTUS guideline's name and the guideline and section it means, the longest name first, by the
    letters with which the name begins."""
    data = table("guidelines")
    full = [
        (name, rf"(?<!\bChronic ){_spaced(name)}", (guideline["key"], ""))
        for guideline in data["guideline"]
        for name in guideline.get("names", [])
    ]
    short = [
        (name, _short(guideline["key"], name), (guideline["key"], ""))
        for guideline in data["guideline"]
        for name in guideline.get("short", [])
    ]
    chapters = [(title, _spaced(title), ("mtus-general-approaches", title)) for title in data["general_chapters"]]
    by_head: dict[str, list[tuple[str, tuple[str, str]]]] = {}
    for name, pattern, meaning in sorted(full + short + chapters, key=lambda entry: -len(entry[0])):
        by_head.setdefault(name_head(name), []).append((pattern, meaning))
    return by_head


@cache
def _guideline_pattern(head: str) -> re.Pattern[str]:
    """The names that begin so, each a group; few paragraphs need any, and a pattern of them all takes long to make."""
    patterns = "|".join(f"({pattern})" for pattern, _ in _guideline_names()[head])
    return re.compile(rf"(?<![A-Za-z])(?:{patterns})(?![a-z])", re.I)


@cache
def _initials_mean() -> dict[str, str]:
    """The name for which its first letters stand ("CPMTG")."""
    guidelines = table("guidelines")["guideline"]
    return {short: entry["names"][0] for entry in guidelines for short in entry.get("initials", [])}


@cache
def _initials() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(sorted(_initials_mean(), reverse=True))})\b")


@cache
def _state_names() -> re.Pattern[str]:
    """The names, and the regulations, of guidelines that are the state's whether or not the MTUS is named."""
    data = table("guidelines")["guideline"]
    names = [
        _spaced(name) for entry in data for name in entry.get("names", []) if name.endswith("Treatment Guidelines")
    ]
    return re.compile("|".join([*names, *map(re.escape, _regulations())]), re.I)


@cache
def _regulations() -> dict[str, str]:
    """The guideline that each section of the regulations (8 CCR) adopts."""
    return {entry["regulation"]: entry["key"] for entry in table("guidelines")["guideline"] if "regulation" in entry}


def _starts(text: str) -> list[_Start]:
    """The names in a text. Of its words only those are looked at that begin as names do."""
    names = _guideline_names()
    found: list[_Start] = []
    end = 0
    for word in _WORD_BEGINS.finditer(text):
        head = word[1].lower()
        if head in names and word.start() >= end and (match := _guideline_pattern(head).match(text, word.start())):
            end = match.end()
            _, meaning = names[head][(match.lastindex or 1) - 1]
            found.append(_Start(match.start(), end, *meaning, match.group()))
    return found


def _read_mtus(text: str) -> Iterator[NamedCitation]:
    """The citations of a stretch that cites the MTUS.

    "General Approaches 2004, Section(s): …" only heads its chapters, and gives them its edition.
    """
    starts = _starts(text)
    if not starts:
        yield from _unnamed(text)
        return
    edition = ""
    for place, start in enumerate(starts):
        following = starts[place + 1] if place + 1 < len(starts) else None
        found = list(_read_guideline(start, text[start.end : following.start if following else len(text)]))
        if start.section:
            yield from (replace(citation, edition=citation.edition or edition) for citation in found)
            continue
        edition = found[0].edition if start.guideline == "mtus-general-approaches" else ""
        heads = following is not None and following.section != "" and following.guideline == start.guideline
        if not heads or found[0].section:
            yield from found


def _read_guideline(start: _Start, body: str) -> Iterator[NamedCitation]:
    edition = ""
    year = _YEAR.match(body)
    if year:
        edition, body = year.group(1), body[year.end() :]
    rule = f"guideline “{' '.join(start.printed.split())}” → {start.guideline}"
    if start.section:
        pages = _PAGES.search(body)
        key = read_sections(start.guideline, start.section)[0][0].key
        yield NamedCitation(start.guideline, start.section, key, edition, _page_list(pages), rule)
        return
    blank = NamedCitation(start.guideline, "", "", edition, "", rule)
    page_lists = list(_PAGES.finditer(body))
    if page_lists and not _bare(body[: page_lists[0].start()]):
        led = _read_behind_pages(blank, body, page_lists)
        if led[-1].section:
            yield from led
            return
    found: list[NamedCitation] = []
    position = 0
    for match in [*page_lists, None]:
        stretch = _bare(body[position : match.start() if match else len(body)])
        sections, bare = read_sections(start.guideline, stretch)
        pages_here = _page_list(match) or bare
        citations = [_of_section(blank, section) for section in sections]
        if not citations and pages_here and (not found or found[-1].pages):
            citations = [blank]
        if citations:
            found.extend(citations)
        if pages_here and found:
            joined = f"{found[-1].pages}, {pages_here}" if found[-1].pages and not citations else pages_here
            found[-1] = _by_pages(replace(found[-1], pages=joined))
        position = match.end() if match else len(body)
    yield from found or [blank]


def _of_section(blank: NamedCitation, section: NamedSection) -> NamedCitation:
    rule = f"{blank.rule}, section “{section.name}”"
    return replace(blank, section=section.name, section_key=section.key, rule=rule)


def _read_behind_pages(blank: NamedCitation, body: str, page_lists: list[re.Match[str]]) -> list[NamedCitation]:
    """Sections each behind its pages ("page 22, Aquatic therapy; page 98, Physical Medicine"): pages belong to the
    first section behind them.
    """
    found: list[NamedCitation] = []
    for place, match in enumerate(page_lists):
        end = page_lists[place + 1].start() if place + 1 < len(page_lists) else len(body)
        sections, _ = read_sections(blank.guideline, _bare(body[match.end() : end]))
        citations = [_of_section(blank, section) for section in sections] or [blank]
        found += [replace(citations[0], pages=_page_list(match)), *citations[1:]]
    return found


def _bare(text: str) -> str:
    """A list of sections without the words that lead to it and to the next guideline."""
    text = _TABLES.sub("", _EDITION_NOTE.sub(" ", text))
    text = _LEAD.sub("", without_regulation(_SAYS.sub("", text)).rstrip(". "))
    return text[:-_LONGEST_TAIL] + _TAIL.sub("", text[-_LONGEST_TAIL:])


def _by_pages(citation: NamedCitation) -> NamedCitation:
    """Pages of the 2009 chronic pain guideline, cited alone, give a section's key where they hold only it."""
    if citation.section or citation.guideline != "mtus-chronic-pain" or citation.edition not in {"", "2009"}:
        return citation
    key = key_by_pages(citation.pages)
    return (
        replace(citation, section_key=key, rule=f"{citation.rule}, page {citation.pages} → {key}") if key else citation
    )


def _page_list(match: re.Match[str] | None) -> str:
    if match is None:
        return ""
    pages = re.sub(r"\s+(?:and|to)\s+|\s*[&;]\s*", ", ", match.group(1))
    return re.sub(r"\s*,\s*", ", ", re.sub(r"\s*-\s*", "-", pages)).strip(", ")


def _unnamed(text: str) -> Iterator[NamedCitation]:
    """The MTUS without a guideline's name: a chapter number may still tell which."""
    chapter = re.search(r"\bChapter (\d{1,2})\b", text, re.I)
    pages = _page_list(_PAGES.search(text))
    if chapter:
        number = int(chapter.group(1))
        data = table("guidelines")
        for guideline in data["guideline"]:
            if guideline.get("chapter") == number:
                yield NamedCitation(guideline["key"], "", "", "", pages, f"ACOEM chapter {number} → {guideline['key']}")
                return
        for title, own in data["general_chapters"].items():
            if own == number:
                key = read_sections("mtus-general-approaches", title)[0][0].key
                yield NamedCitation(
                    "mtus-general-approaches", title, key, "", pages, f"ACOEM chapter {number} → {title}"
                )
                return
    adopted = re.findall(r"\b9792(?:\.\d{1,2}){2}(?![.\d]| ?-)", text)
    if len(adopted) == 1 and adopted[0] in _regulations():
        key = _regulations()[adopted[0]]
        yield _by_pages(NamedCitation(key, "", "", "", pages, f"8 CCR {adopted[0]} → {key}"))
        return
    yield NamedCitation("mtus-other", "", "", "", pages, "the MTUS without a guideline's name")


def _stretches(text: str) -> Iterator[tuple[bool, str]]:
    """The paragraph in stretches inside (True) and outside the MTUS."""
    switches = list(_SWITCH.finditer(text))
    if not switches:
        if text.strip(" .,;"):
            named, border = _state_names().search(text), starts_outside(text)
            own = named is not None and (not border or named.start() < border)
            yield own or (bool(re.search(r"\bMTUS\b", text)) and not border), text
        return
    lead = text[: switches[0].start()]
    lead = re.sub(r"\bdecision (?:is |was )?based on\b.*", "", lead, flags=re.I | re.S)
    if _starts(lead) or starts_outside(lead):
        yield bool(_starts(lead)), lead
    for place, switch in enumerate(switches):
        end = switches[place + 1].start() if place + 1 < len(switches) else len(text)
        stretch = re.sub(r"\s*\bDecision based on\s*$", "", text[switch.end() : end], flags=re.I)
        yield switch.lastgroup == "mtus", stretch.strip()


# Both sides often cite in the same words, and letters of a period cite alike.
@lru_cache(maxsize=4096)
def name_citations(paragraph: str) -> tuple[NamedCitation, ...]:
    """Every citation of a guideline paragraph, in printed order, each once; an empty one cites nothing."""
    text = " ".join(paragraph[:LONGEST_TEXT].replace("–", "-").replace("—", "-").replace("’", "'").split())
    if not re.search(r"\w", text):
        return ()
    text = _initials().sub(lambda found: _initials_mean()[found[0]], text)
    text = _DOTTED.sub(lambda found: found[0].replace(".", ""), text)
    text = _GUIDELINES_OF.sub("MTUS ", _CHAPTER.sub("Chapter ", _SPELT_OUT.sub("MTUS", text)))
    rest = _PREAMBLE.sub(" ", mended_names(text)).strip()
    if _NONE.search(rest) and not _NOT_NONE.search(rest):
        return (NamedCitation("none-cited", "", "", "", "", "the paragraph says that nothing was cited"),)
    found: dict[tuple[str, str, str], NamedCitation] = {}
    for inside, stretch in _stretches(plain_prose(rest)):
        for citation in _inside(stretch) if inside else read_outside(stretch):
            found.setdefault((citation.guideline, citation.section, citation.pages), citation)
    if not found:
        return (NamedCitation("other-source", "", "", "", "", "outside the MTUS, the source is not named"),)
    return tuple(found.values())


def _inside(stretch: str) -> Iterator[NamedCitation]:
    """A stretch of the MTUS may run on into the Official Disability Guidelines without saying so."""
    also = _ALSO_OUTSIDE.match(stretch)
    if also:
        yield from _unnamed("")
        yield from read_outside(stretch[also.end() :])
        return
    border = starts_outside(stretch)
    yield from _read_mtus(stretch[:border] if border else stretch)
    if border:
        yield from read_outside(stretch[border:])
