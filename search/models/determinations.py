"""Letters, their disputed items, and what the items cite."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Upper
from django.urls import reverse
from django.utils import timezone

from search.models.vocabulary import (
    BodyRegion,
    Drug,
    Guideline,
    GuidelineSection,
    Specialty,
    State,
    TreatmentType,
)
from search.schema import DECISIONS

_PLAIN = re.compile(r"[A-Za-z0-9-]+")
_STAND_IN = "CM00-0000000"


class Decision(models.TextChoices):
    """What the reviewer decided on one item. Upheld: the *denial* stands."""

    UPHELD = "upheld", DECISIONS["upheld"].label
    OVERTURNED = "overturned", DECISIONS["overturned"].label


class Outcome(models.TextChoices):
    """What a letter's items come to."""

    UPHELD = "upheld", DECISIONS["upheld"].label
    OVERTURNED = "overturned", DECISIONS["overturned"].label
    PARTIALLY = "partially-overturned", f"Partially {DECISIONS['overturned'].lower}"


def decision_choices() -> list[tuple[str, str]]:
    """Key and label of every decision. By name, so that another label needs no migration."""
    return Decision.choices


def outcome_choices() -> list[tuple[str, str]]:
    """Key and label of every outcome."""
    return Outcome.choices


class Visibility(models.TextChoices):
    """Who may see a letter."""

    PUBLISHED = "published", "Published"
    HELD = "held", "Held for review"
    WITHDRAWN = "withdrawn", "Withdrawn"


HIDDEN = tuple(each for each in Visibility if each is not Visibility.PUBLISHED)


class DeterminationQuerySet(models.QuerySet["Determination"]):
    def visible(self) -> DeterminationQuerySet:
        """Letters anybody may read."""
        return self.filter(visibility=Visibility.PUBLISHED)

    def needs_review(self) -> DeterminationQuerySet:
        """Letters that staff should look at: held back, or published with nothing to search."""
        return self.filter(Q(visibility=Visibility.HELD) | Q(visibility=Visibility.PUBLISHED, outcome=""))

    def unread(self) -> DeterminationQuerySet:
        """Visible letters whose items could not be read: they are kept whole, and only their text can be searched.

        They are known by having no outcome: looking for missing items would go through every letter.
        """
        return self.visible().filter(outcome="")

    def samples(self) -> DeterminationQuerySet:
        """Invented letters that are still on the site, or could come back to it."""
        return self.filter(is_sample=True).exclude(visibility=Visibility.WITHDRAWN)

    def without_summary(self) -> DeterminationQuerySet:
        """Letters whose clinical summary is empty, found without reading the summaries."""
        return self.alias(_summary_length=Length("clinical_summary")).filter(_summary_length=0)

    def at(self, identity: str) -> DeterminationQuerySet:
        """The letter whose address ends with ``identity``: its case number or, lacking one, its fingerprint."""
        return self.filter(Q(case_number=identity.upper()) | Q(fingerprint=identity.lower()))

    def bearing(self, digits: str, year: str = "") -> DeterminationQuerySet:
        """Letters whose case number begins with, ends with or is ``digits`` behind its dash, of the ``year`` in two
        digits if one is given."""
        whole = digits.zfill(7)
        if year:
            stem = f"CM{year}-"
            found = Q(case_number=stem + whole) | Q(case_number__startswith=stem + digits)
            return self.filter(found | Q(case_number__startswith=stem, case_number__endswith=digits))
        return self.filter(
            Q(case_number__endswith=f"-{whole}")
            | Q(case_number__contains=f"-{digits}")
            | Q(case_number__endswith=digits)
        ).exclude(case_number=None)

    def once_at(self, number: str) -> DeterminationQuerySet:
        """The letter that once had this case number, before it was corrected."""
        return self.filter(aliases__number=number.upper())

    def known_as(self, identity: str) -> Determination | None:
        """The letter that is at ``identity`` or, where none is, once was. One after the other: whoever asks for both at
        once has PostgreSQL go through all letters, the newest first."""
        return self.at(identity).first() or self.once_at(identity).first()


