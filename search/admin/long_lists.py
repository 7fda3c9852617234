"""Lists over tables of millions of rows: nothing on them counts, sorts or walks through all of those."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin.views.main import ORDER_VAR, ChangeList
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.text import smart_split, unescape_string_literal

if TYPE_CHECKING:
    Base = admin.ModelAdmin[Any]
    Pages = Paginator[Any]
else:
    Base, Pages = admin.ModelAdmin, Paginator

MOST_LISTED = 10_000
"""So many rows can be turned through; whoever looks for one among more narrows the list down."""


class FirstPages(Pages):
    """Pages of the first rows; ``more`` where there are others behind them."""

    @cached_property
    def count(self) -> int:
        """How many rows have a page. Looks at no more than those."""
        return min(self._found, MOST_LISTED)

    @property
    def more(self) -> bool:
        """Whether there are rows that no page shows."""
        return self._found > MOST_LISTED

    @cached_property
    def _found(self) -> int:
        rows = self.object_list
        if isinstance(rows, QuerySet):
            return rows.order_by()[: MOST_LISTED + 1].count()
        return len(rows)


class InItsOrder(ChangeList):
    """Rows as the list has them, whatever order an address asks for."""

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        """See Django."""
        self.params.pop(ORDER_VAR, None)
        return super().get_ordering(request, queryset)

    def get_results(self, request: HttpRequest) -> None:
        """See Django. The number beside the search is left out where there are more results than were counted."""
        super().get_results(request)
        if getattr(self.paginator, "more", False):
            self.full_result_count = self.result_count


class ByValue(admin.SimpleListFilter):
    """The values of a column that has an index and few of them, found without looking at every row."""

    parameter_name: str

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        rows, found = model_admin.model._default_manager.order_by(self.parameter_name), list[str]()
        last = rows.values_list(self.parameter_name, flat=True)
        value = last.first()
        while value is not None:
            found.append(value)
            value = last.filter(**{f"{self.parameter_name}__gt": value}).first()
        return [(each, each) for each in found if each]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(**{self.parameter_name: self.value()}) if self.value() else queryset


class LongList(Base):
    """A list that is in one order, found by ``search_fields`` one after the other, and turned through to a bound."""

    paginator = FirstPages
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    # Any other order than the list's own would have all rows sorted for a page of them.
    sortable_by = ()
    list_per_page = 50

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """See Django."""
        return InItsOrder

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Each word is looked for in each field by itself: no database has an index over fields of several tables."""
        for word in smart_split(search_term):
            if word.startswith(('"', "'")) and word[0] == word[-1]:
                word = unescape_string_literal(word)
            queryset = queryset.filter(pk__in=self._holding(word))
        return queryset, False

    def _holding(self, word: str) -> QuerySet[Any, Any]:
        model: type[Model] = self.model
        found = [
            model._default_manager.order_by().filter(**{f"{field}__icontains": word}).values("pk")
            for field in self.search_fields
        ]
        return reduce(lambda these, others: these.union(others), found)
