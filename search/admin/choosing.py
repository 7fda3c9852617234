"""Rows and choices in the admin's forms, as complete without scripts as with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import ForeignKey, Max
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest

if TYPE_CHECKING:
    Rows = BaseInlineFormSet[Any, Any, Any]
else:
    Rows = BaseInlineFormSet


class InOrder(Rows):
    """Rows with a position; a new row whose position is left empty comes last.

    A row that stands lists its own choices alone, lest a vocabulary of thousands is printed for every row.
    """

    def add_fields(self, form: Any, index: int | None) -> None:
        """Only a row that stands already must say where; each field says what it is, and of which row, for the ear."""
        super().add_fields(form, index)
        for field in form.fields.values():
            said = field.label or ""
            widget = getattr(field.widget, "widget", field.widget)
            widget.attrs.setdefault("aria-label", said if index is None else f"{said}, row {index + 1}")
        if form.instance.pk:
            for field in form.fields.values():
                if isinstance(widget := getattr(field.widget, "widget", None), WholeAutocomplete):
                    widget.whole = False
                    field.help_text = "Without scripts, choose another in the empty row and delete this one."
        position = form.fields["position"]
        position.required = bool(form.instance.pk)
        if not position.required:
            position.initial, position.help_text = None, "Left empty: the last."

    def save_new(self, form: Any, commit: bool = True) -> Any:
        """The place is asked for row by row: an earlier new row counts."""
        if form.instance.position is None:
            last = (
                type(form.instance)
                ._default_manager.filter(**{self.fk.name: self.instance})
                .aggregate(last=Max("position"))
            )
            form.instance.position = 0 if last["last"] is None else last["last"] + 1
        return super().save_new(form, commit)


class WholeAutocomplete(AutocompleteSelect):
    """Django's autocomplete over a list that holds every choice, so that it is a plain select without scripts."""

    whole = True

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        """All the choices; Django's own lists the chosen one and asks the server for others."""
        return (forms.Select if self.whole else AutocompleteSelect).optgroups(self, name, value, attrs)


class ChoosesFromVocabulary:
    """For an admin or an inline: ``vocabulary_fields`` are chosen with :class:`WholeAutocomplete`."""

    vocabulary_fields: tuple[str, ...] = ()

    def formfield_for_foreignkey(self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        """The field with its widget."""
        if db_field.name in self.vocabulary_fields:
            kwargs.setdefault("widget", WholeAutocomplete(db_field, self.admin_site))  # type: ignore[attr-defined]
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]
