"""The forms of 2013 and early 2014, as far as their headings are known.

The notice of 2013 lists its decisions ("1) … has determined the request for X is not medically necessary and
appropriate"), and later gives each request's guidelines and rationale under "1) Regarding the request for
X:". A form of early 2014 ("Documents reviewed") numbers its items likewise and gives the guidelines and the
rationale right after each. The third is known by its headings alone: "Issue at dispute", and a rationale
whose title says why the treatment was or was not necessary.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from .decisions import is_decision_line, read_decision
from .forms import Part, issue_of, label_of, verdict_of
from .lines import Line
from .paragraphs import Mender
from .values import Decision, Form, ParsedItem
from .wordings import fold

LONGEST_REQUEST = 16
_LOOKED_AT = 80
_ALIKE = 65

# "1)", "2.", "#3", "(4)", "A)", "b.", "II."; what only marks is a number of its own.
_COUNT = (
    r"(?:(?i:issue|item|request) (?:no\. ?|#)?(?P<named>\d{1,2}) ?[.:)–-]|[#(]?(?P<digits>\d{1,2}) ?[.):]"
    r"|#(?P<sharp>\d{1,2})|\(?(?P<roman>[IVX]{1,4})[.)]|\(?(?P<letter>[A-Ha-h])[.)])"
)
_NUMBER = re.compile(rf"{_COUNT} ?(?=\S)")
# Scans run the words together.
_VERDICT = re.compile(
    r"\s(?:is|are|was|were) ?(not ?)?medically ?necessary(?: ?and ?appropriate)?\W{0,3}$", re.IGNORECASE
)
_DETERMINED = re.compile(
    r"(?:MAXIMUS Federal Services(?:, Inc\.?)?|MAXIMUS|The reviewer) ?(?:has )?determined "
    r"(?:that )?the (?=(?:[a-z-]+ )?requests? for )(?:requests? for )?",
    re.IGNORECASE,
)
_DECIDES = re.compile(rf"{_COUNT} ?(?i:MAXIMUS|The reviewer)\b.{{0,40}}\bdetermined\b")
_REGARDING = re.compile(rf"{_COUNT} ?(?i:Regarding the (?:[a-z-]+ )?requests? (?:for|of))\b")
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")
_CLAIMS = re.compile(r"\bThe claims administrator\b", re.IGNORECASE)
_REVIEWER = re.compile(
    r"(?:^|(?<=[.:] ))The (?:MAXIMUS |independent |expert |physician |medical |professional ){1,3}reviewer\b"
    r"(?!['’]s decision rationale)",
    re.IGNORECASE,
)
_RATIONALE = re.compile(
    r"(?:(?:the )?(?:[a-z]+ ){0,3}reviewer['’]?s?['’]? )?"
    r"(?:decision rationale|rationale for (?:the|his/her) decision)\s?:?\s?",
    re.IGNORECASE,
)


_RELIED_ON = re.compile(
    r"(?:guidelines?|evidence|sources?)(?: (?:relied (?:up)?on|used|cited|applied|considered))? ?: ?", re.IGNORECASE
)
_CAPITAL_LABEL = re.compile(r"[A-Z]{4,}(?:[ /][A-Z/'’()]+){0,7} ?:")


_WITHIN = re.compile(r"(?<=[.;)]) (?:Decision )?Rationale ?[:–-] ?(?=\S)")


@dataclass(frozen=True, slots=True)
class Early:
    """What such a letter decides."""

    form: Form
    items: tuple[ParsedItem, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Request:
    """A numbered request with its verdict; ``determined``: in the words of the notice of 2013."""

    number: int
    heading: str
    decision: Decision
    determined: bool
    start: int
    end: int


def read_early(lines: Sequence[Line], mender: Mender) -> Early | None:
    """The items of an early form, None where the letter is none."""
    if any(verdict_of(line.text) for line in lines):
        return _read_issues(lines, mender)
    requests = list(_requests(lines, mender))
    if not requests:
        return None
    determined = [request for request in requests if request.determined]
    return _read_notice(lines, mender, determined) if determined else _read_numbered(lines, mender, requests)


def _requests(lines: Sequence[Line], mender: Mender) -> Iterator[_Request]:
    """Numbered paragraphs that end with a verdict."""
    at = 0
    while at < len(lines):
        found = _NUMBER.match(lines[at].text)
        end = _verdict_line(lines, at) if found else None
        if found and end is not None:
            text = mender.join(lines[at : end + 1])[found.end() :]
            verdict = _VERDICT.search(text, max(0, len(text) - 60))
            opening = _DETERMINED.match(text)
            if verdict:
                heading = text[opening.end() if opening else 0 : verdict.start()].strip(" .,;:")
                decision: Decision = "upheld" if verdict[1] else "overturned"
                yield _Request(_number(found), heading, decision, opening is not None, at, end + 1)
            at = end
        at += 1


def _number(found: re.Match[str]) -> int:
    """The place in the list, whether it counts in figures, Roman ones or letters; 0 where that cannot be."""
    if digits := found["digits"] or found["sharp"] or found["named"]:
        return int(digits)
    if roman := found["roman"]:
        return _ROMAN.index(roman) + 1 if roman in _ROMAN else 0
    return ord(found["letter"].upper()) - ord("A") + 1


def _verdict_line(lines: Sequence[Line], start: int) -> int | None:
    for at in range(start, min(start + LONGEST_REQUEST, len(lines))):
        if at > start and (_NUMBER.match(lines[at].text) or lines[at].before == "gap"):
            return None
        tail = " " + " ".join(line.text for line in lines[max(start, at - 1) : at + 1])[-120:]
        if _VERDICT.search(tail):
            return at
    return None


def _read_notice(lines: Sequence[Line], mender: Mender, requests: Sequence[_Request]) -> Early:
    decided: dict[int, _Request] = {}
    warnings: list[str] = []
    for request in requests:
        known = decided.setdefault(request.number, request)
        if known.decision != request.decision:
            warnings.append(f"Request {request.number} is decided in two ways.")
    starts = [(at, _number(found)) for at, line in enumerate(lines) if (found := _REGARDING.match(line.text))]
    ends = _ends([at for at, _ in starts], len(lines))
    blocks = {number: (at, end) for (at, number), end in zip(starts, ends, strict=True)}
    items = [
        _item(request.heading, request.decision, lines[slice(*blocks.get(number, (0, 0)))], mender)
        for number, request in sorted(decided.items())
        if f"Request {number} is decided in two ways." not in warnings
    ]
    warnings += [
        f"Request {number} is named in two ways."
        for number, (at, _) in blocks.items()
        if number in decided and not _is_on(decided[number].heading, mender.join(lines[at : at + LONGEST_REQUEST]))
    ]
    named = {_number(found) for line in lines if (found := _DECIDES.match(line.text))} | set(blocks) | {1}
    warnings += [
        f"Request {at} could not be read." for at in range(1, max(named | set(decided)) + 1) if at not in decided
    ]
    return Early("notice-2013", tuple(items), (*dict.fromkeys(warnings), *_missing(items)))


def _is_on(heading: str, block: str) -> bool:
    """Whether what is said regarding a request is on what the list calls so."""
    return fuzz.partial_ratio(fold(heading)[:_LOOKED_AT], fold(block)[: 3 * _LOOKED_AT]) > _ALIKE


def _read_numbered(lines: Sequence[Line], mender: Mender, requests: Sequence[_Request]) -> Early | None:
    """Items with the guidelines right below; a numbered verdict without them is a sentence in some list."""
    requests = [request for request in requests if _is_followed_by_guidelines(lines, request)]
    if not requests:
        return None
    ends = _ends([request.start for request in requests], len(lines))
    items = [
        _item(request.heading, request.decision, lines[request.end : end], mender)
        for request, end in zip(requests, ends, strict=True)
    ]
    blocks = zip(requests, ends, strict=True)
    twice = [place for place, (request, end) in enumerate(blocks, 1) if _has_label_twice(lines[request.end : end])]
    numbers = {request.number for request in requests}
    gaps = [f"Request {at} could not be read." for at in range(1, max(numbers) + 1) if at not in numbers]
    gaps += [f"Item {place} has a label twice." for place in twice]
    return Early("documents-reviewed", tuple(items), (*gaps, *_missing(items)))


def _has_label_twice(block: Sequence[Line]) -> bool:
    """Whether an item's rationale begins twice: the next item's first line is lost."""
    begun = (_RATIONALE.match(line.text) for line in block)
    return sum(found is not None and found[0].rstrip().endswith(":") for found in begun) > 1


def _is_followed_by_guidelines(lines: Sequence[Line], request: _Request) -> bool:
    below = lines[request.end].text if request.end < len(lines) else ""
    return any(opening.match(below) for opening in (_CLAIMS, _REVIEWER, _RATIONALE))


def _read_issues(lines: Sequence[Line], mender: Mender) -> Early:
    """One issue at dispute, then its rationale; the rationale's title holds the decision."""
    items: list[ParsedItem] = []
    warnings: list[str] = []
    starts = [at for at, line in enumerate(lines) if issue_of(line.text)]
    for place, (start, end) in enumerate(zip(starts, _ends(starts, len(lines)), strict=True), start=1):
        block = lines[start:end]
        titles = ((at, *told) for at, line in enumerate(block) if (told := verdict_of(line.text)))
        why, decision, length = next(titles, (1, None, 0))
        claims = next((at for at, line in enumerate(block[:why]) if at and _is_no_heading(line.text)), why)
        heading = mender.join(_until_title(_without(block[:claims], issue_of(block[0].text))))
        cited = dict(_labelled(block[claims:why], mender))
        if decision is None or not heading:
            warnings.append(f"Issue {place} prints no heading or no decision and was left out.")
            continue
        said = [read_decision(line.text) for line in block[1:why] if is_decision_line(line.text)]
        if any(found is None or found.doubt or found.decision != decision for found in said):
            warnings.append(f"Issue {place} is decided in two ways.")
        rationale = mender.paragraphs(_without(block[why:], length))
        items.append(_build(heading, decision, cited.get("claims", ""), cited.get("reviewer", ""), rationale))
    rationales = sum(verdict_of(line.text) is not None for line in lines)
    if rationales > len(starts):
        warnings.append(f"{rationales} rationales are printed, and {len(starts)} issues.")
    return Early("medical-professional-review", tuple(items), (*warnings, *_missing(items)))