class Determination(models.Model):
    """One letter. ``fingerprint`` is 32 hexadecimal digits over its words; ``body_digest`` likewise without the header,
    so that a copy that lost its header is recognised."""

    case_number = models.CharField(max_length=20, null=True, blank=True, unique=True)
    fingerprint = models.CharField(max_length=32, unique=True, editable=False)
    body_digest = models.CharField(max_length=32, db_index=True, editable=False)

    date_assigned = models.DateField(null=True, blank=True)
    date_of_injury = models.DateField(null=True, blank=True)
    decision_date = models.DateField(null=True, blank=True, db_index=True)
    ur_denial_date = models.DateField("UR denial date", null=True, blank=True)
    application_received = models.DateField(null=True, blank=True)
    priority = models.CharField(max_length=10, blank=True, choices={"Standard": "Standard", "Expedited": "Expedited"})

    licensed_in = models.ManyToManyField(State, blank=True, related_name="determinations")
    specialties = models.ManyToManyField(
        Specialty, blank=True, related_name="determinations", through="DeterminationSpecialty"
    )
    clinical_summary = models.TextField(blank=True)
    patient_age = models.PositiveSmallIntegerField(null=True, blank=True)
    patient_sex = models.CharField(max_length=6, blank=True, choices={"female": "Female", "male": "Male"})

    form = models.CharField(max_length=30, help_text="The layout the letter was recognised as.")
    full_text = models.TextField(help_text="Without page furniture, words mended.")
    extracted_text = models.TextField(
        blank=True, editable=False, help_text="The text as it was read, where no original is kept to read again."
    )
    original = models.FileField(upload_to="originals", null=True, blank=True, max_length=250)
    warnings = models.JSONField(default=list, blank=True)

    official = models.JSONField(
        default=dict, blank=True, editable=False, help_text="What the state's list says of it, and what differs."
    )

    outcome = models.CharField(max_length=20, blank=True, choices=outcome_choices, editable=False)
    visibility = models.CharField(max_length=10, choices=Visibility.choices, default=Visibility.PUBLISHED)
    is_sample = models.BooleanField(default=False, help_text="Invented, shipped with the site.")
    source = models.ForeignKey(
        "search.ImportedFile",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    parser_version = models.PositiveIntegerField(default=0, editable=False)
    corrected = models.JSONField(
        default=list,
        blank=True,
        editable=False,
        help_text="Fields a person set; re-reading leaves them alone.",
    )
    created = models.DateTimeField(auto_now_add=True)
    modified = models.DateTimeField(auto_now=True)

    objects = DeterminationQuerySet.as_manager()

    class Meta:
        ordering = (F("decision_date").desc(nulls_last=True), "-pk")
        constraints = (
            models.CheckConstraint(name="case_number_absent_not_empty", condition=~Q(case_number="")),
            models.CheckConstraint(
                name="case_number_in_capitals",
                condition=Q(case_number=None) | Q(case_number=Upper("case_number")),
            ),
            models.CheckConstraint(name="fingerprint_32_digits", condition=Q(fingerprint__regex=r"^[0-9a-f]{32}$")),
            models.CheckConstraint(name="visibility_known", condition=Q(visibility__in=Visibility.values)),
            models.CheckConstraint(name="outcome_known", condition=Q(outcome__in=["", *Outcome.values])),
        )
        indexes = (
            models.Index(fields=("visibility", "outcome", "decision_date"), name="letter_seen_outcome_date"),
            models.Index(fields=("visibility", "decision_date"), name="letter_seen_and_date"),
            models.Index(Length("clinical_summary"), name="letter_summary_length"),
            models.Index(fields=("original",), name="letter_original"),
            models.Index(fields=("visibility",), condition=Q(is_sample=True), name="letter_sample"),
        )

    def __str__(self) -> str:
        return self.case_number or f"No case number ({self.fingerprint[:8]})"

    @property
    def identity(self) -> str:
        """What stands in the letter's address."""
        return self.case_number or self.fingerprint

    def get_absolute_url(self) -> str:
        return address_at(self.identity)

    def keep_address(self, before: str | None) -> None:
        """After the case number was corrected: the address with the one that stood ``before`` still leads here."""
        CaseAlias.objects.filter(number=self.case_number).delete()
        if before and before != self.case_number:
            CaseAlias.objects.update_or_create(number=before, defaults={"determination": self})

    def settle_outcome(self) -> None:
        """Derive ``outcome`` from the items as they stand in the database; the caller saves."""
        self.outcome = outcome_of(self.items.values_list("decision", flat=True))


def address_at(identity: str) -> str:
    """Where the letter with this number or fingerprint stands."""
    before, after = _around()
    return f"{before}{identity}{after}" if _PLAIN.fullmatch(identity) else reverse("determination", args=[identity])


@lru_cache(maxsize=1)
def _around() -> tuple[str, str]:
    """What stands around it, the same for all: looking it up for each letter took a tenth of an export."""
    before, _, after = reverse("determination", args=[_STAND_IN]).partition(_STAND_IN)
    return before, after


def outcome_of(decisions: Iterable[str]) -> str:
    """What these decisions come to: the one they share, "partially overturned", or nothing where there is none."""
    found = set(decisions)
    return Outcome.PARTIALLY if len(found) > 1 else "".join(found)


class CaseAlias(models.Model):
    """A case number that a letter had before it was corrected: its address stays, and it is found by it."""

    number = models.CharField(max_length=20, unique=True)
    determination = models.ForeignKey(Determination, on_delete=models.CASCADE, related_name="aliases")
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "case aliases"

    def __str__(self) -> str:
        return self.number


class DeterminationSpecialty(models.Model):
    """A reviewer's specialty in printed order."""

    determination = models.ForeignKey(Determination, on_delete=models.CASCADE)
    specialty = models.ForeignKey(Specialty, on_delete=models.PROTECT)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=("determination", "specialty"), name="specialty_once_a_letter"),)

    def __str__(self) -> str:
        return str(self.specialty)


