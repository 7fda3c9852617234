"""A query tree in words: what stands behind “Searching for …”."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from search.query.tree import And, Everything, Near, Node, Not, Nothing, Or, Phrase, Prefix, Scope, Word

_ABBREVIATION = 5
_MOST_NAMES = 5


@dataclass(frozen=True, slots=True)
class ExplanationPart:
    """A stretch of the explanation. ``strong``: words that are searched for; ``quiet``: an aside."""

    text: str
    strong: bool = False
    quiet: bool = False


def explain(tree: Node) -> tuple[ExplanationPart, ...]:
    """``tree`` in words, to stand behind “Searching for”; empty for everything."""
    if isinstance(tree, Everything):
        return ()
    return tuple(_merged(_told(tree, nested=False)))


def explain_case(case_number: str) -> tuple[ExplanationPart, ...]:
    """The explanation of a query that is a case number and nothing else."""
    return (ExplanationPart("the case number "), ExplanationPart(case_number, strong=True))


def plain(pieces: Iterable[ExplanationPart]) -> str:
    """The explanation as one string."""
    return "".join(piece.text for piece in pieces)


def _told(node: Node, *, nested: bool) -> Iterator[ExplanationPart]:
    match node:
        case Everything():
            yield ExplanationPart("everything")
        case Nothing():
            yield ExplanationPart("nothing")
        case Word() | Phrase(exact=False):
            yield from _listed_words([node])
        case Phrase(words, True, scope):
            yield ExplanationPart("the exact phrase " if len(words) > 1 else "exactly the word ")
            yield ExplanationPart(" ".join(words), strong=True)
            yield from _place(scope)
        case Prefix(text, scope):
            yield ExplanationPart("words that begin with ")
            yield ExplanationPart(text, strong=True)
            yield from _place(scope)
        case Near(words, distance, scope):
            yield from _series([[ExplanationPart(word, strong=True)] for word in words], "and")
            yield ExplanationPart(f" within {distance} words of each other")
            yield from _place(scope)
        case Not(part):
            yield ExplanationPart("anything without " if not nested else "not ")
            yield from _told(part, nested=True)
        case Or(parts, True):
            yield from _listed_words([node]) if _is_word(node) else _alike(parts, nested=nested)
        case Or(parts) if all(isinstance(part, Word) and part.scope == _scope(parts[0]) for part in parts):
            yield ExplanationPart("the word ")
            yield from _series([[ExplanationPart(text, strong=True)] for part in parts for text in _texts(part)], "or")
            yield from _place(_scope(parts[0]))
        case Or(parts):
            yield ExplanationPart("(" if nested else "either ")
            yield from _series([list(_told(part, nested=True)) for part in parts], "or")
            yield ExplanationPart(")" if nested else "")
        case And(parts):
            yield from _all(parts, nested=nested)


def _all(parts: Sequence[Node], *, nested: bool) -> Iterator[ExplanationPart]:
    wanted = [part for part in parts if not isinstance(part, Not)]
    unwanted = [part.part for part in parts if isinstance(part, Not)]
    clauses: list[list[ExplanationPart]] = []
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
    yield ExplanationPart("(" if nested else "")
    yield from _series(clauses, "and", joiner="and") if clauses else [ExplanationPart("anything")]
    if unwanted:
        yield ExplanationPart(", but without " if clauses else " without ")
        yield from _series([list(_told(part, nested=True)) for part in unwanted], "or")
    yield ExplanationPart(")" if nested else "")


def _is_word(node: Node) -> bool:
    """Whether ``node`` is told in a list of words: a word, words held together, or one of these with its
    other names."""
    if isinstance(node, Or):
        own = node.parts[0]
        in_order = isinstance(own, And) and all(map(_is_word, own.parts))
        return node.alike and (in_order or (not isinstance(own, Or) and _is_word(own)))
    return isinstance(node, Word) or (isinstance(node, Phrase) and not node.exact)


def _listed_words(nodes: Sequence[Node]) -> Iterator[ExplanationPart]:
    told: list[list[ExplanationPart]] = []
    for node in nodes:
        own = node.parts[0] if isinstance(node, Or) else node
        members = [[ExplanationPart(text, strong=True)] for text in _texts(own)]
        if isinstance(node, Or):
            members[-1] += _also(node.parts[1:], short=len(members) > 1)
        told += members
    yield ExplanationPart("the words " if len(told) > 1 else "the word ")
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


def _alike(parts: Sequence[Node], *, nested: bool) -> Iterator[ExplanationPart]:
    yield from _told(parts[0], nested=nested)
    yield from _also(parts[1:], short=False)


def _also(others: Sequence[Node], *, short: bool) -> list[ExplanationPart]:
    names = [text for other in others for text in _texts(other)]
    shown = [name.upper() if short and len(name) <= _ABBREVIATION and " " not in name else name for name in names]
    if len(shown) > _MOST_NAMES + 1:
        shown[_MOST_NAMES:] = [f"and {len(shown) - _MOST_NAMES} more"]
    return [ExplanationPart(f" (also: {', '.join(shown)})", quiet=True)] if shown else []


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


def _place(scope: Scope | None) -> Iterator[ExplanationPart]:
    if scope:
        yield ExplanationPart(_PLACES[scope])


def _series(members: Sequence[Sequence[ExplanationPart]], last: str, joiner: str = ",") -> Iterator[ExplanationPart]:
    """``a, b and c``; with ``joiner`` a word, ``a and b and c``."""
    for place, member in enumerate(members):
        if place:
            word = last if place == len(members) - 1 else joiner
            yield ExplanationPart(", " if word == "," else f" {word} ")
        yield from member


def _merged(pieces: Iterable[ExplanationPart]) -> Iterator[ExplanationPart]:
    """The pieces without empty ones, plain neighbours in one."""
    held = ExplanationPart("")
    for piece in pieces:
        if (piece.strong, piece.quiet) == (held.strong, held.quiet) and not piece.strong:
            held = ExplanationPart(held.text + piece.text, held.strong, held.quiet)
        elif piece.text:
            if held.text:
                yield held
            held = piece
    if held.text:
        yield held
