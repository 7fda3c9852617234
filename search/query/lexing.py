"""A typed query cut into the pieces that the grammar knows, each cut in one pass from left to right."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import cast

from search.query.cases import CASE_NUMBER, canonical_case
from search.query.tree import SCOPES, Near, Phrase, Prefix, Scope, Word
from search.query.words import Token, fold, stem, tokens

MOST_CHARACTERS = 2_000
MOST_TERMS = 64
DEEPEST = 20
FARTHEST = 100
SHORTEST_STEM = 3

Term = Word | Prefix | Phrase | Near


class Mark(Enum):
    """The pieces that are not terms."""

    OPEN = auto()
    CLOSE = auto()
    AND = auto()
    OR = auto()
    NOT = auto()


@dataclass(frozen=True, slots=True)
class Field:
    """``heading:``, which holds for the term or the bracket behind it."""

    scope: Scope


Piece = Mark | Field | Term

_OPERATORS = {"AND": Mark.AND, "OR": Mark.OR, "NOT": Mark.NOT}
_PIECE = re.compile(
    r"""
      (?P<space>\s+)
    | "(?P<quoted>[^"]*)"(?:~(?P<distance>\d{1,9}))?
    | (?P<bracket>[()])
    | (?P<minus>-(?=[^\s\-)]))
    | (?P<field>[A-Za-z]{2,20}):(?P<gap>\s*)(?=[^\s):])
    | (?P<chunk>[^\s"()]+)
    | (?P<stray>")
    """,
    re.VERBOSE,
)
_STAR = re.compile(r"(?P<stem>[^*]+)\*+[.,;:!?]*")
_STAR_BEFORE = re.compile(r"\*[^\W_]")
_STAR_INSIDE = re.compile(rf"[^\W_]{{{SHORTEST_STEM},}}(?=\*)")
_CASE_STEM = re.compile(r"cm\d\d-\d{1,6}")
_NUMBER_SIGN = re.compile(r"\bnos?\.\s*(?=#?\d|cm\d)", re.IGNORECASE)
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")
_STRAIGHT = str.maketrans(dict.fromkeys("“”„‟″«»＂", '"') | {"（": "(", "）": ")", "－": "-", "＊": "*"})


def cleaned(text: str) -> str:
    """``text`` on one line, without control characters and halves of characters, its double quotes
    straight."""
    return " ".join(_UNPRINTABLE.sub(" ", text).translate(_STRAIGHT).split())


_LITERAL = re.compile(
    rf"""
      ["~*|]
    | (?<![^\s(])-(?=[^\W\d_(])                                     # -word, -(…)
    | (?<![^\s(])(?:{"|".join(SCOPES)}):(?=\s*[^\s):])
    """,
    re.VERBOSE | re.IGNORECASE,
)
_OPERATOR = re.compile(r"(?<!\S)(?:AND|OR|NOT)(?!\S)")
_LONGEST_ABBREVIATION = 4


def is_literal(text: str) -> bool:
    """Whether a cleaned query uses a form of the grammar, and so means exactly what help says."""
    return _LITERAL.search(text) is not None or (has_operators(text) and _OPERATOR.search(text) is not None)


def has_operators(text: str) -> bool:
    """Whether AND, OR and NOT join words: not where all of the text is in capitals, but for abbreviations."""
    others = _OPERATOR.sub("", text)
    return others != others.upper() or not re.search(rf"[^\W\d_]{{{_LONGEST_ABBREVIATION + 1},}}", others)


class Lexer:
    """Cuts one query; :attr:`pieces` and :attr:`notes` hold what came of it."""

    def __init__(self, text: str) -> None:
        self.pieces: list[Piece] = []
        self.notes: list[str] = []
        self._terms = 0
        self._full = False
        mended = _NUMBER_SIGN.sub("", CASE_NUMBER.sub(canonical_case, text))
        if len(mended) > MOST_CHARACTERS:
            self._note(f"Only the first {MOST_CHARACTERS:,} characters were searched.")
            mended = mended[:MOST_CHARACTERS].rsplit(" ", 1)[0]
        self._joins = has_operators(mended)
        self._cut(mended)
        self._balance()

    def _note(self, sentence: str) -> None:
        if sentence not in self.notes:
            self.notes.append(sentence)

    def _cut(self, text: str) -> None:
        may_negate = True
        for found in _PIECE.finditer(text):
            if found["quoted"] is not None:
                self._quoted(found["quoted"], found["distance"])
            elif found["field"]:
                self._field(found["field"], spaced=bool(found["gap"]), ahead=text[found.end()])
            elif found["chunk"]:
                self._chunk(found["chunk"])
            elif found["bracket"]:
                self.pieces.append(Mark.OPEN if found["bracket"] == "(" else Mark.CLOSE)
            elif found["minus"] and may_negate:
                self.pieces.append(Mark.NOT)
            elif found["stray"]:
                self._note("A quotation mark has no partner, so the words after it were searched one by one.")
            may_negate = bool(found["space"] or found["field"] or found["bracket"] == "(")
            if self._full:
                self._note(f"Only the first {MOST_TERMS} words and phrases were searched.")
                break

    def _term(self, term: Term) -> None:
        self._full = self._terms == MOST_TERMS
        if not self._full:
            self._terms += 1
            self.pieces.append(term)

    def _quoted(self, text: str, distance: str | None) -> None:
        found = self._bounded(tokens(text))
        if not found:
            return
        if distance is None or len(found) == 1:
            self._term(Phrase(found))
            return
        if int(distance) > FARTHEST:
            self._note(f"“~{distance}” is more than can be told apart; “~{FARTHEST}” was used.")
        farthest = max(len(found) - 1, min(int(distance), FARTHEST))
        stems = set(map(stem, found))
        if len(stems) == 1 and farthest < len(found):
            self._term(Phrase(found, exact=False))
            return
        if len(stems) < len(found):
            self._note(
                "A word that stands twice between quotation marks with “~” was looked for once;"
                " without “~” the words count as they stand."
            )
        self._term(Near(found, farthest))

    def _bounded(self, found: list[Token]) -> tuple[str, ...]:
        if len(found) > MOST_TERMS:
            self._note(f"Only the first {MOST_TERMS} words of a long phrase were searched.")
        return tuple(token.text for token in found[:MOST_TERMS])

    def _field(self, name: str, *, spaced: bool, ahead: str) -> None:
        if name.lower() in SCOPES:
            self.pieces.append(Field(cast(Scope, name.lower())))
            return
        if not spaced and (ahead.isalpha() or ahead in '"('):
            self._note(
                f"“{name}:” is not a part of a letter that can be searched (those are {', '.join(SCOPES)}),"
                " so its words were searched everywhere."
            )
        self._words(name)

    def _chunk(self, text: str) -> None:
        if text in _OPERATORS and self._joins:
            self.pieces.append(_OPERATORS[text])
            return
        starred = _STAR.fullmatch(text)
        if starred:
            self._starred(starred["stem"])
        elif _STAR_BEFORE.search(text):
            begins = found[0] if (found := _STAR_INSIDE.match(text)) else "opio"
            self._note(
                f"A star works only at the end of a word, so “{_shown(text)}” was searched as plain words;"
                f" for words that begin so write {_shown(begins)}*."
            )
            self._words(text)
        elif "~" in text.strip("~"):
            self._note("“~” works only behind words in quotation marks.")
            self._words(text.split("~")[0])
        else:
            self._words(text)

    def _starred(self, text: str) -> None:
        folded = fold(text)
        if _CASE_STEM.fullmatch(folded):
            self._term(Prefix(folded))
            return
        found = tokens(text)
        if not found:
            return
        *before, last = found
        for token in before:
            self._term(Word(token.text))
        if len(last.text) >= SHORTEST_STEM:
            self._term(Prefix(last.text))
        else:
            self._note(
                f"A star needs at least {SHORTEST_STEM} letters before it,"
                f" so “{_shown(text)}” was searched as it stands."
            )
            self._term(Word(last.text))

    def _words(self, text: str) -> None:
        """Plain words; those that a hyphen or nothing at all holds together must stand side by side."""
        run: list[Token] = []
        for token in tokens(text):
            if run and not _held_together(text, run[-1], token):
                self._run(run)
                run = []
            run.append(token)
        self._run(run)

    def _run(self, run: list[Token]) -> None:
        if len(run) == 1:
            self._term(Word(run[0].text))
        elif run:
            self._term(Phrase(self._bounded(run), exact=False))

    def _balance(self) -> None:
        """Drop brackets that have no partner, hold nothing, or lie too deep."""
        drop: set[int] = set()
        opened: list[int] = []
        for place, piece in enumerate(self.pieces):
            if piece is Mark.OPEN:
                opened.append(place)
            elif piece is Mark.CLOSE:
                if not opened:
                    drop.add(place)
                    self._note("A bracket without its partner was passed over.")
                    continue
                if len(opened) > DEEPEST:
                    drop |= {opened[-1], place}
                    self._note(f"Brackets are read {DEEPEST} deep; deeper ones were passed over.")
                opened.pop()
        if opened:
            drop.update(opened)
            self._note("A bracket without its partner was passed over.")
        self.pieces = [piece for place, piece in enumerate(self.pieces) if place not in drop]


def _shown(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"


def _held_together(text: str, one: Token, other: Token) -> bool:
    gap = fold(text[one.end : other.start])
    return gap in ("", "-") or (gap == "/" and one.text[-1].isdecimal() and other.text[0].isdecimal())
