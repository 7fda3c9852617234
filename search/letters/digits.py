"""Letters that a scanner read among the digits of a number in the text, where no other number can be meant.

The header's dates are not for this: what is filed by them must not rest on a guess (see ``slips``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from .lines import Line

AS_DIGITS = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1", "i": "1", "|": "1", "S": "5", "B": "8"})
"""What scanners read in place of a digit."""
_MAY_BE = re.compile(r"\d[OolISB]|[OolISB]\d")
_UNIT = (
    r"(?: ?%|[ -]?(?:mg|mcg|ml|gm?|times"
    r"|(?:gram|tab|tablet|capsule|visit|session|unit|year|month|week|day|hour|minute|pound|degree)s?)\b)"
)
# What may be a number with its points, strokes and unit, of which some part has a digit.
_NUMBER = re.compile(rf"(?<![\w.])[\dOolISB]+(?:[.,/-][\dOolISB]+)*(?:(?P<unit>{_UNIT})|(?![\w/-]))")
_PART = re.compile(r"[\dOolISB]+")
_YEAR = re.compile(r"2[0Oo][\dOlISB]{2}|[lI]9[\dOlISB]{2}")
# "L5" and "S1" are levels of the spine in any case of letters, "O2" a gas, "I10" and "O20" codes of diseases, "2o" is
# what follows from something: none of these is a number whatever stands beside it.
_SURE = re.compile(r"\d[\dOlI]*[\dOI]|\d{2,}l|\d|l(?:[\dOl]{2,}|[06-9])|[\dOlI]+[SB][\dOlISB]*\d")
_SURE_OF_UNIT = re.compile(r"\d[\dOlISB]*|(?:[OlS]|B(?=0))[\dOlISB]*\d[\dOlISB]*|[OlS]")
_DAY = re.compile(r"[\dOl]{1,2}([/-])[\dOl]{1,2}\1(?:[\dOl]{2}|[\dOl]{4})")


def with_digits(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines with "20l6" as 2016, "5O mg" as 50 mg, "1l/15/2016" as 11/15/2016."""
    for line in lines:
        yield line if _MAY_BE.search(line.text) is None else replace(line, text=_NUMBER.sub(_mended, line.text))


def _mended(found: re.Match[str]) -> str:
    printed, unit = found[0], found["unit"] or ""
    number = printed.removesuffix(unit)
    if not any(map(str.isdigit, number)):
        return printed
    parts = _PART.findall(number)
    sure = _SURE_OF_UNIT if unit or _DAY.fullmatch(number) else _SURE
    if all(_YEAR.fullmatch(part) or sure.fullmatch(part) for part in parts):
        number = number.translate(AS_DIGITS)
    return number + unit
