"""The results page and its JSON: works, empty, bad, hostile, withdrawn, how many queries."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from search.models import Determination, DisputedItem, ItemGround
from search.schema import FROM_FILES
from tests.views.conftest import HOSTILE

Collection = dict[str, Determination]


def text_of(content: bytes) -> str:
    """A page's words on one line."""
    without_marks = re.sub(r"</?(?:mark|b|q)>", "", content.decode())
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", without_marks)).split())


def test_words_and_filters_find_the_right_items(client: Client, collection: Collection) -> None:
    page = client.get("/search/?q=massage+therapy&decision=upheld&specialty=occupational-medicine")
    said = text_of(page.content)
    assert page.status_code == 200
    assert "1–1 of 1 disputed item for “massage therapy”" in said
    assert "Massage therapy, six visits, lumbar spine" in said
    assert "MRI of the left knee" not in said


def test_the_words_found_are_marked_and_nothing_else(client: Client, collection: Collection) -> None:
    content = client.get("/search/?q=%22functional+improvement%22+-massage").content.decode()
    assert set(re.findall(r"<mark>(.*?)</mark>", content)) == {"functional improvement"}


def test_a_hit_without_a_marked_word_shows_its_treatment_as_the_reason(client: Client, collection: Collection) -> None:
    by_class = client.get("/search/?q=narcotic").content.decode()
    assert "1–1 of 1 disputed item" in text_of(by_class.encode()) and "<mark>" not in by_class
    assert by_class.count('class="cites by-kind"') == 1
    by_name = client.get("/search/?q=norco").content.decode()
    assert "<mark>Norco" in by_name and "by-kind" not in by_name
    assert "by-kind" not in client.get("/search/").content.decode()


def test_the_title_names_the_search(client: Client, collection: Collection) -> None:
    content = client.get("/search/?q=pain&decision=overturned").content.decode()
    assert "<title>“pain” · Overturned — 1 item · IMR Precedents</title>" in content


def test_the_page_names_its_canonical_address(client: Client, collection: Collection) -> None:
    content = client.get("/search/?decision=upheld&q=massage&decision=upheld").content.decode()
    assert '<link rel="canonical" href="http://testserver/search/?q=massage&amp;decision=upheld">' in content


@pytest.mark.parametrize(
    ("given", "clean"),
    [
        ("?q=", "/search/"),
        ("?q=massage&from=&to=&sort=relevance", "/search/?q=massage"),
        ("?page=1&decision=upheld", "/search/?decision=upheld"),
        ("?outcome=upheld", "/search/?decision=upheld"),
    ],
)
def test_what_a_form_sends_leads_to_the_clean_address(
    client: Client, collection: Collection, given: str, clean: str
) -> None:
    answer = client.get(f"/search/{given}")
    assert (answer.status_code, answer["Location"]) == (302, clean)


def test_a_facet_counts_as_if_nothing_were_chosen_in_it(client: Client, collection: Collection) -> None:
    counts = json.loads(client.get("/search.json?decision=upheld").content)["facets"]["decision"]
    assert {each["value"]: (each["count"], each["selected"]) for each in counts} == {
        "upheld": (2, True),
        "overturned": (2, False),
    }


def test_every_active_filter_can_be_taken_away(client: Client, collection: Collection) -> None:
    content = client.get("/search/?q=massage&decision=upheld&from=2015&to=2016").content.decode()
    assert "Remove filter Decision: </span>Upheld" in content
    assert "Remove filter Decided: </span>2015 to 2016" in content
    assert 'href="/search/?q=massage&amp;from=2015&amp;to=2016"' in content
    assert 'href="/search/?q=massage"' in content


def test_a_case_number_alone_goes_to_its_letter(client: Client, collection: Collection) -> None:
    for typed in ("CM15-9000001", "cm15 9000001", "Case Number: CM15-9000001"):
        answer = client.get("/search/", {"q": typed})
        assert (answer.status_code, answer["Location"]) == (302, "/determinations/CM15-9000001/")


@pytest.mark.parametrize("hidden", ["CM16-9000003", "CM16-9000004", "CM99-0000000"])
def test_a_case_number_nobody_may_read_leads_nowhere(client: Client, collection: Collection, hidden: str) -> None:
    answer = client.get("/search/", {"q": hidden})
    assert answer.status_code == 200
    assert "No disputed items" in text_of(answer.content)


def test_held_and_withdrawn_letters_are_not_found(client: Client, collection: Collection) -> None:
    found = json.loads(client.get("/search.json?q=massage").content)
    assert [each["case_number"] for each in found["results"]] == ["CM15-9000001"]


