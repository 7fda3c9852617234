"""Runs of lines that are no letter's whatever stands around them: notices, stamps of offices."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from .decisions import decided, read_decision
from .forms import label_of
from .headings import LONGEST_HEADING, ends_portion
from .joins import is_broken_off
from .lines import Line
from .naming import is_number_of_file, names_person, telling
from .notices import LONGEST_NOTICE, SURE, is_of_papers, notice_odds, speaks_of_papers, tells_of_care
from .offices import TOLD, goes_on_as_office, is_firm, is_of_office, names_office, office_odds
from .paragraphs import ends_abbreviated, ends_sentence
from .places import has_place
from .privacy import NAME, is_known_name
from .stamps import (
    LONGEST,
    OWN_WORDS,
    is_number_stamp,
    is_surely_stamped,
    likeness,
    prints_letter,
    tells_when,
)
from .typesetting import Typesetting

MOST_LINES = 4
_FEWEST_CAPITALS = 3
_SHORT = 40
# The end of the words that lead to the summary, which is no label of what stands below.
_FORMULA = "records:\n"
_LONG_NUMBER = re.compile(r"[0-9]{4}")
_SURE_IF_FULL = 2.5 * TOLD
_FEWEST_SHOUTED = 2
"""Words of capitals that make a line stand out; one may be a drug or a short form."""
_CALLS = re.compile(r"!|\?\?|[-=]>|<[-=]|>>|<<")
_CAPITALS = re.compile(r"[A-Z]{3,}")
_POINTS = re.compile(r"(?:this|these|the|each|every|all|any|please|page \d|cop(?:y|ies)|document)\b", re.IGNORECASE)
_DAYS = re.compile(r"\d{1,2}[/-]\d{1,2}[/-]\d{2,4}(?: ?[–-] ?\d{1,2}[/-]\d{1,2}[/-]\d{2,4})?")
_BEFORE_DAYS_LIST = "on dated of to from and or between through until by in since after before date as was"
_BEFORE_DAYS = frozenset(_BEFORE_DAYS_LIST.split())
_OF_SOURCE = ("Section(s)", "Page(s)")
# What stands between a source's name and its section.
_OF_EDITION = re.compile(r"\b(?:chapters?|ch|edition|ed|updated?|version|vol|index|approaches)\b|\d\.$", re.IGNORECASE)
_MARGINAL = re.compile(r"\?\?|<[-=<]+|[-=]+>|>>|[←→↑↓⇐⇒]")
# An arrow at its beginning: it points at something, and ends no sentence.
_ARROW = re.compile(r"<[-=<]+|[-=]+>|>>|[←→↑↓⇐⇒]")


def _calls(text: str) -> bool:
    """Whether a line calls, asks twice or points, as no letter does."""
    return any(map(text.__contains__, "!?<>")) and _CALLS.search(text) is not None


@lru_cache(maxsize=4096)
def _says_nothing_odd(text: str) -> bool:
    """Whether no word or sign of a line is one of those that the questions to a full line ask for."""
    papers = len(text) <= LONGEST_NOTICE and speaks_of_papers(text)
    offices = len(text) <= LONGEST and names_office(text)
    return not (papers or offices or _calls(text) or text.isupper())


# "Electrodiagnostic testing / (EMG/NCS).": the end of what stands above.
_ENDS_IN_BRACKETS = re.compile(r"\([^()]{1,40}\)[.,;]")


class Asides:
    """A letter's lines, of which some are dropped from the first to the last."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self.dropped: set[int] = set()
        self.kept = 0
        """The line above the one that is looked at, those that were dropped left aside."""
        self.typesetting = Typesetting(lines)

    def aside(self, start: int) -> int:
        """How many lines from here on are none of the text by what they say."""
        if self._is_plain(start):
            return 0
        return (
            self.notice(start)
            or self.of_office(start)
            or int(
                self._parts_decision(start)
                or self._is_printed_otherwise(start)
                or self._parts_citation(start)
                or self._is_day_alone(start)
            )
        )

    def fills(self, at: int) -> bool:
        """Whether a line that the letter prints once fills its width, as its own text does and hardly a stamp."""
        text = self._lines[at].text
        full = self.typesetting.is_set and at + 1 < len(self._lines) and not self.typesetting.is_repeated(text)
        if not full or not self.typesetting.fills(text, self._lines[at + 1].text):
            return False
        return office_odds(text).odds < _SURE_IF_FULL

    def _is_plain(self, at: int) -> bool:
        """Whether a line is full and nothing speaks for any of the kinds of lines below, as of most; told quickly."""
        text = self._lines[at].text
        if len(text) <= self.typesetting.width or not _says_nothing_odd(text) or self.typesetting.is_repeated(text):
            return False
        below = self._lines[at + 1].text if at + 1 < len(self._lines) else ""
        return self._lines[self.kept].text[-1] != ":" and not below.startswith(_OF_SOURCE)

    def _is_day_alone(self, at: int) -> bool:
        """Whether a line of days and no more parts a sentence, which does not wait for one."""
        text, above = self._lines[at].text, self._lines[self.kept].text
        if at + 1 == len(self._lines) or not _DAYS.fullmatch(text) or not self._lines[at + 1].text[0].islower():
            return False
        full = len(above) > self.typesetting.width and above[-1].isalnum()
        return full and above.rpartition(" ")[2].casefold() not in _BEFORE_DAYS

    def _is_printed_otherwise(self, at: int) -> bool:
        """Whether a line is printed as no letter prints its text: it calls or asks twice, it is in capitals, or it
        stands in the letter again and ends early.
        """
        text = self._lines[at].text
        called = _calls(text)
        capitals = not called and text.isupper() and len(_CAPITALS.findall(text)) >= _FEWEST_SHOUTED
        again = not (called or capitals) and self.typesetting.is_repeated(text) and not ends_sentence(text)
        if not (called or capitals or again) or len(text) > LONGEST or text[-1] in ",;:-/" or has_place(text):
            return False
        if prints_letter(text) or _ENDS_IN_BRACKETS.fullmatch(text):
            return False
        if not _MARGINAL.match(text) and self.leads_to_decision(at):
            return False
        if called:
            above = self._lines[self.kept].text
            ends = (
                text[0].islower()
                or text[0].isdigit()
                or (not _ARROW.match(text) and text[-1] in ".!?" and not ends_sentence(above))
            )
            stranger = text.startswith("??") or not tells_of_care(text)
            return len(text) < self.typesetting.width and not ends and stranger
        if capitals:
            completes = text[-1] == "." and not ends_sentence(self._lines[self.kept].text)
            strange = is_of_papers(text) or not (completes or tells_of_care(text))
            return strange and not self.typesetting.is_in_capitals
        return self._ends_early_again(at)

    def _ends_early_again(self, at: int) -> bool:
        """Whether a line that is repeated ends early, and tells of no care or stands where pages part."""
        text = self._lines[at].text
        below = self._lines[at + 1] if at + 1 < len(self._lines) else None
        if not self.typesetting.is_even or (below is None and len(text) > _SHORT):
            return False
        if below is not None and not self.typesetting.had_much_room(text, below.text):
            return False
        parts = self._lines[at].before == "doubt" or (below is not None and below.before == "doubt")
        return parts or not (text[0].islower() or tells_of_care(text))

    def _parts_citation(self, at: int) -> bool:
        """Whether a line parts a source from its section and ends a sentence, or early."""
        if at + 1 == len(self._lines):
            return False
        text, above, below = self._lines[at].text, self._lines[self.kept].text, self._lines[at + 1].text
        if not below.startswith(_OF_SOURCE) or ends_sentence(above) or has_place(text) or prints_letter(text):
            return False
        if _OF_EDITION.search(text):
            return False
        if ends_sentence(text):
            return above[-1] == "," or above[-1].isdigit()
        early = self.typesetting.is_set and self.typesetting.had_much_room(text, below)
        return early and above[-1] == "," and text[-1].isalpha() and not tells_of_care(text)

    def notice(self, start: int) -> int:
        """How many lines from here on speak of papers and not of care: sentences, or a line that ends early."""
        return self._sentences_of_papers(start) or int(self._is_short_notice(start))

    def _sentences_of_papers(self, start: int) -> int:
        text = ""
        for at in range(start, min(start + MOST_LINES, len(self._lines))):
            line = self._lines[at].text
            small = line[0].islower()
            text = f"{text} {line}".strip()
            # The cheapest question first: it is asked of every line.
            if len(text) > LONGEST_NOTICE or (small and at == start):
                return 0
            if not (speaks_of_papers(line) or (small and not tells_of_care(line))):
                return 0
            if has_place(line) or OWN_WORDS.search(line):
                return 0
            if at == start and not ends_sentence(line) and self._stands_within(at):
                return 0  # its own sentence goes on below, or it is of the one above
            if ends_sentence(line):
                return at + 1 - start if notice_odds(text) >= SURE else 0
        return 0

    def _stands_within(self, at: int) -> bool:
        """Whether a line stands in a sentence that began above it: one that speaks of care too, or that may have the
        sentence's rest below it.
        """
        if at + 1 == len(self._lines) or ends_sentence(self._lines[self.kept].text):
            return False
        text, below = self._lines[at].text, self._lines[at + 1].text
        if notice_odds(text) <= 0:
            return True
        return below[0].islower()

    def _is_short_notice(self, at: int) -> bool:
        """Whether a line that is no sentence speaks of papers alone, and ends early or is in capitals."""
        text = self._lines[at].text
        if not speaks_of_papers(text) or text[-1] in ".,;:-/" or not is_of_papers(text) or len(text) > LONGEST:
            return False
        capitals = text.isupper() and len(text.split()) >= _FEWEST_CAPITALS and not self.typesetting.is_in_capitals
        if notice_odds(text) < SURE and not capitals:
            return False
        if has_place(text) or prints_letter(text) or self.leads_to_decision(at):
            return False
        if at + 1 == len(self._lines):
            return False  # maybe a sentence that was cut off
        below = self._lines[at + 1].text
        if below[:1].islower() and ends_sentence(self._lines[self.kept].text):
            return False  # a sentence that goes on
        return capitals or (self.typesetting.is_even and self.typesetting.had_much_room(text, below))

    def may_be_notice(self, at: int) -> bool:
        """Whether a line is a whole sentence that speaks of papers, if little, and not of care."""
        text = self._lines[at].text
        if not (text[0].isupper() and ends_sentence(text) and is_of_papers(text)):
            return False
        above, below = self._lines[self.kept].text, self._below(at)
        if is_broken_off(above) or not (ends_sentence(above) or has_place(above) or below[:1].islower()):
            return False  # "… the Request for / Authorization was received on …": the end of a sentence
        # What a source is called may be made of the same words: "Duragesic (fentanyl transdermal system)."
        of_source = text.casefold().startswith("page(s)") or above.casefold().endswith("(s):")
        return not of_source or _POINTS.match(text) is not None

    def _below(self, at: int) -> str:
        return self._lines[at + 1].text if at + 1 < len(self._lines) else ""

    def is_broken_off(self, at: int) -> bool:
        """Whether a line had much room and the next one begins anew."""
        if at + 1 == len(self._lines):
            return True
        text, below = self._lines[at].text, self._lines[at + 1].text
        two = " ".join(line.text for line in self._lines[at + 1 : at + 3])
        if any(alone.start == 0 for alone in (read_decision(below), read_decision(two)) if alone):
            return False
        if text.isupper() and self.goes_on_in_capitals(at):
            return False
        return self.typesetting.had_room(text, below) and below[0].isupper() and text[-1] not in ",-:;/&("

    def goes_on_in_capitals(self, at: int) -> bool:
        """Whether the next line is in capitals but for the decision at its end: there a capital begins nothing anew."""
        below = self._lines[at + 1].text if at + 1 < len(self._lines) else ""
        found = read_decision(below)
        return found is not None and below[: found.start].isupper()

    def leads_to_decision(self, at: int) -> bool:
        """Whether a heading may go on from this line to its decision."""
        above = ""
        for place, below in enumerate(self._lines[at : at + LONGEST_HEADING]):
            if decided(below.text) or read_decision(
                f"{above} {below.text}" if len(below.text) < _SHORT else below.text
            ):
                return True
            if place == 0 and self.is_broken_off(at):
                return False
            if label_of(below.text) or (ends_sentence(below.text) and not ends_portion(below.text)):
                return False
            above = below.text
        return False

    def of_office(self, start: int) -> int:
        """How many lines from here on speak as offices do: a stamp of one or more lines."""
        first = self._lines[start].text
        if len(first) > LONGEST or (len(first) > self.typesetting.width and not names_office(first)):
            return 0
        if self.fills(start):
            return 0
        for at in range(start, min(start + MOST_LINES + 1, len(self._lines))):
            text = self._lines[at].text
            if at == start and not self._is_of_office(at):
                return 0
            if len(text) > LONGEST or has_place(text) or OWN_WORDS.search(text):
                return at - start
            if at + 1 == len(self._lines) and ". " in text and ends_sentence(text):
                return at - start  # another paper behind the letter
            if at > start and (likeness(text) != "none" or goes_on_as_office(text)):
                continue
            if not self._is_of_office(at):
                return at - start
        return min(MOST_LINES + 1, len(self._lines) - start)

    def _is_of_office(self, at: int) -> bool:
        """Whether a line speaks as offices do; one that ends a sentence or a heading may hold names no list has."""
        text, above = self._lines[at].text, self._lines[self.kept].text
        completes = ends_sentence(text) and not ends_sentence(above)
        if completes and text[0].islower() and office_odds(text).known < 2 * TOLD:
            return False
        heads = any(decided(line.text) for line in self._lines[at + 1 : at + 4])
        if is_firm(text) or is_of_office(text, by_unknown=not (completes or heads)):
            return True
        # Printed once it may be a line of the letter that was not redacted, which is told.
        return text[-1].isalnum() and is_number_stamp(text) and self.typesetting.is_repeated(text)

    def _parts_decision(self, at: int) -> bool:
        """Whether a line that is like a stamp parts a heading from the decision behind its colon."""
        text, above = self._lines[at].text, self._lines[self.kept].text
        if above[-1] != ":" or above.endswith("below:") or at + 1 == len(self._lines) or text[0].islower():
            return False
        if has_place(above) or has_place(text):
            return False
        found = read_decision(self._lines[at + 1].text)
        return found is not None and found.start == 0 and (likeness(text) == "like" or is_of_papers(text))

    def names_somebody(self, at: int, count: int) -> bool:
        """Whether lines that are no stamps seem to name somebody, if only together with those around them."""
        run = [line.text for line in self._lines[at : at + count]]
        if all(likeness(text) == "sure" for text in run):
            return False
        above, text = self._lines[at - 1].text + "\n", "\n".join(run)
        below = "".join(f"\n{line.text}" for line in self._lines[at + count : at + count + 1])
        first, last = len(above), len(above) + len(text)
        # An office or a number is passed over where a day says that a stamp tells it, or where no text can stand.
        certain = all(map(self.typesetting.is_repeated, run)) or self._is_inside_sentence(at, at + count)
        certain = certain or bool(decided(self._lines[self.kept].text))
        by_numbers = certain and _LONG_NUMBER.search(text) is not None
        whole = ends_sentence(text) and not ends_abbreviated(text)
        dated = tells_when(text) and (bool(self.of_office(at)) or all(likeness(line) == "like" for line in run))
        stamp = not whole and (certain or dated)
        numbered = certain or (dated and is_surely_stamped(text))
        return any(
            names_person(what) or not stamp or start < first or (is_number_of_file(what) and not numbered)
            for what, start, end in telling(above + text + below)
            if start < last
            and end > first
            and not (start < first and above[start:].startswith(_FORMULA))
            # "Vaxil 24282 4/11/2017" within a sentence is a program's.
            and not (by_numbers and what == NAME and not is_known_name(text[start - first : end - first]))
        )

    def _is_inside_sentence(self, at: int, end: int) -> bool:
        """Whether lines stand where a sentence goes on below them."""
        above = self._lines[self.kept].text
        goes_on = end < len(self._lines) and (self._lines[end].text[0].islower() or is_broken_off(above))
        return goes_on and not ends_sentence(above)
