"""Body regions, from the words of a heading."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from .data import table
from .misprints import mended
from .text import Lexicon, words_of
from .treatment import spelled_out

# Vertebrae: "C5-6", "C5-C6", "T8/T9", "L4", "L5-S1". A single C or upper T level may be a laboratory's;
# a single C counts beside what is done to a spine. "C/S" and "L/S" are spines, but not after "urine" or "culture".
_TO = r" ?(?:-|/|,|to|and|through) ?"
_THORACIC_TO = _TO.replace("|,", "")  # "T3, T4" are a thyroid's
_CERVICAL = re.compile(
    rf"\bc[1-7]{_TO}(?:c ?[1-8]|t ?1|[1-8])\b|\bc[2-8] (?:level|nerve|radiculopathy|selective|transforaminal)"
    r"|(?<!urine )(?<!culture )\bc/s\b"
)
_THORACIC = re.compile(
    rf"\bt(?:[1-9]|1[0-2]){_THORACIC_TO}(?:t ?(?:[1-9]|1[0-2])|l ?1|[1-9]|1[0-2])\b"
    r"|\bt(?:[5-9]|1[0-2])\b(?! ?%)|\bt/s\b"
)
_LUMBAR = re.compile(r"\bl ?[1-5]\b|\bl[1-5](?=-?[ls]?[1-5]\b)|(?<![a-z])s1\b|\bt12-l1\b|\bl/s\b")
_ONE_CERVICAL = re.compile(r"\bc[2-7]\b")
_AT_A_SPINE = re.compile(
    r"\b(?:blocks?|injections?|t?f?esi|snrb|nerve roots?|epidurals?|facets?|discectomy|fusion|laminectomy|foraminotomy|"
    r"decompression|ablation|rhizotomy|radiofrequency|neurotomy|rfa|corpectomy|discs?)\b"
)


@dataclass(frozen=True, slots=True)
class NamedRegions:
    """Region keys in the vocabulary's order, and which words named them."""

    values: tuple[str, ...]
    rule: str


@cache
def _lexicon() -> Lexicon[tuple[str, ...]]:
    data = table("regions")
    hidden: list[tuple[str, tuple[str, ...]]] = [(phrase, ()) for phrase in data["none"]["phrases"]]
    both = [(phrase, tuple(keys)) for phrase, keys in data["both"].items()]
    single = [(phrase, (key,)) for key, phrases in data["regions"].items() for phrase in phrases]
    return Lexicon([*hidden, *both, *single])


@lru_cache(maxsize=4096)
def name_regions(heading: str) -> NamedRegions:
    """Every body region that the heading prints; none where it prints none.

    A whole limb counts only where none of its parts is printed. Bare "back" is the low back, "spine" nothing.
    """
    text = words_of(spelled_out(heading) or heading)
    why: dict[str, str] = {}
    for match in _lexicon().find(mended(text)[0]):
        for key in match.value:
            why.setdefault(key, match.phrase)
    levels = [("neck", _CERVICAL), ("upper-back", _THORACIC), ("low-back", _LUMBAR)]
    if _AT_A_SPINE.search(text.folded):
        levels.append(("neck", _ONE_CERVICAL))
    for key, pattern in levels:
        level = pattern.search(text.folded)
        if level is not None:
            why.setdefault(key, level.group().strip())
    for whole, parts in table("regions")["finer"].items():
        if any(part in why for part in parts):
            why.pop(whole, None)
    order = [region["key"] for region in table("facets")["region"]]
    values = tuple(key for key in order if key in why)
    rule = ", ".join(f"{why[key]} → {key}" for key in values)
    return NamedRegions(values, rule or "no body part in the heading")
