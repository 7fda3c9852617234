"""Lines that were kept as text of an item and fit nowhere in it: a person should look at these.

A heading names what was asked for, a guideline paragraph names sources in the form's own words, and a letter speaks to
nobody. What else stands there on a line of its own may be a note that somebody wrote on the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from .capitals import is_all_capitals
from .headings import ends_portion
from .items import Draft
from .lines import Line
from .notices import tells_of_care
from .paragraphs import ends_sentence
from .places import has_place
from .portions import is_numbering
from .stamps import likeness

_FEWEST_SHOUTED = 2
"""Words of capitals that make a line within a sentence stand out; one may be a short form."""
_CAPITALS = re.compile(r"[A-Z]{3,}")
_LABEL_ALONE = re.compile(r"[A-Za-z]+(?: [A-Za-z]+)?:")
# What the header names and redaction took out.
_REDACTED = re.compile(
    r"(?:employee|patient|applicant|injured worker|provider|employer|insurer|claims? administrator|claims?|dear)"
    r"(?: ?(?:name|number|no\.|#))? ?[:,]",
    re.IGNORECASE,
)
_DOSED = re.compile(r"\d ?(?:%|mg|mcg|gm?|ml|cc)(?![a-z])|#\s?\d", re.IGNORECASE)
_SPEAKS = re.compile(r"\b(?:[Ww]e|[Oo]ur|[Yy]ou|[Yy]our|[Pp]lease)\b")
_LONGEST_SPOKEN = 90
# A source is cited without a verb, but for the form's own sentences.
_VERB = re.compile(r"\b(?:was|is|has|will|were|are|agree[sd]?|told|sent|called|paid|been|have|had|did)\b")
_FORMULA = re.compile(r"decision based|their decision|guidelines?\b|\bcite|\bMTUS\b|\bODG\b|recommend", re.IGNORECASE)
_DECISION_LABEL = re.compile(
    r"(?:(?:the )?(?:final|imr|ur|treatment|service|item|request) )?"
    r"(?:decision|determination|outcome|disposition|verdict|treatment|service|issue|item|request)s?"
    r"(?: requested)?\s{0,2}(?:$|[:–—-]\s{0,2}(?:the |ur |utilization |yes|no\b|affirm|revers|$))",
    re.IGNORECASE,
)


def misfits(body: Sequence[Line], drafts: Sequence[Draft]) -> Iterator[str]:
    """The lines, as printed. Linear in their number."""
    capitals = is_all_capitals([line.text for line in body])
    for draft in drafts:
        yield from () if capitals else _in_heading([line.text for line in body[draft.start : draft.end]])
        for marker, following in pairwise(draft.markers):
            if marker.part != "rationale":
                yield from _in_guideline(body, marker.line + 1, following.line)
    for above, line in pairwise(body):
        if _REDACTED.fullmatch(above.text):
            continue
        if _LABEL_ALONE.fullmatch(above.text) and _LABEL_ALONE.fullmatch(line.text) and not has_place(above.text):
            yield above.text
        elif _speaks(line.text) and (ends_sentence(above.text) or has_place(above.text)):
            yield line.text


def _in_heading(printed: Sequence[str]) -> Iterator[str]:
    for at, text in enumerate(printed[:-1]):
        if is_numbering(text):
            continue
        goes_on = printed[at + 1][0].islower()
        shouted = goes_on and text.isupper() and len(_CAPITALS.findall(text)) >= _FEWEST_SHOUTED
        over = text[-1] == "." and ends_sentence(text) and not ends_portion(text)
        alike = "none" if ":" in text else likeness(text)
        if (
            shouted
            or over
            or alike == "sure"
            or (alike == "like" and not (goes_on and (_DOSED.search(text) or tells_of_care(text))))
        ):
            yield text
        elif text[-1] == ":" and at + 1 < len(printed) - 1:  # behind the last colon the decision stands
            yield printed[at + 1]


def _in_guideline(body: Sequence[Line], start: int, end: int) -> Iterator[str]:
    """Whole sentences on a line of their own in which somebody does something."""
    for at in range(start, end):
        text = body[at].text
        whole = text[-1] == "." and text[0].isupper() and ends_sentence(body[at - 1].text)
        if whole and _VERB.search(text) and not _FORMULA.search(text):
            yield text


def _speaks(text: str) -> bool:
    """Whether a line is a whole sentence that speaks to its reader, or of its writers."""
    return text[-1] in ".!" and len(text) < _LONGEST_SPOKEN and text[0].isupper() and bool(_SPEAKS.search(text))


def is_label_alone(heading: str) -> bool:
    """Whether a heading is no more than a label, or one and a decision in words that were not understood."""
    return _DECISION_LABEL.match(heading) is not None
