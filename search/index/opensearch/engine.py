"""Asking the cluster: see :class:`~search.index.engine.Engine`."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, islice
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray
from opensearchpy import OpenSearch

from search.index import documents
from search.index.engine import NOT_BUILT, Added, DocumentSource, IndexHealth, IndexUnavailable
from search.index.opensearch.cluster import Answer, Cluster, ClusterPlace, NotFound
from search.index.opensearch.filling import filled
from search.index.opensearch.life import Life
from search.index.opensearch.queries import ALL, Queries, Query, all_of
from search.index.opensearch.scoring import ScoredDocument, Scoring, weighed
from search.index.opensearch.stored import WINDOW
from search.query.question import Found, Question, Sort
from search.query.tree import Word
from search.schema import FIELDS

MOST_EXPANSIONS = 500
_MOST_VALUES = 10_000
_MOST_WORDS = 20_000
_WORDS_A_PART, _MOST_WORDS_A_PART = 30_000, 60_000
"""Words that are listed at a time, as far as their number is known, and at most: the cluster counts no more at once."""
_LISTING_SECONDS = 120
_BESIDE = 20
"""Places read on either side of a page: scores that the cluster's 32 bits cannot tell apart are ordered here."""
_SCANNED = {True: 1_000, False: 10_000}
_STRIDE = 50_000
"""Hits passed over at a time, of which nothing is read but their place in the order. Each stride looks at all."""
_KEPT_OPEN = "2m"
_BY_COLUMNS = {"stored_fields": "_none_"}
"""Nothing of a hit is read but columns: to find the stored key of each made whole results take five times as long."""
_BUILD = "Build it with manage.py rebuild_index --noinput."


