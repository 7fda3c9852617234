"""Disputed items: named right by a person where the rules were wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from search.admin.changes import back_to_letter, remember, settle, tell_index_after_commit
from search.admin.choosing import ChoosesFromVocabulary, InOrder
from search.admin.grounds import GroundsInline, settle_grounds
from search.admin.long_lists import LongList
from search.admin.recording import Recorded
from search.admin.versions import KeepsVersions
from search.ingest.ground_rows import read_again
from search.ingest.writing import entries
from search.models import ITEM_NAMES, Citation, Determination, DisputedItem, ItemGround, TreatmentCategory

if TYPE_CHECKING:
    ItemAdmin = admin.ModelAdmin[DisputedItem]
    ItemModelForm = forms.ModelForm[DisputedItem]
    Citations = admin.StackedInline[Citation, DisputedItem]
else:
    ItemAdmin, Citations, ItemModelForm = admin.ModelAdmin, admin.StackedInline, forms.ModelForm

# Where an item stands, as against what it says.
_PLACE = frozenset({"determination", "position"})
_PRINTED = ("heading", "original_request", "authorized", "disputed", "decision")
_ASKED = ("quantity", "strength", "frequency", "sessions")
_NAMED = ("treatment", "drug", "regions", *_ASKED)
_ROWS = {"heading": 3, "original_request": 2, "authorized": 2, "disputed": 3, "rationale": 16}
_HELP = {
    "heading": "As the letter prints it. Readers see what is disputed instead, below.",
    "disputed": "The part of the request that is in dispute. This is the item’s title wherever readers see it.",
}
_ARGUED = ("claims_guideline", "reviewer_guideline", "rationale")


class CategoryFilter(admin.SimpleListFilter):
    """The treatment's category."""

    title = "treatment category"
    parameter_name = "category"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(TreatmentCategory.objects.order_by("position").values_list("key", "label"))

    def queryset(self, request: HttpRequest, queryset: QuerySet[DisputedItem]) -> QuerySet[DisputedItem]:
        return queryset.filter(treatment__category=self.value()) if self.value() else queryset


class CorrectedFilter(admin.SimpleListFilter):
    """Whether a person corrected anything."""

    title = "corrected by a person"
    parameter_name = "corrected"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Yes"), ("no", "No")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[DisputedItem]) -> QuerySet[DisputedItem]:
        if self.value() not in {"yes", "no"}:
            return queryset
        return queryset.exclude(corrected=[]) if self.value() == "yes" else queryset.filter(corrected=[])


