"""E-mail addresses that people give themselves: kept only once their owner has answered from them.

Otherwise anybody could have a stranger written to. The link that is sent carries the address, signed: nothing is
stored.
"""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.contrib.auth.models import User
from django.core import signing
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.timezone import localdate

LASTS = timedelta(days=3)
_SALT = "confirm-e-mail"
_A_DAY = int(timedelta(days=1).total_seconds())
MOST_FROM_ONE, MOST_TO_ONE, MOST_REMINDERS = 5, 3, 5
"""How many such mails a web worker sends in a day for one account, and to one address whoever asks; and how many to who
forgot a password.
"""


def may_ask(user: User, email: str) -> bool:
    """Whether another mail may be sent today; counts it if so. Otherwise a person could fill a stranger's mailbox."""
    return _within({f"asked-by-{user.pk}": MOST_FROM_ONE, f"asked-of-{_named(email)}": MOST_TO_ONE})


def may_remind(email: str) -> bool:
    """Likewise of mails to who forgot a password, for which anybody can ask in anybody's name."""
    return _within({f"reminded-{_named(email)}": MOST_REMINDERS})


def _named(email: str) -> str:
    return sha256(email.casefold().encode()).hexdigest()


def _within(bounds: dict[str, int]) -> bool:
    counted: list[str] = []
    for name, most in bounds.items():
        key = f"{name}-{localdate()}"
        cache.add(key, 0, _A_DAY)
        counted.append(key)
        if cache.incr(key) > most:
            for each in counted:  # what is not sent does not count
                cache.decr(each)
            return False
    return True


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
