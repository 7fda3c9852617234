"""What each sentence of a rationale does: quotes a guideline, tells the history, applies a criterion, decides."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache

from search.vocabulary.sentences import Span, sentences

from .data import phrases_of
from .phrases import PLAIN, GroundLexicon, PhraseMatch, PhraseWord, words

LONGEST_RATIONALE = 60_000
"""Characters that are looked at; the longest rationales have some fifteen thousand."""
_LONGEST_SENTENCE = 300
"""Words of a sentence that are looked at; longer ones are lists without stops."""
_CITED = re.compile(r"\([A-Z][^()]{1,60}(?:19|20)\d\d\)")
_SHORT = 3
"""So few words can only be the decision: "Not necessary." """
_BLUNT = 9
"""A sentence of so few words that says "not recommended" is the reviewer's, not the guideline's."""
_QUOTATION = 2_500
"""How far a quotation that nobody closed may reach, in characters."""


_OWN = frozenset(("request", "here", "person", "papers", "turn"))


class Role(Enum):
    """What a sentence does."""

    QUOTE = "quotes a guideline"
    GENERAL = "says what holds for anybody"
    HISTORY = "tells the history"
    APPLIES = "applies a criterion"
    VERDICT = "decides"
    NOTICE = "is a standing notice"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: where it stands in the rationale, its words, the cues found in it and what it does."""

    span: Span
    words: tuple[PhraseWord, ...]
    cues: tuple[PhraseMatch, ...]
    role: Role

    def has(self, *names: str) -> bool:
        """Whether one of these cues is in the sentence."""
        return any(cue.name in names for cue in self.cues)

    def cue(self, name: str) -> list[PhraseMatch]:
        """The places of a cue."""
        return [cue for cue in self.cues if cue.name == name]

    def opens_with(self, *names: str) -> bool:
        """Whether one of these cues is among the sentence's first words."""
        return any(cue.name in names and cue.first <= 1 for cue in self.cues)


@cache
def _cues() -> GroundLexicon:
    return GroundLexicon(phrases_of("cues"))


def read_sentences(rationale: str) -> list[Sentence]:
    """The sentences of a rationale, each with its role. Takes any text and time linear in its length."""
    text = rationale[:LONGEST_RATIONALE].translate(PLAIN)
    found: list[Sentence] = []
    quoting_since: int | None = None
    noticed = False
    for start, end in sentences(text):
        own = words(text, start, end)[:_LONGEST_SENTENCE]
        if not own:
            continue
        cues = tuple(_cues().find([word.text for word in own]))
        if _CITED.search(text, start, end):
            cues = (*cues, *(PhraseMatch(name, "(author, year)", 0, 0) for name in ("source", "states", "general")))
        names = {cue.name for cue in cues}
        noticed = noticed or "notice" in names
        quoted = quoting_since is not None and not _decides(names)
        before = found[-1].role if found else Role.QUOTE
        role = Role.NOTICE if noticed else Role.QUOTE if quoted else _role(names, cues, len(own), before)
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
    """Whether a sentence within an open quotation is none of it: the quotation was never closed."""
    about_source = {"source", "states"} <= names
    return ("verdict" in names and bool(names & {"request", "here"})) or (
        "lacks" in names and bool(names & {"person", "papers"}) and not about_source
    )


def _role(names: set[str], cues: Sequence[PhraseMatch], length: int, before: Role) -> Role:
    """The role of a sentence that stands in no quotation, from the cues in it and the role of the one before."""
    about_case = bool(names & {"person", "papers"})
    about_source = {"source", "states"} <= names
    opens = {cue.name for cue in cues if cue.first <= 1}
    general = "general" in names and not about_case and not names & {"request", "compares"}
    blunt = "blunt" in names and length <= _BLUNT
    if "short" in names and length <= _SHORT:
        return Role.VERDICT
    if about_source and ("conditional" in names or general) and "here" not in names:
        return Role.QUOTE
    if "verdict" in names and not about_source | general and (before is not Role.QUOTE or names & _OWN):
        return Role.VERDICT
    if "verdict" in names and names & {"request", "here"} and not (about_source and "general" in names):
        return Role.VERDICT
    own = (
        ("request" in names and not about_case)
        or (about_case and "lacks" in names)
        or ("compares" in names and (about_case or "request" in names))
    )
    if about_source and not own and "reason" not in opens:
        if "blunt" in names and before not in (Role.QUOTE, Role.GENERAL):
            return Role.GENERAL
        return Role.HISTORY if about_case and opens & {"turn", "here"} else Role.QUOTE
    if before is Role.QUOTE and "hypothetical" in names and not names & {"request", "here", "papers"}:
        return Role.QUOTE
    if general and not names & {"request", "here"}:
        return Role.QUOTE if before is Role.QUOTE and not blunt else Role.GENERAL
    if names & {"counted", "hinges"} and before is not Role.QUOTE and not about_source:
        return Role.APPLIES
    if about_case and "refuses" in names:
        return Role.APPLIES
    if names & {"lacks", "request", "approves"} or "here" in opens or ("turn" in opens and about_case):
        return Role.APPLIES
    open_case = before is not Role.QUOTE
    if "denies" in opens and not about_source and not general and "hypothetical" not in names and open_case:
        return Role.APPLIES
    if about_case or ("told" in names and not about_source and not general):
        return Role.HISTORY
    if open_case and before is not Role.GENERAL and not names & {"source", "general", "present"}:
        return Role.HISTORY
    if blunt and "source" not in names:
        return Role.GENERAL
    return Role.QUOTE if before is Role.QUOTE or ("turn" in opens and "general" in names) else Role.GENERAL
