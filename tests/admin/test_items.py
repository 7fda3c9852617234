"""Disputed items in the admin: what a person corrects stays corrected, and is found as corrected."""

from __future__ import annotations

import re

from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from search import index as search_index
from search.models import BodyRegion, Citation, DisputedItem, GuidelineSection
from search.query.question import Found
from search.query.request import SearchRequest
from tests.admin.conftest import Correct, Person, Stored, Submit, filled_in
from tests.ingest.letters import Item, Letter

MODELS = ("disputeditem", "citation", "determination")
EDITOR = tuple(f"{verb}_{model}" for verb in ("view", "add", "change", "delete") for model in MODELS)
EDITOR += ("view_treatmenttype", "view_drug", "view_guideline", "view_guidelinesection", "view_bodyregion")


def find(**chosen: str) -> Found:
    request = SearchRequest(chosen=tuple(chosen.items()))
    return search_index.engine().find(request.question())


def test_a_correction_is_remembered_indexed_and_settles_the_outcome(
    person: Person, stored: Stored, correct: Correct
) -> None:
    letter = stored()
    item = letter.items.get(position=1)
    correct(person(*EDITOR), item, treatment="rehabilitation/acupuncture", decision="overturned", regions=["neck"])
    item.refresh_from_db()
    letter.refresh_from_db()
    assert item.corrected == ["decision", "regions", "treatment"]
    assert letter.outcome == "overturned"
    assert find(treatment="rehabilitation/acupuncture").total == 1
    assert find(region="neck").total == 1
    assert find(region="low-back").total == 0


def test_regions_are_boxes_and_what_is_seldom_needed_is_folded(person: Person, stored: Stored) -> None:
    item = stored().items.get(position=1)
    page = person(*EDITOR).get(reverse("admin:search_disputeditem_change", args=[item.pk])).content.decode()
    boxes = re.findall(r'<input type="checkbox" name="regions" value="([^"]+)"[^>]*?(checked)?>', page)
    assert len(boxes) == BodyRegion.objects.count() > 10
    assert [key for key, checked in boxes if checked] == ["low-back"]
    folded = page[page.index("<details>") : page.index("</details>")]
    assert 'name="citations-0-guideline"' in folded and 'name="rationale"' not in folded
    assert 'name="_save"' in page and 'name="_addanother"' not in page


def test_citations_are_corrected(person: Person, stored: Stored, correct: Correct) -> None:
    item = stored().items.get(position=1)
    correct(
        person(*EDITOR),
        item,
        **{"citations-1-guideline": "odg", "citations-1-section": "", "citations-1-section_printed": "Low Back"},
    )
    item.refresh_from_db()
    assert item.corrected == ["citations"]
    assert find(guideline="odg").total == 1


def test_a_missing_item_is_added_and_a_wrong_one_taken_out(person: Person, stored: Stored, submit: Submit) -> None:
    letter = stored()
    client = person(*EDITOR)
    address = f"{reverse('admin:search_disputeditem_add')}?determination={letter.pk}&position=3"
    data = filled_in(client, address, "disputeditem_form")
    assert (data["determination"], data["position"]) == ([str(letter.pk)], ["3"])
    data |= {
        "heading": ["MRI"],
        "disputed": ["MRI"],
        "decision": ["upheld"],
        "treatment": ["diagnostic-testing/imaging"],
    }
    assert submit(client, address, data).status_code == 302
    added = letter.items.get(position=3)
    assert "heading" in added.corrected
    assert "position" not in added.corrected
    assert find(treatment="diagnostic-testing/imaging").total == 1
    letter.refresh_from_db()
    assert letter.corrected == ["items"]
    for item in (added, letter.items.get(position=2)):
        response = submit(client, reverse("admin:search_disputeditem_delete", args=[item.pk]), {"post": "yes"})
        assert response.status_code == 302
    letter.refresh_from_db()
    assert letter.outcome == "upheld"
    assert search_index.engine().health().items == 1


def test_several_taken_out_at_once(person: Person, stored: Stored, submit: Submit) -> None:
    letter = stored()
    keys = list(letter.items.values_list("pk", flat=True))
    fields = {"action": "delete_selected", "_selected_action": keys, "post": "yes"}
    assert submit(person(*EDITOR), "/admin/search/disputeditem/", fields).status_code == 302
    letter.refresh_from_db()
    assert (letter.outcome, letter.corrected) == ("", ["items"])
    assert not Citation.objects.exists()
    assert search_index.engine().health().items == 0


