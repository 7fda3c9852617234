"""What was done to one thing, as it was written down: it outlives the accounts of those who did it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from search.models import AuditEntry, Determination, ImportedFile

if TYPE_CHECKING:
    Base = admin.ModelAdmin[Any]
else:
    Base = admin.ModelAdmin

_SHOWN = 200


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One deed, and the fields that it changed: (name, before, after)."""

    entry: AuditEntry
    fields: tuple[tuple[str, str, str], ...]


class HasHistory(Base):
    """An admin whose history page shows who did what, when, why, and what it was before."""

    object_history_template = "admin/search/history.html"

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The page. Who may see the row may see what was done to it."""
        row = self.get_object(request, unquote(object_id))
        if row is None:
            raise Http404("There is nothing here.")
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": f"What was done to {row}",
            "object": row,
            "opts": self.opts,
            "lines": [HistoryLine(entry, tuple(_fields(entry))) for entry in AuditEntry.objects.of(*_parts(row))],
            "came": _came(row),
            "texts": row.revisions.defer("content", "extracted_text") if isinstance(row, Determination) else (),
            **(extra_context or {}),
        }
        return TemplateResponse(request, self.object_history_template, context)


def _parts(row: models.Model) -> list[models.Model]:
    """The row; a letter with its items."""
    return [row, *row.items.all()] if isinstance(row, Determination) else [row]


def _came(row: models.Model) -> ImportedFile | None:
    """The file that a letter came in."""
    return row.source if isinstance(row, Determination) else None


def _fields(entry: AuditEntry) -> Iterator[tuple[str, str, str]]:
    before, after = (each if isinstance(each, dict) else {} for each in (entry.before, entry.after))
    for name in dict.fromkeys((*before, *after)):
        yield name.replace("_", " "), _said(before.get(name)), _said(after.get(name))


def _said(value: Any) -> str:
    """A value in words, and no more of it than one reads in a list."""
    if isinstance(value, list):
        text = "; ".join(_said(each) for each in value)
    elif isinstance(value, dict):
        text = ", ".join(filter(None, (_said(each) for each in value.values())))
    else:
        text = "" if value is None else str(value)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
