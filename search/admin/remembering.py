"""A correction that is remembered: what it would change is shown first, then it is applied to the rest."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

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
from search.ingest.own_names import LOOKED_THROUGH, own_words, section_words
from search.letters import parse
from search.models import ITEM_NAMES, Determination, DisputedItem, NamedField, OwnName
from search.vocabulary import name_specialties
from search.vocabulary.counted import counted

if TYPE_CHECKING:
    NameAdmin = admin.ModelAdmin[OwnName]
else:
    NameAdmin = admin.ModelAdmin

_SHOWN = 50
_SHORTEST = 4
# What is asked for comes before the amounts and places that are another matter in each letter.
_BEFORE_AMOUNTS = re.compile(r"[^,(;:#\d]*")


class NameChoice(NamedTuple):
    """What can be remembered, and how it is said."""

    field: NamedField
    key: str
    said: str


class RememberForm(forms.Form):
    """Which name is remembered; which words it is remembered for, each kind says in a field ``words``."""

    field = forms.ChoiceField(label="What it is named", widget=forms.RadioSelect)

    def __init__(self, choices: Mapping[str, NameChoice], first: str, words: str, data: Any) -> None:
        given = {"field": first, "words": words}
        super().__init__({**given, **{name: data[name] for name in given if name in data}})
        self.choices = choices
        field: Any = self.fields["field"]
        field.choices = [(value, choice.said) for value, choice in choices.items()]

    @property
    def has_something(self) -> bool:
        """Whether there is anything to remember."""
        return bool(self.choices)

    def name(self) -> OwnName:
        """What would be remembered, once the form is valid."""
        choice = self.choices[self.cleaned_data["field"]]
        return OwnName(field=choice.field, words=self.cleaned_data["words"], key=choice.key)


class ItemNameForm(RememberForm):
    """Of an item: its treatment or drug, or the section of a guideline that it cites."""

    words = forms.CharField(
        max_length=200,
        label="Where the request says",
        help_text="Words that this item prints. Capitals, plurals and hyphens make no difference. A section goes by "
        "the name that is printed.",
    )

    def __init__(self, item: DisputedItem, data: Any) -> None:
        choices = {
            each.value: NameChoice(each, named.pk, f"{each.label}: {named}")
            for each in ITEM_NAMES
            if (named := getattr(item, each))
        }
        first = next((each for each in choices if each in item.corrected), "")
        printed = item.citations.exclude(section=None).exclude(section_printed="")
        self.item = item
        self.citations = {f"section-{each.pk}": each for each in printed.select_related("section", "guideline")}
        for value, each in self.citations.items():
            where = f"where {each.guideline} “{each.section_printed}” is cited: {each.section}"
            said = f"{NamedField.SECTION.label}, {where}"
            choices[value] = NameChoice(NamedField.SECTION, str(each.section_id), said)
        if not first and "citations" in item.corrected:
            first = next(iter(self.citations), "")
        beginning = _BEFORE_AMOUNTS.match(item.disputed)
        words = beginning[0].strip() if beginning else ""
        super().__init__(choices, first or NamedField.TREATMENT.value, words, data)

    def clean_words(self) -> str:
        """As they are remembered; they must stand in the item that they are taken from."""
        if citation := self.citations.get(self.data.get("field", "")):
            return section_words(citation)
        words = own_words(self.cleaned_data["words"])
        if len(words) < _SHORTEST:
            raise forms.ValidationError("So short a word stands in too many requests.")
        if f" {words} " not in f" {own_words(self.item.disputed)} ":
            raise forms.ValidationError(f"The request does not say so. It says: {self.item.disputed}")
        return words


class SpecialtyNameForm(RememberForm):
    """Of a letter: what a specialty is that it prints in words which are not in the vocabulary."""

    words = forms.ChoiceField(label="Where a letter prints", widget=forms.RadioSelect)

    def __init__(self, letter: Determination, data: Any) -> None:
        here = [row.specialty for row in letter.determinationspecialty_set.select_related("specialty")]
        unknown = name_specialties(parse(letter.full_text).specialties_printed).unknown
        self.printed = {own_words(label): label for label in unknown}
        choices = {
            each.pk: NameChoice(NamedField.SPECIALTY, each.pk, each.label)
            for each in here
            if own_words(each.label) not in self.printed
        }
        super().__init__(choices, next(iter(choices), ""), next(iter(self.printed), ""), data)
        words: Any = self.fields["words"]
        words.choices = list(self.printed.items())

    @property
    def has_something(self) -> bool:
        """Whether the letter prints what nobody knows, and somebody has said what it is."""
        return bool(self.choices and self.printed)


def addresses(site: admin.AdminSite) -> list[URLPattern]:
    """The pages on which names are remembered: of an item, and of a letter."""

    def of_item(request: HttpRequest, item: int) -> HttpResponse:
        return remember_item(site, request, item)

    def of_letter(request: HttpRequest, letter: int) -> HttpResponse:
        return remember_specialty(site, request, letter)

    return [
        path("items/<int:item>/remember/", site.admin_view(of_item), name="remember-name"),
        path("letters/<int:letter>/remember/", site.admin_view(of_letter), name="remember-specialty"),
    ]


def remember_item(site: admin.AdminSite, request: HttpRequest, key: int) -> HttpResponse:
    """What it would change (GET), and the change (POST)."""
    _may_remember(request, "search.change_disputeditem")
    item = DisputedItem.objects.select_related("determination", "treatment", "drug").filter(pk=key).first()
    if item is None:
        raise Http404("There is no such item.")
    about = {
        "title": "Name other items the same",
        "subject": item,
        "lead": f"This item asks for “{item.disputed}”.",
        "things": "item",
        "back": reverse("admin:search_disputeditem_change", args=[key]),
    }
    return _page(site, request, ItemNameForm(item, _given(request)), about)


def remember_specialty(site: admin.AdminSite, request: HttpRequest, key: int) -> HttpResponse:
    """The same, of a letter's specialties."""
    _may_remember(request, "search.change_determination")
    letter = Determination.objects.filter(pk=key).first()
    if letter is None:
        raise Http404("There is no such letter.")
    about = {
        "title": "Name a specialty the same in other letters",
        "subject": letter,
        "lead": "Some letters print a specialty in words of their own.",
        "things": "letter",
        "back": reverse("admin:search_determination_change", args=[key]),
    }
    return _page(site, request, SpecialtyNameForm(letter, _given(request)), about)


