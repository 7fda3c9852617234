"""A forgotten password, by mail."""

from __future__ import annotations

import re

from django.contrib.auth.models import User
from django.core import mail
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from search.keeping.addresses import MOST_REMINDERS
from search.models import AuditEntry

FORGOTTEN = "/accounts/password/forgotten/"


def test_a_new_password_is_chosen_by_a_link_that_works_once(db: None, client: Client, settings: Settings) -> None:
    settings.SITE_URL = "https://imr.example.org"
    User.objects.create_user("vera", "vera@example.org", "an old sentence of words")
    assert FORGOTTEN in client.get("/accounts/login/").content.decode()
    known = client.post(FORGOTTEN, {"email": "vera@example.org"}, follow=True)
    unknown = client.post(FORGOTTEN, {"email": "nobody@example.org"}, follow=True)
    assert known.content == unknown.content
    (sent,) = mail.outbox
    found = re.search(r"https://imr\.example\.org(/\S+)", str(sent.body))
    assert found
    page = client.get(found[1], follow=True)
    assert "Choose a new password" in page.content.decode()
    fresh = {"new_password1": "another sentence of words", "new_password2": "another sentence of words"}
    assert client.post(page.redirect_chain[-1][0], fresh).status_code == 302
    told = AuditEntry.objects.get(kind="user", deed="corrected")
    assert (told.name, told.after) == ("vera", {"password": "(not told)"})
    assert client.login(username="vera", password="another sentence of words")
    assert "used already" in Client().get(found[1], follow=True).content.decode()


def test_nobody_s_mailbox_is_filled_and_nothing_tells_of_it(db: None, client: Client) -> None:
    User.objects.create_user("vera", "often@example.org", "an old sentence of words")
    asked = [
        client.post(FORGOTTEN, {"email": each}, follow=True) for each in ("often@example.org", "OFTEN@example.org") * 5
    ]
    assert len(mail.outbox) == MOST_REMINDERS
    assert len({each.content for each in asked}) == 1


def test_all_processes_of_a_site_count_the_same(db: None, client: Client) -> None:
    User.objects.create_user("vera", "often@example.org", "an old sentence of words")
    for _ in range(MOST_REMINDERS + 2):
        client.post(FORGOTTEN, {"email": "often@example.org"})
        cache.clear()  # another process has a memory of its own
    assert len(mail.outbox) == MOST_REMINDERS
    told = AuditEntry.objects.filter(deed="forgot-password", name="often@example.org", who="Nobody")
    assert told.count() == MOST_REMINDERS


def test_where_no_mail_is_sent_nobody_is_told_that_one_is(db: None, client: Client, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "search.keeping.no_mail.NoMail"
    User.objects.create_user("vera", "vera@example.org", "an old sentence of words")
    refusal = "This site sends no e-mail. Ask its staff for a new password."
    page = client.get(FORGOTTEN).content.decode()
    assert refusal in page and "Send the link" not in page
    for asked in ("vera@example.org", "nobody@example.org"):
        page = client.post(FORGOTTEN, {"email": asked}, follow=True).content.decode()
        assert refusal in page and not mail.outbox


def test_pages_that_speak_of_mail_say_where_there_is_none(owners: Client, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "search.keeping.no_mail.NoMail"
    assert "This site sends no e-mail." in owners.get("/saved/add/?q=massage").content.decode()
    page = owners.get("/accounts/e-mail/").content.decode()
    assert "This site sends no e-mail." in page and "Send me a link" not in page
    asked = owners.post("/accounts/e-mail/", {"email": "vera@example.org"}, follow=True).content.decode()
    assert "We wrote to" not in asked and "This site sends no e-mail." in asked and not mail.outbox
