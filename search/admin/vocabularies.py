"""The controlled words: labels may be improved, keys stand in addresses and may not be renamed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest

from search.admin.changes import tell_index_after_commit
from search.admin.recording import Recorded
from search.admin.versions import KeepsVersions
from search.models import (
    BodyRegion,
    DisputedItem,
    Drug,
    Guideline,
    GuidelineSection,
    Specialty,
    State,
    TreatmentCategory,
    TreatmentType,
    VocabularyRow,
)
from search.results.catalogue import forget

if TYPE_CHECKING:
    RowAdmin = admin.ModelAdmin[VocabularyRow]
else:
    RowAdmin = admin.ModelAdmin


_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST = 80


class RowForm(forms.ModelForm[VocabularyRow]):
    """A word as staff add it: its key must be one that an address can hold."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if key := data.get("key"):
            parent = next((data[name] for name in ("category", "guideline") if data.get(name)), None)
            beneath, own = (f"{parent.pk}/" if parent else ""), key
            if beneath:
                if not key.startswith(beneath):
                    self.add_error("key", f"Write {beneath} before the key, because it belongs to {parent}.")
                    return data
                own = key.removeprefix(beneath)
            if len(own) > _LONGEST or not _SLUG.fullmatch(own):
                self.add_error("key", "Use lower-case letters and digits with single hyphens: low-back.")
        return data


class VocabularyAdmin(Recorded, KeepsVersions, RowAdmin):
    """Words of one vocabulary."""

    form = RowForm

    list_display = ("label", "key", "listed", "position")
    list_filter: ClassVar[Any] = ("listed",)
    search_fields = ("label", "key")
    fields: ClassVar[Any] = ("key", "label", "position", "listed")
    readonly_fields = ("position", "listed")
    list_per_page = 200

    def get_readonly_fields(self, request: HttpRequest, obj: VocabularyRow | None = None) -> Any:
        """A key may be chosen once."""
        return (*self.readonly_fields, "key", *self.parents()) if obj else self.readonly_fields

    def parents(self) -> tuple[str, ...]:
        """Columns that hold a word's parent; it stands in the key, so it is as fixed."""
        return ()

    def has_delete_permission(self, request: HttpRequest, obj: VocabularyRow | None = None) -> bool:
        """What the data files list would come back."""
        return super().has_delete_permission(request, obj) and not (obj and obj.listed)

    def save_model(self, request: HttpRequest, obj: VocabularyRow, form: Any, change: bool) -> None:
        if "label" in form.changed_data:
            obj.relabelled = True
        if not change:
            obj.listed = False
        super().save_model(request, obj, form, change)
        transaction.on_commit(forget, robust=True)


class TreatmentTypeAdmin(VocabularyAdmin):
    list_filter = ("category", "listed")
    fields = ("key", "category", "label", "position", "listed")

    def parents(self) -> tuple[str, ...]:
        return ("category",)


class GuidelineSectionAdmin(VocabularyAdmin):
    list_filter = ("guideline", "listed")
    fields = ("key", "guideline", "label", "position", "listed")

    def parents(self) -> tuple[str, ...]:
        return ("guideline",)


class DrugAdmin(VocabularyAdmin):
    """Drugs; their names are searched, so a new one is indexed."""

    def save_model(self, request: HttpRequest, obj: VocabularyRow, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change and "label" in form.changed_data:
            items = DisputedItem.objects.filter(drug=obj.pk).order_by("pk")
            tell_index_after_commit(request, items.values_list("pk", flat=True))


admin.site.register((TreatmentCategory, Specialty, State, BodyRegion, Guideline), VocabularyAdmin)
admin.site.register(TreatmentType, TreatmentTypeAdmin)
admin.site.register(GuidelineSection, GuidelineSectionAdmin)
admin.site.register(Drug, DrugAdmin)
