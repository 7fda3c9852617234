"""Letters in the admin: found, corrected, shown and hidden, deleted."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from search import index as search_index
from search.models import AuditEntry, Determination, DisputedItem, Visibility
from search.query.question import Found
from search.query.request import SearchRequest
from tests.admin.conftest import Correct, Person, Stored, Submit, filled_in
from tests.ingest.letters import MASSAGE, NORCO, Item, Letter

LIST = "/admin/search/determination/"
EDITOR = (
    *("view_determination", "change_determination", "delete_determination", "view_disputeditem", "change_disputeditem"),
    *("delete_disputeditem", "delete_citation", "view_specialty"),
    *(f"{verb}_determinationspecialty" for verb in ("view", "add", "change", "delete")),
)


def find(**chosen: str) -> Found:
    return search_index.engine().find(SearchRequest(chosen=tuple(chosen.items())).question())


def indexed() -> int:
    return search_index.engine().health().items


def act(client: Client, submit: Submit, action: str, letter: Determination) -> None:
    fields = {"action": action, "_selected_action": [letter.pk], "words": "It looks odd."}
    assert submit(client, LIST, fields).status_code == 302


def test_letters_are_found_by_case_number_and_heading(person: Person, stored: Stored) -> None:
    stored()
    client = person("view_determination")
    for query, hits in (("CM16-9900001", 1), ("norco", 1), ("acupuncture", 0)):
        page = client.get(LIST, {"q": query})
        assert page.status_code == 200
        assert (b"CM16-9900001</a>" in page.content) is bool(hits), query


@pytest.mark.parametrize(
    ("parameters", "hit"),
    [
        ({"needs_review": "yes"}, False),
        ({"needs_review": "nonsense"}, True),
        ({"outcome": "partially-overturned"}, True),
        ({"outcome": "upheld"}, False),
        ({"visibility": "held"}, False),
        ({"year": "2016"}, True),
        ({"year": "2017"}, False),
        ({"year": "none"}, False),
        ({"year": "²²²²"}, True),
        ({"year": "0000"}, True),
        ({"form": "common"}, True),
    ],
)
def test_filters(person: Person, stored: Stored, parameters: dict[str, str], hit: bool) -> None:
    stored()
    page = person("view_determination").get(LIST, parameters)
    assert page.status_code == 200
    assert (b"CM16-9900001</a>" in page.content) is hit


def test_a_list_costs_the_same_however_long(
    person: Person, stored: Stored, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = person("view_determination")
    for number in range(8):
        stored(Letter(case=f"CM16-990000{number}"))
    with django_assert_max_num_queries(10):
        assert client.get(LIST).content.count(b"field-item_count") == 8


def test_a_page_shows_what_is_known_and_escapes_it(person: Person, stored: Stored) -> None:
    letter = stored(Letter(specialty="<script>alert(1)</script>", items=(Item(heading="<b>Bold</b> massage"),)))
    page = person(*EDITOR).get(reverse("admin:search_determination_change", args=[letter.pk])).content.decode()
    assert "<script>alert(1)" not in page
    assert "<b>Bold</b>" not in page
    assert "&lt;b&gt;Bold" in page
    assert "given.txt" in page


def test_a_correction_is_remembered_and_indexed(person: Person, stored: Stored, correct: Correct) -> None:
    letter = stored()
    correct(person(*EDITOR), letter, case_number=" cm16-9900777 ", decision_date="2017-05-06")
    letter.refresh_from_db()
    assert letter.case_number == "CM16-9900777"
    assert letter.corrected == ["case_number", "decision_date"]
    assert find(year="2017").total == 2


def test_saving_without_a_change_corrects_nothing(person: Person, stored: Stored, correct: Correct) -> None:
    letter = stored()
    correct(person(*EDITOR), letter)
    letter.refresh_from_db()
    assert letter.corrected == []


def test_specialties_are_corrected(person: Person, stored: Stored, correct: Correct) -> None:
    letter = stored()
    correct(
        person(*EDITOR),
        letter,
        **{"determinationspecialty_set-0-specialty": "pain-management"},
    )
    letter.refresh_from_db()
    assert letter.corrected == ["specialties"]
    assert [each.pk for each in letter.specialties.all()] == ["pain-management"]


def test_withdrawn_is_gone_at_once_and_published_is_back(person: Person, stored: Stored, submit: Submit) -> None:
    letter = stored()
    client = person(*EDITOR)
    assert indexed() == 2
    for action, visibility, items in (
        ("withdraw", Visibility.WITHDRAWN, 0),
        ("publish", Visibility.PUBLISHED, 2),
        ("hold", Visibility.HELD, 0),
    ):
        act(client, submit, action, letter)
        letter.refresh_from_db()
        assert letter.visibility == visibility
        assert letter.corrected == ["visibility"]
        assert indexed() == items


def test_the_page_leads_to_where_it_is_decided_on_with_a_reason(person: Person, stored: Stored, submit: Submit) -> None:
    letter = stored()
    client = person(*EDITOR)
    address = reverse("admin:search_determination_change", args=[letter.pk])
    assert reverse("admin:review-letter", args=[letter.pk]) in client.get(address).content.decode()
    data = {**filled_in(client, address, "determination_form"), "visibility": "withdrawn"}
    assert submit(client, address, data).status_code == 302
    letter.refresh_from_db()
    assert letter.visibility == Visibility.PUBLISHED, "not without a reason"


@pytest.mark.parametrize("action", ["withdraw", "hold"])
def test_none_is_taken_from_readers_without_a_reason(
    person: Person, stored: Stored, submit: Submit, action: str
) -> None:
    letter = stored()
    client = person(*EDITOR)
    submit(client, LIST, {"action": action, "_selected_action": [letter.pk], "words": " "})
    assert "Choose why" in client.get(LIST).content.decode()
    letter.refresh_from_db()
    assert letter.visibility == Visibility.PUBLISHED
    assert not AuditEntry.objects.filter(deed__in=("withdrawn", "held")).exists()


def test_corrections_can_be_forgotten(person: Person, stored: Stored, submit: Submit) -> None:
    letter = stored()
    Determination.objects.update(corrected=["case_number"])
    DisputedItem.objects.update(corrected=["drug"])
    act(person(*EDITOR), submit, "forget_corrections", letter)
    assert Determination.objects.get().corrected == []
    assert {tuple(item.corrected) for item in DisputedItem.objects.all()} == {()}


@pytest.mark.parametrize("how", ["page", "action"])
def test_deleted_is_gone_from_index_and_disk(
    person: Person, stored: Stored, submit: Submit, media: Path, how: str
) -> None:
    letter = stored()
    kept = stored(Letter(case="CM16-9900002", items=(MASSAGE, NORCO), summary="The worker is a 30-year-old male."))
    client = person(*EDITOR)
    if how == "page":
        response = submit(client, reverse("admin:search_determination_delete", args=[letter.pk]), {"post": "yes"})
    else:
        fields = {"action": "delete_selected", "_selected_action": [letter.pk], "post": "yes"}
        response = submit(client, LIST, fields)
    assert response.status_code == 302
    assert list(Determination.objects.all()) == [kept]
    assert indexed() == 2
    assert len(list(media.rglob("*.txt"))) == 1


def test_a_deleted_letter_that_comes_again_waits_for_a_person(person: Person, stored: Stored, submit: Submit) -> None:
    letter = stored()
    submit(person(*EDITOR), reverse("admin:search_determination_delete", args=[letter.pk]), {"post": "yes"})
    again = stored()
    assert (again.case_number, again.visibility) == ("CM16-9900001", Visibility.HELD)
    assert indexed() == 0


def test_the_original_is_for_staff_and_a_download(person: Person, stored: Stored, client: Client) -> None:
    letter = stored()
    address = reverse("admin:search_determination_original", args=[letter.pk])
    response = person("view_determination").get(address)
    assert response.content == Letter().bytes()
    assert response.headers["Content-Disposition"] == 'attachment; filename="CM16-9900001.txt"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert person("view_specialty").get(address).status_code == 403
    assert person("view_determination", staff=False).get(address).status_code == 302
    assert client.get(address).status_code == 302


def test_an_original_that_was_not_kept(person: Person, stored: Stored) -> None:
    letter = stored()
    Determination.objects.update(original=None)
    address = reverse("admin:search_determination_original", args=[letter.pk])
    assert person("view_determination").get(address).status_code == 404


def test_strangers_and_members_stay_out(person: Person, stored: Stored, client: Client) -> None:
    letter = stored()
    for address in (LIST, reverse("admin:search_determination_change", args=[letter.pk])):
        assert client.get(address).status_code == 302
        assert person("view_determination", staff=False).get(address).status_code == 302
        assert person("view_specialty").get(address).status_code == 403


def test_who_may_only_look_changes_nothing(person: Person, stored: Stored, submit: Submit) -> None:
    letter = stored()
    client = person("view_determination")
    submit(client, LIST, {"action": "withdraw", "_selected_action": [letter.pk]})
    address = reverse("admin:search_determination_change", args=[letter.pk])
    assert submit(client, address, {"visibility": "withdrawn"}).status_code == 403
    letter.refresh_from_db()
    assert letter.visibility == Visibility.PUBLISHED


def test_one_letter_is_one_letter(person: Person, stored: Stored) -> None:
    letter = stored()
    fields = {"action": "withdraw", "_selected_action": [letter.pk], "words": "It looks odd."}
    said = person(*EDITOR).post(LIST, fields, follow=True).content.decode()
    assert "1 letter withdrawn." in said


def test_why_is_asked_and_kept(person: Person, stored: Stored, submit: Submit) -> None:
    letter, client = stored(), person(*EDITOR)
    page = client.get(LIST).content.decode()
    assert "It is a copy of another letter." in page
    fields = {"_selected_action": [letter.pk], "reason": "It is a copy of another letter.", "words": " Of May's. "}
    assert submit(client, LIST, {"action": "withdraw", **fields}).status_code == 302
    assert AuditEntry.objects.get(deed="withdrawn").why == "It is a copy of another letter. Of May's."
    assert submit(client, LIST, {"action": "hold", **fields}).status_code == 302
    assert letter.waiting.get(settled=None).reason == "It is a copy of another letter. Of May's."
    assert submit(client, LIST, {"action": "publish", **fields, "reason": "Made up."}).status_code == 302
    letter.refresh_from_db()
    assert letter.visibility == Visibility.HELD