class CitationsInline(ChoosesFromVocabulary, Citations):
    """Guidelines cited, by either side."""

    model = Citation
    formset = InOrder
    # An empty one, since without scripts none can be added.
    extra = 1
    # Most who come here have a name to put right, and to save it without a long way down.
    classes = ("collapse",)
    vocabulary_fields = ("guideline", "section")
    fields = (("side", "position"), ("guideline", "section"), ("section_printed", "edition", "pages"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Citation]:
        """With the names that each is headed by."""
        return super().get_queryset(request).select_related("guideline", "section")


class ItemForm(ItemModelForm):
    """An item; its place is checked here, since a letter that cannot be changed is left out of Django's own checks."""

    class Meta:
        model = DisputedItem
        fields = "__all__"

    def clean_position(self) -> int:
        position: int = self.cleaned_data["position"]
        if self.instance.pk:
            others = self.instance.determination.items.exclude(pk=self.instance.pk)
            if others.filter(position=position).exists():
                raise forms.ValidationError("Another item of this letter already has this place.", code="unique")
        return position


@admin.register(DisputedItem)
class DisputedItemAdmin(Recorded, KeepsVersions, ChoosesFromVocabulary, LongList, ItemAdmin):
    """Disputed items."""

    form = ItemForm
    list_display = ("__str__", "short_heading", "decision", "treatment", "drug")
    list_select_related = ("determination", "treatment", "drug")
    list_filter = ("decision", CategoryFilter, CorrectedFilter)
    search_fields = ("determination__case_number", "heading")
    search_help_text = "A case number, or words of a heading."
    ordering = ("-pk",)
    raw_id_fields = ("determination",)
    vocabulary_fields = ("treatment", "drug")
    inlines = (GroundsInline, CitationsInline)
    readonly_fields = ("shown_rules", "shown_corrections")
    fieldsets = (
        (None, {"fields": ("determination", "position", *_PRINTED)}),
        (
            "What it is filed under",
            {"fields": ("treatment", "drug", "regions", _ASKED, "shown_corrections", "shown_rules")},
        ),
        ("Guidelines and reasons", {"fields": _ARGUED}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: DisputedItem | None = None) -> Any:
        """An item does not move from letter to letter."""
        return (*self.readonly_fields, "determination") if obj else self.readonly_fields

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in _ROWS:
            kwargs["widget"] = forms.Textarea({"rows": _ROWS[db_field.name], "class": "vLargeTextField"})
        if db_field.name in _HELP:
            kwargs["help_text"] = _HELP[db_field.name]
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Body regions are few: each has its box, on a phone and without scripts too."""
        kwargs.setdefault("widget", forms.CheckboxSelectMultiple())
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Nobody goes on from one item to a new one of some letter."""
        return super().render_change_form(request, {**context, "show_save_and_add_another": False}, *args, **kwargs)

    @admin.display(description="Disputed")
    def short_heading(self, item: DisputedItem) -> str:
        return item.disputed if len(item.disputed) <= 100 else f"{item.disputed[:99]}…"

    @admin.display(description="Named by")
    def shown_rules(self, item: DisputedItem) -> SafeString | str:
        rules = ((field.replace("_", " "), rule) for field, rule in item.named_by.items() if rule)
        return format_html_join("\n", "<p>{}: {}</p>", rules) or "A person"

    @admin.display(description="Corrected by a person")
    def shown_corrections(self, item: DisputedItem) -> SafeString | str:
        if not item.corrected:
            return "Nothing"
        said = ", ".join(field.replace("_", " ") for field in item.corrected)
        if not {*ITEM_NAMES, "citations"} & set(item.corrected):
            return said
        address = reverse("admin:remember-name", args=[item.pk])
        return format_html('{} (<a href="{}">name other items the same</a>)', said, address)

    # Saving and deleting

    def save_model(self, request: HttpRequest, obj: DisputedItem, form: Any, change: bool) -> None:
        said = [*_PRINTED, *_NAMED, *_ARGUED] if not change else form.changed_data
        remember(obj, (field for field in said if field not in _PLACE))
        if form.changed_data:
            obj.changed = timezone.now()
        if not change:
            (obj.entry,) = entries([(obj.determination, obj.position)])
        if not change or "position" in form.changed_data:
            remember(obj.determination, ["items"])
        super().save_model(request, obj, form, change)

    def save_formset(
        self, request: HttpRequest, form: Any, formset: BaseInlineFormSet[Any, Any, Any], change: bool
    ) -> None:
        super().save_formset(request, form, formset, change)
        if formset.has_changed():
            remember(form.instance, ["grounds" if formset.model is ItemGround else "citations"])
            form.instance.changed = timezone.now()
            form.instance.save(update_fields=["corrected", "changed"])

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if "grounds" in form.instance.corrected:
            settle_grounds(form.instance)
        else:
            read_again(form.instance)
        settle(form.instance.determination)
        tell_index_after_commit(request, [form.instance.pk])
        cited = any(formset.model is Citation and formset.has_changed() for formset in formsets)
        if (cited or set(ITEM_NAMES) & set(form.changed_data)) and request.user.has_perm("search.add_ownname"):
            address = reverse("admin:remember-name", args=[form.instance.pk])
            messages.info(
                request, format_html('Others may be worded so too: <a href="{}">name them the same</a>.', address)
            )

    def response_post_save_change(self, request: HttpRequest, obj: DisputedItem) -> HttpResponseRedirect:
        """Back to the letter, which is what somebody came to put right."""
        return back_to_letter(request, obj.determination)

    def delete_model(self, request: HttpRequest, obj: DisputedItem) -> None:
        letter, key = obj.determination, obj.pk
        super().delete_model(request, obj)
        self._without(request, [letter], [key])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[DisputedItem]) -> None:
        keys = list(queryset.values_list("pk", flat=True))
        letters = list(Determination.objects.filter(items__in=keys).distinct())
        super().delete_queryset(request, queryset)
        self._without(request, letters, keys)

    def _without(self, request: HttpRequest, letters: list[Determination], keys: list[int]) -> None:
        """Re-reading must not bring back what a person took out."""
        for letter in letters:
            remember(letter, ["items"])
            settle(letter)
        tell_index_after_commit(request, keys)
