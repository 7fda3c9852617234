"""What every template knows."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    """The site's name, and whether robots and new people are welcome."""
    return {
        "site_name": settings.SITE_NAME,
        "allow_indexing": settings.ALLOW_INDEXING,
        "allow_sign_up": settings.ALLOW_SIGN_UP,
    }