class ClusterEngine:
    """:class:`~search.index.engine.Engine` on an OpenSearch cluster."""

    shared = True

    def __init__(
        self, place: ClusterPlace, source: DocumentSource = documents, facets: Sequence[str] = documents.KEYS
    ) -> None:
        self._cluster = Cluster(place)
        self.life = Life(self._cluster, source, facets)
        self._source, self._index = source, place.name
        self._facets = frozenset(facets)

    def find(self, question: Question) -> Found:
        """See :class:`~search.index.engine.Engine`."""
        try:
            return self._find(question)
        except NotFound:
            return Found(0, (), (), {}, (NOT_BUILT,))

    def _find(self, question: Question) -> Found:
        queries, notes = self._queries(question)
        offset, limit = max(question.offset, 0), max(question.limit, 0)
        scoring = self._scoring(question, queries)
        body = _body(question, queries, scoring)
        deep = offset + limit + _BESIDE > WINDOW
        first = 0 if deep or not limit else max(offset - _BESIDE, 0)
        size = 0 if deep or not limit else offset + limit + _BESIDE - first
        answer = self._search({**body, "from": first, "size": size, "aggs": self._counts(question, queries)})
        total = int(answer["hits"]["total"]["value"])
        hits = _scored(answer, scoring)[offset - first : offset - first + limit] if size else []
        if deep and offset < total and limit:
            first = max(offset - _BESIDE, 0)
            walked = chain.from_iterable(self._walk(body, scoring, first))
            hits = list(islice(walked, offset - first, offset - first + limit))
        return Found(
            total=total,
            ids=tuple(id_ for id_, _ in hits),
            scores=tuple(score for _, score in hits),
            facets=_facets(question, answer),
            notes=notes,
        )

    def scan(self, question: Question, limit: int | None = None) -> Iterator[NDArray[np.int64]]:
        """See :class:`~search.index.engine.Engine`."""
        try:
            queries, _ = self._queries(question)
            scoring = self._scoring(question, queries)
            batches = self._walk(_body(question, queries, scoring), scoring)
            first = next(batches, [])
        except NotFound:
            return iter(())
        return _limited(chain([first], batches), limit)

    def added(self, question: Question, after: int, limit: int) -> Added:
        """See :class:`~search.index.engine.Engine`."""
        try:
            queries, _ = self._queries(question)
            later = {"range": {"id": {"gt": after}}}
            query = all_of([_base(question, queries), *queries.selections(question).values(), later])
            answer = self._search({"query": query, "sort": [{"id": "desc"}], "size": max(limit, 0)})
        except NotFound:
            return Added(0, ())
        hits = answer["hits"]
        return Added(int(hits["total"]["value"]), tuple(int(hit["sort"][0]) for hit in hits["hits"]))

    def holds(self, word: str) -> bool:
        """See :class:`~search.index.engine.Engine`."""
        body = {"query": {"term": {"words": word}}, "size": 0, "track_total_hits": 1}
        try:
            return bool(self._search(body)["hits"]["total"]["value"])
        except NotFound:
            return False

    def frequencies(self, words: Collection[str]) -> Mapping[str, int]:
        """See :class:`~search.index.engine.Engine`."""
        asked = list(words)
        try:
            counts = self._held([{"query": Queries(self._facets).matching(Word(word))} for word in asked])
        except NotFound:
            return dict.fromkeys(asked, 0)
        return dict(zip(asked, counts, strict=True))

    def terms(self) -> Mapping[str, int]:
        """See :class:`~search.index.engine.Engine`. Items, and only those that can be found."""
        try:
            about = self._listed({"cardinality": {"field": "words"}})["value"]
            # A part costs a look at every item. To walk the words in their order costs one for every page of it, and
            # all that sorting: 27 seconds of the cluster's time at 100,000 items, where this takes 7.
            parts = 1 + int(about) // _WORDS_A_PART
            counted: dict[str, int] = {}
            for part in range(parts):
                some = {"partition": part, "num_partitions": parts}
                found = self._listed({"terms": {"field": "words", "size": _MOST_WORDS_A_PART, "include": some}})
                counted.update({bucket["key"]: bucket["doc_count"] for bucket in found["buckets"]})
            return counted
        except NotFound:
            return {}

    def generation(self) -> str:
        """See :class:`~search.index.engine.Engine`."""
        return self.life.generation()

    def health(self) -> IndexHealth:
        """See :class:`~search.index.engine.Engine`."""
        try:
            if self.life.schema() is None:
                return IndexHealth(False, 0, f"There is no index in the search cluster yet. {_BUILD}")
            items = int(self._search({"query": ALL, "size": 0})["hits"]["total"]["value"])
            if not self.life.is_current:
                return IndexHealth(False, items, f"The index was made by another version. {_BUILD}")
            found = self._cluster.ask(lambda client: client.cluster.health(index=self._index))
        except (IndexUnavailable, NotFound) as error:
            return IndexHealth(False, 0, str(error))
        nodes = found["number_of_data_nodes"]
        told = f"{items:,} items on {nodes} machine{'s' if nodes != 1 else ''}, {found['status']}."
        return IndexHealth(found["status"] != "red", items, told)

    def damage(self) -> str:
        """See :class:`~search.index.engine.Engine`. A cluster mends its own files."""
        return ""

    def mark(self) -> str:
        """See :class:`~search.index.engine.Engine`."""
        return self.life.mark()

    def needs_rebuild(self) -> bool:
        """See :class:`~search.index.engine.Engine`."""
        return not self.life.is_current

    def is_newer(self) -> bool:
        """See :class:`~search.index.engine.Engine`."""
        return self.life.is_newer

    def refresh(self, item_ids: Sequence[int]) -> None:
        """See :class:`~search.index.engine.Engine`."""
        self.life.refresh([int(id_) for id_ in item_ids])

    def expunge(self) -> None:
        """See :class:`~search.index.engine.Engine`."""
        self.life.expunge()

    def rebuild(self, workers: int = 1) -> int:
        """See :class:`~search.index.engine.Engine`."""
        if workers <= 1 or self._source is not documents:  # other processes could read nothing but the database
            return self.life.rebuild()
        return self.life.rebuild(filled=partial(filled, self._cluster.place, self._facets, workers))

    def _listed(self, words: Answer) -> Answer:
        """What is told of the words of all items, with time enough for the largest collections."""
        body = {"size": 0, "track_total_hits": False, "aggs": {"words": words}}
        asked = partial(
            OpenSearch.search,
            index=self._index,
            body=body,
            params={"allow_partial_search_results": "false"},
            request_timeout=_LISTING_SECONDS,
        )
        answer: Answer = self._cluster.ask(asked)
        found: Answer = answer["aggregations"]["words"]
        return found

    def _search(self, body: Answer) -> Answer:
        whole = {"track_total_hits": True, **_BY_COLUMNS, **body}
        given = {"include_named_queries_score": "true", "allow_partial_search_results": "false"}
        answer: Answer = self._cluster.read(
            lambda client, steering: client.search(index=self._index, body=whole, params=given | steering)
        )
        return answer

    def _held(self, bodies: Sequence[Answer]) -> list[int]:
        """How many items each of these finds."""
        whole = [{"size": 0, "track_total_hits": True, **body} for body in bodies]
        answers = self._cluster.many(whole, self._index) if whole else []
        return [int(each["hits"]["total"]["value"]) for each in answers]

    def _scoring(self, question: Question, queries: Queries) -> Scoring | None:
        """What counts; None where nothing does, so that the newest come first."""
        if question.sort != Sort.RELEVANCE:
            return None
        nodes = list(dict.fromkeys(weighed(question)))
        if not nodes and not question.preferences:
            return None
        matching = [ALL, *map(queries.matching, nodes)] if nodes else []
        total, *held = self._held([{"query": all_of([query])} for query in matching]) or [0]
        idf = {node: log(1 + (total - count + 0.5) / (count + 0.5)) for node, count in zip(nodes, held, strict=True)}
        return Scoring(queries, question, idf)

    def _queries(self, question: Question) -> tuple[Queries, tuple[str, ...]]:
        """The translation, with the words of each prefix that stands for too many, and a sentence for each."""
        allowed: dict[str, list[str]] = {}
        notes: dict[str, None] = {}
        for text in dict.fromkeys(prefix.text for prefix in question.prefixes()):
            words = self._beginning(text)
            if len(words) > MOST_EXPANSIONS:
                allowed[text] = words[:MOST_EXPANSIONS]
                more = "more than " if len(words) == _MOST_WORDS else ""
                stands = f"“{text}*” stands for {more}{len(words):,} words"
                notes[f"{stands}; the {MOST_EXPANSIONS} most frequent were searched."] = None
        return Queries(self._facets, allowed), tuple(notes)

    def _beginning(self, prefix: str) -> list[str]:
        """The words that begin so, those of the most items first."""
        pattern = "".join(character if character.isalnum() else f"[{character}]" for character in prefix)
        words = {"field": "words", "include": f"{pattern}.*", "size": _MOST_WORDS}
        body = {"size": 0, "query": {"prefix": {"words": prefix}}, "aggs": {"words": {"terms": words}}}
        return [bucket["key"] for bucket in self._search(body)["aggregations"]["words"]["buckets"]]

    def _counts(self, question: Question, queries: Queries) -> Answer:
        """Each facet over what matches everything but its own selection."""
        selections = queries.selections(question)
        counts: Answer = {}
        for facet in question.facets:
            if facet in self._facets:
                others = [query for name, query in selections.items() if name != facet]
                values = {"terms": {"field": f"keys.{facet}", "size": _MOST_VALUES}}
                counts[facet] = {"filter": all_of(others), "aggs": {"values": values}}
        return counts

    def _walk(self, body: Answer, scoring: Scoring | None, start: int = 0) -> Iterator[list[tuple[int, float]]]:
        """The hits of one moment in their order from place ``start`` on, in batches."""
        kept = {"keep_alive": _KEPT_OPEN}
        opened = self._cluster.read(
            lambda client, steering: client.create_pit(index=self._index, params=kept | steering)
        )["pit_id"]
        moment = {**_BY_COLUMNS, "track_total_hits": False, "pit": {"id": opened, "keep_alive": _KEPT_OPEN}}
        size = _SCANNED[scoring is not None]
        try:
            after = self._place({**body, **moment}, start)
            if start and after is None:
                return
            while True:
                asked = {**body, **moment, "size": size, **({"search_after": after} if after else {})}
                answer = self._cluster.ask(partial(_asked, body=asked))
                hits = answer["hits"]["hits"]
                if hits:
                    yield _scored(answer, scoring)
                    after = hits[-1]["sort"]
                if len(hits) < size:
                    return
        finally:
            self._cluster.ask(lambda client: client.delete_pit(body={"pit_id": [opened]}, ignore=[404]))

    def _place(self, body: Answer, start: int) -> list[Any] | None:
        """What the hit before place ``start`` is sorted by; None where there are not so many."""
        body = {name: value for name, value in _nameless(body).items() if name != "docvalue_fields"}
        after: list[Any] | None = None
        place = 0
        while place < start:
            size = min(start - place, _STRIDE)
            window = {"size": size, "search_after": after} if after else {"from": min(start, WINDOW) - 1, "size": 1}
            hits = self._cluster.ask(partial(_asked, body={**body, **window}))["hits"]["hits"]
            if not hits:
                return None
            place = place + len(hits) if after else min(start, WINDOW)
            after = hits[-1]["sort"]
        return after


