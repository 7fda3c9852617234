"""What a page shows of a facet: its values in order, what is chosen, and where each choice leads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from search.query.request import SearchRequest
from search.results.catalogue import labels
from search.schema import Catalogue, Facet, Order

FIRST = 8


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet over the result of ``request``. ``covered``: its parent is chosen, so it is included."""

    facet: str
    value: str
    label: str
    count: int
    selected: bool
    covered: bool
    hint: str
    request: SearchRequest = field(repr=False)
    children: tuple[Choice, ...] = ()

    @property
    def address(self) -> str:
        """Where the search goes with this choice turned round: chosen, or no longer chosen."""
        other = self.request.without_value if self.selected else self.request.with_value
        return other(self.facet, self.value).address()

    @property
    def is_open(self) -> bool:
        """Whether it or a child of it is chosen."""
        return self.selected or any(child.selected for child in self.children)


@dataclass(frozen=True, slots=True)
class FacetView:
    """A facet over one result set.

    ``choices`` holds every value, parents with their children; ``total`` counts the values with items; ``selected``
    holds the chosen ones.
    """

    facet: Facet
    choices: tuple[Choice, ...]
    total: int
    selected: tuple[Choice, ...]
    request: SearchRequest = field(repr=False)

    @property
    def all_address(self) -> str:
        """Where all its values are listed."""
        return self.request.at_page(1).address(f"/search/all/{self.facet.name}/")

    @property
    def first(self) -> tuple[Choice, ...]:
        """The most frequent values and every chosen one, children beneath parents, all in their places."""
        if self.facet.order is Order.LISTED:
            return self.choices
        return self.cut(FIRST).choices

    @property
    def first_rows(self) -> tuple[tuple[Choice, bool], ...]:
        """:attr:`first` on one level; the mark says which are children."""
        return tuple(
            row for choice in self.first for row in ((choice, False), *((child, True) for child in choice.children))
        )

    @property
    def has_more(self) -> bool:
        """Whether values are left out of :attr:`first`."""
        return len(self.first_rows) < sum(1 + len(choice.children) for choice in self.choices)

    def flat(self) -> tuple[Choice, ...]:
        """Every value on one level, parents before their children."""
        return tuple(each for choice in self.choices for each in (choice, *choice.children))

    def containing(self, text: str) -> FacetView:
        """Only the values whose label, or whose parent's label, holds every word of ``text``."""
        wanted = text.casefold().split()

        def fits(*labels: str) -> bool:
            folded = " ".join(labels).casefold()
            return all(word in folded for word in wanted)

        choices = []
        for choice in self.choices:
            children = tuple(child for child in choice.children if fits(choice.label, child.label))
            if children or fits(choice.label):
                choices.append(replace(choice, children=children))
        return replace(self, choices=tuple(choices))

    def cut(self, most: int) -> FacetView:
        """The ``most`` most common values and every chosen one, in their places, parents with their children."""
        flat = self.flat()
        if len(flat) <= most:
            return self
        kept = {each.value for each in sorted(flat, key=lambda each: -each.count)[:most]}
        kept |= {each.value for each in flat if each.selected}
        kept |= {value.partition("/")[0] for value in kept if self.facet.two_level}
        return replace(
            self,
            choices=tuple(
                replace(choice, children=tuple(child for child in choice.children if child.value in kept))
                for choice in self.choices
                if choice.value in kept
            ),
        )

    def by_name(self) -> FacetView:
        """The same values in alphabetical order."""
        ordered = sorted(self.choices, key=_name)
        return replace(
            self,
            choices=tuple(replace(each, children=tuple(sorted(each.children, key=_name))) for each in ordered),
        )


def _name(choice: Choice) -> tuple[str, str]:
    return choice.label.casefold(), choice.value


def facet_view(facet: Facet, counts: Mapping[str, int], request: SearchRequest, catalogue: Catalogue) -> FacetView:
    """``counts`` as a page shows them, by the names of ``catalogue``; values chosen in ``request`` are there even if
    they count nothing."""
    chosen = set(request.selected(facet.name))
    values = dict(counts) | {value: counts.get(value, 0) for value in chosen}
    known = catalogue.values(facet.name)
    if facet.always_shown:
        values |= {value: counts.get(value, 0) for value in known}
    if facet.two_level:
        parents = {value.partition("/")[0] for value in values}
        values |= {parent: values.get(parent, 0) for parent in parents}
    names = labels(catalogue, facet.name, sorted(values, key=lambda value: -values[value]))
    names |= {value: label for value, label in fitting(facet, request).items() if value in names}
    order = _ordered(facet, values, names, known)

    def choice(value: str, children: tuple[Choice, ...] = ()) -> Choice:
        selected = value in chosen
        return Choice(
            facet=facet.name,
            value=value,
            label=names[value],
            count=values[value],
            selected=selected,
            covered=not selected and value.partition("/")[0] in chosen,
            hint=facet.hints.get(value, ""),
            request=request,
            children=children,
        )

    if facet.two_level:
        below: dict[str, list[Choice]] = {}
        for value in order:
            if "/" in value:
                below.setdefault(value.partition("/")[0], []).append(choice(value))
        choices = tuple(choice(value, tuple(below.get(value, ()))) for value in order if "/" not in value)
    else:
        choices = tuple(choice(value) for value in order)
    every = tuple(each for parent in choices for each in (parent, *parent.children))
    return FacetView(
        facet=facet,
        choices=choices,
        total=sum(1 for count in counts.values() if count),
        selected=tuple(each for each in every if each.selected),
        request=request,
    )


def fitting(facet: Facet, request: SearchRequest) -> Mapping[str, str]:
    """Value → the label that fits the one decision that ``request`` asks for; nothing where it asks for both."""
    decisions = request.selected("decision")
    return facet.by_decision.get(decisions[0], {}) if len(decisions) == 1 else {}


def _ordered(
    facet: Facet, values: Mapping[str, int], names: Mapping[str, str], known: Mapping[str, str]
) -> Sequence[str]:
    if facet.order is Order.NEWEST:
        return sorted(values, reverse=True)
    if facet.order is Order.LISTED:
        places = {value: place for place, value in enumerate(known)}
        return sorted(values, key=lambda value: (places.get(value, len(places)), value))
    return sorted(values, key=lambda value: (-values[value], names[value].casefold(), value))


@dataclass(frozen=True, slots=True)
class YearBar:
    """One year of the histogram, all in percent: ``x`` the left edge, ``height`` of the highest."""

    year: str
    count: int
    x: float
    width: float
    height: float


def year_bars(counts: Mapping[str, int]) -> tuple[YearBar, ...]:
    """The items a year from first to last, years without items too; empty where there is no second year."""
    years = sorted(int(year) for year, count in counts.items() if count and year.isdecimal())
    if len(years) < 2:
        return ()
    highest = max(counts[str(year)] for year in years)
    span = range(years[0], years[-1] + 1)
    step = 100 / len(span)
    return tuple(
        YearBar(
            str(year),
            counts.get(str(year), 0),
            round(place * step + step * 0.09, 3),
            round(step * 0.82, 3),
            round(max(4.0, 100 * counts[str(year)] / highest), 1) if counts.get(str(year)) else 0.0,
        )
        for place, year in enumerate(span)
    )
