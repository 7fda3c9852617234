"""One search as a value, and its one canonical address.

The address is a promise: what a person bookmarks today opens the same search for ever. So parameters keep
their names, the order and doubling of parameters do not matter, what was renamed is mapped, and what is
unknown is passed over with a sentence (see :mod:`search.query.reading`). Reading a request's own address
gives the same request again.

The order of a canonical address: ``q``, the facets as :data:`~search.schema.FACETS` lists them (values
sorted), ``from``, ``to``, ``sort``, ``view``, ``words``, ``per_page``, ``page``; what is empty or default is left out.

Values of one facet are joined by OR, so a chosen parent (``rehabilitation``) covers its children
(``rehabilitation/massage-therapy``): a request leaves a covered child out, and a page shows it as included.
For a link, :meth:`SearchRequest.with_value` does what a person means: a child takes its parent's place
(narrower), and a parent that of its children (wider).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Self
from urllib.parse import quote_plus

from search.query.asking.understanding import QueryMode, read
from search.query.dates import written_date
from search.query.grammar import Understood
from search.query.lexing import MOST_CHARACTERS, cleaned
from search.query.question import Question, Sort
from search.query.reading import FORMER_SORTS, Parameters, parameters_of
from search.query.tree import Node
from search.schema import FACET_NAMES, Catalogue, facet

PER_PAGE, MOST_PER_PAGE = 20, 100
LAST_PAGE = 1_000_000


class View(StrEnum):
    """What a result set is shown as."""

    LIST = "list"
    INSIGHT = "insight"


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What a person asked for; every instance is in canonical form.

    ``chosen`` holds (facet, value) pairs. ``decided_from`` and ``decided_to`` are inclusive days. ``page``
    counts from 1.
    """

    q: str = ""
    chosen: tuple[tuple[str, str], ...] = ()
    decided_from: date | None = None
    decided_to: date | None = None
    sort: Sort = Sort.RELEVANCE
    view: View = View.LIST
    words: QueryMode = QueryMode.READ
    page: int = 1
    per_page: int = PER_PAGE

    def __post_init__(self) -> None:
        object.__setattr__(self, "q", bounded_query(self.q))
        object.__setattr__(self, "chosen", _canonical(tuple(self.chosen)))
        object.__setattr__(self, "page", min(max(self.page, 1), LAST_PAGE))
        object.__setattr__(self, "per_page", min(max(self.per_page, 1), MOST_PER_PAGE))
        if self.decided_from and self.decided_to and self.decided_from > self.decided_to:
            raise ValueError(f"the span {self.decided_from} to {self.decided_to} ends before it begins")

    @classmethod
    def read(
        cls, params: Mapping[str, Sequence[str]], catalogue: Catalogue, foreign: Collection[str] = ()
    ) -> AddressReading:
        """Read parameters as a web framework gives them: name → values. Never raises.

        ``catalogue`` says which values there are. ``foreign`` names parameters that belong to someone else and are
        passed over without a word.
        """
        given = Parameters(params, foreign, catalogue)
        decided_from, decided_to = given.span()
        request = SearchRequest(
            q=given.query(),
            chosen=given.chosen(),
            decided_from=decided_from,
            decided_to=decided_to,
            sort=given.choice("sort", Sort, Sort.RELEVANCE, FORMER_SORTS),
            view=given.choice("view", View, View.LIST),
            words=given.choice("words", QueryMode, QueryMode.READ),
            page=given.count("page", 1),
            per_page=given.count("per_page", PER_PAGE, MOST_PER_PAGE),
        )
        return AddressReading(request, tuple(given.notes), given.moved, tuple(given.unmet))

    @classmethod
    def read_address(cls, address: str, catalogue: Catalogue) -> AddressReading:
        """Read a whole address or only its query string. Never raises."""
        return cls.read(parameters_of(address), catalogue)

    # What it holds

    def selected(self, name: str) -> tuple[str, ...]:
        """The values chosen in the facet ``name``, sorted."""
        return tuple(value for chosen, value in self.chosen if chosen == name)

    def covers(self, name: str, value: str) -> bool:
        """Whether ``value`` is chosen, itself or through its parent."""
        return bool({(name, value), (name, value.partition("/")[0])} & set(self.chosen))

    @property
    def filters(self) -> Mapping[str, tuple[str, ...]]:
        """Facet → chosen values, for the facets in which something is chosen."""
        return {name: values for name in FACET_NAMES if (values := self.selected(name))}

    @property
    def is_filtered(self) -> bool:
        """Whether anything but the words narrows the search."""
        return bool(self.chosen or self.decided_from or self.decided_to)

    @property
    def is_blank(self) -> bool:
        """Whether nothing narrows the search at all."""
        return not self.q and not self.is_filtered

    @property
    def understood(self) -> Understood:
        """The words as they are meant."""
        return read(self.q, self.words)

    def question(self, tree: Node | None = None, *, facets: Iterable[str] = FACET_NAMES) -> Question:
        """The question to an engine for this page, with the facets to count. ``tree`` is what counts where the plan of
        the words has several steps (see :func:`search.results.asking.question_for`)."""
        plan = self.understood.plan
        return Question(
            tree=self.understood.tree if tree is None else tree,
            filters=self.filters,
            decided_from=self.decided_from,
            decided_to=self.decided_to,
            sort=self.sort,
            offset=(self.page - 1) * self.per_page,
            limit=self.per_page,
            facets=tuple(facets),
            hints=plan.hints if plan else (),
            preferences=plan.preferences if plan else (),
        )

    # Its address

    def parameters(self) -> list[tuple[str, str]]:
        """The parameters of the canonical address, in its order."""
        given = [("q", self.q), *self.chosen]
        given.append(("from", written_date(self.decided_from, "from") if self.decided_from else ""))
        given.append(("to", written_date(self.decided_to, "to") if self.decided_to else ""))
        given += [
            (name, str(getattr(self, name)))
            for name in ("sort", "view", "words", "per_page", "page")
            if getattr(self, name) != getattr(_USUAL, name)
        ]
        return [(name, value) for name, value in given if value]

    def query_string(self) -> str:
        """The canonical parameters, encoded as forms encode them (a space is ``+``); empty for a blank
        request."""
        # The words are no address's yet where a pasted denial is read: nothing of it is remembered.
        quoted = ((name, quote_plus(value) if name == "q" else _quoted(value)) for name, value in self.parameters())
        return "&".join(f"{name}={value}" for name, value in quoted)

    def address(self, path: str = "/search/") -> str:
        """The canonical address under ``path``."""
        query = self.query_string()
        return f"{path}?{query}" if query else path

    # Its neighbours. All but at_page go back to the first page.

    def with_query(self, q: str) -> Self:
        """The same filters with other words."""
        return replace(self, q=q, page=1)

    def with_words(self, words: QueryMode) -> Self:
        """The same words taken in another way."""
        return replace(self, words=words, page=1)

    def with_value(self, name: str, value: str) -> Self:
        """With ``value`` chosen as well; a child takes its parent's place, and a parent that of its
        children."""
        parent = value.partition("/")[0]
        kept = (pair for pair in self.chosen if pair != (name, parent))
        return self._choosing((*kept, (name, value)))

    def without_value(self, name: str, value: str) -> Self:
        """With ``value`` no longer chosen."""
        return self._choosing(tuple(pair for pair in self.chosen if pair != (name, value)))

    def without_facet(self, name: str) -> Self:
        """With nothing chosen in the facet ``name``."""
        return self._choosing(tuple(pair for pair in self.chosen if pair[0] != name))

    def _choosing(self, chosen: tuple[tuple[str, str], ...]) -> Self:
        """The same otherwise. A page makes hundreds, and all else was settled when this one was made."""
        made = object.__new__(type(self))
        for name in _FIELDS:
            object.__setattr__(made, name, getattr(self, name))
        object.__setattr__(made, "chosen", _canonical(chosen))
        object.__setattr__(made, "page", 1)
        return made

    def without_filters(self) -> Self:
        """The words alone, with the order and the view."""
        return replace(self, chosen=(), decided_from=None, decided_to=None, page=1)

    def with_dates(self, decided_from: date | None, decided_to: date | None) -> Self:
        """Decided in this span, both days included; None leaves an end open."""
        return replace(self, decided_from=decided_from, decided_to=decided_to, page=1)

    def without_dates(self) -> Self:
        """Decided at any time."""
        return self.with_dates(None, None)

    def sorted_by(self, sort: Sort) -> Self:
        """In another order."""
        return replace(self, sort=sort, page=1)

    def with_view(self, view: View) -> Self:
        """Shown as something else."""
        return replace(self, view=view, page=1)

    def at_page(self, page: int) -> Self:
        """Another page of the same search."""
        return replace(self, page=page)