def _is_no_heading(text: str) -> bool:
    """Whether a line below an issue is no more of it: a label, also one of the form's own in capitals, or a verdict."""
    return bool(label_of(text) or _CAPITAL_LABEL.match(text)) or is_decision_line(text)


def _labelled(block: Sequence[Line], mender: Mender) -> Iterator[tuple[Part, str]]:
    """The guidelines that stand between an issue and its rationale."""
    opened = [(at, label) for at, line in enumerate(block) if (label := label_of(line.text) or _plain_label(line.text))]
    for (at, (part, length)), end in zip(opened, _ends([at for at, _ in opened], len(block)), strict=True):
        yield part, mender.join(_until_title(_without(block[at:end], length)))


def _plain_label(text: str) -> tuple[Part, int] | None:
    """A label that does not say whose guidelines follow: in a reviewer's letter they are the reviewer's."""
    found = _RELIED_ON.match(text)
    return ("reviewer", found.end()) if found else None


def _ends(starts: Sequence[int], last: int) -> list[int]:
    """Where each block ends that begins at these lines: where the next one begins."""
    return [*starts[1:], last] if starts else []


def _until_title(block: Sequence[Line]) -> list[Line]:
    """The lines before the next title, which is set in capitals and ends with a colon."""
    kept = list(block[:1])
    for line in block[1:]:
        if line.text.isupper() and (line.text.endswith(":") or line.before == "gap"):
            break
        kept.append(line)
    return kept


