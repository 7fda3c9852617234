"""A query tree in words: what stands behind “Searching for …”."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from search.query.tree import And, Everything, Near, Node, Not, Nothing, Or, Phrase, Prefix, Scope, Word

_ABBREVIATION = 5
_MOST_NAMES = 5


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the explanation. ``strong``: words that are searched for; ``quiet``: an aside."""

    text: str
    strong: bool = False
    quiet: bool = False


def explain(tree: Node) -> tuple[Piece, ...]:
    """``tree`` in words, to stand behind “Searching for”; empty for everything."""
    if isinstance(tree, Everything):
        return ()
    return tuple(_merged(_told(tree, nested=False)))


def explain_case(case_number: str) -> tuple[Piece, ...]:
    """The explanation of a query that is a case number and nothing else."""
    return (Piece("the case number "), Piece(case_number, strong=True))


def plain(pieces: Iterable[Piece]) -> str:
    """The explanation as one string."""
    return "".join(piece.text for piece in pieces)


def _told(node: Node, *, nested: bool) -> Iterator[Piece]:
    match node:
        case Everything():
            yield Piece("everything")
        case Nothing():
            yield Piece("nothing")
        case Word() | Phrase(exact=False):
            yield from _listed_words([node])
        case Phrase(words, True, scope):
            yield Piece("the exact phrase " if len(words) > 1 else "exactly the word ")
            yield Piece(" ".join(words), strong=True)
            yield from _place(scope)
        case Prefix(text, scope):
            yield Piece("words that begin with ")
            yield Piece(text, strong=True)
            yield from _place(scope)
        case Near(words, distance, scope):
            yield from _series([[Piece(word, strong=True)] for word in words], "and")
            yield Piece(f" within {distance} words of each other")
            yield from _place(scope)
        case Not(part):
            yield Piece("anything without " if not nested else "not ")
            yield from _told(part, nested=True)
        case Or(parts, True):
            yield from _listed_words([node]) if _is_word(node) else _alike(parts, nested=nested)
        case Or(parts) if all(isinstance(part, Word) and part.scope == _scope(parts[0]) for part in parts):
            yield Piece("the word ")
            yield from _series([[Piece(text, strong=True)] for part in parts for text in _texts(part)], "or")
            yield from _place(_scope(parts[0]))
        case Or(parts):
            yield Piece("(" if nested else "either ")
            yield from _series([list(_told(part, nested=True)) for part in parts], "or")
            yield Piece(")" if nested else "")
        case And(parts):
            yield from _all(parts, nested=nested)


def _all(parts: Sequence[Node], *, nested: bool) -> Iterator[Piece]:
    wanted = [part for part in parts if not isinstance(part, Not)]
    unwanted = [part.part for part in parts if isinstance(part, Not)]
    clauses: list[list[Piece]] = []
    run: list[Node] = []
    for part in wanted:
        if _is_word(part) and (not run or _scope(run[0]) == _scope(part)):
            run.append(part)
            continue
        if run:
            clauses.append(list(_listed_words(run)))
        run = [part] if _is_word(part) else []
        if not run:
            clauses.append(list(_told(part, nested=True)))
    if run:
        clauses.append(list(_listed_words(run)))
    yield Piece("(" if nested else "")
    yield from _series(clauses, "and", joiner="and") if clauses else [Piece("anything")]
    if unwanted:
        yield Piece(", but without " if clauses else " without ")
        yield from _series([list(_told(part, nested=True)) for part in unwanted], "or")
    yield Piece(")" if nested else "")


def _is_word(node: Node) -> bool:
    """Whether ``node`` is told in a list of words: a word, words held together, or one of these with its
    other names."""
    if isinstance(node, Or):
        own = node.parts[0]
        in_order = isinstance(own, And) and all(map(_is_word, own.parts))
        return node.alike and (in_order or (not isinstance(own, Or) and _is_word(own)))
    return isinstance(node, Word) or (isinstance(node, Phrase) and not node.exact)


def _listed_words(nodes: Sequence[Node]) -> Iterator[Piece]:
    told: list[list[Piece]] = []
    for node in nodes:
        own = node.parts[0] if isinstance(node, Or) else node
        members = [[Piece(text, strong=True)] for text in _texts(own)]
        if isinstance(node, Or):
            members[-1] += _also(node.parts[1:], short=len(members) > 1)
        told += members
    yield Piece("the words " if len(told) > 1 else "the word ")
    yield from _series(told, ",")
    yield from _place(_scope(nodes[0]))


def _texts(node: Node) -> list[str]:
    match node:
        case Word(text):
            return [text]
        case Phrase(words):
            return [" ".join(words)]
        case And(parts):
            return [text for part in parts for text in _texts(part)]
        case Or(parts, True):
            return _texts(parts[0])
        case _:
            return []


def _alike(parts: Sequence[Node], *, nested: bool) -> Iterator[Piece]:
    yield from _told(parts[0], nested=nested)
    yield from _also(parts[1:], short=False)


def _also(others: Sequence[Node], *, short: bool) -> list[Piece]:
    names = [text for other in others for text in _texts(other)]
    shown = [name.upper() if short and len(name) <= _ABBREVIATION and " " not in name else name for name in names]
    if len(shown) > _MOST_NAMES + 1:
        shown[_MOST_NAMES:] = [f"and {len(shown) - _MOST_NAMES} more"]
    return [Piece(f" (also: {', '.join(shown)})", quiet=True)] if shown else []


def _scope(node: Node) -> Scope | None:
    match node:
        case And(parts) | Or(parts):
            return _scope(parts[0])
        case Word(scope=scope) | Phrase(scope=scope):
            return scope
        case _:
            return None


_PLACES: dict[Scope, str] = {
    "heading": " in the heading",
    "rationale": " in the rationale",
    "summary": " in the case summary",
    "drug": " in the drug’s name",
    "case": " in the case number",
}


def _place(scope: Scope | None) -> Iterator[Piece]:
    if scope:
        yield Piece(_PLACES[scope])


def _series(members: Sequence[Sequence[Piece]], last: str, joiner: str = ",") -> Iterator[Piece]:
    """``a, b and c``; with ``joiner`` a word, ``a and b and c``."""
    for place, member in enumerate(members):
        if place:
            word = last if place == len(members) - 1 else joiner
            yield Piece(", " if word == "," else f" {word} ")
        yield from member


def _merged(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces without empty ones, plain neighbours in one."""
    held = Piece("")
    for piece in pieces:
        if (piece.strong, piece.quiet) == (held.strong, held.quiet) and not piece.strong:
            held = Piece(held.text + piece.text, held.strong, held.quiet)
        elif piece.text:
            if held.text:
                yield held
            held = piece
    if held.text:
        yield held
