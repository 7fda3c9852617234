"""An index's life in the cluster: built beside the live one and swapped in, told of changes, never set back.

Ours are two aliases and a notebook. ``NAME`` is the index that is asked, ``NAME-building`` the one that a rebuild
fills, if any; ``NAME-notes`` holds a clock and who rebuilds.

**Older writes never win.** Whoever changes something takes a tick of the clock *before* reading the database, and
writes with the tick as version: the cluster refuses what is older than what it holds. Whoever committed last also
ticked after that commit, so the highest tick has seen the last state.

**What changes during a rebuild is in it.** A change is written to both aliases. The rebuild ticks and reads only after
its alias is there, so that a change which did not see the alias was committed before the reading.
"""

from __future__ import annotations

import json
import logging
import time
import uuid
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any

from opensearchpy import OpenSearch

from search.index.document import Document
from search.index.engine import DocumentSource, IndexUnavailable
from search.index.opensearch.cluster import Cluster, NotFound
from search.index.opensearch.errors import OLDER, PASSING, causes, refusal
from search.index.opensearch.stored import encoded, index_body, schema_digest

log = logging.getLogger(__name__)

AT_ONCE = 500
_WRITERS = 3
_WRITE_TIMEOUT = 120
_WRITE_PATIENCE = 60.0
_LOOK_PATIENCE = 1.0
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 5.0
_LEASE_SECONDS = 120
_SETTLING_SECONDS = 900
_ATTEMPTS = 6
# The clock is a counter that is at least the time in microseconds: it goes on rising where its note was lost.
_TICK = (
    "ctx._source.ticks = Math.max((ctx._source.containsKey('ticks') ? ctx._source.ticks : 0L) + 1L, params.now);"
    "if (params.schema != null) { ctx._source.built = true;"
    " def made = ctx._source.getOrDefault('schemas', new ArrayList());"
    " int there = made.indexOf(params.schema); if (there >= 0) { made.remove(there); }"
    " made.add(params.schema); ctx._source.schemas = made; }"
    "if (params.mark != null && (params.before == null || params.before == ctx._source.getOrDefault('mark', '')))"
    "{ ctx._source.mark = params.mark; }"
)
# By the cluster's clock, in milliseconds: those of our machines may be minutes apart.
_HELD = "boolean held = ctx._source.containsKey('until') && ctx._source.until > ctx._now;"
_LEASE = (
    f"{_HELD} if (held && ctx._source.owner != params.owner) {{ ctx.op = 'noop'; }}"
    "else { ctx._source.owner = params.owner; ctx._source.until = ctx._now + params.seconds * 1000L; }"
)
_LOOK = f"{_HELD} ctx._source.held = held;"
Line = tuple[dict[str, Any], ...]
"""What is to be done with one item and, where it is to be put, the item."""
_TAKEN = (
    "The name in SEARCH_INDEX belongs to an index in the search cluster that this site did not make. Give another name."
)
_REMOVED = "The index that was being built was removed by another process. Try again."


Filled = Callable[..., Iterator[None]]
"""Writes all items as of the ``tick`` given; yields after each part, for whoever must say that it lives."""


class Moved(Exception):
    """An alias that was there is there no more: a rebuild has ended meanwhile."""


