"""How a letter is set: how wide its lines are, whether space parts its paragraphs, which words and lines it repeats."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise

from .capitals import has_capitals, is_all_capitals
from .forms import label_of, title_of
from .lines import Line
from .paragraphs import ends_sentence

_RAGGED_SHARE = 0.04
_FEW = 2
_ROOM = 0.85
_LOOSE = 0.94
_WIDEST = 130
_EVEN = 1.35
_OVER = 4
_NEARLY = 0.95
_NARROW = b" .,:;'|!-/()[]fijlrtI"
_BROAD = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_FEW_PARTS = 0.2
_SHORT = 40
_WORD = re.compile(r"[^\W\d_]{3,}")
_NUMBER = re.compile(r"[0-9]+")


def shape(text: str) -> str:
    """A line with its numbers left aside."""
    return _NUMBER.sub("0", text)


def width_in_print(text: str) -> float:
    """How wide a text is in a type whose signs differ in width, in signs of the usual width."""
    plain = text.encode("ascii", "ignore")
    narrow = len(plain) - len(plain.translate(None, _NARROW))
    broad = len(plain) - len(plain.translate(None, _BROAD))
    return len(text) + 0.4 * (broad - narrow)


class Typesetting:
    """What is true of a letter's lines as a whole."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._texts = [line.text for line in lines]
        lengths = sorted(length for length in map(len, self._texts) if length > _SHORT)
        usual = lengths[len(lengths) * 3 // 4] if lengths else 80
        self.width = _ROOM * usual
        """So many characters fit on a line for certain."""
        self.widest = lengths[len(lengths) * 19 // 20] if lengths else usual
        # Lines as a page has them, not paragraphs in one line each.
        self.is_set = bool(lengths) and usual < _WIDEST and self.widest < _EVEN * usual

    @cached_property
    def is_even(self) -> bool:
        """Whether lines are set so evenly that one which ends early stands out."""
        return self.is_set and not self._is_folded

    @cached_property
    def words(self) -> Counter[str]:
        """How often the letter says a word, lines that are repeated with other numbers counted once."""
        lines = dict(zip(self._shapes, self._texts, strict=True))
        return Counter(_WORD.findall("\n".join(lines.values()).casefold()))

    def is_ragged(self) -> bool:
        """Whether many lines end early within a sentence, as where longer lines were folded: the flow tells nothing."""
        return len(self._early) > max(_FEW, _RAGGED_SHARE * len(self._lines))

    @cached_property
    def _early(self) -> list[str]:
        """The lines that end early within a sentence, although the next word would have fitted on them."""
        return [
            above.text
            for above, below in pairwise(self._lines)
            if len(above.text) + 12 < self.width
            and below.text[:1].islower()
            and not ends_sentence(above.text)
            and self.had_room(above.text, below.text)
        ]

    @cached_property
    def _is_folded(self) -> bool:
        """Whether more than one thing ends early within a sentence: rests of longer lines, and no stamp."""
        return len(set(map(shape, self._early))) >= _FEW

    @cached_property
    def is_in_capitals(self) -> bool:
        """Whether the letter itself is printed in capitals."""
        return has_capitals(self._texts)

    @cached_property
    def is_all_capitals(self) -> bool:
        """Whether hardly a small letter stands in the letter."""
        return is_all_capitals(self._texts)

    @cached_property
    def is_spaced(self) -> bool:
        """Whether space parts the paragraphs: what has a label or is a title stands behind some."""
        parts = [line.before for line in self._lines if label_of(line.text) or title_of(line.text)]
        return parts.count("none") < _FEW_PARTS * len(parts)

    def is_repeated(self, text: str) -> bool:
        """Whether a line stands in the letter more than once, its numbers left aside."""
        return text in self._repeated

    @cached_property
    def _repeated(self) -> frozenset[str]:
        """The lines that stand in the letter more than once, their numbers left aside."""
        counted = Counter(self._shapes)
        pairs = zip(self._texts, self._shapes, strict=True)
        return frozenset(text for text, printed in pairs if counted[printed] > 1)

    @cached_property
    def _shapes(self) -> list[str]:
        """The lines with their numbers left aside, of all of them at once."""
        return shape("\n".join(self._texts)).split("\n")

    def fills(self, text: str, below: str) -> bool:
        """Whether a line is as long as the full ones, and no longer: the next word would not have fitted on it."""
        with_next = f"{text} {below.split(' ', 1)[0]}"
        if len(with_next) > self.width / _ROOM and len(text) <= self.widest + _OVER:
            return True
        full = self._full_in_print
        return width_in_print(with_next) > _NEARLY * full and width_in_print(text) <= full + _OVER

    @cached_property
    def _full_in_print(self) -> float:
        """How wide the full lines are where each sign takes the room that it has in print."""
        lengths = sorted(map(width_in_print, (text for text in self._texts if len(text) > _SHORT)))
        return lengths[len(lengths) * 3 // 4] if lengths else 0.0

    def had_room(self, text: str, below: str) -> bool:
        """Whether a line ended although the first word of the next one would have fitted on it."""
        return len(text) + 1 + len(below.split(" ", 1)[0]) < self.width

    def had_much_room(self, text: str, below: str) -> bool:
        """Whether it would have fitted with more beside it."""
        return len(text) + 1 + len(below.split(" ", 1)[0]) < _LOOSE * self.width
