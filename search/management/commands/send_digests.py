"""Send the news of saved searches by e-mail. Run it as often as you like, once a day at least."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search.index import IndexUnavailable
from search.index.standing import catch_up, follows
from search.keeping.digests import send_due
from search.views.taking import site_address


class Command(BaseCommand):
    help = "Send the news of saved searches to those who asked for it; in one day or week nobody hears twice."

    def handle(self, *args: Any, **options: Any) -> None:
        base = site_address()
        if not base:
            raise CommandError("Mails need the site's address: set SITE_URL, such as SITE_URL=https://imr.example.org")
        try:
            if follows():  # news of other machines would be passed over by an index that does not hold them yet
                catch_up()
            sent = send_due(base)
        except IndexUnavailable as unavailable:
            raise CommandError(str(unavailable)) from unavailable
        self.stdout.write(f"Searches due: {sent.searches}; mails sent: {sent.mails}; failed: {sent.failed}.")
        if sent.failed:
            raise CommandError("Some mails could not be sent; the log says why. Run it again to retry.")
