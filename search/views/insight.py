"""What a result set says as a whole: the insight view of any search."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from search.insight import Insight, RateRow, deciding, insight
from search.keeping.naming import quoted
from search.query.request import AddressReading, View
from search.results.asking import settled
from search.results.catalogue import catalogue
from search.views.describing import chips, in_words, readings

_WIDTH, _HEIGHT, _FOOT = 640.0, 180.0, 24.0
_MOST_LABELS = 14


@dataclass(frozen=True, slots=True)
class Bar:
    """One year of the chart, in the units of its view box. ``low`` and ``high`` end the 95 % interval's line."""

    row: RateRow
    x: float
    width: float
    y: float
    height: float
    low: float
    high: float
    named: bool

    @property
    def middle(self) -> float:
        """Where the interval's line and the year stand."""
        return self.x + self.width / 2


@dataclass(frozen=True, slots=True)
class Chart:
    """The share overturned a year, with its intervals; ``everywhere`` is the height of the whole collection's rate."""

    bars: tuple[Bar, ...]
    top: int
    everywhere: float
    width: float = _WIDTH
    height: float = _HEIGHT
    foot: float = _HEIGHT + _FOOT
    half: float = _HEIGHT / 2

    @property
    def half_top(self) -> float:
        """The percentage that stands half way up."""
        return self.top / 2


def chart_of(found: Insight) -> Chart | None:
    """The chart of the years; None with fewer than two to compare."""
    rows = found.years.rows
    if len(rows) < 2:
        return None
    highest = max(found.everywhere.percent, *(row.rate.interval[1] for row in rows))
    top = min(100, 10 * (int(highest) // 10 + 1))
    first, last = int(rows[0].value), int(rows[-1].value)
    step = _WIDTH / (last - first + 1)
    every = -(-(last - first + 1) // _MOST_LABELS)

    def y(percent: float) -> float:
        return round(_HEIGHT * (1 - percent / top), 2)

    bars = (
        Bar(
            row=row,
            x=round((int(row.value) - first) * step + step * 0.15, 2),
            width=round(step * 0.7, 2),
            y=y(row.rate.percent),
            height=round(_HEIGHT - y(row.rate.percent), 2),
            low=y(row.rate.interval[0]),
            high=y(row.rate.interval[1]),
            named=(int(row.value) - first) % every == 0,
        )
        for row in rows
    )
    return Chart(tuple(bars), top, y(found.everywhere.percent))


def insight_page(request: HttpRequest, reading: AddressReading) -> HttpResponse:
    """The insight view of the search that was read. A chosen decision is left aside, and the page says so."""
    asked = reading.request.at_page(1)
    names = catalogue()
    found = insight(asked, names)
    settling = settled(asked)
    context = {
        "asked": asked,
        "insight": found,
        "chart": chart_of(found),
        "deciding": deciding(asked, names),
        "ground_left_aside": bool(asked.selected("ground")),
        "breakdowns": [breakdown for breakdown in found.breakdowns if breakdown.rows],
        "asked_for": quoted(asked.q),
        "described": in_words(asked.without_facet("decision"), names),
        "chips": chips(asked, names),
        "clear_address": asked.without_filters().address(),
        **readings(asked),
        "explanation": settling.explanation,
        "notes": tuple(dict.fromkeys((*reading.notes, *asked.understood.notes, *settling.notes))),
        "list_address": asked.with_view(View.LIST).address(),
        "canonical": asked.address(),
        "decision_left_aside": bool(asked.selected("decision")),
    }
    return render(request, "keeping/insight.html", context)
