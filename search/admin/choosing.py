"""Choosing a word of a vocabulary: by typing where scripts run, from the whole list where they do not."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import ForeignKey
from django.http import HttpRequest


class WholeAutocomplete(AutocompleteSelect):
    """Django's autocomplete over a list that holds every choice, so that it is a plain select without scripts."""

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        """All the choices; Django's own lists the chosen one and asks the server for others."""
        return forms.Select.optgroups(self, name, value, attrs)


class ChoosesFromVocabulary:
    """For an admin or an inline: ``vocabulary_fields`` are chosen with :class:`WholeAutocomplete`."""

    vocabulary_fields: tuple[str, ...] = ()

    def formfield_for_foreignkey(self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        """The field with its widget."""
        if db_field.name in self.vocabulary_fields:
            kwargs.setdefault("widget", WholeAutocomplete(db_field, self.admin_site))  # type: ignore[attr-defined]
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]
