"""News by e-mail: when it is due, once, and never again when stopped."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.message import Message
from pathlib import Path
from smtplib import SMTPServerDisconnected

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django.fixtures import Settings

from search.index import Added, IndexUnavailable
from search.keeping.digests import Sent, is_due, send_due, stop_token
from search.keeping.searches import save
from search.models import Digest, SavedSearch, Visibility
from search.query.request import SearchRequest
from tests.keeping.collection import HOSTILE, indexed, massage

pytestmark = pytest.mark.django_db

BASE = "https://imr.example.org"
NOW = datetime(2026, 11, 21, 18, tzinfo=UTC)  # a Saturday, ten in the morning in California
DAY = timedelta(days=1)


@pytest.fixture
def saved(index: Path, owner: User) -> SavedSearch:
    indexed(massage(1))
    made = save(owner, SearchRequest(q="massage"), "Massage", "", Digest.DAILY)
    SavedSearch.objects.update(told=NOW - DAY)
    made.refresh_from_db()
    return made


def test_a_mail_tells_what_is_new(saved: SavedSearch) -> None:
    indexed(massage(2, "overturned"), massage(3))
    assert send_due(BASE, NOW) == Sent(1, 0, 1)
    (sent,) = mail.outbox
    assert sent.to == ["owner@example.org"]
    assert sent.subject == "2 new items — IMR Precedents"
    assert "Massage therapy 2" in sent.body and "Overturned: treatment approved" in sent.body
    assert f"{BASE}/determinations/CM15-0000003/#item-1" in sent.body
    assert f"{BASE}/saved/{saved.pk}/" in sent.body
    assert "Massage therapy 1\n" not in sent.body


def test_nobody_hears_twice_in_a_day_nor_of_the_same_item(saved: SavedSearch) -> None:
    indexed(massage(2))
    send_due(BASE, NOW)
    indexed(massage(3))
    assert send_due(BASE, NOW + timedelta(hours=2)) == Sent(0, 0, 0)
    assert send_due(BASE, NOW + DAY) == Sent(1, 0, 1)
    assert "Massage therapy 3" in mail.outbox[1].body and "Massage therapy 2" not in mail.outbox[1].body
    assert send_due(BASE, NOW + 2 * DAY) == Sent(0, 0, 1)


def test_reading_the_site_does_not_change_what_is_sent(saved: SavedSearch, owners: Client) -> None:
    indexed(massage(2))
    owners.post(f"/saved/{saved.pk}/run/")
    assert send_due(BASE, NOW).mails == 1


@pytest.mark.parametrize(
    ("digest", "told", "due"),
    [
        (Digest.DAILY, NOW - timedelta(hours=9), False),
        (Digest.DAILY, NOW - timedelta(hours=11), True),
        (Digest.DAILY, NOW + 400 * DAY, True),  # by a clock that was wrong
        (Digest.DAILY, None, True),
        (Digest.WEEKLY, NOW - 4 * DAY, False),
        (Digest.WEEKLY, NOW - 6 * DAY, True),
    ],
)
def test_a_period_ends_at_midnight_or_on_sunday(digest: Digest, told: datetime | None, due: bool) -> None:
    assert is_due(SavedSearch(digest=digest, told=told), NOW) is due


def test_one_person_gets_one_mail_for_all_searches(saved: SavedSearch, owner: User) -> None:
    save(owner, SearchRequest(q="tried"), "Tried", "", Digest.WEEKLY)
    SavedSearch.objects.update(told=NOW - 7 * DAY)
    indexed(massage(2))
    assert send_due(BASE, NOW) == Sent(1, 0, 2)
    assert "Massage\n1 new." in mail.outbox[0].body and "Tried\n1 new." in mail.outbox[0].body


def test_a_long_list_is_cut_and_says_so(saved: SavedSearch) -> None:
    indexed(*(massage(number) for number in range(2, 16)))
    send_due(BASE, NOW)
    assert "14 new." in mail.outbox[0].body
    assert "… and 4 more." in mail.outbox[0].body


def test_a_withdrawn_letter_is_not_sent(saved: SavedSearch) -> None:
    (item,) = indexed(massage(2))
    item.determination.visibility = Visibility.WITHDRAWN
    item.determination.save()
    assert send_due(BASE, NOW) == Sent(0, 0, 1)


def test_a_mail_that_fails_is_tried_again(saved: SavedSearch, monkeypatch: pytest.MonkeyPatch) -> None:
    indexed(massage(2))

    def broken(self: EmailMessage, fail_silently: bool = False) -> int:
        raise SMTPServerDisconnected("gone")

    with monkeypatch.context() as patch:
        patch.setattr(EmailMessage, "send", broken)
        assert send_due(BASE, NOW) == Sent(0, 1, 1)
    assert send_due(BASE, NOW) == Sent(1, 0, 1)
    assert "Massage therapy 2" in mail.outbox[0].body


def test_what_is_due_stays_due_when_the_index_stops_answering(
    saved: SavedSearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unavailable(request: SearchRequest, key: int, most: int) -> Added:
        raise IndexUnavailable("The disk is gone.")

    indexed(massage(2))
    with monkeypatch.context() as patch:
        patch.setattr("search.keeping.digests.added_since", unavailable)
        with pytest.raises(IndexUnavailable):
            send_due(BASE, NOW)
    assert not mail.outbox
    assert send_due(BASE, NOW) == Sent(1, 0, 1)


def test_mail_programs_can_stop_it_by_themselves(saved: SavedSearch, client: Client) -> None:
    indexed(massage(2))
    send_due(BASE, NOW)
    headers: Message = mail.outbox[0].message()
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = re.fullmatch(rf"<{BASE}(/digest/stop/.+/)>", headers["List-Unsubscribe"])
    assert address and f"{BASE}{address[1]}" in mail.outbox[0].body
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address[1], {"List-Unsubscribe": "One-Click"}).status_code == 200
    saved.refresh_from_db()
    assert saved.digest == Digest.OFF
    indexed(massage(3))
    assert send_due(BASE, NOW + DAY) == Sent(0, 0, 0)


def test_merely_opening_the_link_stops_nothing(saved: SavedSearch, owner: User, client: Client) -> None:
    shown = client.get(f"/digest/stop/{stop_token(owner)}/").content.decode()
    assert "Stop all e-mails" in shown
    saved.refresh_from_db()
    assert saved.digest == Digest.DAILY


def test_a_forged_link_stops_nothing(saved: SavedSearch, owner: User, client: Client) -> None:
    for token in (str(owner.pk), f"{owner.pk}:forged", stop_token(owner)[:-1], f"x{stop_token(owner)}"):
        assert client.post(f"/digest/stop/{token}/").status_code == 404
    saved.refresh_from_db()
    assert saved.digest == Digest.DAILY


def test_a_link_stops_only_ones_own(saved: SavedSearch, member: User, client: Client) -> None:
    client.post(f"/digest/stop/{stop_token(member)}/")
    saved.refresh_from_db()
    assert saved.digest == Digest.DAILY


def test_hostile_words_stay_out_of_the_headers(saved: SavedSearch) -> None:
    SavedSearch.objects.update(name=f"{HOSTILE}\r\nBcc: victim@example.org")
    indexed(massage(2))
    send_due(BASE, NOW)
    sent = mail.outbox[0].message()
    assert sent["Bcc"] is None
    assert "<script>alert(1)</script>" in mail.outbox[0].body and mail.outbox[0].content_subtype == "plain"


def test_the_command(saved: SavedSearch, settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    indexed(massage(2))
    SavedSearch.objects.update(told=None)
    with pytest.raises(CommandError, match="SITE_URL"):
        call_command("send_digests")
    settings.SITE_URL = BASE
    call_command("send_digests")
    assert capsys.readouterr().out == "Searches due: 1; mails sent: 1; failed: 0.\n"
    assert len(mail.outbox) == 1


def test_without_a_mail_server_nothing_is_said_to_have_been_sent(saved: SavedSearch, settings: Settings) -> None:
    indexed(massage(2))
    SavedSearch.objects.update(told=None)
    settings.SITE_URL, usual = BASE, settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "search.keeping.no_mail.NoMail"
    with pytest.raises(CommandError, match="could not be sent"):
        call_command("send_digests")
    settings.EMAIL_BACKEND = usual
    call_command("send_digests")
    assert len(mail.outbox) == 1, "the news was kept"