def _nameless(query: Any) -> Any:
    """The same without the names by which a hit tells what it matched."""
    if isinstance(query, dict):
        return {key: _nameless(value) for key, value in query.items() if key != "_name"}
    return [_nameless(value) for value in query] if isinstance(query, list) else query


def _asked(client: OpenSearch, body: Answer) -> Answer:
    found: Answer = client.search(body=body, params={"include_named_queries_score": "true"})
    return found


def _base(question: Question, queries: Queries) -> Query:
    """What matches whatever is selected."""
    return all_of([queries.matching(question.tree), *queries.limits(question)])


def _body(question: Question, queries: Queries, scoring: Scoring | None) -> Answer:
    """A search's query and order, without its window."""
    query: Query = {"filter": [_base(question, queries)]}
    newest = [{"decided": {"order": "desc", "missing": "_last"}}, {"id": "desc"}]
    order: list[Any] = [{"decided": {"order": "asc", "missing": "_last"}}, {"id": "desc"}]
    if question.sort != Sort.OLDEST:
        order = newest
    if scoring is not None and scoring.clauses:
        query |= {"should": scoring.clauses, "minimum_should_match": 0}
        order = ["_score", *newest]
    body: Answer = {"query": {"bool": query}, "sort": order}
    if selections := queries.selections(question):
        body["post_filter"] = all_of(list(selections.values()))
    if scoring is not None and scoring.needs_weights:
        body["docvalue_fields"] = [f"weights.{field.name}" for field in FIELDS]
    if scoring is not None:
        body["docvalue_fields"] = [*body.get("docvalue_fields", []), "decided", "id"]
    return body


