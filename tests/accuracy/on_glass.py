"""What goes wrong on a scanner's glass or a copier's: dust, overlapping pages, digits read as letters, a cut edge."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import accumulate

from .disturbances import Dice, Disturb, pages

_SPECKS = (".", "'", ",", "- -", "|", "_", "`", "~ .", "; i", "l", "I I")
_LOOKS = {"0": "O", "1": "l", "5": "S", "8": "B"}
_FULL = 60


def specked(text: str, dice: Dice) -> str:
    """Four specks of dust, each read as a line."""
    lines = text.split("\n")
    for _ in range(4):
        lines.insert(dice.randrange(1, len(lines)), dice.choice(_SPECKS))
    return "\n".join(lines)


def overlapping(text: str, dice: Dice) -> str:
    """Up to three full lines of one place printed twice."""
    lines = text.split("\n")
    first = dice.choice([at for at, line in enumerate(lines) if len(line) > _FULL])
    count = sum(accumulate((len(line) > _FULL for line in lines[first : first + 3]), min))
    return "\n".join((*lines[: first + count], *lines[first:]))


def misread_digits(text: str, dice: Dice) -> str:
    """One digit in thirty below the header read as the letter that looks like it."""
    head, title, rest = text.partition("CLINICAL CASE SUMMARY")
    return (
        head
        + title
        + re.sub(r"\d", lambda found: _LOOKS.get(found[0], found[0]) * (dice.random() < 1 / 30) or found[0], rest)
    )


def cut_at(edge: str) -> Disturb:
    """A page that lay askew: two or three letters of each full line are gone at one edge."""

    def disturb(text: str, dice: Dice) -> str:
        given = pages(text)
        at = dice.randrange(len(given))
        lines = given[at].split("\n")
        kept = slice(2, None) if edge == "left" else slice(-3)
        given[at] = "\n".join(line[kept] if edge == "left" or len(line) > _FULL else line for line in lines)
        return "\n\f".join(given)

    return disturb


GLASS: Mapping[str, Disturb] = {
    "specks": specked,
    "overlapping": overlapping,
    "digits": misread_digits,
    "left edge cut": cut_at("left"),
    "right edge cut": cut_at("right"),
}
