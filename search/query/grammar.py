"""What a person typed, read as a tree. Nothing typed raises an error: what cannot be read is searched as
plain words.

    query    = group, { group } ;                          every group must match
    group    = all, { "OR", all } ;                        one side must match; OR joins its two neighbours
    all      = part, { "AND", part } ;
    part     = { "NOT" | "-" }, [ field ], ( term | "(", query, ")" ) ;
    field    = ( "heading" | "rationale" | "summary" | "drug" | "case" ), ":" ;
    term     = word | word-word | stem"*" | '"' words '"', [ "~" number ] ;

So ``massage OR acupuncture lumbar`` asks for lumbar and one of the two, as in other search boxes. Reading
takes time linear in the length of the query, which is bounded, as are its terms and the depth of its brackets
(see :mod:`search.query.lexing`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby

from search.query.asking.plan import Plan
from search.query.cases import CasePart, case_alone
from search.query.explain import ExplanationPart, explain, explain_case
from search.query.lexing import MOST_CHARACTERS, Field, Lexer, Mark, Term, cleaned
from search.query.thesaurus import Thesaurus, field_thesaurus
from search.query.tree import And, Everything, Node, Not, Nothing, Or, Phrase, Scope, Word
from search.query.words import STOP_WORDS, words
from search.query.writing import plainly


@dataclass(frozen=True, slots=True)
class Understood:
    """A query as it was read.

    ``notes`` are sentences on what could not be read. ``explanation`` says in words what is searched for, in
    pieces that a template escapes; empty where everything is. ``case_number`` is set where the query is a
    case number and nothing else. ``plan`` is set where the words were read as a request, a question or an argument and
    not word for word; ``tree`` is then the plan's first step. ``part`` is set where all of it may be a part of a case
    number; which letters bear it only the collection says.
    """

    tree: Node
    notes: tuple[str, ...] = ()
    explanation: tuple[ExplanationPart, ...] = ()
    case_number: str | None = None
    plan: Plan | None = None
    part: CasePart | None = None

    @property
    def marks(self) -> Node:
        """What to mark in a text: nothing for what can only be a part of a case number."""
        if self.part and self.part.sure:
            return Nothing()
        return self.plan.marks if self.plan else self.tree


def understand(text: str, thesaurus: Thesaurus | None = None) -> Understood:
    """Read what a person typed; other names come from the field's own thesaurus unless another is given."""
    return _understand(cleaned(text)[: MOST_CHARACTERS + 1], thesaurus)


@lru_cache(maxsize=1_024)
def _understand(typed: str, thesaurus: Thesaurus | None) -> Understood:
    case_number = case_alone(typed)
    if case_number:
        tree: Node = Word(words(case_number)[-1])
        return Understood(tree, (), explain_case(case_number), case_number)
    lexer = Lexer(typed if thesaurus else plainly(typed))
    parser = _Parser(lexer)
    read = parser.query()
    if read is None:
        notes = [*lexer.notes, "Nothing in it can be searched for, so everything is shown."] if typed else []
        return Understood(Everything(), tuple(notes))
    tree = _tree(read, thesaurus or field_thesaurus())
    return Understood(tree, tuple(lexer.notes), explain(tree))


def _tree(read: Node, thesaurus: Thesaurus) -> Node:
    idle = STOP_WORDS if _has_substance(read) else frozenset()
    flat = _simple(read) or read
    return _simple(_expanded(flat, thesaurus), idle) or Nothing()


