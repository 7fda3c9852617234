"""Who may correct no letter says what is wrong with one, and it waits for those who may."""

from __future__ import annotations

import pytest
from django.test import Client

from search.models import AuditEntry, Determination, Waiting
from tests.admin.conftest import Stored
from tests.admin.test_roles import member
from tests.views.test_results import text_of

ADDRESS = "/admin/tell/"
WORDS = "The second decision <b>reads</b> upheld; the paper says overturned."


def told(client: Client, number: str, words: str = WORDS) -> str:
    return text_of(client.post(ADDRESS, {"number": number, "words": words}, follow=True).content)


@pytest.mark.parametrize("number", ["CM16-9900001", "cm16-9900001", "IMR case number CM16-9900001", "CM15-0000001"])
def test_an_uploader_tells_the_reviewers(stored: Stored, number: str) -> None:
    letter = stored()
    letter.keep_address("CM15-0000001")
    clerk = member("Uploader")
    desk = clerk.get("/admin/").content.decode()
    assert f'<a href="{ADDRESS}">Tell the reviewers</a>' in desk
    assert "Reviewers are told" in told(clerk, number)
    letter.refresh_from_db()
    assert letter.visibility == "published"
    waits = Waiting.objects.get()
    assert (waits.determination, waits.kind) == (letter, "told") and WORDS in waits.reason
    assert AuditEntry.objects.get(deed="told").why == WORDS
    reviewer = member("Reviewer")
    assert "Somebody says that something is wrong 1" in text_of(reviewer.get("/admin/").content)
    page = reviewer.get("/admin/review/", follow=True).content.decode()
    assert "says: The second decision &lt;b&gt;reads&lt;/b&gt;" in page and "Leave it public" in page


def test_said_twice_is_said_once_and_what_two_say_are_two(stored: Stored) -> None:
    stored()
    clerk, reader = member("Uploader"), member("Reader")
    for client in (clerk, clerk, reader):
        told(client, "CM16-9900001")
    assert Waiting.objects.count() == AuditEntry.objects.filter(deed="told").count() == 2


def test_a_reader_is_led_there_from_the_letter(stored: Stored) -> None:
    letter = stored()
    Determination.objects.update(case_number=None)
    page = member("Reader").get(f"/admin/review/{letter.pk}/").content.decode()
    assert f'href="{ADDRESS}?q={letter.fingerprint}"' in page
    reader = member("Reader")
    assert f'value="{letter.fingerprint}"' in reader.get(f"{ADDRESS}?q={letter.fingerprint}").content.decode()
    assert "Reviewers are told" in told(reader, letter.fingerprint)
    assert ADDRESS not in member("Reviewer").get(f"/admin/review/{letter.pk}/").content.decode()


@pytest.mark.parametrize(
    "number, words, said",
    [
        ("CM16-1234567", WORDS, "No letter here has this number"),
        ("' OR 1=1 --\u2028<b>", WORDS, "No letter here has this number"),
        ("CM16-9900001", "  ", "Say in a few words what is wrong"),
        ("CM16-9900001", "x" * 1_001, "at most 1000 characters"),
        ("", WORDS, "Say which letter it is"),
    ],
)
def test_what_cannot_be_told_is_said_and_kept(stored: Stored, number: str, words: str, said: str) -> None:
    stored()
    clerk = member("Uploader")
    answer = clerk.post(ADDRESS, {"number": number, "words": words})
    assert answer.status_code == 400 and said in text_of(answer.content)
    assert "<b>" not in answer.content.decode().partition("<form")[2]
    assert not Waiting.objects.exists()


def test_what_no_reader_finds_waits_for_nobody(stored: Stored) -> None:
    stored()
    Determination.objects.update(visibility="withdrawn")
    assert "no reader finds it any more" in told(member("Uploader"), "CM16-9900001")
    assert not Waiting.objects.exists()
