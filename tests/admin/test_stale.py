"""Who decides on what somebody else changed meanwhile is told so, and nothing is done."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.urls import reverse

from search.admin.changes import stamp
from search.ingest import standing
from search.models import Determination, LetterRevision, Visibility
from tests.admin.conftest import Correct, Person, Stored, Submit, filled_in
from tests.admin.test_items import EDITOR as ITEM_EDITOR
from tests.admin.test_letters import EDITOR
from tests.ingest.letters import MASSAGE, NORCO, Letter


def seen(letter: Determination) -> dict[str, str]:
    """What a page shown now would send."""
    letter.refresh_from_db()
    return {"seen": stamp(letter)}


@pytest.mark.parametrize("decision", ["publish", "withdraw", "hold"])
def test_a_review(person: Person, stored: Stored, submit: Submit, decision: str) -> None:
    letter = stored()
    opened = seen(letter)
    standing.decide(letter, Visibility.HELD, "Another person saw a name in it.")
    asked = {"decision": decision, "reason": "It is no determination.", "words": "An hour of words.", **opened}
    refused = submit(person(*EDITOR), reverse("admin:review-letter", args=[letter.pk]), asked)
    assert refused.status_code == 409
    page = refused.content.decode()
    assert "Somebody changed this letter" in page and "An hour of words." in page
    assert "<option selected>It is no determination." in page
    letter.refresh_from_db()
    assert letter.visibility == "held"


def test_a_review_of_an_item_that_was_corrected(
    person: Person, stored: Stored, submit: Submit, correct: Correct
) -> None:
    letter = stored()
    opened = seen(letter)
    correct(person(*ITEM_EDITOR), letter.items.get(position=1), decision="overturned")
    asked = {"decision": "publish", **opened}
    assert submit(person(*EDITOR), reverse("admin:review-letter", args=[letter.pk]), asked).status_code == 409


def test_a_text_that_was_posted_anew(person: Person, stored: Stored, submit: Submit, correct: Correct) -> None:
    letter = stored()
    stored(Letter(items=(MASSAGE, replace(NORCO, decision="Upheld"))))
    opened = seen(letter)
    correct(person(*EDITOR), letter, priority="Expedited")
    revision = LetterRevision.objects.get()
    address = reverse("admin:search_determination_revision", args=[letter.pk, revision.pk])
    assert submit(person(*EDITOR), address, {"decision": "take", **opened}).headers["Location"] == address
    revision.refresh_from_db()
    assert (revision.state, letter.items.count()) == ("waiting", 2)


def test_letters_chosen_in_a_list(person: Person, stored: Stored, submit: Submit) -> None:
    letter = stored()
    client = person(*EDITOR)
    form = filled_in(client, "/admin/search/determination/", "changelist-form")
    standing.decide(letter, Visibility.WITHDRAWN, "It names a person.")
    form.update({"action": ["publish"], "_selected_action": [str(letter.pk)], "index": ["0"]})
    answer = submit(client, "/admin/search/determination/", form)
    assert answer.status_code == 302
    assert "look again: CM16-9900001" in client.get("/admin/").content.decode()
    letter.refresh_from_db()
    assert letter.visibility == "withdrawn"
    # A list that is opened now shows what is.
    again = {**filled_in(client, "/admin/search/determination/", "changelist-form"), "index": ["0"]}
    chosen = {**again, "action": ["publish"], "_selected_action": [str(letter.pk)]}
    submit(client, "/admin/search/determination/", chosen)
    letter.refresh_from_db()
    assert letter.visibility == "published"