class _Parser:
    """Recursive descent over the lexer's pieces, whose depth the lexer has bounded."""

    def __init__(self, lexer: Lexer) -> None:
        self._pieces = lexer.pieces
        self._notes = lexer.notes
        self._at = 0
        if not any(isinstance(piece, Term) for piece in self._pieces):
            operators = [piece for piece in self._pieces if piece in (Mark.AND, Mark.OR, Mark.NOT)]
            self._pieces = [Word(operator.name.lower()) for operator in operators if isinstance(operator, Mark)]

    def _next(self) -> Mark | Field | Term | None:
        return self._pieces[self._at] if self._at < len(self._pieces) else None

    def _take(self, mark: Mark) -> bool:
        taken = self._next() is mark
        self._at += taken
        return taken

    def query(self, scope: Scope | None = None) -> Node | None:
        groups: list[Node] = []
        while (ahead := self._next()) not in (None, Mark.CLOSE):
            if ahead in (Mark.OR, Mark.AND):
                self._dangling(ahead)
                self._at += 1
                continue
            group = self._joined(Mark.OR, scope)
            if group is not None:
                groups.append(group)
        return _all(groups)

    def _joined(self, mark: Mark, scope: Scope | None) -> Node | None:
        parts = [self._joined(Mark.AND, scope) if mark is Mark.OR else self._part(scope)]
        while self._next() is mark:
            self._at += 1
            parts.append(self._joined(Mark.AND, scope) if mark is Mark.OR else self._part(scope))
        known = [part for part in parts if part is not None]
        if mark is Mark.OR and len(known) > 1:
            return Or(tuple(known))
        return _all(known)

    def _part(self, scope: Scope | None) -> Node | None:
        negated = False
        while True:
            ahead = self._next()
            if ahead is Mark.NOT:
                negated = not negated
            elif isinstance(ahead, Field):
                scope = ahead.scope
            else:
                break
            self._at += 1
        if self._take(Mark.OPEN):
            inside = self.query(scope)
            self._take(Mark.CLOSE)
        elif isinstance(ahead, Term):
            self._at += 1
            inside = replace(ahead, scope=scope) if scope else ahead
        else:
            self._dangling(self._pieces[self._at - 1] if self._at else ahead)
            return None
        return Not(inside) if negated and inside is not None else inside

    def _dangling(self, piece: Mark | Field | Term | None) -> None:
        name = f"{piece.scope}:" if isinstance(piece, Field) else piece.name if isinstance(piece, Mark) else ""
        sentence = f"“{name}” has nothing to join here, so it was passed over."
        if name and sentence not in self._notes:
            self._notes.append(sentence)


def _all(parts: list[Node]) -> Node | None:
    return parts[0] if len(parts) == 1 else And(tuple(parts)) if parts else None


def _expanded(node: Node, thesaurus: Thesaurus) -> Node:
    """The tree with other names beside the plain words; a run of words may be one name."""
    match node:
        case And(parts):
            expanded: list[Node] = []
            for _, run in groupby(parts, lambda part: part.scope if isinstance(part, Word) else part):
                members = list(run)
                plain = [part for part in members if isinstance(part, Word)]
                expanded += thesaurus.expand(plain) if plain else [_expanded(part, thesaurus) for part in members]
            return And(tuple(expanded))
        case Or(parts):
            return Or(tuple(_expanded(part, thesaurus) for part in parts))
        case Not(part):
            return Not(_expanded(part, thesaurus))
        case Word():
            return thesaurus.expand([node])[0]
        case Phrase(exact=False):
            return thesaurus.held(node)
        case _:
            return node


def _has_substance(node: Node) -> bool:
    match node:
        case And(parts) | Or(parts):
            return any(map(_has_substance, parts))
        case Not(part):
            return _has_substance(part)
        case Word(text):
            return text not in STOP_WORDS
        case _:
            return True


def _simple(node: Node, idle: frozenset[str] = frozenset()) -> Node | None:
    """The tree without ``idle`` words and without doubled or needlessly nested parts; None if nothing is
    left."""
    match node:
        case Word(text) if text in idle:
            return None
        case Not(part):
            inside = _simple(part, idle)
            return inside.part if isinstance(inside, Not) else inside and Not(inside)
        case And(parts):
            members = _members(parts, idle, And)
            return And(members) if len(members) > 1 else members[0] if members else None
        case Or(parts, alike):
            members = _members(parts, idle, None if alike else Or)
            return Or(members, alike) if len(members) > 1 else members[0] if members else None
        case _:
            return node


def _members(parts: tuple[Node, ...], idle: frozenset[str], merged: type[And | Or] | None) -> tuple[Node, ...]:
    """The simple parts, each once; the parts of those that join as their parent does in their place."""
    members: dict[Node, None] = {}
    for part in parts:
        simple = _simple(part, idle)
        if merged and isinstance(simple, merged) and not (isinstance(simple, Or) and simple.alike):
            members.update(dict.fromkeys(simple.parts))
        elif simple is not None:
            members[simple] = None
    return tuple(members)
