"""Styles and scripts under names that change with their content, and under plain ones where nobody collected them."""

from __future__ import annotations

import logging

from django.conf import settings
from whitenoise.storage import CompressedManifestStaticFilesStorage

log = logging.getLogger(__name__)


class Collected(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """WhiteNoise's storage, but a file that was not collected is named plainly: a page without it says more than an
    error."""

    def stored_name(self, name: str) -> str:
        """See Django."""
        try:
            return str(super().stored_name(name))
        except ValueError:
            return name


def say_if_missing() -> None:
    """One sentence for the log where styles and scripts have to come from their sources."""
    if settings.WHITENOISE_USE_FINDERS:
        log.warning("Styles and scripts were not collected and are served as they are: run manage.py prepare.")
