"""Two people at one page: who saves what somebody else changed meanwhile is shown both, and nothing is lost.

A page carries a short digest of every field as it was read. When it comes back, each field tells by its digest whether
this person touched it and whether somebody else (or a re-reading) changed it since. The row is locked from that look to
the saving, so that what follows is done to what was looked at, and only what a person touched counts as touched.
"""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse, QueryDict

if TYPE_CHECKING:
    Base = admin.ModelAdmin[Any]
else:
    Base = admin.ModelAdmin

FIELD = "version_read"


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of a refused page: what stands, and what this person wrote. ``theirs``: it was changed meanwhile."""

    label: str
    now: str
    yours: str
    theirs: bool
    touched: bool


class KeepsVersions(Base):
    """An admin whose change page refuses to write over what somebody else wrote since it was opened."""

    change_form_template = "admin/search/change_form.html"

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Django's page, which carries what was read and is looked at before anything is written."""
        if object_id is None:
            return super().changeform_view(request, object_id, form_url, extra_context)
        if request.method != "POST":
            return super().changeform_view(
                request, object_id, form_url, self._carrying(request, object_id, extra_context)
            )
        with transaction.atomic():
            self.lock(unquote(object_id))
            row = self.get_object(request, unquote(object_id))
            differences = self._differences(request, row) if row and self.has_change_permission(request, row) else []
            if not differences:
                return super().changeform_view(request, object_id, form_url, extra_context)
        return self._refused(request, object_id, form_url, extra_context, differences)

    def lock(self, key: str) -> None:
        """Keep others from the row until the transaction ends."""
        try:
            list(self.model._default_manager.select_for_update().filter(pk=key).values_list("pk"))
        except (ValueError, ValidationError):
            return

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """A page that was refused comes back with what this person had written."""
        form = super().get_form(request, obj, change, **kwargs)
        written: Mapping[str, Any] | None = getattr(request, "written", None)
        return _with_initial(form, written) if written else form

    def _carrying(self, request: HttpRequest, object_id: str, extra: dict[str, Any] | None) -> dict[str, Any]:
        row = self.get_object(request, unquote(object_id))
        if row is None or not self.has_change_permission(request, row):
            return extra or {}
        stored = {name: _digest(value) for name, value in self._stored(request, row).items()}
        return {**(extra or {}), FIELD: json.dumps(stored, separators=(",", ":"))}

    def _refused(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str,
        extra: dict[str, Any] | None,
        differences: list[Difference],
    ) -> HttpResponse:
        again: Any = copy.copy(request)
        again.method, again.GET = "GET", QueryDict()
        again.written = getattr(request, "touched", {})
        context = {**self._carrying(again, object_id, extra), "differences": differences}
        response = super().changeform_view(again, object_id, form_url, context)
        response.status_code = 409
        return response

    # What stands, and what was written

    def _stored(self, request: HttpRequest, row: Any) -> dict[str, str]:
        """Every field that the page lets a person change, and every list of rows, as plain text."""
        names = list(self.get_form(request, row, change=True).base_fields)
        values = {name: _plain(value) for name, value in model_to_dict(row, names).items()}
        for prefix, formset in self._formsets(request, row):
            rows = (_row_text(form.initial, _own(form, formset)) for form in formset.initial_forms)
            values[prefix] = _rows_text(rows)
        return values

    def _formsets(self, request: HttpRequest, row: Any, data: Any = None) -> list[tuple[str, Any]]:
        found = []
        for formset_class, inline in self.get_formsets_with_inlines(request, row):
            if not inline.has_change_permission(request, row) or inline.fields == inline.readonly_fields:
                continue
            prefix = formset_class.get_default_prefix()
            queryset = inline.get_queryset(request)
            found.append((prefix, formset_class(data, instance=row, prefix=prefix, queryset=queryset)))
        return found

    def _differences(self, request: HttpRequest, row: Any) -> list[Difference]:
        """Empty where nobody changed anything since the page was read."""
        read = _read(request.POST.get(FIELD, ""))
        stored = self._stored(request, row)
        if all(read.get(name) == _digest(value) for name, value in stored.items()):
            return []
        # The form writes into the row that it is given.
        form = self.get_form(request, row, change=True)(request.POST, instance=copy.copy(row))
        form.is_valid()
        differences, written = [], {}
        for name, field in form.fields.items():
            value = form.cleaned_data.get(name, form[name].data)
            yours = _plain(value)
            touched, theirs = read.get(name) != _digest(yours), read.get(name) != _digest(stored[name])
            if touched:
                written[name] = form[name].data
            if (touched or theirs) and yours != stored[name]:
                label = str(field.label or name)
                differences.append(Difference(label, _shown(_value_of(row, name)), _shown(value), theirs, touched))
        for prefix, formset in self._formsets(request, row, request.POST):
            formset.is_valid()
            yours = _rows_text(
                _row_text(form.cleaned_data, _own(form, formset))
                for form in formset.forms
                if getattr(form, "cleaned_data", None) and not form.cleaned_data.get("DELETE")
            )
            touched, theirs = read.get(prefix) != _digest(yours), read.get(prefix) != _digest(stored[prefix])
            if (touched or theirs) and yours != stored[prefix]:
                label = str(formset.model._meta.verbose_name_plural)
                differences.append(Difference(label, stored[prefix], yours, theirs, touched))
        request.touched = written  # type: ignore[attr-defined]
        return differences or [Difference("This page", "was changed meanwhile", "says the same", True, False)]


def _with_initial(form: Any, written: Mapping[str, Any]) -> Any:
    class Again(form):  # type: ignore[misc]
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **{**kwargs, "initial": {**written, **kwargs.get("initial", {})}})

    return Again


def _read(carried: str) -> dict[str, str]:
    """The digests that a page carried; none where it carried nothing that can be read."""
    try:
        found = json.loads(carried)
    except ValueError:
        return {}
    return {str(name): str(digest) for name, digest in found.items()} if isinstance(found, dict) else {}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def _plain(value: Any) -> str:
    """A value in the one form in which what is stored and what was written can be compared."""
    if value is None:
        return ""
    if isinstance(value, models.Model):
        return str(value.pk)
    if isinstance(value, models.QuerySet | list | tuple | set):
        return ",".join(sorted(_plain(each) for each in value))
    return "\n".join(str(value).splitlines()).strip()


def _shown(value: Any) -> str:
    """A value for a person to read."""
    if isinstance(value, models.QuerySet | list | tuple):
        return ", ".join(str(each) for each in value)
    return "" if value is None else str(value)


def _value_of(row: models.Model, name: str) -> Any:
    value = getattr(row, name)
    return value.all() if isinstance(value, models.Manager) else value


def _own(form: Any, formset: Any) -> list[str]:
    """The fields of a row that say something, and not which row it is."""
    return [name for name in form.fields if name not in {"DELETE", formset.model._meta.pk.name, formset.fk.name}]


def _row_text(values: Mapping[str, Any], names: Iterable[str]) -> str:
    parts = (_plain(values.get(name)) for name in names)
    return " · ".join(part for part in parts if part)


def _rows_text(rows: Iterable[str]) -> str:
    return "\n".join(sorted(rows))
