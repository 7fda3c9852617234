"""What every template knows."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from search.keeping.no_mail import NO_MAIL, sends_mail
from search.schema import DECISIONS
from search.views.taking import base_of


def site(request: HttpRequest) -> dict[str, object]:
    """The site's name and address, whether robots and new people are welcome, and what is said of mail."""
    return {
        "site_base": lambda: base_of(request),  # asked for only where a page shows it: a host may be refused
        "decisions": DECISIONS,
        "site_name": settings.SITE_NAME,
        "contact": settings.SITE_CONTACT,
        "allow_indexing": settings.ALLOW_INDEXING,
        "allow_sign_up": settings.ALLOW_SIGN_UP,
        "no_mail": "" if sends_mail() else NO_MAIL,
    }
