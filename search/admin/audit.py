"""Who did what: read, filtered and taken away, never changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from search.admin.long_lists import ByValue, LongList
from search.keeping.tables import csv_lines
from search.models import AuditEntry

if TYPE_CHECKING:
    Entries = admin.ModelAdmin[AuditEntry]
else:
    Entries = admin.ModelAdmin

_COLUMNS = ("at", "who", "address", "deed", "kind", "key", "name", "before", "after", "why")


class KindFilter(ByValue):
    """Of what it was done to."""

    title = parameter_name = "kind"


@admin.register(AuditEntry)
class AuditEntryAdmin(LongList, Entries):
    """Who did what."""

    list_display = ("at", "who", "deed", "name", "address", "why")
    list_filter = ("deed", KindFilter, "at")
    search_fields = ("who", "name", "why", "key", "address")
    search_help_text = "A person, a case number, a network address, or words from a reason."
    ordering = ("-pk",)
    actions = ("take_away",)
    fields = ("at", "who", "address", "deed", "kind", "key", "name", "shown_before", "shown_after", "why")
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        """It writes itself."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        """What happened is not rewritten."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        """What happened is not forgotten."""
        return False

    @admin.display(description="Before")
    def shown_before(self, entry: AuditEntry) -> SafeString:
        return _shown(entry.before)

    @admin.display(description="After")
    def shown_after(self, entry: AuditEntry) -> SafeString:
        return _shown(entry.after)

    @admin.action(description="Download the chosen entries as CSV", permissions=["view"])
    def take_away(self, request: HttpRequest, queryset: QuerySet[AuditEntry]) -> HttpResponseBase:
        if not self.has_view_permission(request):
            raise PermissionDenied
        response = StreamingHttpResponse(csv_lines(_rows(queryset)), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="who-did-what.csv"'
        return response


def _shown(value: Any) -> SafeString:
    text = json.dumps(value, indent=2, ensure_ascii=False) if value else "Nothing"
    return format_html('<pre class="kept-lines">{}</pre>', text)


def _rows(entries: QuerySet[AuditEntry]) -> Iterator[list[str]]:
    yield list(_COLUMNS)
    for entry in entries.order_by("pk").iterator(chunk_size=1_000):
        values = (getattr(entry, name) for name in _COLUMNS)
        yield [json.dumps(each) if isinstance(each, dict | list) else str(each or "") for each in values]
