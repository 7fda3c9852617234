"""Headings that name an original request, what of it was authorized, and what is left to review."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .values import Decision
from .wordings import NUMERAL

_ORIGINAL = re.compile(r"\b(?:was|were|is|are) the original requests?\b[\s.,;:]{0,3}", re.IGNORECASE)
_REMAINING = re.compile(
    r"(?:\bthe )?\bremaining (?:IMR[- ]eligible )?(?:portions?|parts?|items?)(?: of the original "
    r"requests?)?\b[\s.,;:]{0,3}",
    re.IGNORECASE,
)
_LEAVING = re.compile(
    r"[\s,;]{0,2}\bleaving the (?:original|entire|whole) requests? (?:as )?IMR[- ]eligible\b[\s.,;:]{0,3}"
    r"(?:the original requests?\b[\s.,;:]{0,3})?",
    re.IGNORECASE,
)
_BY_ADMINISTRATOR = re.compile(
    r"^(?:the )?claims? administrator (?:has )?(?:authorized|approved|certified) ", re.IGNORECASE
)
_WAS_AUTHORIZED = re.compile(
    r"[\s,]{1,2}(?:(?:was|were|is|are|has been|have been) )?(?:authorized|approved|certified)\b",
    re.IGNORECASE,
)
_IS = re.compile(r"[\s,;:]{1,2}(?:is|are|was|were)$", re.IGNORECASE)
_OPENING = re.compile(
    r"\b(?:remaining (?:IMR[- ]eligible )?portions?|leaving the original request|the original request,)",
    re.IGNORECASE,
)
# What counts a heading within its letter: "2)", "(2)", "b.", a bullet, "Issue #2:", "Request 2 of 3 -".
_NUMBERING = re.compile(
    r"\s*(?:[(\[]\d{1,2} of \d{1,2}[)\]]\s+(?!.{0,60}\b(?:session|visit|treatment)s?\b)|\d{1,2} of \d{1,2}[:.)]\s+"
    # "4.1 MRI", and not "1.5 Tesla MRI"
    r"|(?-i:\d{1,2}(?:\.\d{1,2}){1,2}\.?\s+(?=[A-Z])(?!(?:Tesla|T|H(?:ou)?rs?|MG|Mg|ML|Ml|CC|Inch(?:es)?)\b))|"
    r"[•●▪◦■□►▸*·–—-]+\s+|#?\d{1,2}[.)\]:]\s*(?=[^\d\s])|\(\d{1,2}\)\s*(?=[^\d\s])"
    r"(?!.{0,60}\b(?:session|visit|treatment)s?\b)"
    r"|\(?[a-h]\)\s+|(?-i:[a-h]\.\s+(?=[A-Z]))|\(?(?-i:[ivx]{1,4}[.)]|[IVX]{1,5}[.)])\s+"
    r"|(?:disputed )?(?:issue|item|service|request|treatment)s?(?: ?/ ?(?:item|service)s?)?"
    r"(?: (?:(?:in|at|under) (?:dispute|review)|requested|description))? ?[:=] +"
    r"|requested (?:item|service|treatment)s? ?[:=] +"
    r"|(?:disputed|re|regarding|concerning) ?: +"
    r"|(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth) (?:disputed )?"
    r"(?:item|issue|service)\b ?[:.)–-]?\s*"
    r"|(?-i:(?:Issue|Item|Request|ISSUE|ITEM|REQUEST) [A-L][.):]\s+)"
    r"|(?:disputed )?(?:IMR )?(?:issue|item|request|treatment|service|no\.?|number)s?(?: in dispute| at dispute)? ?"
    r"(?:#|no\.? ?|number )? ?(?:(?<=[#.r ])\d{1,2}(?: of \d{1,2})? ?(?:[:.)–-]|$)"
    rf"|(?<=#)\d{{1,2}}(?: of \d{{1,2}})?(?= [A-Za-z])|(?<=[.r ])(?:{NUMERAL})\b ?[:.)–-])\s*)",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"[A-Za-z]{2}")


# "The request for X is not medically necessary", "The utilization review denial of X is": what behind a decision is
# left of a sentence that says it.
_SAID = re.compile(
    r"(?:the )?(?P<kind>(?:retro|pro)spective )?requests? (?:for|of) (?P<what>.{3,}?),? (?:is|are|was|were) "
    r"(?P<not>not )?medically (?:necessary|appropriate)(?: and (?:appropriate|medically necessary))?\W{0,3}",
    re.IGNORECASE | re.DOTALL,
)
_DENIAL = re.compile(
    r"(?:the )?(?:(?:utilization review|UR|claims? administrator['’]?s?) )?"
    r"(?:denial|non-?certification|decision|determination)(?: to deny)? (?:of|for|on|regarding) "
    r"(?:the )?(?:requests? (?:for|of) )?(?P<what>.{3,}?),? (?:is|are|was|were)",
    re.IGNORECASE | re.DOTALL,
)
_REQUEST = re.compile(
    r"(?:the requests? for|(?:imr |final )?(?:decision|determination|outcome|result) (?:for|on|regarding)) "
    r"(?P<what>.{3,})",
    re.IGNORECASE | re.DOTALL,
)
_ASKED = re.compile(
    r"(?:(?:issue|question)(?: (?:at|in) dispute)? ?: ?)?(?:is|are|was|were) (?:the )?(?:requests? (?:for|of) )?"
    r"(?P<what>.{3,}?) medically (?:necessary|appropriate)(?: and appropriate)? ?\?",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Portions:
    """``disputed`` is what the decision is about; the other two are None where the heading does not tell
    them apart.
    """

    disputed: str
    original_request: str | None = None
    authorized: str | None = None


def without_numbering(heading: str) -> str:
    """The heading without its number, letter or bullet in the letter's list; one that would be nothing else stays."""
    start = 0
    while found := _NUMBERING.match(heading, start):
        start = found.end()
    return heading[start:] if _LETTERS.search(heading, start) else heading