def test_a_letter_withdrawn_after_indexing_is_not_shown(client: Client, collection: Collection) -> None:
    Determination.objects.filter(pk=collection["massage"].pk).update(visibility="withdrawn")
    found = json.loads(client.get("/search.json?q=massage").content)
    assert found["results"] == []


def test_nothing_found_offers_to_let_a_filter_go(client: Client, collection: Collection) -> None:
    said = text_of(client.get("/search/?q=massage&decision=overturned").content)
    assert "No disputed items" in said
    assert "Without “Overturned” 1 item" in said


def test_a_misspelt_name_is_read_as_what_it_must_be(client: Client, collection: Collection) -> None:
    said = text_of(client.get("/search/?q=masage+therepy").content)
    assert "1–1 of 1 disputed item" in said


def test_a_misspelt_word_is_respelt_where_that_finds_more(client: Client, collection: Collection) -> None:
    content = client.get("/search/?q=functonal&words=exact").content.decode()
    assert 'Did you mean <a href="/search/?q=functional&amp;words=exact">functional</a>' in content


def test_a_page_past_the_end_is_not_found_but_helps(client: Client, collection: Collection) -> None:
    answer = client.get("/search/?q=massage&decision=upheld&page=7")
    assert answer.status_code == 404
    assert 'name="q" type="search" value="massage"' in answer.content.decode()
    assert '<input type="hidden" name="decision" value="upheld">' in answer.content.decode()
    assert "there is no page 7" in text_of(answer.content)
    assert 'href="/search/?q=massage&amp;decision=upheld"' in answer.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "q=%00%ff%fe",
        "q=((((&decision=perhaps",
        "q=%22unclosed+AND+OR+NOT",
        "page=-1&per_page=99999999999999999999",
        "from=yesterday&to=2015-13-45",
        "q=" + "a" * 6000,
        "q=" + "(" * 500,
        "treatment=../../etc/passwd",
        "colour=red&colour=blue",
        "q=%F0%9F%98%80&sort=sideways&view=upside-down",
        "%3Cscript%3E=1&q[]=2",
        "a=1&" * 2000,
    ],
)
def test_absurd_addresses_get_a_page(client: Client, collection: Collection, query: str) -> None:
    assert client.get(f"/search/?{query}").status_code == 200
    refused = any(name in query for name in ("from=", "treatment=", "decision="))
    assert client.get(f"/search.json?{query}").status_code == (400 if refused else 200)


def test_unknown_values_are_passed_over_with_a_sentence(client: Client, collection: Collection) -> None:
    said = text_of(client.get("/search/?decision=perhaps&q=massage").content)
    assert "“perhaps” is not among the decisions and was passed over." in said
    assert "1–1 of 1 disputed item" in said


def test_hostile_text_stays_text(client: Client, collection: Collection) -> None:
    content = client.get("/search/", {"q": HOSTILE}).content.decode()
    everything = client.get("/search/").content.decode()
    for page in (content, everything):
        assert "<script>alert" not in page
        assert "single' </title>" not in page
    assert "&lt;script&gt;" in everything


def test_an_empty_collection_says_so(client: Client, empty: None) -> None:
    assert "The collection is empty." in text_of(client.get("/search/").content)


def test_samples_are_marked(client: Client, collection: Collection) -> None:
    assert "invented sample" in text_of(client.get("/search/?q=MRI").content)
    assert "invented sample" not in text_of(client.get("/search/?q=massage").content)


def test_the_policy_forbids_anything_inline(client: Client, collection: Collection) -> None:
    answer = client.get("/search/?q=massage")
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    content = answer.content.decode()
    assert not re.search(r"<style|\sstyle=|<script>|\son\w+=", content)