class DisputedItemQuerySet(models.QuerySet["DisputedItem"]):
    def visible(self) -> DisputedItemQuerySet:
        """Items of letters anybody may read.

        Said as what they are not, which no index can lead: nearly all letters are published, and SQLite would go
        through them all to find a page's twenty items among them.
        """
        return self.exclude(determination__visibility__in=HIDDEN)

    def without_rationale(self) -> DisputedItemQuerySet:
        """Items whose rationale is empty, found without reading the rationales."""
        return self.alias(_rationale_length=Length("rationale")).filter(_rationale_length=0)

    def with_everything(self) -> DisputedItemQuerySet:
        """Items with all that a result or an index row needs, in a fixed number of queries."""
        return (
            self.with_its_own()
            .select_related("determination")
            .prefetch_related("determination__specialties", "determination__licensed_in")
        )

    def with_its_own(self) -> DisputedItemQuerySet:
        """The same without the letter, for whoever has that already."""
        citations = models.Prefetch("citations", Citation.objects.select_related("guideline", "section"))
        return self.select_related("treatment__category", "drug").prefetch_related("regions", citations, "grounds")


class DisputedItem(models.Model):
    """One disputed treatment with its own decision, guidelines and rationale. This is what is searched."""

    determination = models.ForeignKey(Determination, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField(help_text="Printed order, from 1.")
    heading = models.TextField()
    original_request = models.TextField(blank=True)
    authorized = models.TextField(blank=True)
    disputed = models.TextField(help_text="The part of the request that is in dispute.")
    decision = models.CharField(max_length=10, choices=decision_choices)

    treatment = models.ForeignKey(TreatmentType, on_delete=models.PROTECT, related_name="items")
    drug = models.ForeignKey(Drug, null=True, blank=True, on_delete=models.PROTECT, related_name="items")
    regions = models.ManyToManyField(BodyRegion, blank=True, related_name="items")
    quantity = models.PositiveIntegerField(null=True, blank=True)
    strength = models.CharField(max_length=60, blank=True)
    frequency = models.CharField(max_length=120, blank=True)
    sessions = models.PositiveIntegerField(null=True, blank=True)

    claims_guideline = models.TextField(blank=True, verbose_name="claims administrator guideline")
    reviewer_guideline = models.TextField(blank=True)
    rationale = models.TextField(blank=True)
    grounds_version = models.PositiveSmallIntegerField(
        default=0, editable=False, help_text="Of the rules that read the grounds; 0 where none did yet."
    )

    entry = models.CharField(
        max_length=80, blank=True, editable=False, help_text="The item's name in feeds, given once and for ever."
    )
    changed = models.DateTimeField(default=timezone.now, editable=False, help_text="When it last changed for a reader.")
    news = models.PositiveBigIntegerField(
        null=True, blank=True, editable=False, unique=True, help_text="Higher: became public later. See models/news.py."
    )
    published = models.DateTimeField(null=True, blank=True, editable=False)

    named_by = models.JSONField(default=dict, blank=True, editable=False, help_text="Field → the rule that named it.")
    corrected = models.JSONField(
        default=list,
        blank=True,
        editable=False,
        help_text="Fields a person set; re-reading leaves them alone.",
    )

    objects = DisputedItemQuerySet.as_manager()

    class Meta:
        ordering = ("determination", "position")
        constraints = (
            models.UniqueConstraint(fields=("determination", "position"), name="item_order_unique_in_letter"),
            models.CheckConstraint(name="item_order_from_one", condition=Q(position__gte=1)),
            models.CheckConstraint(name="item_decision_known", condition=Q(decision__in=Decision.values)),
        )
        indexes = (
            models.Index(Length("rationale"), name="item_rationale_length"),
            models.Index(fields=("entry",), name="item_entry"),
        )

    def __str__(self) -> str:
        return f"{self.determination} item {self.position}"

    @property
    def anchor(self) -> str:
        """The item's place on its letter's page."""
        return f"item-{self.position}"

    def get_absolute_url(self) -> str:
        return f"{self.determination.get_absolute_url()}#{self.anchor}"


class Side(models.TextChoices):
    """Who cites."""

    CLAIMS = "claims", "Claims administrator"
    REVIEWER = "reviewer", "Reviewer"


class Citation(models.Model):
    """One guideline citation. ``section_printed`` keeps the printed name, mended, where no known section fits."""

    item = models.ForeignKey(DisputedItem, on_delete=models.CASCADE, related_name="citations")
    side = models.CharField(max_length=8, choices=Side.choices)
    position = models.PositiveSmallIntegerField()
    guideline = models.ForeignKey(Guideline, on_delete=models.PROTECT, related_name="citations")
    section = models.ForeignKey(
        GuidelineSection, null=True, blank=True, on_delete=models.PROTECT, related_name="citations"
    )
    section_printed = models.CharField(max_length=500, blank=True)
    edition = models.CharField(max_length=20, blank=True)
    pages = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("side", "position")
        constraints = (
            models.UniqueConstraint(fields=("item", "side", "position"), name="citation_order_unique"),
            models.CheckConstraint(name="citation_side_known", condition=Q(side__in=Side.values)),
        )

    @property
    def shown_section(self) -> str:
        """The section as printed or, where none was, by its name; empty where none is cited."""
        return self.section_printed or (self.section.label if self.section else "")

    def __str__(self) -> str:
        parts = [str(self.guideline), self.shown_section, f"p. {self.pages}" if self.pages else ""]
        return ", ".join(part for part in parts if part)
