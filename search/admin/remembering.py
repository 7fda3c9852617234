"""A correction that is remembered: what it would change is shown first, then it is applied to the rest."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from search.admin.changes import tell_index_after_commit
from search.admin.recording import Recorded
from search.ingest import own_names
from search.models import DisputedItem, NamedField, OwnName
from search.vocabulary.counted import counted

if TYPE_CHECKING:
    NameAdmin = admin.ModelAdmin[OwnName]
else:
    NameAdmin = admin.ModelAdmin

_SHOWN = 50
_SHORTEST = 4
# What is asked for comes before the amounts and places that are another matter in each letter.
_BEFORE_AMOUNTS = re.compile(r"[^,(;:#\d]*")


class RememberForm(forms.Form):
    """Which of an item's names is remembered, and for which words."""

    field = forms.ChoiceField(label="What it is named", widget=forms.RadioSelect)
    words = forms.CharField(
        max_length=200,
        label="Where the request says",
        help_text="Words that this item prints. Capitals, plurals and hyphens make no difference.",
    )

    def __init__(self, item: DisputedItem, data: Any) -> None:
        fields = {name: getattr(item, name) for name in NamedField.values}
        beginning = _BEFORE_AMOUNTS.match(item.disputed)
        first = next((name for name in fields if name in item.corrected and fields[name]), NamedField.TREATMENT.value)
        given = {"field": first, "words": beginning[0].strip() if beginning else ""}
        super().__init__({**given, **{name: data[name] for name in given if name in data}})
        self.item = item
        choices: Any = self.fields["field"]
        choices.choices = [(each.value, f"{each.label}: {fields[each]}") for each in NamedField if fields[each]]

    def clean_words(self) -> str:
        """As they are remembered; they must stand in the item that they are taken from."""
        words = own_names.own_words(self.cleaned_data["words"])
        if len(words) < _SHORTEST:
            raise forms.ValidationError("So short a word stands in too many requests.")
        if f" {words} " not in f" {own_names.own_words(self.item.disputed)} ":
            raise forms.ValidationError(f"The request does not say so. It says: {self.item.disputed}")
        return words

    def name(self) -> OwnName:
        """What would be remembered."""
        field, words = self.cleaned_data["field"], self.cleaned_data["words"]
        return OwnName(field=field, words=words, key=getattr(self.item, f"{field}_id"))


def addresses(site: admin.AdminSite) -> list[URLPattern]:
    """The page on which an item's name is remembered."""

    def page(request: HttpRequest, item: int) -> HttpResponse:
        return remember_page(site, request, item)

    return [path("items/<int:item>/remember/", site.admin_view(page), name="remember-name")]


def remember_page(site: admin.AdminSite, request: HttpRequest, key: int) -> HttpResponse:
    """What it would change (GET), and the change (POST)."""
    if not request.user.has_perm("search.change_disputeditem") or not request.user.has_perm("search.add_ownname"):
        raise PermissionDenied
    item = DisputedItem.objects.select_related("determination", "treatment", "drug").filter(pk=key).first()
    if item is None:
        raise Http404("There is no such item.")
    form = RememberForm(item, request.POST if request.method == "POST" else request.GET)
    name = form.name() if form.is_valid() else None
    if request.method == "POST" and name is not None:
        _remember(request, name)
        return HttpResponseRedirect(reverse("admin:search_disputeditem_change", args=[key]))
    found = list(own_names.renamed(name)) if name else []
    context = {
        **site.each_context(request),
        "title": "Name other items the same",
        "item": item,
        "form": form,
        "name": name,
        "total": len(found),
        "shown": list(islice(found, _SHOWN)),
    }
    return TemplateResponse(request, "admin/remember.html", context)


@transaction.atomic
def _remember(request: HttpRequest, name: OwnName) -> None:
    items = own_names.remember(name)
    tell_index_after_commit(request, items)
    messages.success(request, f"Remembered. {counted(len(items), 'stored item')} named so now, and letters that come.")


@admin.register(OwnName)
class OwnNameAdmin(Recorded, NameAdmin):
    """Every remembered correction, to look at and to forget."""

    list_display = ("words", "field", "label", "made", "made_by")
    list_filter = ("field",)
    search_fields = ("words", "key")
    search_help_text = "Words of a request, or the key of a treatment or drug."
    fields = readonly_fields = ("words", "field", "label", "made", "made_by")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """They are made from an item."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: OwnName | None = None) -> bool:
        """One is forgotten, and another made."""
        return False


admin.site.added.extend(addresses(admin.site))  # type: ignore[attr-defined]
