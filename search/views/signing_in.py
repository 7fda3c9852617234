"""Signing in, slowed down where guesses are made.

Failed sign-ins stand in the record of who did what, in the database, so that every process and machine counts the same.
Where there were too many, no password is looked at: checking one is made to be slow, and readers would wait for it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils import timezone

from search.models import AuditEntry, Deed, who
from search.models.audit import ADDRESS_LENGTH, NAME_LENGTH

MINUTES = 15
OF_ACCOUNT_FROM_NETWORK = 5
OF_ACCOUNT = 30
"""From many networks together: high, since whoever fails on purpose locks the person out as well."""
FROM_NETWORK = 50
"""An office may share an address."""


def too_many(username: str) -> bool:
    """Whether so many sign-ins failed lately, for this account or from where this comes, that no more are tried."""
    name, address = username[:NAME_LENGTH], who().address[:ADDRESS_LENGTH]
    now, lately = timezone.now(), timedelta(minutes=MINUTES)
    # Nor those of later: a clock that was ahead would keep people out for as long as it was.
    failed = AuditEntry.objects.filter(deed=Deed.SIGN_IN_FAILED, at__range=(now - lately, now + lately)).order_by()
    of_account, from_network = failed.filter(name=name), failed.filter(address=address)
    return (
        of_account.filter(address=address).count() >= OF_ACCOUNT_FROM_NETWORK
        or of_account.count() >= OF_ACCOUNT
        or from_network.count() >= FROM_NETWORK
    )


class Slowed(AuthenticationForm):
    """Django's form, which says so where too many sign-ins failed."""

    def clean(self) -> dict[str, Any]:
        """Look at the password only where that is not the case."""
        username = self.cleaned_data.get("username")
        if username and self.cleaned_data.get("password") and too_many(username):
            raise ValidationError(f"Too many sign-ins failed. Wait {MINUTES} minutes and try again.", code="too_many")
        return super().clean()


class StaffSlowed(Slowed, AdminAuthenticationForm):
    """The same for the staff's pages."""
