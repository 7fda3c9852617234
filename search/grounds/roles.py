"""What each sentence of a rationale does: quotes a guideline, tells the history, applies a criterion, decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache

from search.vocabulary.sentences import Span, sentences

from .data import phrases_of
from .phrases import Found, Lexicon, Word, words

LONGEST_RATIONALE = 60_000
"""Characters that are looked at; the longest rationales have some fifteen thousand."""
_LONGEST_SENTENCE = 300
"""Words of a sentence that are looked at; longer ones are lists without stops."""
_QUOTATION = 2_500
"""How far a quotation that nobody closed may reach, in characters."""


class Role(Enum):
    """What a sentence does."""

    QUOTE = "quotes a guideline"
    HISTORY = "tells the history"
    APPLIES = "applies a criterion"
    VERDICT = "decides"
    NOTICE = "is a standing notice"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: where it stands in the rationale, its words, the cues found in it and what it does."""

    span: Span
    words: tuple[Word, ...]
    cues: tuple[Found, ...]
    role: Role

    def has(self, *names: str) -> bool:
        """Whether one of these cues is in the sentence."""
        return any(cue.name in names for cue in self.cues)

    def cue(self, name: str) -> list[Found]:
        """The places of a cue."""
        return [cue for cue in self.cues if cue.name == name]

    def opens_with(self, *names: str) -> bool:
        """Whether one of these cues is among the sentence's first words."""
        return any(cue.name in names and cue.first <= 1 for cue in self.cues)


@cache
def _cues() -> Lexicon:
    return Lexicon(phrases_of("cues"))


def read_sentences(rationale: str) -> list[Sentence]:
    """The sentences of a rationale, each with its role. Takes any text and time linear in its length."""
    text = rationale[:LONGEST_RATIONALE]
    found: list[Sentence] = []
    quoting_since: int | None = None
    noticed = False
    for start, end in sentences(text):
        own = words(text, start, end)[:_LONGEST_SENTENCE]
        if not own:
            continue
        cues = tuple(_cues().find([word.text for word in own]))
        names = {cue.name for cue in cues}
        noticed = noticed or "notice" in names
        quoted = quoting_since is not None and not _decides(names)
        role = Role.NOTICE if noticed else Role.QUOTE if quoted else _role(names, cues)
        found.append(Sentence((start, end), tuple(own), cues, role))
        quoting_since = _still_quoting(text, (start, end), quoting_since, role)
    return found


def _still_quoting(text: str, span: Span, since: int | None, role: Role) -> int | None:
    """Where the quotation began that is open behind the sentence; none if none is, or if it lasts too long."""
    marks = text.count('"', *span)
    opened = text.rfind("“", *span) > text.rfind("”", *span) if since is None else text.rfind("”", *span) < 0
    if marks % 2:
        opened = since is None
    elif marks or ("“" not in text and since is None):
        opened = since is not None and not marks
    if since is None:
        return span[0] if opened and role is Role.QUOTE else None
    return since if opened and span[1] - since < _QUOTATION else None


def _decides(names: set[str]) -> bool:
    return ("verdict" in names and bool(names & {"request", "turn"})) or {"person", "lacks", "papers"} <= names


def _role(names: set[str], cues: Sequence[Found]) -> Role:
    """The role of a sentence that stands in no quotation, from the cues in it."""
    here = bool(names & {"person", "papers"})
    about_source = "source" in names and "states" in names
    turned = any(cue.name == "turn" and cue.first <= 1 for cue in cues)
    if "verdict" in names and ("request" in names or turned or here or not about_source):
        return Role.VERDICT
    if about_source and not (here and "lacks" in names) and not ("request" in names and not here):
        return Role.HISTORY if here and turned else Role.QUOTE
    if "lacks" in names or turned or "request" in names:
        return Role.APPLIES
    if here:
        return Role.HISTORY
    return Role.QUOTE