@dataclass(frozen=True, slots=True)
class AddressReading:
    """A request as an address gave it, with sentences on what was passed over.

    ``moved``: the address uses a name of the past, so a reader is best sent on to ``request.address()`` for
    good. ``unmet``: the sentences on what should have narrowed the search and could not be read, so that more is found
    than was asked for.
    """

    request: SearchRequest
    notes: tuple[str, ...] = ()
    moved: bool = False
    unmet: tuple[str, ...] = ()


@lru_cache(maxsize=4_096)
def _quoted(value: str) -> str:
    """A page has hundreds of addresses made of the same values of facets."""
    return quote_plus(value)


@lru_cache(maxsize=1_024)
def bounded_query(text: str) -> str:
    """Typed words on one line, without what cannot be printed, no longer than a query may be."""
    return cleaned(cleaned(text)[:MOST_CHARACTERS])


@lru_cache(maxsize=4_096)
def _canonical(chosen: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """The pairs once each, in the facets' order and by value, without children of chosen parents."""
    pairs = set(chosen)
    covered = {
        (name, value)
        for name, value in pairs
        if "/" in value and facet(name).two_level and (name, value.partition("/")[0]) in pairs
    }
    return tuple(sorted(pairs - covered, key=lambda pair: (FACET_NAMES.index(pair[0]), pair[1])))


_USUAL = SearchRequest()
_FIELDS = tuple(each.name for each in fields(SearchRequest))
