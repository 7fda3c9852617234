"""What people keep: searches they come back to, and briefs they collect items in.

News is told by the numbers that items have from when they became public (`search/models/news.py`): an item whose number
is higher than the highest at the last visit is news, whenever it was stored.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from search.models.determinations import DisputedItem, Visibility

NAME_LENGTH = 120
NOTE_LENGTH = 4_000


class Digest(models.TextChoices):
    """How often the news of a saved search is sent by e-mail."""

    OFF = "off", "Never"
    DAILY = "daily", "Once a day"
    WEEKLY = "weekly", "Once a week"


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    def of(self, user: AbstractBaseUser | AnonymousUser) -> SavedSearchQuerySet:
        """The searches that ``user`` may see: their own."""
        return self.filter(owner_id=user.pk) if user.pk else self.none()

    def with_digest(self) -> SavedSearchQuerySet:
        """Searches whose news goes out by e-mail to somebody who can receive it."""
        return self.exclude(digest=Digest.OFF).filter(owner__is_active=True).exclude(owner__email="")


class SavedSearch(models.Model):
    """A search that a person comes back to. ``query`` is its canonical query string, without a page.

    ``seen_through`` and ``told_through`` are numbers of the news: the highest when the person last looked, and when
    news was last gathered for an e-mail. ``told`` is when that was.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_searches")
    name = models.CharField(max_length=NAME_LENGTH)
    note = models.TextField(blank=True, max_length=NOTE_LENGTH)
    query = models.TextField(blank=True, editable=False)
    created = models.DateTimeField(auto_now_add=True)
    visited = models.DateTimeField(default=timezone.now, editable=False)
    seen_through = models.PositiveBigIntegerField(default=0, editable=False)
    digest = models.CharField(max_length=6, choices=Digest.choices, default=Digest.OFF)
    told = models.DateTimeField(null=True, blank=True, editable=False)
    told_through = models.PositiveBigIntegerField(default=0, editable=False)

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        ordering = ("name", "pk")
        verbose_name_plural = "saved searches"
        constraints = (
            models.UniqueConstraint(fields=("owner", "name"), name="saved_search_name_once_an_owner"),
            models.CheckConstraint(name="saved_search_named", condition=~Q(name="")),
            models.CheckConstraint(name="digest_known", condition=Q(digest__in=Digest.values)),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("saved-search", args=[self.pk])


class BriefQuerySet(models.QuerySet["Brief"]):
    def of(self, user: AbstractBaseUser | AnonymousUser) -> BriefQuerySet:
        """The briefs that ``user`` may see: their own."""
        return self.filter(owner_id=user.pk) if user.pk else self.none()


class Brief(models.Model):
    """A named list of disputed items, collected from several searches, in an order of the owner's."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="briefs")
    name = models.CharField(max_length=NAME_LENGTH)
    note = models.TextField(blank=True, max_length=NOTE_LENGTH)
    created = models.DateTimeField(auto_now_add=True)
    modified = models.DateTimeField(auto_now=True)

    objects = BriefQuerySet.as_manager()

    class Meta:
        ordering = ("-modified", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("owner", "name"), name="brief_name_once_an_owner"),
            models.CheckConstraint(name="brief_named", condition=~Q(name="")),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("brief", args=[self.pk])


class BriefEntry(models.Model):
    """One item in a brief. ``letter`` and ``item_number`` outlive it: a brief says what is gone."""

    brief = models.ForeignKey(Brief, on_delete=models.CASCADE, related_name="entries")
    item = models.ForeignKey(DisputedItem, null=True, on_delete=models.SET_NULL, related_name="brief_entries")
    letter = models.CharField(max_length=32, help_text="The case number or, lacking one, the fingerprint.")
    item_number = models.PositiveSmallIntegerField()
    note = models.TextField(blank=True, max_length=NOTE_LENGTH)
    position = models.PositiveIntegerField(help_text="Order in the brief; ties by key.")

    class Meta:
        ordering = ("position", "pk")
        verbose_name_plural = "brief entries"
        constraints = (models.UniqueConstraint(fields=("brief", "item"), name="item_once_a_brief"),)

    def __str__(self) -> str:
        return f"{self.letter} item {self.item_number}"

    @property
    def shown_item(self) -> DisputedItem | None:
        """The item, unless its letter has been withdrawn, held back or deleted."""
        item = self.item
        return item if item and item.determination.visibility == Visibility.PUBLISHED else None
