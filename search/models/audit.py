"""Who did what: written once, never changed and never deleted, neither by the site nor in the database (triggers)."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, NoReturn

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone

NAME_LENGTH = 250
ADDRESS_LENGTH = 100


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, and from where: an account and a network address, or a person at the machine itself."""

    name: str
    user_id: int | None = None
    address: str = ""


_actor: ContextVar[Callable[[], Actor] | None] = ContextVar("actor", default=None)


@contextmanager
def acting(actor: Callable[[], Actor]) -> Iterator[None]:
    """What happens inside is done by whomever ``actor`` names when something does."""
    token = _actor.set(actor)
    try:
        yield
    finally:
        _actor.reset(token)


def who() -> Actor:
    """Who acts now; outside of a request, whoever runs the command."""
    if actor := _actor.get():
        return actor()
    try:
        return Actor(f"{getpass.getuser()} at the machine")
    except (KeyError, OSError):
        return Actor("Somebody at the machine")


WITHDRAWAL_REASONS = (
    "It names or points at a person.",
    "It was withdrawn or replaced by the state.",
    "It is a copy of another letter.",
    "It is no determination.",
    "Another reason, said below.",
)
"""Why a letter is held or withdrawn, as staff choose it from a list; their own words follow."""
TOLD_REASONS = WITHDRAWAL_REASONS[:-1]


class Deed(models.TextChoices):
    """What was done."""

    UPLOADED = "uploaded", "Letters were put in"
    POSTED_ANEW = "posted-anew", "A letter was posted anew"
    CORRECTED = "corrected", "Corrected"
    ADDED = "added", "Added"
    DELETED = "deleted", "Deleted"
    PUBLISHED = "published", "Published"
    HELD = "held", "Held"
    WITHDRAWN = "withdrawn", "Withdrawn"
    TAKEN = "taken", "Another text was put in place"
    REFUSED = "refused", "Another text was turned down"
    RESTORED = "restored", "An earlier text was restored"
    MASKED = "masked", "Masked"
    TOLD = "told", "Something was said to be wrong"
    STOPPED = "stopped", "An import was stopped"
    SIGNED_IN = "signed-in", "Signed in"
    SIGN_IN_FAILED = "sign-in-failed", "A sign-in failed"
    SIGNED_OUT = "signed-out", "Signed out"
    ASKED_ADDRESS = "asked-address", "An address was asked whether it is theirs"
    FORGOT_PASSWORD = "forgot-password", "A mail for a forgotten password was asked for"


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    def of(self, *rows: models.Model) -> AuditEntryQuerySet:
        """What was done to these rows."""
        keys: dict[str, list[str]] = {}
        for row in rows:
            keys.setdefault(str(row._meta.verbose_name), []).append(str(row.pk))
        return self.filter(reduce(or_, (Q(kind=kind, key__in=each) for kind, each in keys.items())))

    def update(self, **kwargs: Any) -> NoReturn:
        """Refused."""
        raise TypeError("What happened is not rewritten.")

    def delete(self) -> NoReturn:
        """Refused."""
        raise TypeError("What happened is not forgotten.")


class AuditEntry(models.Model):
    """One deed. No row points at an account or a letter: the entry outlives both."""

    at = models.DateTimeField(default=timezone.now, db_index=True)
    who = models.CharField(max_length=200)
    user_id = models.BigIntegerField(null=True, blank=True)
    address = models.CharField("from where", max_length=ADDRESS_LENGTH, blank=True)
    deed = models.CharField(max_length=20, choices=Deed.choices)
    kind = models.CharField(max_length=60, blank=True, help_text="Of what it was done to.")
    key = models.CharField(max_length=160, blank=True)
    name = models.CharField("to what", max_length=NAME_LENGTH, blank=True)
    before = models.JSONField(null=True, blank=True, encoder=DjangoJSONEncoder)
    after = models.JSONField(null=True, blank=True, encoder=DjangoJSONEncoder)
    why = models.TextField(blank=True)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        verbose_name_plural = "who did what"
        indexes = (models.Index(fields=("kind", "key"), name="audit_kind_and_key"),)

    def __str__(self) -> str:
        return f"{self.who}: {self.get_deed_display()} {self.name}".strip()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Written once."""
        if self.pk is not None:
            raise TypeError("What happened is not rewritten.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused."""
        raise TypeError("What happened is not forgotten.")


def withdrawn_why(letter: models.Model) -> str:
    """The reason from the list for which a letter was withdrawn last, without anybody's own words; empty if none."""
    told = AuditEntry.objects.of(letter).filter(deed=Deed.WITHDRAWN)
    why = told.values_list("why", flat=True).first() or ""
    return next((each for each in TOLD_REASONS if why.startswith(each)), "")


def record(
    deed: Deed, row: models.Model | None = None, *, before: Any = None, after: Any = None, why: str = "", name: str = ""
) -> None:
    """Write down that whoever acts did this, in the transaction at hand."""
    actor = who()
    AuditEntry.objects.create(
        who=actor.name[:200],
        user_id=actor.user_id,
        address=actor.address[:ADDRESS_LENGTH],
        deed=deed,
        kind=str(row._meta.verbose_name) if row else "",
        key=str(row.pk)[:160] if row else "",
        name=(name or (str(row) if row else ""))[:NAME_LENGTH],
        before=before,
        after=after,
        why=why,
    )