def test_two_items_cannot_take_one_place(person: Person, stored: Stored, submit: Submit) -> None:
    item = stored().items.get(position=1)
    client = person(*EDITOR)
    address = reverse("admin:search_disputeditem_change", args=[item.pk])
    response = submit(client, address, {**filled_in(client, address, "disputeditem_form"), "position": "2"})
    assert response.status_code == 200
    assert b"already has this place" in response.content
    assert DisputedItem.objects.get(pk=item.pk).position == 1


def test_the_rules_that_named_it_are_shown_and_hostile_text_is_escaped(person: Person, stored: Stored) -> None:
    item = stored(Letter(items=(Item(heading="Norco <img src=x onerror=alert(1)> 10/325mg"),))).items.get()
    page = person(*EDITOR).get(reverse("admin:search_disputeditem_change", args=[item.pk])).content.decode()
    assert "<img src=x" not in page
    assert "hydrocodone" in page
    assert item.named_by["treatment"][:20] in page.replace("&quot;", '"')


def test_lists_and_filters(person: Person, stored: Stored, client: Client) -> None:
    stored()
    editor = person("view_disputeditem")
    address = "/admin/search/disputeditem/"
    for parameters, hits in (
        ({"q": "norco"}, 1),
        ({"q": "CM16-9900001"}, 2),
        ({"category": "rehabilitation"}, 1),
        ({"corrected": "yes"}, 0),
        ({"corrected": "no"}, 2),
        ({"decision__exact": "overturned"}, 1),
    ):
        page = editor.get(address, parameters).content.decode()
        assert page.count('class="action-select"') == 0
        assert page.count("field-short_heading") == hits, parameters
    assert client.get(address).status_code == 302
    assert person("view_specialty").get(address).status_code == 403


def test_without_scripts_every_word_can_be_chosen_and_a_citation_added(
    person: Person, stored: Stored, correct: Correct
) -> None:
    item = stored().items.order_by("position")[0]
    client = person(*EDITOR)
    page = client.get(reverse("admin:search_disputeditem_change", args=[item.pk])).content.decode()
    for key in ("rehabilitation/acupuncture", "ibuprofen", "odg", "mtus-chronic-pain/massage-therapy"):
        assert f'<option value="{key}"' in page, key
    before = item.citations.count()
    added = {"side": "reviewer", "guideline": "odg"}
    correct(client, item, **{f"citations-{before}-{field}": value for field, value in added.items()})
    assert item.citations.latest("position").guideline_id == "odg"


def test_without_scripts_a_citation_is_replaced_in_one_save(person: Person, stored: Stored, correct: Correct) -> None:
    item = stored().items.order_by("position")[0]
    before = list(item.citations.values_list("pk", flat=True))
    added = {f"citations-{len(before)}-{field}": value for field, value in (("side", "reviewer"), ("guideline", "odg"))}
    correct(person(*EDITOR), item, **{"citations-0-DELETE": "on"}, **added)
    kept = set(item.citations.values_list("pk", flat=True))
    assert len(kept) == len(before) and len(kept & set(before)) == len(before) - 1
    assert item.citations.latest("position").guideline_id == "odg"


def test_a_vocabulary_is_not_printed_again_for_every_citation(
    person: Person, stored: Stored, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    item = stored().items.order_by("position")[0]
    section = GuidelineSection.objects.get(key="mtus-chronic-pain/massage-therapy")
    editor = person(*EDITOR)

    def options() -> int:
        address = reverse("admin:search_disputeditem_change", args=[item.pk])
        return editor.get(address).content.decode().count("<option")

    few, standing = options(), item.citations.count()
    Citation.objects.bulk_create(
        Citation(item=item, side="reviewer", position=20 + number, guideline=section.guideline, section=section)
        for number in range(12)
    )
    with django_assert_max_num_queries(20 + 3 * (standing + 12)):
        many = options()
    # Of each: two sides, nothing or the guideline, nothing or the section.
    assert many - few == 12 * 6


def test_who_puts_an_item_right_comes_back_to_its_letter(stored: Stored, person: Person, submit: Submit) -> None:
    letter = stored()
    item = letter.items.get(position=1)
    here = reverse("admin:review-letter", args=[letter.pk])
    for permissions, to in (
        (("view_disputeditem", "change_disputeditem", "view_determination"), here),
        (("view_disputeditem", "change_disputeditem"), reverse("admin:index")),
    ):
        clerk = person(*permissions)
        address = reverse("admin:search_disputeditem_change", args=[item.pk])
        answer = submit(clerk, address, filled_in(clerk, address, "disputeditem_form"))
        assert (answer.status_code, answer["Location"]) == (302, to)
        assert clerk.get(to).status_code == 200