class Life:
    """The indexes of one place. Raises IndexUnavailable where the cluster is away."""

    def __init__(self, cluster: Cluster, source: DocumentSource, facets: Sequence[str]) -> None:
        self._cluster, self._source, self._facets = cluster, source, tuple(facets)
        self.live = cluster.place.name
        self._building = f"{self.live}-building"
        self._notes = f"{self.live}-notes"
        self._has_notes = False

    def schema(self) -> str | None:
        """What the live index was made with; None where there is none."""
        try:
            # As the machine that is asked knows it: the one that manages the cluster may be the one that is lost.
            found = self._cluster.read(
                lambda client, _: client.indices.get_mapping(index=self.live, params={"local": "true"}),
                patience=_LOOK_PATIENCE,
            )
        except NotFound:
            return None
        if len(found) != 1:  # somebody has put a second index behind the name: every item would be found twice
            return ""
        (mapping,) = found.values()
        return str(mapping["mappings"].get("_meta", {}).get("schema", ""))

    @property
    def is_current(self) -> bool:
        """Whether the live index is there and was made by this version."""
        return self.schema() == schema_digest(self._facets)

    @property
    def is_newer(self) -> bool:
        """Whether the live index was made after this version's own, by a version that took its place."""
        made = self._clock().get("schemas", [])
        return schema_digest(self._facets) in made[:-1]

    def generation(self) -> str:
        """Changes before and after every change; "" where nothing has been built."""
        note = self._clock()
        return f"{self.live} {note['ticks']}" if note.get("built") else ""

    def mark(self) -> str:
        """The source's mark that the live index has reached; "" where it is not known."""
        return str(self._clock().get("mark", ""))

    def _clock(self) -> dict[str, Any]:
        try:
            note: dict[str, Any] = self._cluster.read(
                lambda client, steering: client.get(index=self._notes, id="clock", params=steering),
                patience=_LOOK_PATIENCE,
            )
        except NotFound:
            return {}
        found: dict[str, Any] = note["_source"]
        return found

    def refresh(self, ids: Sequence[int]) -> None:
        """Bring ``ids`` up to date with the source, and what else it says has changed since :meth:`mark`."""
        before = self.mark()
        mark, others = self._source.since(before) or (before, ())
        ids = [*ids, *others]
        if not ids and mark == before and self._targets():
            return
        if self.schema() not in (None, schema_digest(self._facets)):
            # What this version makes of an item does not belong into that index; the log keeps what has changed.
            raise IndexUnavailable(OLDER)
        tick = self._tick()
        for _ in range(_ATTEMPTS):
            targets = self._targets()
            if self._building in targets and not self._is_leased():
                self._sweep()
                targets.remove(self._building)
            if not targets:
                self.rebuild()
                return
            try:
                self._tell(targets, sorted(set(ids)), tick)
                break
            except Moved:
                continue  # what was written before the swap went to the index that is gone now: all of it again
        else:
            raise IndexUnavailable("The search index was swapped again and again during a change. Try again.")
        self._tick(mark=mark, before=before)

    def rebuild(self, documents: Iterable[Document] | None = None, filled: Filled | None = None) -> int:
        """Fill a new index with ``documents`` (None: all there are) and let it take the live one's place; how many
        items it holds. ``filled`` does so in another way than one by one."""
        owner = uuid.uuid4().hex
        if not self._lease(owner):
            raise IndexUnavailable("The search index is being rebuilt by another process. Try again when it is done.")
        try:
            return self._rebuilt(owner, documents, filled)
        except (Moved, NotFound) as error:
            raise IndexUnavailable(_REMOVED) from error
        finally:
            with suppress(IndexUnavailable):  # which then ends by itself
                self._lease(owner, seconds=0)

    def expunge(self) -> None:
        """Have the cluster write anew, in its own time, what holds deleted or replaced items, and empty its logs."""
        given = {"only_expunge_deletes": "true", "wait_for_completion": "false"}
        all_of_them = {"index": {"merge.policy.expunge_deletes_allowed": 0}}  # by default, up to a tenth may stay

        def expunge(client: OpenSearch) -> None:
            client.indices.put_settings(index=self.live, body=all_of_them)
            client.indices.forcemerge(index=self.live, params=given, request_timeout=_WRITE_TIMEOUT)
            client.indices.flush(index=self.live, request_timeout=_WRITE_TIMEOUT)

        with suppress(NotFound):  # nothing has been built
            self._cluster.ask(expunge)

    def clear(self) -> None:
        """An index that holds nothing, in one step."""
        self.rebuild(())

    def remove(self) -> None:
        """Take all of it out of the cluster."""
        self._has_notes = False
        self._cluster.ask(
            lambda client: client.indices.delete(index=f"{self.live}-*", ignore=[404], request_timeout=60)
        )

    def _rebuilt(self, owner: str, documents: Iterable[Document] | None, filled: Filled | None) -> int:
        name = f"{self.live}-{uuid.uuid4().hex[:12]}"
        body = index_body(self._cluster.place, self._facets)
        if self.live in self._behind(self.live):
            raise IndexUnavailable(_TAKEN)
        self._sweep()
        created = body | {"aliases": {self._building: {}}}
        self._cluster.ask(
            lambda client: client.indices.create(index=name, body=created, request_timeout=_WRITE_TIMEOUT)
        )
        try:
            mark, tick = self._source.mark(), self._tick()
            if filled is None:
                filled = partial(
                    self._filled, documents=self._source.all_documents() if documents is None else documents
                )
            for _ in filled(tick=tick):
                self._lease(owner)
            self._lease(owner, _SETTLING_SECONDS)
            self._settle(name)
            self._swap(name)
        except BaseException:
            with suppress(IndexUnavailable):  # what is left is swept away by whoever comes next
                self._cluster.ask(lambda client: client.indices.delete(index=name, ignore=[404]))
            raise
        self._tick(schema=schema_digest(self._facets), mark=mark)
        return int(self._cluster.ask(lambda client: client.count(index=self.live))["count"])

    def _filled(self, tick: int, documents: Iterable[Document]) -> Iterator[None]:
        """Write every document, a few batches at a time; yields after each, for whoever must say that it lives."""
        return self._written(self._put(tick, batch) for batch in _batched(documents, AT_ONCE))

    def fill(self, tick: int, batch: Iterable[Document]) -> None:
        """Write these into the index that is being built, as of ``tick``."""
        self._bulk(self._put(tick, batch), refresh=False)

    def _put(self, tick: int, batch: Iterable[Document]) -> list[Line]:
        told = {document.id: encoded(document, self._facets) for document in batch}
        return list(_lines(self._building, list(told), told, tick))

    def _settle(self, name: str) -> None:
        """Copies and refreshes as a live index has them, and every shard at hand."""
        place = self._cluster.place
        settings = {"index": {"refresh_interval": "1s", "number_of_replicas": place.replicas}}

        def settle(client: OpenSearch) -> None:
            client.indices.put_settings(index=name, body=settings)
            client.indices.refresh(index=name, request_timeout=_WRITE_TIMEOUT)
            client.cluster.health(index=name, wait_for_status="yellow", timeout="30s", request_timeout=60)

        self._cluster.ask(settle)

    def _swap(self, name: str) -> None:
        """In one step the new index is asked, and the old one gone."""
        actions: list[dict[str, Any]] = [
            # What others have put behind our name is theirs: it only loses the name.
            {"remove_index": {"index": old}}
            if old.startswith(f"{self.live}-")
            else {"remove": {"index": old, "alias": self.live}}
            for old in self._behind(self.live)
        ]
        actions += [
            {"remove": {"index": name, "alias": self._building}},
            {"add": {"index": name, "alias": self.live}},
        ]
        try:
            self._cluster.ask(
                lambda client: client.indices.update_aliases(body={"actions": actions}, request_timeout=60)
            )
        except (IndexUnavailable, NotFound):
            # A machine may do it and be lost before it says so; asked again, the next finds nothing to do it with.
            if self._behind(self.live) != [name]:
                raise

    def _sweep(self) -> None:
        """Remove what a rebuild that died has left."""
        if left := self._behind(self._building):
            self._cluster.ask(lambda client: client.indices.delete(index=",".join(left), ignore=[404]))

    def _behind(self, alias: str) -> list[str]:
        """The indexes that the name leads to; itself, where it is no alias."""
        try:
            return list(self._cluster.ask(lambda client: client.indices.get_alias(index=alias)))
        except NotFound:
            return []

    def _targets(self) -> list[str]:
        """The aliases that there are: the live one first."""
        return [alias for alias in (self.live, self._building) if self._behind(alias)]

    def _tell(self, targets: Sequence[str], ids: Sequence[int], tick: int) -> None:
        """Write these items, as they are by now, a part at a time; then the live index shows them."""
        changes = self._changes(targets, ids, tick)
        if len(ids) <= AT_ONCE:
            for target, lines in changes:
                self._bulk(lines, refresh=target == self.live)
            return
        for _ in self._written(lines for _, lines in changes):
            pass
        if self.live in targets:
            self._show(self.live)

    def _changes(self, targets: Sequence[str], ids: Sequence[int], tick: int) -> Iterator[tuple[str, list[Line]]]:
        """For each part of the items and each alias what is to be written."""
        for start in range(0, len(ids), AT_ONCE):
            part = ids[start : start + AT_ONCE]
            documents = {document.id: encoded(document, self._facets) for document in self._source.documents(part)}
            for target in targets:
                yield target, list(_lines(target, part, documents, tick))

    def _written(self, requests: Iterable[list[Line]]) -> Iterator[None]:
        """Write them, a few at a time, without showing them; yields after each."""
        with ThreadPoolExecutor(_WRITERS, thread_name_prefix="writing") as pool:
            waiting: deque[Future[None]] = deque()
            for lines in requests:
                waiting.append(pool.submit(self._bulk, lines, refresh=False))
                if len(waiting) > _WRITERS:
                    waiting.popleft().result()
                yield
            for each in waiting:
                each.result()

    def _show(self, target: str) -> None:
        """Let all that was written be found, whichever of the shards it came to. Raises Moved."""
        try:
            self._cluster.ask(lambda client: client.indices.refresh(index=target, request_timeout=_WRITE_TIMEOUT))
        except NotFound as error:
            raise Moved from error

    def _bulk(self, lines: Sequence[Line], *, refresh: bool) -> None:
        """Write; what the cluster holds in a newer version stays, and what it has no room for now is sent again. Raises
        Moved where the alias is gone."""
        facts = {"refresh": "true" if refresh else "false", "require_alias": "true"}
        until, pause = time.monotonic() + _WRITE_PATIENCE, _FIRST_PAUSE
        while lines:
            body = "".join(f"{json.dumps(part, separators=(',', ':'))}\n" for line in lines for part in line)
            answer = self._cluster.ask(
                partial(OpenSearch.bulk, body=body, params=facts, request_timeout=_WRITE_TIMEOUT),
                patience=_WRITE_PATIENCE,
            )
            lines = _refused(lines, answer, for_good=time.monotonic() + pause > until)
            if lines:
                time.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)

    def _tick(self, *, schema: str | None = None, mark: str | None = None, before: str | None = None) -> int:
        """The clock's next tick; with it the ``mark`` reached, unless another moved it from ``before`` meanwhile."""
        facts = {"now": time.time_ns() // 1_000, "schema": schema, "mark": mark, "before": before}
        return int(self._noted("clock", _TICK, facts)["ticks"])

    def _lease(self, owner: str, seconds: int = _LEASE_SECONDS) -> bool:
        """Say that ``owner`` rebuilds, for the next ``seconds``; False where another does."""
        note = self._noted("rebuild", _LEASE, {"seconds": seconds, "owner": owner})
        return bool(note["owner"] == owner)

    def _is_leased(self) -> bool:
        """Whether somebody says that it rebuilds."""
        return bool(self._noted("rebuild", _LOOK, {})["held"])

    def _noted(self, note: str, source: str, params: dict[str, Any]) -> dict[str, Any]:
        """Change a note by a script; the note as it is then."""
        change = {"script": {"source": source, "params": params}, "scripted_upsert": True, "upsert": {}}
        given = {"_source": "true", "retry_on_conflict": 50}
        if not self._has_notes:  # else the cluster would make an index of its own taste for the first note
            self._make_notes()
            self._has_notes = True
        write = partial(
            OpenSearch.update, index=self._notes, id=note, body=change, params=given, request_timeout=_WRITE_TIMEOUT
        )
        try:
            answer = self._cluster.ask(write)
        except NotFound:  # somebody has emptied the cluster since
            self._make_notes()
            answer = self._cluster.ask(write)
        found: dict[str, Any] = answer["get"]["_source"]
        return found

    def _make_notes(self) -> None:
        settings = {"number_of_shards": 1, "number_of_replicas": self._cluster.place.replicas}
        body = {"settings": {"index": settings}, "mappings": {"enabled": False}}
        self._cluster.ask(
            lambda client: client.indices.create(
                index=self._notes, body=body, ignore=[400], request_timeout=_WRITE_TIMEOUT
            )
        )


def _lines(target: str, ids: Collection[int], documents: dict[int, dict[str, Any]], tick: int) -> Iterator[Line]:
    """What a bulk request asks: what is there is put, the rest taken out."""
    for id_ in ids:
        facts = {"_index": target, "_id": str(id_), "version": tick, "version_type": "external_gte"}
        yield ({"index": facts}, documents[id_]) if id_ in documents else ({"delete": facts},)


def _refused(lines: Sequence[Line], answer: dict[str, Any], *, for_good: bool) -> list[Line]:
    """Those that a busy cluster has not taken. Raises Moved, and IndexUnavailable for what it never will, or for all
    where that is ``for_good``."""
    again = []
    for line, item in zip(lines, answer["items"] if answer["errors"] else (), strict=False):
        (done,) = item.values()
        if "error" not in done or done["status"] == 409:
            continue
        error = done["error"]
        if error["type"] == "index_not_found_exception":
            raise Moved
        if for_good or done["status"] not in PASSING:
            raise IndexUnavailable(refusal(done["status"], list(causes({"error": error}))))
        again.append(line)
    return again


def _batched(documents: Iterable[Document], size: int) -> Iterator[list[Document]]:
    batch: list[Document] = []
    for document in documents:
        batch.append(document)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
