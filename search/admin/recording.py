"""Whatever staff change in a form, add or delete is written down: who, when, what it was and what it is."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest

from search.admin.histories import HasHistory
from search.models import Deed, record

# Nobody's business, not even in the record.
_SECRET = frozenset({"password", "password1", "password2"})


class Recorded(HasHistory):
    """An admin whose changes are written down with the change itself, in one transaction."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save, and tell."""
        super().save_model(request, obj, form, change)
        names = [name for name in form.changed_data if name in form.fields]
        if names or not change:
            before = {name: _told(name, form.initial.get(name)) for name in names} if change else None
            after = {name: _told(name, form.cleaned_data.get(name)) for name in names}
            record(Deed.CORRECTED if change else Deed.ADDED, obj, before=before, after=after)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Save, and tell."""
        if formset.has_changed():
            before = [
                {name: _told(name, value) for name, value in each.initial.items()} for each in formset.initial_forms
            ]
            super().save_formset(request, form, formset, change)
            rows = formset.model._default_manager.filter(**{formset.fk.name: form.instance})
            fields = [field for field in formset.model._meta.concrete_fields if field.name in formset.form.base_fields]
            after = [{field.name: _told(field.name, field.value_from_object(row)) for field in fields} for row in rows]
            name = str(formset.model._meta.verbose_name_plural)
            record(Deed.CORRECTED, form.instance, before={name: before}, after={name: after})
        else:
            super().save_formset(request, form, formset, change)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Tell, and delete."""
        record(Deed.DELETED, obj)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Tell, and delete."""
        for row in queryset:
            record(Deed.DELETED, row)
        super().delete_queryset(request, queryset)


def _told(name: str, value: Any) -> Any:
    if name in _SECRET:
        return "(not told)"
    if isinstance(value, models.Model):
        return str(value)
    if isinstance(value, QuerySet | list | tuple | set):
        return [_told(name, each) for each in value]
    return value if value is None or isinstance(value, bool | int | float) else str(value)
