"""News of saved searches by e-mail: at most one mail a person a period, and none when nothing is new.

A run first claims what is due by writing down that it was told, then sends; a second run at the same time, or again in
the same period, finds nothing due. Where sending fails, the claim is given back and the next run tries again.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from smtplib import SMTPException

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import EmailMessage
from django.core.signing import BadSignature, Signer
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from search.index import IndexUnavailable
from search.keeping.citing import citation
from search.keeping.news import added_since, high_water
from search.keeping.searches import news_items, request_of
from search.keeping.text import one_line
from search.models import Digest, SavedSearch
from search.schema import decision_words
from search.vocabulary.counted import counted

MOST_ITEMS = 10
log = logging.getLogger(__name__)
_signer = Signer(salt="stop-digest")


@dataclass(frozen=True, slots=True)
class DigestItem:
    """One new item in a mail."""

    heading: str
    decision: str
    citation: str
    address: str


@dataclass(frozen=True, slots=True)
class DigestSection:
    """One saved search in a mail. ``count`` may exceed the lines shown."""

    name: str
    address: str
    count: int
    lines: tuple[DigestItem, ...]

    @property
    def more(self) -> int:
        """How many new items are not shown."""
        return self.count - len(self.lines)


@dataclass(frozen=True, slots=True)
class Sent:
    """What one run did: mails sent, mails that could not be sent, searches that were due."""

    mails: int
    failed: int
    searches: int


def send_due(base: str, now: datetime | None = None) -> Sent:
    """Send every mail that is due at ``now``. ``base`` is the site's address without a slash at the end.

    Raises :class:`search.index.IndexUnavailable` when the index cannot be asked; whom it has not written to by then,
    the next run writes to.
    """
    now = now or timezone.now()
    through = high_water()
    mails = failed = searches = 0
    due = SavedSearch.objects.with_digest().select_related("owner").order_by("owner", "name", "pk")
    for owner, mine in groupby(due, key=lambda saved: saved.owner):
        assert isinstance(owner, User)
        claimed = [saved for saved in mine if is_due(saved, now) and _claim(saved, now, through)]
        searches += len(claimed)
        try:
            sections = [section for saved in claimed if (section := _section(saved, base))]
        except IndexUnavailable:
            _give_back(claimed)
            raise
        if not sections:
            continue
        try:
            message(owner, sections, base).send()
            mails += 1
        except (SMTPException, OSError):
            log.exception("The digest for account %s could not be sent.", owner.pk)
            _give_back(claimed)
            failed += 1
    return Sent(mails, failed, searches)


def is_due(saved: SavedSearch, now: datetime) -> bool:
    """Whether it is another day or week (Monday to Sunday, the site's time) than when news was last gathered: also an
    earlier one, since a clock that was ahead then would have nothing sent for as long as it was. News is told once."""
    return saved.told is None or _period(saved.digest, now) != _period(saved.digest, saved.told)


def _period(digest: str, moment: datetime) -> tuple[int, ...]:
    day = timezone.localdate(moment)
    return tuple(day.isocalendar())[:2] if digest == Digest.WEEKLY else (day.toordinal(),)


def _claim(saved: SavedSearch, now: datetime, through: int) -> bool:
    """Write down that the search was told; whether it was this run that did."""
    untold = SavedSearch.objects.filter(pk=saved.pk, told=saved.told)
    return untold.update(told=now, told_through=max(through, saved.told_through)) == 1


def _give_back(claimed: Iterable[SavedSearch]) -> None:
    """Undo claims: the rows in hand still hold what stood there before."""
    for saved in claimed:
        SavedSearch.objects.filter(pk=saved.pk).update(told=saved.told, told_through=saved.told_through)


def _section(saved: SavedSearch, base: str) -> DigestSection | None:
    news = added_since(request_of(saved), saved.told_through, MOST_ITEMS)
    items = news_items(news.ids, MOST_ITEMS)
    if not items:
        return None
    lines = (
        DigestItem(
            one_line(item.disputed or item.heading),
            decision_words(item.decision).in_full,
            citation(item),
            f"{base}{item.get_absolute_url()}",
        )
        for item in items
    )
    return DigestSection(one_line(saved.name), f"{base}{saved.get_absolute_url()}", news.total, tuple(lines))


def message(owner: User, sections: Sequence[DigestSection], base: str) -> EmailMessage:
    """The mail, which any mail program can stop by itself (RFC 2369, RFC 8058)."""
    count = sum(section.count for section in sections)
    stop = f"{base}{reverse('stop-digest', args=[stop_token(owner)])}"
    context = {"sections": sections, "stop": stop, "site_name": settings.SITE_NAME}
    return EmailMessage(
        subject=one_line(f"{counted(count, 'new item')} — {settings.SITE_NAME}"),
        body=render_to_string("keeping/digest.txt", context),
        to=[owner.email],
        headers={
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )


def stop_token(owner: User) -> str:
    """What a mail carries so that its reader can stop it; it never runs out."""
    return _signer.sign(str(owner.pk))


def reader_of(token: str) -> User | None:
    """Whose mails ``token`` stops; None if it is not one of ours."""
    try:
        return User.objects.filter(pk=int(_signer.unsign(token))).first()
    except (BadSignature, ValueError):
        return None


def stop_all(reader: User) -> None:
    """No more mails to ``reader``, from whichever search."""
    SavedSearch.objects.of(reader).update(digest=Digest.OFF)
