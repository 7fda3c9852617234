"""Something is wrong with a letter: from the desk to it, and what may be done there."""

from __future__ import annotations

import pytest
from django.urls import reverse

from search.models import Determination
from tests.admin.conftest import Person, Stored, Submit
from tests.admin.test_letters import EDITOR
from tests.admin.test_stale import seen


@pytest.mark.parametrize("asked", ["CM16-9900001", " cm16-9900001 ", "CM16-9900009"])
def test_a_case_number_leads_to_the_letter_itself(person: Person, stored: Stored, asked: str) -> None:
    letter = stored()
    letter.keep_address("CM16-9900009")
    client = person(*EDITOR)
    assert "/admin/find/" in client.get("/admin/").content.decode()
    answer = client.get("/admin/find/", {"q": asked})
    assert answer.headers["Location"] == reverse("admin:review-letter", args=[letter.pk])
    page = client.get(answer.headers["Location"]).content.decode()
    for said in ("Correct the letter", "Mask words", "Withdraw it", "As readers see it", "History"):
        assert said in page
    assert 'value="publish"' not in page and "Take it on" not in page


def test_other_words_lead_to_the_list(person: Person, stored: Stored) -> None:
    stored()
    answer = person(*EDITOR).get("/admin/find/", {"q": "massage & <b>"})
    assert answer.headers["Location"] == "/admin/search/determination/?q=massage+%26+%3Cb%3E"


@pytest.mark.parametrize("decision, to", [("withdraw", "withdrawn"), ("hold", "held")])
def test_what_is_taken_from_readers_needs_a_reason(
    person: Person, stored: Stored, submit: Submit, decision: str, to: str
) -> None:
    letter = stored()
    client = person(*EDITOR)
    address = reverse("admin:review-letter", args=[letter.pk])
    refused = submit(client, address, {"decision": decision, "words": "  ", **seen(letter)})
    assert refused.status_code == 400 and "Choose why" in refused.content.decode()
    assert Determination.objects.get().visibility == "published"
    answer = submit(client, address, {"decision": decision, "words": "A name in item 1.", **seen(letter)})
    assert answer.headers["Location"] == address  # who came for this letter stays with it
    assert Determination.objects.get().visibility == to
