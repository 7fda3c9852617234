"""Words that name a person, masked in a letter and in all that is kept of it, with one action."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from search.admin.changes import items_of, tell_index_after_commit
from search.ingest import indexing, masking
from search.letters import privacy_signs
from search.models import Determination
from search.vocabulary.counted import counted

_MOST_WORDS = 50


class MaskForm(forms.Form):
    """What to mask, and why. ``found``: words of the letter that look like somebody's."""

    found = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, label="Signs of a person found in the letter"
    )
    words = forms.CharField(
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4, "cols": 60, "autocomplete": "off", "spellcheck": "false"}),
        label="Words to mask",
        help_text="One name, number or address a line. Capitals and line breaks make no difference.",
    )
    why = forms.CharField(max_length=500, label="Why", help_text="Kept in the record, without the words.")

    def __init__(self, letter: Determination, *given: Any) -> None:
        super().__init__(*given)
        signs = dict.fromkeys(
            (what, letter.full_text[start:end].strip()) for what, start, end in privacy_signs(letter.full_text)
        )
        choices: Any = self.fields["found"]
        choices.choices = [(words, f"{words} ({what[0].lower()}{what[1:]})") for what, words in signs if words]

    def clean(self) -> dict[str, Any]:
        """Something that is long enough to be told from other words."""
        given: dict[str, Any] = super().clean() or {}
        lines = [" ".join(line.split()) for line in given.get("words", "").splitlines()]
        wanted = [*given.get("found", ()), *(line for line in lines if line)]
        if not wanted:
            raise forms.ValidationError("Say which words to mask, or choose some of those found.")
        if any(sum(each.isalnum() for each in words) < 2 for words in wanted):
            raise forms.ValidationError("One letter or sign alone stands in too many places to be masked.")
        if len(wanted) > _MOST_WORDS:
            raise forms.ValidationError(f"No more than {_MOST_WORDS} at once.")
        return {**given, "wanted": wanted}


def addresses(site: admin.AdminSite) -> list[URLPattern]:
    """The page of a letter on which words are masked."""

    def page(request: HttpRequest, letter: int) -> HttpResponse:
        return mask_page(site, request, letter)

    return [path("review/<int:letter>/mask/", site.admin_view(page), name="mask-letter")]


def mask_page(site: admin.AdminSite, request: HttpRequest, key: int) -> HttpResponse:
    """What to mask (GET), and the masking (POST)."""
    if not request.user.has_perm("search.change_determination"):
        raise PermissionDenied
    letter = Determination.objects.filter(pk=key).first()
    if letter is None:
        raise Http404("There is no such letter.")
    form = MaskForm(letter, request.POST) if request.method == "POST" else MaskForm(letter)
    if form.is_valid():
        if _mask(request, key, form.cleaned_data["wanted"], form.cleaned_data["why"]):
            return HttpResponseRedirect(reverse("admin:review-letter", args=[key]))
        form.add_error(None, "The letter has none of these words.")
    context = {**site.each_context(request), "title": f"Mask words of {letter}", "letter": letter, "form": form}
    return TemplateResponse(request, "admin/mask.html", context, headers={"Cache-Control": "private, no-store"})


@transaction.atomic
def _mask(request: HttpRequest, key: int, words: list[str], why: str) -> int:
    letter = Determination.objects.select_for_update().get(pk=key)
    places = masking.mask(letter, words, why)
    if places:
        tell_index_after_commit(request, items_of(Determination.objects.filter(pk=key)))
        transaction.on_commit(indexing.expunge)
        messages.success(
            request, f"Masked in {counted(places, 'place')}. {letter} is {letter.get_visibility_display().lower()}."
        )
    return places


admin.site.added.extend(addresses(admin.site))  # type: ignore[attr-defined]
