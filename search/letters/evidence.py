"""What a reading rests on, for the checks whether it accounts for itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from .items import Draft
from .lines import Line
from .sections import Section
from .values import ParsedLetter


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a reading rests on: the letter as read, its lines with and without the header, and where things stand.

    ``first`` is the line of ``body`` where the items begin; ``drafts`` are in lines of ``body``; ``pages`` are the
    numbers of "page 2 of 3" in printed order, counted through a file of several letters where ``bundled``, and ``foot``
    the one that the letter ends with; ``slipped`` is a decision date with letters among its digits; ``doubtful`` are
    lines around which the text flows; ``margins`` were left out because of their place alone.
    """

    letter: ParsedLetter
    head: Sequence[Line]
    body: Sequence[Line]
    sections: Mapping[Section, tuple[int, int]]
    drafts: Sequence[Draft]
    first: int
    pages: Sequence[tuple[int, int]]
    foot: Sequence[tuple[int, int]] = ()
    bundled: bool = False
    slipped: Sequence[str] = ()
    doubtful: Sequence[str] = ()
    margins: Collection[str] = ()
    numbers: Collection[str] = ()
