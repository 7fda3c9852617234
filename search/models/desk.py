"""What waits for a person, what a letter said before, and what must not come back unnoticed."""

from __future__ import annotations

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from search.models.determinations import Determination
from search.models.imports import ImportedFile


class RevisionState(models.TextChoices):
    """What a posting of a letter is to the letter as it stands."""

    WAITING = "waiting", "Waits for a reviewer"
    TAKEN = "taken", "Put in place"
    REFUSED = "refused", "Turned down"
    PAST = "past", "What stood before"


class LetterRevision(models.Model):
    """A letter as it was posted anew, or as it stood before another text took its place; kept whole.

    ``content``: {"letter": {field: value}, "licensed_in": [key], "specialties": [key], "items": [{field: value,
    "regions": [key], "citations": [{field: value}]}]}. Items of a text that was never put in place have no keys.
    """

    determination = models.ForeignKey(Determination, on_delete=models.CASCADE, related_name="revisions")
    state = models.CharField(max_length=8, choices=RevisionState.choices)
    why = models.TextField(help_text="What is another in it, or what took its place, in a sentence.")
    content = models.JSONField(encoder=DjangoJSONEncoder)
    original = models.CharField(max_length=250, blank=True, db_index=True, help_text="Name in the media store.")
    extracted_text = models.TextField(blank=True)
    source = models.ForeignKey(ImportedFile, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created = models.DateTimeField(auto_now_add=True)
    decided = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(name="revision_state_known", condition=Q(state__in=RevisionState.values)),
        )

    def __str__(self) -> str:
        return f"{self.determination}, {self.get_state_display().lower()}"


class WaitingFor(models.TextChoices):
    """Why a person should look at a letter, in the words of the desk."""

    PRIVACY = "privacy", "A name or a number may have survived"
    REPOSTED = "reposted", "Posted anew with another text"
    COPY = "copy", "Like a letter that was withdrawn, held or deleted"
    UNREAD = "unread", "No item could be read"
    DOUBT = "doubt", "A place was read with doubt"
    LISTED = "listed", "Another than the state's list says"
    STAFF = "staff", "Held by staff"
    TOLD = "told", "Somebody says that something is wrong"


class WaitingQuerySet(models.QuerySet["Waiting"]):
    def still(self) -> WaitingQuerySet:
        """What nobody has settled, oldest first."""
        return self.filter(settled=None).order_by("since", "pk")


class Waiting(models.Model):
    """One reason why a letter waits for a person. It is settled, never deleted, while the letter stands."""

    determination = models.ForeignKey(Determination, on_delete=models.CASCADE, related_name="waiting")
    kind = models.CharField(max_length=8, choices=WaitingFor.choices)
    reason = models.TextField()
    revision = models.ForeignKey(LetterRevision, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField(auto_now_add=True)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    settled = models.DateTimeField(null=True, blank=True)
    settled_by = models.CharField(max_length=150, blank=True)
    settled_how = models.CharField(max_length=250, blank=True)

    objects = WaitingQuerySet.as_manager()

    class Meta:
        ordering = ("since", "pk")
        verbose_name = verbose_name_plural = "what waits"
        constraints = (models.CheckConstraint(name="waiting_kind_known", condition=Q(kind__in=WaitingFor.values)),)
        indexes = (models.Index(fields=("settled", "since"), name="waiting_settled_since"),)

    def __str__(self) -> str:
        return f"{self.determination}: {self.get_kind_display()}"


class Likeness(models.Model):
    """By what a hidden or deleted letter is known again: numbers made of its words, from which no word can be read.

    ``signature``: 64 numbers of four bytes (MinHash). ``parts``: of its summary and of each item one number that says
    which, how many runs of words it has, and 64 numbers again. ``name`` outlives the letter.
    """

    determination = models.OneToOneField(
        Determination, null=True, blank=True, on_delete=models.SET_NULL, related_name="likeness"
    )
    name = models.CharField(max_length=60)
    signature = models.BinaryField()
    parts = models.BinaryField(default=b"")
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "likenesses"

    def __str__(self) -> str:
        return self.name