def _item(heading: str, decision: Decision, block: Sequence[Line], mender: Mender) -> ParsedItem:
    block = list(_with_rationale_apart(block))
    at = next((at for at, line in enumerate(block) if _RATIONALE.match(line.text)), len(block))
    guidelines = mender.join(block[:at])
    claims, reviewer = _CLAIMS.search(guidelines), _REVIEWER.search(guidelines)
    cut = reviewer.start() if reviewer else len(guidelines)
    opening = _RATIONALE.match(block[at].text) if at < len(block) else None
    rationale = mender.paragraphs(_without(block[at:], opening.end() if opening else 0))
    cited = guidelines[claims.start() : cut].strip() if claims else ""
    return _build(heading, decision, cited, guidelines[cut:].strip(), rationale)


def _with_rationale_apart(block: Sequence[Line]) -> Iterator[Line]:
    """The lines, cut where the rationale's label stands within the first one that has it, behind a sentence's end."""
    wanted = not any(_RATIONALE.match(line.text) for line in block)
    for line in block:
        found = _WITHIN.search(line.text) if wanted else None
        if found is None:
            yield line
            continue
        wanted = False
        yield replace(line, text=line.text[: found.start()])
        yield Line(f"Decision rationale: {line.text[found.end() :]}", "none")


def _without(block: Sequence[Line], length: int) -> list[Line]:
    """The lines without so many characters of the first one, which open it."""
    if not block:
        return []
    rest = block[0].text[length:]
    return ([replace(block[0], text=rest)] if rest else []) + list(block[1:])


def _build(heading: str, decision: Decision, claims: str, reviewer: str, rationale: str) -> ParsedItem:
    return ParsedItem(heading, heading, None, None, decision, claims, reviewer, rationale)


def _missing(items: Sequence[ParsedItem]) -> Iterator[str]:
    for place, item in enumerate(items, start=1):
        if not item.rationale:
            yield f"Item {place} prints no rationale."
