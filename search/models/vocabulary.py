"""The controlled vocabularies as rows, so that the database can hold letters to them.

A row's primary key is its slug: keys stand in bookmarked addresses and are never renamed, and a foreign key then
reads as what it means. ``manage.py sync_vocabulary`` keeps labels and order in step with the data files.
"""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models


class VocabularyRow(models.Model):
    """One controlled word. ``listed``: it stands in the data files; otherwise a letter brought it.

    ``relabelled``: a person chose the label, and the data files leave it alone.
    """

    key = models.CharField(max_length=160, primary_key=True)
    label = models.CharField(max_length=250)
    position = models.PositiveIntegerField(default=0, help_text="Order in lists.")
    listed = models.BooleanField(default=True, help_text="From the vocabulary files, not from a letter.")

    relabelled = models.BooleanField(default=False, editable=False)

    objects: ClassVar[models.Manager[Self]]

    class Meta:
        abstract = True
        ordering = ("position", "key")

    def __str__(self) -> str:
        return self.label


class TreatmentCategory(VocabularyRow):
    """`rehabilitation`."""

    class Meta(VocabularyRow.Meta):
        verbose_name_plural = "treatment categories"


class TreatmentType(VocabularyRow):
    """`rehabilitation/massage-therapy`: exactly one for each disputed item."""

    category = models.ForeignKey(TreatmentCategory, on_delete=models.PROTECT, related_name="types")


class Specialty(VocabularyRow):
    """A reviewer's specialty."""

    class Meta(VocabularyRow.Meta):
        verbose_name_plural = "specialties"


class State(VocabularyRow):
    """A state that licenses reviewers."""


class BodyRegion(VocabularyRow):
    """A part of the body that a heading names."""


class Drug(VocabularyRow):
    """A generic drug, or several joined by "/"."""


class Guideline(VocabularyRow):
    """A guideline, under one key through all its editions."""


class GuidelineSection(VocabularyRow):
    """`mtus-chronic-pain/massage-therapy`."""

    guideline = models.ForeignKey(Guideline, on_delete=models.PROTECT, related_name="sections")