def _scored(answer: Answer, scoring: Scoring | None) -> list[tuple[int, float]]:
    """The hits with our scores, in our order."""
    hits = answer["hits"]["hits"]
    if scoring is None:
        return [(int(hit["sort"][1]), 0.0) for hit in hits]
    rows = []
    for hit in hits:
        fields = hit.get("fields", {})
        weights = {name.removeprefix("weights."): values[0] for name, values in fields.items()}
        score = scoring.score(ScoredDocument(hit.get("matched_queries", {}), weights))
        rows.append((score, int(weights.get("decided", 0)), int(weights["id"])))
    return [(id_, score) for score, _, id_ in sorted(rows, reverse=True)]


def _facets(question: Question, answer: Answer) -> dict[str, dict[str, int]]:
    counted = answer.get("aggregations", {})
    return {
        facet: {bucket["key"]: bucket["doc_count"] for bucket in counted[facet]["values"]["buckets"]}
        if facet in counted
        else {}
        for facet in question.facets
    }


def _limited(batches: Iterator[list[tuple[int, float]]], limit: int | None) -> Iterator[NDArray[np.int64]]:
    left = limit
    for batch in batches:
        ids = np.array([id_ for id_, _ in batch[:left]], dtype=np.int64)
        yield ids
        if left is not None:
            left -= len(ids)
            if left <= 0:
                return
