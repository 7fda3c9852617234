"""What a request says of how much of it was granted: that is no part of what was asked for."""

from __future__ import annotations

import re

from search.vocabulary.quantities import read_quantities

_NUMBER = (
    r"(?:\d{1,4}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|sixteen|eighteen|twenty|thirty)"
)
_UNITS = r"(?:sessions?|visits?|treatments?|tablets?|tabs?|capsules?|caps?|pills?|units?|patches|injections?|refills?)"
_VERDICT = r"(?:authori[sz]|approv|certif|allow|grant|modif|reduc|den)\w*"
_WHO = (
    r"(?:(?:\b(?:and|but|only|just|of which|ur|the|claims?|administrator|reviewer|carrier|adjuster|insurer|was|were"
    r"|has|have|been|later|who|which|then|partially|with)\b|u/r)[\s,]*){0,6}"
)
_COUNTED = rf"#?\s?{_NUMBER}(?:\s\(\d{{1,3}}\))?(?:\s{_UNITS})?(?:\s(?:out\s)?of\s(?:the\s)?{_NUMBER})?(?:\s{_UNITS})?"
_GRANTED = re.compile(
    rf"(?<![\s,;:.(–-])[\s,;:.(–-]{{1,8}}{_WHO}(?:"  # begun once at a run of signs, however long
    rf"{_VERDICT}(?:\s(?:to|for|only|at|the|of|just)){{0,3}}\s?\(?{_COUNTED}(?=\s?(?:$|[,;.)]|and\b|but\b))"
    rf"|{_COUNTED}\s(?:(?:was|were|are|is|been|being|have|has|of (?:them|these|those))\s){{0,3}}"
    rf"(?:non-?\s?|not\s|partially\s)?{_VERDICT}\b(?!\s(?:to|for|at)\s?#?\d))\)?",
    re.IGNORECASE,
)


def as_asked(text: str) -> str:
    """The text without how much of it was granted or denied, behind the amount that was asked for ("12 visits
    requested, 6 authorized")."""
    for found in reversed(list(_GRANTED.finditer(text))):
        if _told(text[: found.start()]):
            text = text[: found.start()] + text[found.end() :]
    return text


def is_another_amount(granted: str, asked: str) -> bool:
    """Whether ``granted`` tells an amount, and not the one that ``asked`` tells."""
    given, wanted = (_told(text) for text in (granted, asked))
    return bool(given) and bool(wanted) and not given & wanted


def _told(text: str) -> set[int]:
    amounts = read_quantities(text)
    return {each for each in (amounts.quantity, amounts.sessions) if each}