def test_the_number_of_queries_does_not_grow_with_the_results(
    client: Client, collection: Collection, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(14):
        client.get("/search/")


def test_json_has_the_agreed_shape(client: Client, collection: Collection) -> None:
    found = json.loads(client.get("/search.json?q=massage+therapy").content)
    assert {"total", "page", "pages", "query", "results", "facets"} <= set(found)
    assert found["read_as"] == "a request for massage therapy" and found["notes"] == [] and found["without"] == ""
    (result,) = found["results"]
    assert result | {"score": 0, "snippets": []} == {
        "case_number": "CM15-9000001",
        "item": 1,
        "url": "http://testserver/determinations/CM15-9000001/#item-1",
        "heading": "Massage therapy, six visits, lumbar spine",
        "decision": "upheld",
        "decision_date": "2015-04-30",
        "treatment": "rehabilitation/massage-therapy",
        "specialties": ["occupational-medicine", "preventive-medicine"],
        "reviewer_citations": [["mtus-chronic-pain", "-", ""], ["odg", "-", ""]],
        "grounds": [],
        "ground_labels": [],
        "deciding_sentence": "No functional improvement is documented.",
        "score": 0,
        "snippets": [],
    }
    assert result["score"] > 0
    assert any("Massage therapy needs measured progress." in snippet for snippet in result["snippets"])
    assert set(found["facets"]["treatment"][0]) == {"value", "label", "count", "selected"}


def test_json_tells_on_what_a_hit_was_decided(client: Client, collection: Collection) -> None:
    decided = DisputedItem.objects.get(heading__startswith="Massage")
    said = "Massage therapy needs measured progress."
    start = decided.rationale.index(said)
    where = {"start": start, "end": start + 25, "sentence_start": start, "sentence_end": start + len(said)}
    for position, ground in enumerate(("benefit", "documentation"), start=1):
        ItemGround.objects.create(item=decided, ground=ground, position=position, **where)
    (result,) = json.loads(client.get("/search.json?q=massage+therapy").content)["results"]
    assert result["grounds"] == ["benefit", "documentation"]
    assert result["ground_labels"] == [FROM_FILES.label("ground", ground) for ground in result["grounds"]]
    assert result["deciding_sentence"] == said


@pytest.mark.parametrize("address", ["/search/?q=massage", "/determinations/CM15-9000001/"])
def test_the_address_on_paper_and_for_robots_is_the_one_that_the_owner_set(
    client: Client, collection: Collection, settings: Settings, address: str
) -> None:
    for set_to, base in (("", "http://testserver"), ("https://imr.example.org/", "https://imr.example.org")):
        settings.SITE_URL = set_to
        page = client.get(address).content.decode()
        assert f"{base}{address}</p>" in page
        assert f'<link rel="canonical" href="{base}{address}">' in page


REPORT = "The worker fell from a ladder, has been seen by many people since, and is no better than before. " * 160
PASTED = (
    f"The request for massage therapy is not certified.\n{REPORT}\nThe request for an MRI of the left knee is denied."
)


def test_a_pasted_text_is_read_to_its_end(client: Client, collection: Collection) -> None:
    assert len(PASTED.split()) > 2_000
    sent = Client(enforce_csrf_checks=True).post("/search/", {"q": PASTED})
    assert (sent.status_code, sent["Location"]) == (302, "/search/?q=massage+therapy%3B+mri+left+knee")
    said = text_of(client.get(sent["Location"]).content)
    assert "Massage therapy, six visits, lumbar spine" in said and "MRI of the left knee" in said
    answer = client.get("/search.json", {"q": PASTED}).json()
    assert answer["query"] == "massage therapy; mri left knee" and "read whole" in answer["notes"][0]
    assert client.post("/search/").status_code == 405


def test_a_pasted_text_is_no_heading(client: Client, collection: Collection) -> None:
    page = client.get("/search/", {"q": PASTED.replace("\n", " ")[:1_500]}).content.decode()
    assert "ladder" not in re.findall(r"<h1>.*?</h1>|<title>.*?</title>", page, re.DOTALL)[0]
    assert "for a pasted text</h1>" in page


def test_where_nothing_answers_the_nearest_is_shown(client: Client, collection: Collection) -> None:
    said = text_of(client.get("/search/?q=spinal+cord+stimulator;+myofascial+release").content)
    assert "No disputed items" in said and "Nearest to it" in said and "Treatment: Massage therapy" in said
    assert "Nearest to it" not in text_of(client.get("/search/?q=plonkish+zyx").content)
    assert "Nearest to it" in text_of(client.get("/search/?q=zyxish+mechanical+plonk").content)
    answer = client.get("/search.json?q=spinal+cord+stimulator;+myofascial+release").json()
    assert answer["total"] == 0 and answer["results"] and all(each["close"] for each in answer["results"])


def test_a_guideline_that_is_cited_by_two_editions_is_linked_once(client: Client, collection: Collection) -> None:
    item = collection["massage"].items.get(position=1)
    first = item.citations.get(guideline="odg")
    first.pk, first.position, first.edition = None, item.citations.count() + 1, "2016"
    first.save()
    content = client.get("/search/?q=massage").content.decode()
    assert content.count('href="/search/?guideline=odg%2Flow-back" rel="nofollow"') == 1
