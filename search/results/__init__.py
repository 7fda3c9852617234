"""Runs a search and joins the rows: the one result that HTML, JSON, CSV and Atom share."""

from search.results.counting import rate_of, rates_by, total_of
from search.results.facets import Choice, FacetView, YearBar, facet_view, year_bars
from search.results.hits import Hit
from search.results.outcome import OutcomeRates, Rate, wilson
from search.results.searching import EXPORT_CAP, Results, every_key, nearest, neighbours, remarks, search
from search.results.suggesting import Respelling, with_other_spelling
from search.results.unread import unread_letters

__all__ = [
    "EXPORT_CAP",
    "Choice",
    "FacetView",
    "Hit",
    "OutcomeRates",
    "Rate",
    "Respelling",
    "Results",
    "YearBar",
    "every_key",
    "facet_view",
    "nearest",
    "neighbours",
    "rate_of",
    "rates_by",
    "remarks",
    "search",
    "total_of",
    "unread_letters",
    "wilson",
    "with_other_spelling",
    "year_bars",
]
