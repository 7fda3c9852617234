"""Whether all web processes of a database sign with one key: else who signs in on one is a stranger to the others."""

from __future__ import annotations

from importlib import import_module

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.signing import BadSignature, TimestampSigner
from django.utils import timezone

from search.models import SignIn

APART = (
    "The last sign-in was made under another SECRET_KEY: all web processes of one database need the same, or whoever "
    "signs in on one is asked to sign in again by the next."
)
_begun = timezone.now()
"""An earlier sign-in may have been made before the key was changed for good."""


def key_problem() -> str:
    """What is wrong with the key, in a sentence; empty where nothing is. Two small queries. Raises database errors."""
    last = SignIn.objects.order_by("-pk").values_list("session_key", "since").first()
    if last is None or last[1] < _begun:
        return ""
    data = Session.objects.filter(session_key=last[0]).values_list("session_data", flat=True).first()
    signer = TimestampSigner(salt=import_module(settings.SESSION_ENGINE).SessionStore().key_salt)
    try:
        signer.unsign(data or signer.sign(""))
    except BadSignature:
        return APART
    return ""
