"""E-mail addresses that people give themselves: kept only once their owner has answered from them.

Otherwise anybody could have a stranger written to. The link that is sent carries the address, signed: nothing is
stored.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.core import signing
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.timezone import now

from search.models import AuditEntry, Deed, record
from search.models.audit import NAME_LENGTH, AuditEntryQuerySet
from search.models.locks import alone_until_commit

LASTS = timedelta(days=3)
_SALT = "confirm-e-mail"
_A_DAY = timedelta(days=1)
MOST_FROM_ONE, MOST_TO_ONE, MOST_REMINDERS = 5, 3, 5
"""How many such mails are sent in a day for one account, and to one address whoever asks; and how many to who forgot a
password. They are counted in the record of who did what, by all processes and machines of the site together.
"""


@transaction.atomic
def may_ask(user: User, email: str) -> bool:
    """Whether another mail may be sent today; counts it if so. Otherwise a person could fill a stranger's mailbox."""
    asked = _lately(Deed.ASKED_ADDRESS)
    if asked.of(user).count() >= MOST_FROM_ONE or asked.filter(name=_named(email)).count() >= MOST_TO_ONE:
        return False
    record(Deed.ASKED_ADDRESS, user, name=_named(email))
    return True


@transaction.atomic
def may_remind(user: User, email: str) -> bool:
    """Likewise of mails to who forgot a password, for which anybody can ask in anybody's name."""
    if _lately(Deed.FORGOT_PASSWORD).filter(name=_named(email)).count() >= MOST_REMINDERS:
        return False
    record(Deed.FORGOT_PASSWORD, user, name=_named(email))
    return True


def _lately(deed: Deed) -> AuditEntryQuerySet:
    alone_until_commit("mails")
    at = now()
    # Nor those of later, as of sign-ins.
    return AuditEntry.objects.filter(deed=deed, at__range=(at - _A_DAY, at + _A_DAY)).order_by()


def _named(email: str) -> str:
    return email.casefold()[:NAME_LENGTH]


def confirmation(user: User, email: str, base: str) -> EmailMessage:
    """The mail that asks whether ``email`` is the person's. ``base`` is the site's address without a slash."""
    token = signing.dumps([user.pk, email], salt=_SALT)
    context = {
        "username": user.get_username(),
        "link": f"{base}{reverse('confirm-email', args=[token])}",
        "days": LASTS.days,
        "site_name": settings.SITE_NAME,
    }
    return EmailMessage(
        subject=f"Is this your address? — {settings.SITE_NAME}",
        body=render_to_string("keeping/confirm_email.txt", context),
        to=[email],
        headers={"Auto-Submitted": "auto-generated"},
    )


def moved(user: User, email: str, base: str) -> EmailMessage:
    """The mail that tells the address that stood before of the change: whoever did it may not have been its owner."""
    context = {
        "username": user.get_username(),
        "email": email,
        "link": f"{base}{reverse('sign-ins')}",
        "contact": settings.SITE_CONTACT,
        "site_name": settings.SITE_NAME,
    }
    return EmailMessage(
        subject=f"Your e-mail address was changed — {settings.SITE_NAME}",
        body=render_to_string("keeping/moved_email.txt", context),
        to=[user.email],
        headers={"Auto-Submitted": "auto-generated"},
    )


def confirmed(token: str) -> tuple[User, str] | None:
    """Whose address a link confirms, and which; None for a link that is not ours, or no longer."""
    try:
        key, email = signing.loads(token, salt=_SALT, max_age=LASTS)
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=key, is_active=True).first()
    return (user, str(email)) if user else None
