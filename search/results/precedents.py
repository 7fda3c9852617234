"""Decisions to cite: for a request, one that was approved beside one that was denied, each with what decided it."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

from search.index import engine
from search.models import DisputedItem
from search.query.explain import ExplanationPart
from search.query.request import SearchRequest
from search.results.asking import settled
from search.results.catalogue import catalogue
from search.results.hits import LONGEST_SENTENCE, cut, reviewer_citations, sentence_of
from search.results.outcome import Rate
from search.schema import Catalogue, facet

_WITHIN = " › "
_NONE_CITED = "none-cited"


@dataclass(frozen=True, slots=True)
class Precedent:
    """A decision with its grounds, in words that fit it, and the sentence that decided; empty where none was read."""

    item: DisputedItem
    grounds: tuple[str, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class Compared:
    """One respect in which two items are compared, in words: what both have, and what only one of them has."""

    name: str
    shared: str
    here: str
    there: str


@dataclass(frozen=True, slots=True)
class Cited:
    """A guideline or a section of one, and how many of the items cite it."""

    label: str
    count: int
    search: SearchRequest


@dataclass(frozen=True, slots=True)
class Precedents:
    """What is here for one request. ``read_as``: what it was taken for; ``without``: what had to be left out to find
    anything; ``cited``: the guideline that reviewers cite most."""

    search: SearchRequest
    read_as: tuple[ExplanationPart, ...]
    without: str
    rate: Rate
    approved: Precedent | None
    denied: Precedent | None
    cited: Cited | None

    @property
    def both(self) -> tuple[Precedent, ...]:
        """Those there are, the approved one first."""
        return tuple(each for each in (self.approved, self.denied) if each)


@dataclass(frozen=True, slots=True)
class _Found:
    without: str
    rate: Rate
    best: dict[str, int]
    cited: Cited | None


def precedents(searches: Sequence[SearchRequest]) -> tuple[Precedents, ...]:
    """The precedents of each search; the rows of all are fetched together. Raises IndexUnavailable."""
    found = [_found(search) for search in searches]
    rows = shown({number for each in found for number in each.best.values()})
    made = []
    for search, each in zip(searches, found, strict=True):
        sides = {decision: rows.get(number) for decision, number in each.best.items()}
        approved, denied = sides.get("overturned"), sides.get("upheld")
        made.append(
            Precedents(
                search=search,
                read_as=tuple(search.understood.explanation),
                without=each.without,
                rate=each.rate,
                approved=precedent(approved) if approved else None,
                denied=precedent(denied) if denied else None,
                cited=each.cited,
            )
        )
    return tuple(made)


def shown(numbers: set[int]) -> dict[int, DisputedItem]:
    """The items that can be seen, with all that a precedent shows."""
    return (
        DisputedItem.objects.visible()
        .select_related("determination", "treatment", "drug")
        .prefetch_related("grounds", "regions", "citations__guideline", "citations__section")
        .defer(
            "determination__full_text",
            "determination__extracted_text",
            "determination__clinical_summary",
        )
        .in_bulk(numbers)
    )


def precedent(item: DisputedItem) -> Precedent:
    """An item fetched by :func:`shown` as a precedent."""
    names = facet("ground").by_decision[item.decision]
    labels = (names[row.ground] for row in item.grounds.all() if row.ground in names)
    return Precedent(item, tuple(dict.fromkeys(labels)), cut(sentence_of(item), LONGEST_SENTENCE))


def compared(item: DisputedItem, other: DisputedItem) -> tuple[Compared, ...]:
    """In what ``other`` is like ``item`` and in what it is not, where either says anything; both fetched by
    :func:`shown`."""
    here, there = _respects(item), _respects(other)
    return tuple(
        Compared(
            name, _listed(mine, mine.keys() & its), _listed(mine, mine.keys() - its), _listed(its, its.keys() - mine)
        )
        for (name, mine), its in zip(here.items(), there.values(), strict=True)
        if mine or its
    )


def _respects(item: DisputedItem) -> dict[str, dict[str, str]]:
    """Respect → key → label."""
    names = catalogue()
    cited = [each.section_id or each.guideline_id for each in reviewer_citations(item)]
    return {
        "Body region": {region.pk: region.label for region in item.regions.all()},
        "Drug": {item.drug.pk: item.drug.label} if item.drug else {},
        "Guideline": {key: _guideline(names, key) for key in cited if key},
        "Grounds": {row.ground: names.label("ground", row.ground) for row in item.grounds.all()},
    }


def _listed(labels: dict[str, str], chosen: Set[str]) -> str:
    """The labels of those chosen; sections of one guideline behind its name."""
    books: dict[str, list[str]] = {}
    for label in dict.fromkeys(label for key, label in labels.items() if key in chosen):
        book, _, section = label.partition(_WITHIN)
        books.setdefault(book, []).append(section)
    return "; ".join(_WITHIN.join(filter(None, (book, ", ".join(each)))) for book, each in books.items())


def _guideline(names: Catalogue, key: str) -> str:
    """A guideline's name, or a section's behind that of the guideline: many have sections of one name."""
    label, book = names.label("guideline", key), key.partition("/")[0]
    return f"{names.label('guideline', book)}{_WITHIN}{label}" if book != key else label


def _found(search: SearchRequest) -> _Found:
    settling = settled(search)
    question = replace(search.question(settling.tree, facets=("decision", "guideline")), limit=0)
    counts = engine().find(question).facets
    decisions = counts.get("decision", {})
    best = {}
    for decision in ("overturned", "upheld"):
        if decisions.get(decision):
            one = search.with_value("decision", decision).question(settling.tree, facets=())
            if ids := engine().find(replace(one, limit=1)).ids:
                best[decision] = ids[0]
    without = settling.step.without if settling.step else ""
    rate = Rate.of(decisions)
    return _Found(without, rate, best, _cited(search, dict(counts.get("guideline", {})), rate.total))


def _cited(search: SearchRequest, counts: dict[str, int], total: int) -> Cited | None:
    """The section cited most, else the guideline; that none is cited is no guideline."""
    counts = {key: count for key, count in counts.items() if key != _NONE_CITED}
    sections = {key: count for key, count in counts.items() if "/" in key} or counts
    if not sections:
        return None
    key = min(sections, key=lambda each: (-sections[each], each))
    if sections[key] == 1 < total:
        return None  # one of several is not what they cite most
    return Cited(_guideline(catalogue(), key), sections[key], search.with_value("guideline", key))
