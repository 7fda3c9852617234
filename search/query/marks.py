"""Where the words of a query stand in a text: for the list of results and for the letter's page.

What a query excludes is never marked, and a part that asks for one place (``heading:``) is marked only there.
A phrase is marked as a whole; of words that must stand near each other only those that do. Finding takes one
pass over the text.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from sys import intern

from search.query.tree import And, AtLeast, Near, Node, Or, Phrase, Prefix, Scope, Word
from search.query.words import stem, tokens

Part = tuple[str, bool]
"""A stretch of text, and whether it is marked."""


@dataclass(frozen=True, slots=True)
class MarkedSpan:
    """``text[start:end]`` is what leaf number ``leaf`` of the query asked for; other names of a thing
    share a number."""

    start: int
    end: int
    leaf: int


def marks(text: str, tree: Node, scope: Scope | None = None) -> list[tuple[int, int]]:
    """The spans of ``text`` that ``tree`` asked for, in order, apart from each other.

    ``scope`` says which part of a letter the text is; without it, every part of the query counts.
    """
    return joined(text, marker(tree, scope).hits(text))


def marked(text: str, tree: Node, scope: Scope | None = None) -> tuple[Part, ...]:
    """The whole of ``text`` in stretches, for a template to escape."""
    return parts_of(text, 0, len(text), marks(text, tree, scope))


def joined(text: str, hits: Sequence[MarkedSpan]) -> list[tuple[int, int]]:
    """The spans of ``hits``, those that overlap or have only blanks between them in one."""
    spans: list[tuple[int, int]] = []
    for hit in sorted(hits, key=lambda each: (each.start, each.end)):
        if spans and (hit.start <= spans[-1][1] or text[spans[-1][1] : hit.start] == " "):
            spans[-1] = spans[-1][0], max(spans[-1][1], hit.end)
        else:
            spans.append((hit.start, hit.end))
    return spans


def parts_of(text: str, start: int, end: int, spans: Sequence[tuple[int, int]]) -> tuple[Part, ...]:
    """``text[start:end]`` in stretches, marked and not."""
    parts: list[Part] = []
    for first, last in spans:
        if last <= start or first >= end:
            continue
        first, last = max(first, start), min(last, end)
        parts += [(text[start:first], False), (text[first:last], True)]
        start = last
    parts.append((text[start:end], False))
    return tuple(part for part in parts if part[0])


class SpanFinder:
    """Finds what one query asks for in one part of a letter. Make it once for many texts: see
    :func:`marker`."""

    def __init__(self, tree: Node, scope: Scope | None) -> None:
        self._scope = scope
        self._stems: dict[str, int] = {}
        self._exact: dict[str, int] = {}
        self._prefixes: dict[str, int] = {}
        self._phrases: defaultdict[str, list[tuple[tuple[str, ...], int]]] = defaultdict(list)
        self._loose: defaultdict[str, list[tuple[tuple[str, ...], int]]] = defaultdict(list)
        self._near: list[tuple[Counter[str], int, int]] = []
        self._leaves = 0
        self._gather(tree, None)
        self._any_prefix = tuple(self._prefixes)

    def __bool__(self) -> bool:
        """Whether there is anything to find."""
        return self._leaves > 0

    def _gather(self, node: Node, shared: int | None) -> None:
        match node:
            case And(parts) | Or(parts, False) | AtLeast(_, parts):
                for part in parts:
                    self._gather(part, shared)
            case Or(parts):
                number = self._number(shared)
                for part in parts:
                    self._gather(part, number)
            case Word(scope=scope) | Prefix(scope=scope) | Phrase(scope=scope) | Near(scope=scope):
                if scope is None or self._scope is None or scope == self._scope:
                    self._add(node, self._number(shared))
            case _:
                pass

    def _number(self, shared: int | None) -> int:
        if shared is not None:
            return shared
        self._leaves += 1
        return self._leaves - 1

    def _add(self, leaf: Word | Prefix | Phrase | Near, number: int) -> None:
        match leaf:
            case Word(text):
                self._stems.setdefault(stem(text), number)
            case Prefix(text):
                self._prefixes.setdefault(text, number)
            case Phrase((word,), True):
                self._exact.setdefault(word, number)
            case Phrase(words, True) if words:
                self._phrases[words[0]].append((words, number))
            case Phrase(words) if words:
                stems = tuple(map(stem, words))
                self._loose[stems[0]].append((stems, number))
            case Near(words, distance):
                self._near.append((Counter(map(stem, words)), distance, number))

    def hits(self, text: str) -> list[MarkedSpan]:
        """Everything found in ``text``; hits of different leaves may overlap."""
        if not self:
            return []
        cut = _cut(text)
        hits = list(self._single(cut))
        hits += _side_by_side(cut, cut.words, self._phrases)
        hits += _side_by_side(cut, cut.stems, self._loose)
        for wanted, distance, number in self._near:
            hits += (cut.span(at, at, number) for at in _together(cut.stems, wanted, distance))
        return hits

    def _single(self, cut: _Cut) -> Iterator[MarkedSpan]:
        found = {at: self._stems[each] for at, each in enumerate(cut.stems) if each in self._stems}
        if self._exact:
            for at, word in enumerate(cut.words):
                if word in self._exact:
                    found.setdefault(at, self._exact[word])
        if self._any_prefix:
            for at, word in enumerate(cut.words):
                if at not in found and word.startswith(self._any_prefix):
                    found[at] = next(each for prefix, each in self._prefixes.items() if word.startswith(prefix))
        return (cut.span(at, at, number) for at, number in found.items())


class _Cut:
    """A text in words: their forms, their stems and where they stand, side by side. Equal words are one object."""

    __slots__ = ("_ends", "_starts", "stems", "words")

    def __init__(self, text: str) -> None:
        found = tokens(text)
        self.words = tuple(intern(token.text) for token in found)
        self.stems = tuple(map(stem, self.words))
        self._starts = array("I", (token.start for token in found))
        self._ends = array("I", (token.end for token in found))

    def span(self, first: int, last: int, number: int) -> MarkedSpan:
        """The words from ``first`` to ``last`` as a hit of leaf ``number``."""
        return MarkedSpan(self._starts[first], self._ends[last], number)


@lru_cache(maxsize=2_048)
def _cut(text: str) -> _Cut:
    """Texts are shown again and again: their words are known once."""
    return _Cut(text)


@lru_cache(maxsize=256)
def marker(tree: Node, scope: Scope | None = None) -> SpanFinder:
    """The marker of a query for one part of a letter."""
    return SpanFinder(tree, scope)


def _side_by_side(
    cut: _Cut, forms: Sequence[str], phrases: dict[str, list[tuple[tuple[str, ...], int]]]
) -> Iterator[MarkedSpan]:
    if not phrases:
        return
    for at, form in enumerate(forms):
        for phrase, number in phrases.get(form, ()):
            last = at + len(phrase)
            if tuple(forms[at:last]) == phrase:
                yield cut.span(at, last - 1, number)


def _together(stems: Sequence[str], wanted: Counter[str], distance: int) -> Iterator[int]:
    """Places of the wanted stems wherever all of them stand within ``distance`` words, each place once,
    in order."""
    window: deque[int] = deque()
    held: Counter[str] = Counter()
    told = -1
    for at, each in enumerate(stems):
        if each not in wanted:
            continue
        window.append(at)
        held[each] += 1
        while at - window[0] > distance:
            held[stems[window.popleft()]] -= 1
        if all(held[word] >= times for word, times in wanted.items()):
            yield from (place for place in window if place > told)
            told = at
