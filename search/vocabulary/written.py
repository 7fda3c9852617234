"""One way of writing what people write in many: levels of the spine, decimals, large numbers.

A heading and a request are brought to it before they are read, so that they meet however either was written.
"""

from __future__ import annotations

import re
from functools import cache

from .data import table

_DEEPEST = {"c": 8, "t": 12, "l": 6, "s": 5}
_ORDER = "ctls"
_TWO_LEVELS = re.compile(
    r"(?<![^\W_])([ctls])(\d{1,2})"
    r"(?:(?P<to> ?[-‐‑‒–—/] ?| to | through | thru )([ctls])?|(?P<and> | ?[,&] ?| and )([ctls]))"
    r"(\d{1,2})(?![^\W_])(?![.%]\d)",
    re.IGNORECASE,
)
_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3}){1,3}(?![\d,])")
_PLURAL = re.compile(r"(?<![^\W_])([A-Za-z]{2,5})['’]?s(?![^\W_])")
_VISITS = re.compile(r"(?<![\w.])(\d{1,2}) ?[x×] ?(\d{1,2})(?![\w.])", re.IGNORECASE)
_WHERE = r"(?:(?:bilateral|left|right|lumbar|cervical|thoracic|low|the|chronic)\W+)*"
_ABLATED = r"(?:[ctls]\d|facet|medial|spondyl|arthrop|pain|back\b|neck|radicul|si\b|sacro|joint|genicular|knee)"
_FORM = re.compile(
    rf"^\W*rfa\b(?=(?:\s*:| for\b)(?!\W*{_WHERE}{_ABLATED}))"
    r"|\b(?<=per )rfa\b|\b(?:signed|valid|completed?|dwc|accompanying|attached|submitted) (?:dwc )?rfa\b"
    r"|\brfa\b(?= (?:forms?|dated?|dtd|received|submitted|signed|attached|missing|from dr|dos"
    r"|(?:was|is|were) (?:not |never )?(?:signed|submitted|received|complete|attached|on|in|missing|dated)"
    r"|not (?:signed|submitted|received|attached|completed?)|(?:of )?\d{1,2}[/-]\d|on file|unsigned|incomplete"
    r"|(?:does|did) not (?:say|state|specify|list|include|indicate|identify|mention|name|contain|give|provide|clarify)"
    r"|(?:lack|omit|list|state|specifie|mention)\w*))",
    re.IGNORECASE,
)
"""Where "RFA" is the form that asks for a treatment, and no radiofrequency ablation."""
_SHORT = (
    (re.compile(r"(?<![\w/])s/p(?![\w/])", re.IGNORECASE), "after"),
    (re.compile(r"(?<![\w/])(?:(?:to )?r/o(?![\w/])|(?:to )?rul(?:e|ing)[- ]out\b)", re.IGNORECASE), "for"),
    (re.compile(r"(?<![\w/])(?:2/2|d/t)(?![\w/])", re.IGNORECASE), "due to"),
    (re.compile(r"(?<![\w/])w/o(?![\w/])", re.IGNORECASE), "without"),
)
"""What notes write short: "s/p repair", "r/o tear", "w/o contrast"."""
_BARE_DECIMAL = re.compile(r"(?<![^\s(/x-])\.(?=\d)")


def one_writing(text: str) -> str:
    """``text`` with "L4-5", "L4/L5" and "L4 L5" as "L4-L5", ".5" as "0.5", "1,200" as "1200", "2 x 6" as "2x6",
    "PPIs" as "PPI" and "per RFA dated" as "per request dated"; all else as it is."""
    text = _PLURAL.sub(lambda found: found[1] if found[1].lower() in _short_forms() else found[0], without_form(text))
    for short, long in _SHORT:
        text = short.sub(long, text)
    if not any(map(str.isdecimal, text)):
        return text
    text = _THOUSANDS.sub(lambda number: number[0].replace(",", ""), text)
    return _TWO_LEVELS.sub(_levels, _VISITS.sub(r"\1x\2", _BARE_DECIMAL.sub("0.", text)))


def without_form(text: str) -> str:
    """``text`` with "request" for "RFA" where that is the form."""
    return _FORM.sub("request", text) if "rfa" in text.lower() else text


@cache
def _short_forms() -> frozenset[str]:
    """Abbreviations whose plural is they and an s, and nothing else."""
    data = table("synonyms")
    short = {name for group in data["groups"] for name in group if name.isalpha() and len(name) <= 5}
    return frozenset(name for name in short if f"{name}s" not in short and name not in data["also_means"])


def _levels(found: re.Match[str]) -> str:
    upper, lower = found[1], found[4] or found[6] or found[1]
    if found["and"] and upper.lower() == "t":
        return found[0]  # "T3, T4" are a thyroid's
    first, second = (_ORDER.index(upper.lower()), int(found[2])), (_ORDER.index(lower.lower()), int(found[7]))
    known = all(0 < number <= _DEEPEST[_ORDER[letter]] for letter, number in (first, second))
    return f"{upper}{found[2]}-{lower}{found[7]}" if known and first < second else found[0]
