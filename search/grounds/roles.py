"""What each sentence of a rationale does: quotes a guideline, tells the history, applies a criterion, decides."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property, lru_cache
from typing import Literal, NamedTuple, get_args

from search.vocabulary.phrases import LexiconWord, PhraseMatch, places, plain
from search.vocabulary.sentences import Span, sentences

from .data import lexicon, rule_names

LONGEST_RATIONALE = 60_000
"""Characters that are looked at; the longest rationales have some fifteen thousand."""
_LONGEST_SENTENCE = 300
"""Words of a sentence that are looked at; longer ones are lists without stops."""
_CITED = re.compile(r"\([A-Z][^()]{1,60}(?:19|20)\d\d\)")
_SHORT = 3
"""So few words can only be the decision: "Not necessary." """
_BLUNT = 9
"""A sentence of so few words that says "not recommended" is the reviewer's, not the guideline's."""
_QUOTATION_MARKS = frozenset('"“”')
_QUOTATION = 2_500
"""How far a quotation that nobody closed may reach, in characters."""

PlacedCue = Literal["because", "but", "listing", "not", "passive", "verdict"]
"""Cues of which every place is wanted; of the others the first one."""
_PLACED = frozenset(get_args(PlacedCue))
_OWN = frozenset(("request", "here", "person", "papers", "turn"))
OF_CASE = frozenset(("request", "here", "person", "papers"))
"""Cues of what is said of this case."""


class Role(StrEnum):
    """What a sentence does: quotes a guideline, says what holds for anybody, tells the history, applies a criterion,
    decides, is a standing notice."""

    QUOTE = "QUOTE"
    GENERAL = "GENERAL"
    HISTORY = "HISTORY"
    APPLIES = "APPLIES"
    VERDICT = "VERDICT"
    NOTICE = "NOTICE"


@dataclass(frozen=True, eq=False)
class TaggedSentence:
    """The text of a sentence, its words, the cues in it by name (all of a ``PlacedCue``, the first of another), the
    names of those cues and of those among its first words, and the phrases of rules in it."""

    text: str
    words: Sequence[LexiconWord]
    cues: Mapping[str, Sequence[PhraseMatch]]
    names: frozenset[str]
    opens: frozenset[str]
    rules: Sequence[PhraseMatch]

    @cached_property
    def places(self) -> Sequence[Span]:
        """Where each word stands in the text."""
        return places(self.text)


class Sentence(NamedTuple):
    """A sentence: where it stands in the rationale, what it says and what it does."""

    span: Span
    wording: TaggedSentence
    role: Role

    def has(self, *names: str) -> bool:
        """Whether one of these cues is in the sentence."""
        return not self.wording.names.isdisjoint(names)

    def cue(self, name: PlacedCue) -> Sequence[PhraseMatch]:
        """Every place of a cue."""
        return self.wording.cues.get(name, ())

    def opens_with(self, name: str) -> bool:
        """Whether a cue is among the sentence's first words."""
        return name in self.wording.opens

    def between(self, first: int, last: int) -> Span:
        """From where the first word begins to where the last one ends, in the rationale."""
        start, places = self.span[0], self.wording.places
        return start + places[first][0], start + places[last][1]


def read_sentences(rationale: str) -> list[Sentence]:
    """The sentences of a rationale, each with its role. Takes any text and time linear in its length."""
    text = plain(rationale[:LONGEST_RATIONALE])
    found: list[Sentence] = []
    quoting_since: int | None = None
    noticed = False
    quotes = not _QUOTATION_MARKS.isdisjoint(text)
    for start, end in sentences(text):
        wording = _wording(text[start:end])
        if not wording.words:
            continue
        noticed = noticed or "notice" in wording.names
        quoted = quoting_since is not None and not _decides(wording.names)
        before = found[-1].role if found else Role.QUOTE
        role = Role.NOTICE if noticed else Role.QUOTE if quoted else _role(wording, before)
        found.append(Sentence((start, end), wording, role))
        if quotes:
            quoting_since = _still_quoting(text, (start, end), quoting_since, role)
    return found


@lru_cache(maxsize=4_096)
def _wording(text: str) -> TaggedSentence:
    """What a sentence says; remembered, since reviewers say much in the same words, and quote more."""
    words = lexicon().words(text)[:_LONGEST_SENTENCE]
    cues: dict[str, list[PhraseMatch]] = {}
    if "(" in text and _CITED.search(text):
        cues |= {name: [PhraseMatch(name, "(author, year)", 0, 0)] for name in ("source", "states", "general")}
    rules: list[PhraseMatch] = []
    of_rules, every = rule_names(), _every()
    for found in lexicon().find(words, every):
        name = found.name
        if name in of_rules:
            rules.append(found)
        elif name in cues:
            cues[name].append(found)
        else:
            cues[name] = [found]
    opens = frozenset([name for name, of in cues.items() if of[0].first <= 1])
    return TaggedSentence(text, words, cues, frozenset(cues), opens, rules)


@cache
def _every() -> frozenset[str]:
    """The names of which every phrase is wanted, and not only the first of a sentence."""
    return _PLACED | rule_names()


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


def _decides(names: Set[str]) -> bool:
    """Whether a sentence within an open quotation is none of it: the quotation was never closed."""
    about_source = {"source", "states"} <= names
    return ("verdict" in names and bool(names & {"request", "here"})) or (
        "lacks" in names and bool(names & {"person", "papers"}) and not about_source
    )


def _role(wording: TaggedSentence, before: Role) -> Role:
    """The role of a sentence that stands in no quotation, from the cues in it and the role of the one before."""
    names, opens, length = wording.names, wording.opens, len(wording.words)
    about_case = not names.isdisjoint(("person", "papers"))
    about_source = {"source", "states"} <= names
    general = "general" in names and not about_case and not names & {"request", "compares"}
    blunt = "blunt" in names and length <= _BLUNT
    if "short" in names and length <= _SHORT:
        return Role.VERDICT
    if about_source and ("conditional" in names or general) and "here" not in names:
        return Role.QUOTE
    if (
        "verdict" in names
        and not about_source | general
        and (before is not Role.QUOTE or names & _OWN or ("because" in opens and not names & {"source", "conditional"}))
    ):
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
    if before is Role.GENERAL and {"research", "hedged"} <= names and not names & OF_CASE:
        return Role.GENERAL
    if (
        before is Role.QUOTE
        and not names & OF_CASE
        and (names & {"research", "hedged"} or ({"approves", "general"} <= names and not names & {"told", "lacks"}))
    ):
        return Role.QUOTE
    if "retold" in names and not names & {"here", "verdict"} and "turn" not in opens:
        return Role.HISTORY
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