def _may_remember(request: HttpRequest, permission: str) -> None:
    if not request.user.has_perm(permission) or not request.user.has_perm("search.add_ownname"):
        raise PermissionDenied


def _given(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else request.GET


def _page(site: admin.AdminSite, request: HttpRequest, form: RememberForm, about: dict[str, Any]) -> HttpResponse:
    name = form.name() if form.is_valid() else None
    if request.method == "POST" and name is not None:
        _remember(request, name, about["things"])
        return HttpResponseRedirect(about["back"])
    all_of_them = own_names.stored(name.field) if name else 0
    found = list(own_names.renamed(name, max(all_of_them - LOOKED_THROUGH, 0))) if name else []
    context = {
        **site.each_context(request),
        **about,
        "form": form,
        "name": name,
        "total": len(found),
        "shown": found[:_SHOWN],
        "looked_through": LOOKED_THROUGH if all_of_them > LOOKED_THROUGH else 0,
    }
    return TemplateResponse(request, "admin/remember.html", context)


@transaction.atomic
def _remember(request: HttpRequest, name: OwnName, things: str) -> None:
    items = own_names.remember(name)
    tell_index_after_commit(request, items)
    said = f"Remembered. {counted(len(items), 'stored item')} changed, and {things}s that come are named so."
    messages.success(request, f"{said} The rest of the collection is gone through meanwhile." if name.left else said)


@admin.register(OwnName)
class OwnNameAdmin(Recorded, NameAdmin):
    """Every remembered correction, to look at and to forget."""

    list_display = ("words", "field", "label", "made", "made_by", "left")
    list_filter = ("field",)
    search_fields = ("words", "key")
    search_help_text = "Words that letters print, or the key of what they are named."
    fields = readonly_fields = ("words", "field", "label", "made", "made_by")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """They are made from an item or a letter."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: OwnName | None = None) -> bool:
        """One is forgotten, and another made."""
        return False


admin.site.added.extend(addresses(admin.site))  # type: ignore[attr-defined]