def is_numbering(text: str) -> bool:
    """Whether a line only counts what stands below it ("SECOND ITEM")."""
    found = _NUMBERING.match(text)
    return found is not None and not text[found.end() :].strip(" :.–-")


def without_sentence(heading: str, decision: Decision) -> str:
    """What is in dispute, of a heading that says the decision in a sentence; another heading as it is, and one whose
    sentence says the other decision too.
    """
    said = _SAID.fullmatch(heading)
    if said:
        if (said["not"] is not None) != (decision == "upheld"):
            return heading
        return f"{said['kind'].strip().capitalize()} request for {said['what']}" if said["kind"] else said["what"]
    other = _DENIAL.fullmatch(heading) or _ASKED.fullmatch(heading) or _REQUEST.fullmatch(without_numbering(heading))
    return other["what"] if other else heading


def split_heading(heading: str) -> Portions:
    """Tell original, authorized and remaining apart. A heading of another kind is disputed as a whole."""
    left = _LEAVING.search(heading) or _REMAINING.search(heading)
    if left is None:
        return Portions(heading)
    opening = _ORIGINAL.search(heading, 0, left.start())
    original = _trim(heading[: opening.start()]) if opening else None
    authorized = _authorized(heading[opening.end() if opening else 0 : left.start()])
    disputed = _trim(_IS.sub("", heading[left.end() :].rstrip(" .:;,"))) or original
    return Portions(disputed, original or None, authorized) if disputed else Portions(heading)


def lacks_opening(text: str) -> bool:
    """Whether this is the later part of such a heading, its first sentence not yet among it."""
    return _OPENING.search(text) is not None and _ORIGINAL.search(text) is None


def opens_portions(text: str) -> bool:
    """Whether the sentence that names the original request is printed here."""
    return _ORIGINAL.search(text) is not None


def _authorized(between: str) -> str | None:
    named = _BY_ADMINISTRATOR.sub("", between.strip())
    if len(named) == len(between.strip()):
        end = _WAS_AUTHORIZED.search(named)
        if end is None:
            return None
        named = named[: end.start()]
    return _trim(named) or None


def _trim(text: str) -> str:
    return text.strip(" .,;:")
