"""SQLite's own full-text index, with facets counted in SQL.

The text itself is not stored in it (ours does not store it either). For each question the matches go into a temporary
table with their score; counts then follow each facet's table of (item, value) rows from whichever end is cheaper for so
many. (One table for all facets, narrowed by ranges of values, was measured too: twice as slow.)
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path

from search.index.document import Document
from search.query.question import Found, Question
from search.query.tree import And, AtLeast, Everything, Filed, Near, Node, Not, Nothing, Or, Phrase, Prefix, Word
from search.schema import FACET_NAMES, FIELDS

_FILE = "fts5.sqlite3"
_COLUMNS = ", ".join(f"{field.name}_" for field in FIELDS)
_WEIGHTS = ", ".join(str(field.weight) for field in FIELDS)
_SCHEMA = f"""
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -262144;
CREATE TABLE item (id INTEGER PRIMARY KEY, decided INTEGER NOT NULL);
CREATE TABLE value (code INTEGER PRIMARY KEY, facet TEXT NOT NULL, key TEXT NOT NULL, UNIQUE (facet, key));
CREATE VIRTUAL TABLE words USING fts5({_COLUMNS}, content='', tokenize='porter unicode61');
"""
_SCHEMA += "".join(
    f"CREATE TABLE {facet}_of (item INTEGER, code INTEGER, PRIMARY KEY (item, code)) WITHOUT ROWID;\n"
    for facet in FACET_NAMES
)
_FEW = 0.1
"""Up to this share of all items, values are counted from the matches; above it, along the index by value."""


class Engine:
    """See :class:`tests.benchmarks.engines.Contestant`."""

    def build(self, folder: Path, documents: Iterable[Document]) -> None:
        """Everything in one transaction, then one merged index."""
        codes: dict[tuple[str, str], int] = {}
        with closing(sqlite3.connect(folder / _FILE)) as database:
            database.executescript(_SCHEMA)
            marks = ", ".join("?" for _ in FIELDS)
            for document in documents:
                database.execute("INSERT INTO item VALUES (?, ?)", (document.id, document.decided))
                database.execute(
                    f"INSERT INTO words (rowid, {_COLUMNS}) VALUES (?, {marks})", (document.id, *document.texts)
                )
                for facet, keys in document.keys.items():
                    database.executemany(
                        f"INSERT INTO {facet}_of VALUES (?, ?)",
                        [(document.id, codes.setdefault((facet, key), len(codes))) for key in keys],
                    )
            database.executemany(
                "INSERT INTO value VALUES (?, ?, ?)", [(code, facet, key) for (facet, key), code in codes.items()]
            )
            for facet in FACET_NAMES:
                database.execute(f"CREATE INDEX {facet}_by_code ON {facet}_of (code, item)")
            database.execute("INSERT INTO words (words) VALUES ('optimize')")
            database.commit()
            database.execute("ANALYZE")
            database.commit()

    def open(self, folder: Path, *, remembering: bool = True) -> None:
        """SQLite keeps pages, never answers, so there is nothing to forget."""
        self._database = sqlite3.connect(folder / _FILE)
        self._database.executescript(
            "PRAGMA cache_size = -262144; PRAGMA mmap_size = 4294967296; PRAGMA temp_store = 2;"
        )
        self._size = int(self._one("SELECT count(*) FROM item"))
        self._codes = {(facet, key): code for code, facet, key in self._database.execute("SELECT * FROM value")}
        self._keys = {code: key for (_, key), code in self._codes.items()}
        self._database.execute("CREATE TEMP TABLE base (id INTEGER PRIMARY KEY, score REAL, decided INTEGER)")
        self._database.execute("CREATE TEMP TABLE hit (id INTEGER PRIMARY KEY, score REAL, decided INTEGER)")

    def ask(self, question: Question) -> Found:
        """See :class:`tests.benchmarks.engines.Contestant`."""
        database = self._database
        filters = {facet: values for facet, values in question.filters.items() if values}
        if isinstance(question.tree, Everything):
            base = "SELECT id, 0.0 AS score, decided FROM item"
            given: tuple[str, ...] = ()
        else:
            base = f"SELECT words.rowid AS id, -bm25(words, {_WEIGHTS}) AS score, item.decided FROM words"
            base += " JOIN item ON item.id = words.rowid WHERE words MATCH ?"
            given = (match_of(question.tree),)
        if filters:
            self._fill("base", base, given)
            self._fill("hit", f"SELECT * FROM base WHERE {self._where(filters)}")
        else:
            self._fill("hit", base, given)
        total = int(self._one("SELECT count(*) FROM hit"))
        top = database.execute(
            "SELECT id, score FROM hit ORDER BY score DESC, decided DESC, id DESC LIMIT ? OFFSET ?",
            (question.limit, question.offset),
        ).fetchall()
        facets: dict[str, dict[str, int]] = {}
        free = [facet for facet in question.facets if facet not in filters]
        for facet in free:
            facets[facet] = self._counts(facet, total)
        for facet in filters:
            others = {name: values for name, values in filters.items() if name != facet}
            self._fill("hit", f"SELECT * FROM base WHERE {self._where(others)}")
            facets[facet] = self._counts(facet, int(self._one("SELECT count(*) FROM hit")))
        return Found(total, tuple(id_ for id_, _ in top), tuple(score for _, score in top), facets)

    def _fill(self, table: str, select: str, given: tuple[str, ...] = ()) -> None:
        self._database.execute(f"DELETE FROM {table}")
        self._database.execute(f"INSERT INTO {table} {select}", given)

    def _where(self, filters: Mapping[str, tuple[str, ...]]) -> str:
        clauses = ["1"]
        for facet, values in filters.items():
            codes = ", ".join(str(self._codes.get((facet, value), -1)) for value in values)
            clauses.append(f"id IN (SELECT item FROM {facet}_of WHERE code IN ({codes}))")
        return " AND ".join(clauses)

    def _counts(self, facet: str, held: int) -> dict[str, int]:
        """A facet's counts over the table of hits, which holds so many."""
        if held < self._size * _FEW:
            source = f"hit CROSS JOIN {facet}_of ON item = id"
        elif held < self._size:
            source = f"{facet}_of INDEXED BY {facet}_by_code CROSS JOIN hit ON id = item"
        else:
            source = f"{facet}_of INDEXED BY {facet}_by_code"
        counted = self._database.execute(f"SELECT code, count(*) FROM {source} GROUP BY code")
        return {self._keys[code]: count for code, count in counted}

    def _one(self, select: str) -> float:
        found: float = self._database.execute(select).fetchone()[0]
        return found


def match_of(node: Node) -> str:
    """The tree in FTS5's own language."""
    match node:
        case Word(text, _):
            return f'"{text}"'
        case Prefix(text, _):
            return f'"{text}" *'
        case Phrase(words, _, _):
            return f'"{" ".join(words)}"'
        case And(parts):
            asked = " AND ".join(match_of(part) for part in parts if not isinstance(part, Not))
            refused = [match_of(part.part) for part in parts if isinstance(part, Not)]
            return f"(({asked}) NOT ({' OR '.join(refused)}))" if refused else f"({asked})"
        case Or(parts, _):
            return f"({' OR '.join(match_of(part) for part in parts)})"
        case Near() | Not() | Everything() | Nothing() | Filed() | AtLeast():
            raise ValueError(f"not asked of FTS5: {node}")
