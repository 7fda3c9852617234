"""A site on a server without a mail server: nothing is said to have been sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

NO_MAIL = "This site sends no e-mail."
_NAME = "search.keeping.no_mail.NoMail"


class NoMail(BaseEmailBackend):
    """Django's backend for it, whose every mail fails as one does that no server takes."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> NoReturn:
        """Raises OSError."""
        raise OSError(f"{NO_MAIL} EMAIL_HOST names no mail server.")


def sends_mail() -> bool:
    """Whether mails go anywhere, be it the console."""
    return settings.EMAIL_BACKEND != _NAME
