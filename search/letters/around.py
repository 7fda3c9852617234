"""The letter around a line: whether the line is part of its flow, or stands in it as something else."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .asides import MOST_LINES, Asides
from .decisions import decided, is_decision_line, read_decision
from .forms import label_of, title_of, weak_label_of
from .headings import ends_portion
from .joins import is_broken_off
from .margins import OWN, is_rest
from .notices import is_of_papers, tells_of_care
from .offices import TOLD, office_odds
from .overview import tells_of_all
from .paragraphs import ends_abbreviated, ends_sentence
from .places import has_place, is_whole_place, stands_above_decision
from .portions import is_numbering
from .stamps import (
    LONGEST,
    likeness,
    prints_letter,
)
from .typesetting import shape

_SHORT = 40
_FEW_SMALL = 2
_EARLY = 12
"""Characters by which a line is shorter than others that fill their width."""
_TELLING = 12
"""Characters of a line without a letter from which on its shape is no chance."""
_OWN_ODDS = -1.0
"""Below that a line says what letters say (see ``office_odds``)."""
_BEGINS = re.compile(r"[A-Z0-9©*#(\[|_~-]")
_MUCH_ROOM = 0.7
_KNOWN_SHARE = 0.34
_WORD = re.compile(r"[^\W\d_]{3,}")
_CAPITALS = re.compile(r"[A-Z]{3}")
_PAGE = re.compile(r"\W*\d{1,3}\W*")
_COUNT = re.compile(r"\(?[1-9][0-9]*\)?|[a-z]")
# A short name behind the long one, and no letter of a list.
_BRACKETED = re.compile(r"\([A-Z]{2,6}s?\)")
_FINDING = re.compile(r"\b(?:tests?|signs?|exam|reflex(?:es)?|gait|strength) (?:is|was|are|were) ", re.IGNORECASE)
_PRONOUN = re.compile(r"(?:He|She|They|It|There|His|Her)\b")
_SENTENCES = re.compile(r"[a-z]{3}[.?!] [A-Z]")
_VERDICT = re.compile(r"\b(?:is|are|was|were) (?:not )?medically (?:necessary|appropriate)\W{0,2}$")
# The notice of 2013 has a label so long that it is broken.
_LABEL_ENDS = re.compile(r"(?:his/her|his|her|their) decision\W*", re.IGNORECASE)
_LIST = re.compile(r"\W{0,3}(?:\(?\d{1,2}[.)]|\(?[a-h][.)]|[•●▪◦·*-])\s")


class Around(Asides):
    """The letter around a line: how wide it is set, which lines have a place of their own, what it says."""

    def intruding(self, at: int, run: int, prose: bool) -> int:
        """How many of so many lines from here on are no text; ``prose``: where what says something new is told by that
        alone.
        """
        if is_rest(self._lines[self.kept].text, self._lines[at].text, self._below(at)):
            return 0
        strange = self.is_strange if prose else self.is_like
        counts = range(1, run + 1)
        if at + run >= len(self._lines) and not self.is_like(at):
            return 0  # maybe where the letter was broken off
        apart = next((count for count in counts if self.stands_apart(at, count)), 0) or next(
            (count for count in counts if self.stands_loose(at, count) and self.is_alien(at, count)), 0
        )
        count = apart or next(
            (count for count in counts if self.breaks_in(at, count) and all(map(strange, range(at, at + count)))), 0
        )
        if count and self._ends_page(at + count) and office_odds(self._lines[at].text).odds < _OWN_ODDS:
            return 0  # a page that was set anew ends early
        return count

    def _ends_page(self, end: int) -> bool:
        """Whether a page ends above a line, within a sentence."""
        return end < len(self._lines) and self._lines[end].before == "doubt" and not _is_over(self._lines[end - 1].text)

    def is_doubtful(self, at: int) -> bool:
        """Whether a line that was kept still may be none of the text."""
        return (
            (self.breaks_in(at, 1) and self.is_odd(at))
            or (self.is_cut_in(at) and not (self.is_own(at) or _FINDING.search(self._lines[at].text)))
            or self.may_be_notice(at)
            or self._is_like_within(at)
        )

    def _is_like_within(self, at: int) -> bool:
        """Whether a line that is like a stamp ends early within a paragraph."""
        if not self.is_like(at) or at + 1 == len(self._lines) or not self.typesetting.is_even:
            return False
        text, below = self._lines[at].text, self._lines[at + 1]
        above = self._lines[self.kept].text
        if above[-1] in ":;" or _is_over(above) or below.before == "gap" or has_place(below.text) or has_place(text):
            return False
        return self.typesetting.had_much_room(text, below.text)

    def is_cut_in(self, at: int) -> bool:
        """Whether a short sentence or piece of one stands where a paragraph ought to go on, or behind its end."""
        text, above = self._lines[at].text, self._lines[self.kept].text
        if not ends_sentence(text) or text[0].islower():
            return False
        over = ends_sentence(above)
        if at + 1 == len(self._lines):
            return over and self.typesetting.had_room(above, text)
        below = self._lines[at + 1]
        if has_place(below.text):
            return over and not self.fills(self.kept)
        short = len(text) <= _MUCH_ROOM * self.typesetting.width and self.typesetting.had_room(text, below.text)
        return self.typesetting.is_spaced and below.before == "none" and short

    def parts_from_label(self, at: int) -> bool:
        """Whether a line stands between a sentence's end and a label, and is no sentence."""
        below = self._below(at)
        return bool(below) and label_of(below) is not None and _is_over(self._lines[self.kept].text) and self.is_odd(at)

    def is_alien_in_ragged(self, at: int) -> bool:
        """Whether a line between the halves of a sentence, or between two, speaks as offices do and no letter does,
        where lines end anywhere.
        """
        text = self._lines[at].text
        if text[0].islower() or has_place(text) or ends_sentence(text):
            return False
        if len(text) > _SHORT or sum(word.islower() for word in text.split()) > _FEW_SMALL:
            return False
        odds = office_odds(text)
        return is_of_papers(text) or (odds.told and odds.odds >= TOLD)

    def is_own(self, at: int) -> bool:
        """Whether a line says what letters say."""
        text = self._lines[at].text
        if prints_letter(text) or OWN.search(text) or _LIST.match(text) or _PRONOUN.match(text):
            return True
        words = _WORD.findall(text.casefold())
        return sum(self.typesetting.words[word] > 1 for word in words) > _KNOWN_SHARE * len(words)

    def stands_apart(self, at: int, count: int) -> bool:
        """Whether so many lines stand where no text can, whatever they say: between a decision and its label, or
        between the halves of a sentence.
        """
        end = at + count
        first, last = self._lines[at].text, self._lines[end - 1].text
        if end == len(self._lines):
            return False
        above, below = self._lines[self.kept].text, self._lines[end].text
        if decided(above):
            return (
                label_of(below) is not None
                and not (ends_sentence(last) and any(tells_of_care(line.text) for line in self._lines[at:end]))
                and not any(map(self._says_more, range(at, end)))
            )
        if (
            not _BEGINS.match(first)
            or not (below[0].islower() or _BRACKETED.match(below))
            or ends_sentence(above)
            or above[-1] == ":"
            or (is_whole_place(above) if self.typesetting.is_even else has_place(above))
        ):
            return False
        if self._counts(at, count) or _LIST.match(first):
            return False
        if count > 1 and any(ends_sentence(line.text) for line in self._lines[at : end - 1]) and self.is_own(at):
            return False  # what stands above the break is text
        if ends_sentence(last):
            return not (ends_abbreviated(last) or self.of_office(end) or self._breaks_off(last, end))
        early = len(last) < _MUCH_ROOM * self.typesetting.width and self.typesetting.had_room(last, below)
        return early and not self.typesetting.had_room(above, below)

    def stands_loose(self, at: int, count: int) -> bool:
        """Whether so many lines end early within a paragraph, or are half a sentence behind its end: no text is so."""
        return self._is_loose(self._lines[self.kept].text, at, at + count)

    def _is_loose(self, above: str, at: int, end: int) -> bool:
        first, last = self._lines[at].text, self._lines[end - 1].text
        below = self._lines[end] if end < len(self._lines) else None
        if not self.typesetting.is_even or last[-1] in ":;/" or first[0] == "|":
            return False
        # Most lines fill their width: that is looked at first.
        follows = [line.text for line in self._lines[at + 1 : end + 1]] + [""] * (below is None)
        pairs = zip(self._lines[at:end], follows, strict=True)
        if not all(self.typesetting.had_much_room(line.text, after) for line, after in pairs):
            return False
        if is_broken_off(last) or _LIST.match(first) or _VERDICT.search(last) or _LABEL_ENDS.fullmatch(last):
            return False
        if self._counts(at, end - at) and (first.isalpha() or self.typesetting.had_room(above, first)):
            return False
        over = _is_over(above)
        cut = self._lines[at].before == "doubt" or (below is not None and below.before == "doubt")
        if cut and not over and first[0].islower() and self._says_own(at, end):
            return False  # a line that a stamp cut in two
        below_small = below is not None and below.text[0].islower() and not first[0].islower()
        listed = above[-1] == ";" or (above[-1] == ":" and not (above.endswith("(s):") or below_small))
        if not over and (listed or (above[-1] in "-/" and first[0].islower()) or is_whole_place(above)):
            return False
        if over and (not ends_sentence(last) or last[-1] in "!?"):
            return not (stands_above_decision(self._lines[end : end + 2]) or self.leads_to_decision(at))
        return not (below is None or below.before == "gap" or has_place(below.text)) and (
            over or not ends_sentence(last)
        )

    def heads_heading(self, at: int) -> bool:
        """Whether a line that is like a stamp ends early above a line that is a heading with its decision."""
        text, above = self._lines[at].text, self._lines[self.kept].text
        if at + 1 == len(self._lines) or not _is_over(above) or self.is_own(at):
            return False
        below = self._lines[at + 1].text
        found = read_decision(below)
        if (
            found is None
            or found.start == 0
            or not below[0].isupper()
            or not self.typesetting.had_much_room(text, below)
        ):
            return False
        return not has_place(text) and (likeness(text) == "like" or is_of_papers(text))

    def ends_early(self, at: int) -> bool:
        """Whether a line that is no heading's ends early within a sentence, where lines else fill their width."""
        setting = self.typesetting
        if at + 1 == len(self._lines) or not setting.is_even:
            return False
        text, below = self._lines[at].text, self._lines[at + 1].text
        if not below[0].islower() or ends_sentence(text) or text[-1] in "-/:;" or weak_label_of(text):
            return False
        if not setting.had_much_room(text, below) or is_whole_place(self._lines[self.kept].text):
            return False
        return len(text) + _EARLY < setting.width and not has_place(text) and not self.leads_to_decision(at)

    def breaks_heading(self, at: int) -> bool:
        """Whether a line ends early between a heading's beginning and its end with the decision."""
        setting = self.typesetting
        if at + 1 == len(self._lines) or not setting.is_even:
            return False
        text, above, below = self._lines[at].text, self._lines[self.kept].text, self._lines[at + 1].text
        if not below[0].isupper() or not (_is_over(above) or not has_place(above)):
            return False
        if ends_sentence(text) or text[-1] in ",-:;/&" or has_place(text) or "|" in text:
            return False
        found = read_decision(below)
        return found is not None and found.start > 0 and setting.had_much_room(text, below)

    def is_alien(self, at: int, count: int) -> bool:
        """Whether lines that stand loose are no letter's: a sentence goes on below them, or their words are others'."""
        end = at + count
        own = self._says_own(at, end)
        if end < len(self._lines):  # at the end it may be the beginning of what was cut off
            own = own and any(map(self._tells_something, range(at, end)))
        above = self._lines[self.kept].text
        if end < len(self._lines) and not (_is_over(above) or above.endswith("(s):")):
            return self._lines[end].text[0].islower() and not (own and self._lines[at].text[0].islower())
        return not own

    def _tells_something(self, at: int) -> bool:
        """Whether a line tells of care, prints what letters print, or has a label."""
        text = self._lines[at].text
        return ":" in text or tells_of_care(text) or prints_letter(text)

    def _breaks_off(self, above: str, at: int) -> bool:
        """Whether a line that begins small is itself none of the text, and goes on from nothing above it."""
        if not self._is_loose(above, at, at + 1):
            return False
        below = self._lines[at + 1] if at + 1 < len(self._lines) else None
        return below is None or below.before == "gap" or has_place(below.text) or not self._says_own(at, at + 1)

    def _says_own(self, at: int, end: int) -> bool:
        """Whether one of the lines says what letters say, and does not speak of papers alone."""
        texts = [line.text for line in self._lines[at:end]]
        cut = end == len(self._lines)  # maybe within a sentence that goes on to speak of care
        return any(office_odds(text).odds < _OWN_ODDS and (cut or not is_of_papers(text)) for text in texts)

    def _ends_early(self, at: int) -> bool:
        """Whether a full line ends a sentence, and the next line goes on with another one, or opens a part."""
        text = self._lines[at].text
        if text[-1] != ".":
            return False
        below = self._below(at)
        if below and not below[0].islower() and not label_of(below):
            return False
        return _BEGINS.match(text) is not None and not ends_abbreviated(text)

    def _says_more(self, at: int) -> bool:
        """Whether a line behind a decision says more of it."""
        text = self._lines[at].text
        return text[0] in "([" or read_decision(text) is not None or ends_portion(text)

    def may_be_run(self, start: int) -> int:
        """How many lines from here on may be intruders: short or like a stamp, and none that has a place."""
        for at in range(start, min(start + MOST_LINES, len(self._lines))):
            text = self._lines[at].text
            short = len(text) < self.typesetting.width
            if not (short or likeness(text) == "like") and not self._ends_early(at):
                return at - start
            if len(text) > LONGEST or has_place(text):
                return at - start
            if at + 1 < len(self._lines) and is_decision_line(self._lines[at + 1].text):
                return at - start  # what the decision below is about
            if at + 1 < len(self._lines) and label_of(self._lines[at + 1].text) and read_decision(text):
                return at - start
            if text.isupper() and self._begins_heading(at):
                return at - start
            if self._may_be_undecided(start, at):
                return at - start
        return min(MOST_LINES, len(self._lines) - start)

    def _begins_heading(self, at: int) -> bool:
        """Whether a line in capitals begins a heading."""
        text = self._lines[at].text
        if not self.leads_to_decision(at):
            return False
        return tells_of_care(text) or self.goes_on_in_capitals(at)

    def _may_be_undecided(self, start: int, at: int) -> bool:
        """Whether a line is a heading, between a title, a number or a decision behind a rationale, and a label."""
        label = label_of(self._lines[at + 1].text) if at + 1 < len(self._lines) else None
        if label is None or label[0] != "claims":
            return False
        above = self._lines[start - 1].text
        return title_of(above) == "items" or above.endswith("below:") or is_decision_line(above) or is_numbering(above)

    def breaks_in(self, at: int, count: int) -> bool:
        """Whether so many lines from here on may stand between two that belong together, or between two sentences."""
        end = at + count
        above, last = self._lines[self.kept], self._lines[end - 1]
        over = _is_over(above.text) or is_whole_place(above.text)
        if end == len(self._lines):
            return over and not ends_sentence(last.text)
        below = self._lines[end].text
        if not self.typesetting.had_room(last.text, below):
            return False
        if over:
            stamp = likeness(last.text) != "none" and (_CAPITALS.search(last.text) or _PAGE.fullmatch(last.text))
            whole = ends_sentence(last.text) and not stamp
            return not whole and (not below[:1].islower() or has_place(below))
        pages = self._lines[end].before == "doubt" or self._lines[at].before == "doubt"
        if above.text.endswith((":", ";")):
            return False
        if pages and all(map(self.is_like, range(at, end))):
            return not ends_sentence(last.text) or (_PAGE.fullmatch(last.text) is not None and not has_place(below))
        if ends_sentence(last.text):
            return below[:1].islower()  # else it ends the sentence above
        if has_place(below):
            return all(map(self.is_like, range(at, end)))
        if self.typesetting.had_room(above.text, below):
            # The line above is no full one either.
            return below[:1].islower() and not self._counts(at, count) and all(map(self.is_like, range(at, end)))
        return not (below[:1].islower() and self._counts(at, count))

    def _counts(self, at: int, count: int) -> bool:
        """Whether what stands alone on a line may be a number of the sentence around it, or a letter."""
        return count == 1 and _COUNT.fullmatch(self._lines[at].text) is not None

    def is_like(self, at: int) -> bool:
        return likeness(self._lines[at].text) == "like"

    def alike(self, dropped: set[int]) -> Iterator[int]:
        """Other lines that are those that were dropped, but for their numbers. What may end or go on a sentence may be
        the text's elsewhere.
        """
        texts = (self._lines[at].text for at in dropped)
        shapes = {shape(text) for text in texts if not (text[0].islower() and ends_sentence(text))}
        shapes = {each for each in shapes if any(map(str.isalpha, each)) or len(each) > _TELLING}
        for at, line in enumerate(self._lines):
            if shapes and len(line.text) <= LONGEST and shape(line.text) in shapes:
                yield at

    def is_strange(self, at: int) -> bool:
        """Whether a line is like a stamp, or says what the letter says nowhere else."""
        text = self._lines[at].text
        if self.is_like(at):
            return True
        small = sum(word[0].islower() for word in text.split())
        if (
            text[0].islower()
            or small > 1
            or text.endswith(":")
            or "," in text
            or _SENTENCES.search(text)
            or prints_letter(text)
        ):
            return False
        words = set(_WORD.findall(text.casefold()))
        known = sum(self.typesetting.words[word] > 1 for word in words)
        return known <= _KNOWN_SHARE * len(words) and not self.leads_to_decision(at)

    def is_odd(self, at: int) -> bool:
        """Whether a line that was not dropped still is no part of a sentence."""
        text = self._lines[at].text
        if ends_sentence(text) or text.endswith((":", ";", ",")) or _LIST.match(text) or _LABEL_ENDS.fullmatch(text):
            return False
        if self.leads_to_decision(at):
            return False
        return text[0].isalnum() and not text[0].islower() and not prints_letter(text) and not tells_of_all(text)


def _is_over(above: str) -> bool:
    """Whether what stands below this line begins anew."""
    return ends_sentence(above) or above.endswith(("below:", "records:")) or title_of(above) is not None
