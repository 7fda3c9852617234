"""What staff taught the site: words that letters print, and what is named by them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from search.models.vocabulary import Drug, GuidelineSection, Specialty, TreatmentType, VocabularyRow


class NamedField(models.TextChoices):
    """What of an item, or of a letter, is named."""

    TREATMENT = "treatment", "Treatment"
    DRUG = "drug", "Drug"
    SPECIALTY = "specialty", "Specialty"
    SECTION = "section", "Guideline section"


ITEM_NAMES = (NamedField.TREATMENT, NamedField.DRUG)
"""Those that an item has one of, told by words of its request."""
VOCABULARY_OF: dict[str, type[VocabularyRow]] = {
    NamedField.TREATMENT: TreatmentType,
    NamedField.DRUG: Drug,
    NamedField.SPECIALTY: Specialty,
    NamedField.SECTION: GuidelineSection,
}


class OwnName(models.Model):
    """A correction that is remembered. ``words``: as the vocabularies compare them, in the singular and joined by
    spaces; those of a section begin with its guideline's key. ``key``: a row of the vocabulary that ``field`` takes its
    values from. ``left``: what is stored under keys up to this is still to be looked through."""

    field = models.CharField("what is named", max_length=10, choices=NamedField.choices)
    words = models.CharField(max_length=200)
    key = models.CharField("named", max_length=160)
    made = models.DateTimeField("since", db_default=Now(), editable=False)
    left = models.PositiveBigIntegerField("still to look through", default=0, editable=False)
    made_by = models.CharField("by", max_length=150, blank=True)

    class Meta:
        ordering = ("words", "field")
        verbose_name = "remembered correction"
        constraints = (
            models.UniqueConstraint(name="own_name_once", fields=("field", "words")),
            models.CheckConstraint(name="own_name_field_known", condition=Q(field__in=NamedField.values)),
        )

    def __str__(self) -> str:
        return f"“{self.words}” is {self.label}"

    @property
    def label(self) -> str:
        """What it is named, as readers see it."""
        row = VOCABULARY_OF[self.field]._default_manager.filter(pk=self.key).first()
        return str(row or self.key)
