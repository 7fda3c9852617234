"""The engine again, written to be obviously right: plain Python over the rows, one document after another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from math import log
from threading import Lock
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from search.index.columns.fields import FULL, K1
from search.index.document import Document
from search.index.engine import NOT_BUILT, Added, DocumentSource, IndexHealth
from search.query.question import Found, Question, Sort
from search.query.tree import And, AtLeast, Everything, Filed, Near, Node, Not, Nothing, Or, Phrase, Prefix, Word
from search.query.words import stem, words
from search.schema import FIELDS

Place = tuple[int, int]  # field, position in it


class Reference:
    """A collection of documents that answers like an engine; ``most``: how many words a prefix may stand for."""

    def __init__(self, documents: Iterable[Document], most: int = 500) -> None:
        self.documents = list(documents)
        self.words = {each.id: [words(text) for text in each.texts] for each in self.documents}
        self.stems = {id_: [[stem(word) for word in text] for text in texts] for id_, texts in self.words.items()}
        self.found: dict[tuple[int, Node], list[Place]] = {}
        self.occurring = Counter(word for texts in self.words.values() for text in texts for word in text)
        self.most = most

    def find(self, question: Question) -> Found:
        found = [each for each in self.documents if self._wanted(each, question)]
        total = len(found)
        if question.sort == Sort.RELEVANCE:
            idf = {node: self._idf(node) for tree in (question.tree, *question.hints) for node in _weighed(tree)}
            score = {each.id: self._score(each, question, idf) for each in found}
        else:
            score = {each.id: 0.0 for each in found}
        if question.sort == Sort.OLDEST:
            found.sort(key=lambda each: (each.decided == 0, each.decided, -each.id))
        else:
            found.sort(key=lambda each: (-score[each.id], -each.decided, -each.id))
        window = found[question.offset : question.offset + question.limit]
        return Found(
            total=total,
            ids=tuple(each.id for each in window),
            scores=tuple(score[each.id] for each in window),
            facets={facet: self._counts(facet, question) for facet in question.facets},
            notes=tuple(
                dict.fromkeys(
                    f"“{prefix.text}*” stands for {len(every):,} words; the {self.most} most frequent were searched."
                    for prefix in question.prefixes()
                    if len(every := self._beginning(prefix.text)) > self.most
                )
            ),
        )

    def _beginning(self, prefix: str) -> list[str]:
        """The words that begin with ``prefix``, the most frequent first."""
        every = [word for word in self.occurring if word.startswith(prefix)]
        return sorted(every, key=lambda word: (-self.occurring[word], word))

    def _counts(self, facet: str, question: Question) -> dict[str, int]:
        counted: Counter[str] = Counter()
        for each in self.documents:
            if self._wanted(each, question, without=facet):
                counted.update(set(each.keys.get(facet, ())))
        return dict(counted)

    def _wanted(self, each: Document, question: Question, without: str = "") -> bool:
        for facet, values in question.filters.items():
            if facet != without and values and not set(values) & set(each.keys.get(facet, ())):
                return False
        for limit, outside in ((question.decided_from, -1), (question.decided_to, 1)):
            if limit and (not each.decided or (each.decided - limit.toordinal()) * outside > 0):
                return False
        return self.matches(each, question.tree)

    def matches(self, each: Document, node: Node) -> bool:
        match node:
            case Everything():
                return True
            case Nothing():
                return False
            case And(parts):
                return all(self.matches(each, part) for part in parts)
            case Or(parts, _):
                return any(self.matches(each, part) for part in parts)
            case Not(part):
                return not self.matches(each, part)
            case Filed(facet, values):
                return bool(set(values) & set(each.keys.get(facet, ())))
            case AtLeast(count, parts):
                return sum(self.matches(each, part) for part in parts) >= count
            case _:
                return bool(self.places(each, node))

    def places(self, each: Document, node: Word | Prefix | Phrase | Near) -> list[Place]:
        """Where a leaf occurs in a document."""
        if (each.id, node) not in self.found:
            self.found[each.id, node] = [
                place for place in self._anywhere(each, node) if node.scope in (None, FIELDS[place[0]].name)
            ]
        return self.found[each.id, node]

    def _anywhere(self, each: Document, node: Word | Prefix | Phrase | Near) -> Iterator[Place]:
        stands_for = self._beginning(node.text)[: self.most] if isinstance(node, Prefix) else []
        for field, row in enumerate(self.words[each.id]):
            stems = self.stems[each.id][field]
            for position in range(len(row)):
                match node:
                    case Word(text, _):
                        here = stems[position] == stem(text)
                    case Prefix():
                        here = row[position] in stands_for
                    case Phrase(wanted, exact, _):
                        asked = list(wanted) if exact else [stem(word) for word in wanted]
                        part = (row if exact else stems)[position : position + len(asked)]
                        here = bool(asked) and part == asked
                    case Near(wanted, distance, _):
                        reach = stems[max(0, position - max(distance, 1)) : position + 1]
                        here = stems[position] in map(stem, wanted) and set(map(stem, wanted)) <= set(reach)
                if here:
                    yield field, position

    def _score(self, each: Document, question: Question, idf: dict[Node, float]) -> float:
        total = 0.0
        for tree in (question.tree, *question.hints):
            for node in _weighed(tree):
                total += self._strength(each, node) * (idf[node] / FULL)
        for liked in question.preferences:
            if self.matches(each, liked.node):
                total += liked.weight
        return total

    def _strength(self, each: Document, node: Node) -> float:
        match node:
            case Or(parts, alike):
                first, *others = (self._strength(each, part) for part in parts)
                return max([first, *(other * 0.8 if alike else other for other in others)])
            case And(parts):
                return min((self._strength(each, part) for part in parts if not isinstance(part, Not)), default=0)
            case AtLeast(_, parts):
                return max(self._strength(each, part) for part in parts)
            case Everything() | Nothing() | Not() | Filed():
                return 0
            case Prefix():
                return 32_768 if self.places(each, node) else 0
            case _:
                return self._impact(each, node)

    def _impact(self, each: Document, node: Word | Phrase | Near) -> float:
        counts = Counter(field for field, _ in self.places(each, node))
        strength = 0.0
        if isinstance(node, Near):
            strength = sum(FIELDS[number].weight for number in sorted(counts))
            return max(round(strength / (K1 + strength) * FULL), 1) if counts else 0
        for number, field in enumerate(FIELDS):
            length = len(self.words[each.id][number])
            strength += counts[number] * (field.weight / (1 - field.b + field.b * (length / field.usual)))
        return max(round(strength / (K1 + strength) * FULL), 1) if counts else 0

    def _idf(self, node: Node) -> float:
        held = sum(self.matches(each, node) for each in self.documents)
        return log(1 + (len(self.documents) - held + 0.5) / (held + 0.5))


def _weighed(tree: Node) -> Iterator[Node]:
    match tree:
        case And(parts):
            for part in parts:
                yield from _weighed(part)
        case Or(parts, False) | AtLeast(_, parts):
            for part in parts:
                yield from _weighed(part)
        case Everything() | Nothing() | Not() | Filed():
            return
        case _:
            yield tree


class ReferenceEngine:
    """:class:`~search.index.engine.Engine` in the plainest way: what it read last, and nothing kept between questions.

    Whoever writes an engine reads this one first: it is the contract without the speed.
    """

    shared = False

    def __init__(self, source: DocumentSource) -> None:
        self._source = source
        self._held: dict[int, Document] | None = None
        self._changes = 0
        self._mark = ""
        self._lock = Lock()
        self._name = uuid4().hex

    def _reference(self) -> Reference:
        return Reference((self._held or {}).values())

    def find(self, question: Question) -> Found:
        if self._held is None:
            return Found(0, (), (), {}, (NOT_BUILT,))
        return self._reference().find(question)

    def scan(self, question: Question, limit: int | None = None) -> Iterator[NDArray[np.int64]]:
        whole = replace(question, offset=0, limit=len(self._held or ()) if limit is None else limit)
        return iter([np.array(self.find(whole).ids, dtype=np.int64)])

    def expunge(self) -> None:
        """Nothing is kept of what went."""

    def added(self, question: Question, after: int, limit: int) -> Added:
        later = sorted((id_ for ids in self.scan(question) for id_ in ids.tolist() if id_ > after), reverse=True)
        return Added(len(later), tuple(later[:limit]))

    def frequencies(self, words: Collection[str]) -> Mapping[str, int]:
        return {word: self.find(Question(Word(word))).total for word in words}

    def holds(self, word: str) -> bool:
        return word in self._reference().occurring

    def terms(self) -> Mapping[str, int]:
        return dict(self._reference().occurring)

    def generation(self) -> str:
        return "" if self._held is None else f"{self._name} {self._changes}"

    def health(self) -> IndexHealth:
        if self._held is None:
            return IndexHealth(False, 0, "There is no index yet. Build it with manage.py rebuild_index --noinput.")
        return IndexHealth(True, len(self._held), f"{len(self._held):,} items.")

    def damage(self) -> str:
        return ""

    def mark(self) -> str:
        return self._mark

    def needs_rebuild(self) -> bool:
        return self._held is None

    def is_newer(self) -> bool:
        return False

    def refresh(self, item_ids: Sequence[int]) -> None:
        if self._held is None:
            self.rebuild()
            return
        with self._lock:  # read and write in one step, so that of two changes the later one wins
            followed = self._source.since(self._mark) if self._mark else None
            if followed:
                self._mark, others = followed
                item_ids = [*item_ids, *others]
            changed = {document.id: document for document in self._source.documents(item_ids)}
            kept = {id_: document for id_, document in self._held.items() if id_ not in set(item_ids)}
            self._held = kept | changed
            self._changes += bool(item_ids)

    def rebuild(self, workers: int = 1) -> int:
        mark = self._source.mark()  # before the rows are read: what changes meanwhile is looked at twice, not missed
        read = {document.id: document for document in self._source.all_documents()}
        with self._lock:
            # What changed while it was read was read again by then: the plainest way to catch up is to read all again.
            read = {document.id: document for document in self._source.documents([*read, *(self._held or ())])}
            self._held, self._mark = read, mark
            self._changes += 1
        return len(read)
