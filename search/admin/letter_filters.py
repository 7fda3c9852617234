"""By what the list of letters is narrowed."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Max, Min, Q, QuerySet
from django.http import HttpRequest

from search.admin.long_lists import ByValue
from search.models import Determination


class NeedsReview(admin.SimpleListFilter):
    """Letters that staff should look at."""

    title = "needs review"
    parameter_name = "needs_review"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Yes: held, or without items")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Determination]) -> QuerySet[Determination]:
        if self.value() != "yes":
            return queryset
        return queryset.filter(pk__in=Determination.objects.needs_review().order_by().values("pk"))


class StatesList(admin.SimpleListFilter):
    """Whether the list that came along says otherwise."""

    title = "the state's list"
    parameter_name = "list"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("differs", "Says otherwise"), ("agrees", "Agrees"), ("none", "Came without")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Determination]) -> QuerySet[Determination]:
        agreeing, none = Q(official__differs=[]), Q(official={})
        wanted = {"differs": ~agreeing & ~none, "agrees": agreeing, "none": none}
        chosen = wanted.get(self.value() or "")
        return queryset if chosen is None else queryset.filter(chosen)


class YearDecided(admin.SimpleListFilter):
    """The year of the decision."""

    title = "year decided"
    parameter_name = "year"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        span = Determination.objects.aggregate(first=Min("decision_date"), last=Max("decision_date"))
        years = range(span["last"].year, span["first"].year - 1, -1) if span["first"] else ()
        return [*((str(year), str(year)) for year in years), ("none", "Not known")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Determination]) -> QuerySet[Determination]:
        value = self.value() or ""
        if value == "none":
            return queryset.filter(decision_date=None)
        known = value.isdecimal() and len(value) == 4 and int(value) > 0
        return queryset.filter(decision_date__year=int(value)) if known else queryset


class FormFilter(ByValue):
    """The layout that a letter was recognised as."""

    title = parameter_name = "form"
