"""Where people are signed in: a row a session, so that each can be seen and ended."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import models
from django.utils import timezone

from search.models.audit import ADDRESS_LENGTH, Deed, record, who

BROWSER_LENGTH = 200


class SignInQuerySet(models.QuerySet["SignIn"]):
    def of(self, user: Any) -> SignInQuerySet:
        """Those of ``user`` that have not ended, the latest first; what has ended is forgotten.

        A new password has ended all from before it, though their sessions stay in the table.
        """
        mine = self.filter(user=user)
        valid = {user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()}
        sessions = Session.objects.filter(expire_date__gt=timezone.now(), session_key__in=mine.values("session_key"))
        lasting = [each.session_key for each in sessions if each.get_decoded().get(HASH_SESSION_KEY) in valid]
        mine.exclude(session_key__in=lasting).delete()
        return mine.order_by("-pk")

    def end(self) -> int:
        """Sign these out, wherever they are; how many."""
        store = import_module(settings.SESSION_ENGINE).SessionStore
        rows = list(self.select_related("user"))
        for row in rows:
            store(row.session_key).delete()
            record(Deed.SIGNED_OUT, row.user, why=f"Ended by {who().name}: {row}")
            row.delete()
        return len(rows)


class SignIn(models.Model):
    """One session of one person."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40, unique=True, editable=False)
    since = models.DateTimeField(auto_now_add=True)
    address = models.CharField("from where", max_length=ADDRESS_LENGTH, blank=True)
    browser = models.CharField(max_length=BROWSER_LENGTH, blank=True)

    objects = SignInQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.browser or 'an unknown program'} at {self.address or 'an unknown address'}"


def remember_sign_in(request: Any, user: Any) -> SignIn:
    """The row of the session at hand, made where it is missing."""
    if request.session.session_key is None:
        request.session.save()
    told = {
        "user": user,
        "address": who().address[:ADDRESS_LENGTH],
        "browser": request.META.get("HTTP_USER_AGENT", "")[:BROWSER_LENGTH],
    }
    return SignIn.objects.update_or_create(session_key=request.session.session_key, defaults=told)[0]
