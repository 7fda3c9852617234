"""Where a letter is doubted: the words that a reason speaks of, marked, and what is said of each item."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from search.letters import privacy_signs
from search.models import Determination, Waiting, WaitingFor

_QUOTED = re.compile(r"“([^”]{2,400})”")
_SENTENCE = re.compile(r"(?<=[.”])\s+(?=[A-Z“])")
_ITEM = re.compile(r"\bitems? (\d{1,3})\b(?: and (\d{1,3})\b)?", re.IGNORECASE)
_MOST = 100
_OF_OTHER_TEXTS = frozenset({WaitingFor.COPY, WaitingFor.REPOSTED})


class DoubtedPlaces:
    """What the reasons for which a letter waits, and the warnings of its reading, point at."""

    def __init__(self, letter: Determination, waiting: Sequence[Waiting]) -> None:
        said = [each.reason for each in waiting if each.kind not in _OF_OTHER_TEXTS] + letter.warnings
        self._sentences = [sentence for reason in said for sentence in _SENTENCE.split(reason)]
        words = [found.strip("… ") for sentence in self._sentences for found in _QUOTED.findall(sentence)]
        if any(each.kind == WaitingFor.PRIVACY for each in waiting):
            text = letter.full_text
            words += [text[start:end].strip() for _, start, end in privacy_signs(text)]
        self._words = _any_of(words)

    def marked(self, text: str) -> SafeString:
        """The text for a page, with the doubted words marked."""
        if self._words is None:
            return conditional_escape(text)
        pieces, done = [], 0
        for found in self._words.finditer(text):
            pieces += [conditional_escape(text[done : found.start()]), format_html("<mark>{}</mark>", found[0])]
            done = found.end()
        return mark_safe("".join([*pieces, conditional_escape(text[done:])]))  # noqa: S308 - each piece is escaped

    def of_item(self, position: int) -> list[str]:
        """The sentences that name an item."""
        return [each for each in self._sentences if any(str(position) in found for found in _ITEM.findall(each))]


def _any_of(words: Iterable[str]) -> re.Pattern[str] | None:
    """Any of these words, however their lines are broken; None where there are none."""
    chosen = sorted({each for each in words if sum(map(str.isalnum, each)) > 1}, key=len, reverse=True)[:_MOST]
    if not chosen:
        return None
    return re.compile("|".join(r"\s+".join(map(re.escape, each.split())) for each in chosen))
