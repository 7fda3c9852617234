"""The grounds of an item, as a person corrects them: which, in which order, and in which words of the rationale."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin

from search.admin.choosing import InOrder
from search.models import DisputedItem, ItemGround
from search.vocabulary.sentences import sentences

if TYPE_CHECKING:
    Grounds = admin.TabularInline[ItemGround, DisputedItem]
    GroundModelForm = forms.ModelForm[ItemGround]
else:
    Grounds, GroundModelForm = admin.TabularInline, forms.ModelForm


class GroundForm(GroundModelForm):
    """A ground, with the reviewer's words as text; where they stand in the rationale is found."""

    evidence = forms.CharField(
        widget=forms.Textarea({"rows": 2, "cols": 70}),
        label="Reviewer's words",
        help_text="Copied from the rationale.",
    )

    class Meta:
        model = ItemGround
        fields = ("position", "ground")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["evidence"] = " ".join(self.instance.evidence.split())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        words = cleaned.get("evidence")
        item = getattr(self.instance, "item", None)
        if not words or item is None:
            return cleaned
        span = find_words(item.rationale, words)
        if span is None:
            self.add_error("evidence", "These words do not stand in the rationale. Copy them from it.")
            return cleaned
        around = [place for place in sentences(item.rationale) if place[0] < span[1] and span[0] < place[1]] or [span]
        row = self.instance
        row.start, row.end = span
        row.sentence_start = min(span[0], around[0][0])
        row.sentence_end = max(span[1], around[-1][1])
        row.rule = ""
        return cleaned


def find_words(text: str, words: str) -> tuple[int, int] | None:
    """Where ``words`` stand in ``text``, whatever the blanks and line ends between them and the capitals."""
    wanted = words.casefold().split()
    places: list[tuple[str, int, int]] = []
    at = 0
    for part in text.split():
        start = text.index(part, at)
        at = start + len(part)
        places.append((part.casefold(), start, at))
    for first in range(len(places) - len(wanted) + 1):
        taken = places[first : first + len(wanted)]
        if wanted and _alike(wanted, [part for part, _, _ in taken]):
            lead = taken[0][0].index(wanted[0])
            trail = len(taken[-1][0]) - (taken[-1][0].rindex(wanted[-1]) + len(wanted[-1]))
            return taken[0][1] + lead, taken[-1][2] - trail
    return None


def _alike(wanted: list[str], printed: list[str]) -> bool:
    """The same words; the first may begin and the last may end within a printed word (before a stop, say)."""
    if len(wanted) == 1:
        return wanted[0] in printed[0]
    inner = wanted[1:-1] == printed[1:-1]
    return inner and printed[0].endswith(wanted[0]) and printed[-1].startswith(wanted[-1])


class GroundsInline(Grounds):
    """The grounds of the decision, the main one first."""

    model = ItemGround
    form = GroundForm
    formset = InOrder
    extra = 1
    fields = ("position", "ground", "evidence", "rule")
    readonly_fields = ("rule",)
    verbose_name = "ground of the decision"
    verbose_name_plural = "grounds of the decision, the main one first"


def settle_grounds(item: DisputedItem) -> None:
    """Number an item's grounds from 1, so that the first is the main one."""
    rows = list(item.grounds.order_by("position", "pk"))
    for place, row in enumerate(rows, start=1):
        if row.position != place:
            # Out of the way first: the order is unique at every moment.
            ItemGround.objects.filter(pk=row.pk).update(position=place + 1_000)
    for place, row in enumerate(rows, start=1):
        ItemGround.objects.filter(pk=row.pk).exclude(position=place).update(position=place)
