"""A determination's page: works, withdrawn, held, unknown, hostile, how many queries."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import resolve
from pytest_django import DjangoAssertNumQueries

from search.index import engine
from search.models import Determination
from tests.index.rows import item, letter
from tests.views.conftest import HOSTILE
from tests.views.test_results import text_of

Collection = dict[str, Determination]


def test_a_letter_shows_its_facts_and_items(client: Client, collection: Collection) -> None:
    said = text_of(client.get("/determinations/CM15-9000001/").content)
    for fact in ("April 30, 2015", "January 5, 2012", "occupational-medicine", "Item 1 of 2", "Item 2 of 2"):
        assert fact in said
    assert "2 disputed items: 1 overturned, the other upheld" in said
    assert "Upheld treatment denied" in said and "Overturned treatment approved" in said


def test_items_have_places_of_their_own(client: Client, collection: Collection) -> None:
    content = client.get("/determinations/CM15-9000001/").content.decode()
    assert 'id="item-1"' in content and 'id="item-2"' in content


def test_the_words_of_the_search_are_marked(client: Client, collection: Collection) -> None:
    content = client.get("/determinations/CM15-9000001/?q=%22functional+improvement%22").content.decode()
    assert content.count("<mark>functional improvement</mark>") == 2
    assert "<mark>" not in client.get("/determinations/CM15-9000001/").content.decode()


def test_guidelines_lead_into_the_search(client: Client, collection: Collection) -> None:
    content = client.get("/determinations/CM15-9000001/").content.decode()
    assert 'href="/search/?guideline=mtus-chronic-pain%2Fmassage-therapy"' in content


def test_previous_and_next_follow_the_search_one_came_from(client: Client, collection: Collection) -> None:
    results = client.get("/search/?decision=overturned&sort=oldest").content.decode()
    ways = re.findall(r'<h2><a href="([^"]+)"', results)
    assert len(ways) == 2
    first = client.get(ways[0].replace("&amp;", "&")).content.decode()
    assert f'rel="next" href="{ways[1]}"' in first and 'rel="prev"' not in first
    assert 'href="/search/?decision=overturned&amp;sort=oldest#hit-1"' in first
    last = client.get(ways[1].replace("&amp;", "&")).content.decode()
    assert f'rel="prev" href="{ways[0]}"' in last and 'rel="next"' not in last


def test_a_letter_is_read_even_while_the_index_is_damaged(
    client: Client, collection: Collection, damaged: Callable[[], None]
) -> None:
    from haystack import connections

    damaged()
    connections.reload("default")
    answer = client.get("/determinations/CM15-9000001/?q=massage&at=1")
    assert answer.status_code == 200
    assert "Massage therapy needs measured progress" in text_of(answer.content)
    assert client.get("/determinations/CM16-9000003/").status_code == 404
    assert client.get("/determinations/CM16-9000004/").status_code == 410


@pytest.mark.parametrize("at", ["0", "99", "-1", "x", "1e9", "99999999999", "%00"])
def test_an_absurd_place_is_passed_over(client: Client, collection: Collection, at: str) -> None:
    answer = client.get(f"/determinations/CM15-9000001/?q=massage&at={at}")
    assert answer.status_code == 200
    assert "Next result" not in answer.content.decode()


@pytest.mark.parametrize("typed", ["cm15-9000001", "CM15 9000001", "cm159000001"])
def test_other_spellings_lead_to_the_letter(client: Client, collection: Collection, typed: str) -> None:
    answer = client.get(f"/determinations/{typed}/?q=massage")
    assert (answer.status_code, answer["Location"]) == (301, "/determinations/CM15-9000001/?q=massage")


def test_a_letter_without_a_case_number_goes_by_its_fingerprint(client: Client, collection: Collection) -> None:
    letter = collection["hostile"]
    answer = client.get(f"/determinations/{letter.fingerprint}/")
    assert answer.status_code == 200
    assert "Letter without a case number" in text_of(answer.content)
    assert client.get(f"/determinations/{letter.fingerprint.upper()}/").status_code == 301


def test_a_withdrawn_letter_is_gone(client: Client, collection: Collection) -> None:
    answer = client.get("/determinations/CM16-9000004/")
    assert answer.status_code == 410
    assert "withdrawn" in text_of(answer.content)
    assert "Nobody may read this" not in answer.content.decode()


@pytest.mark.parametrize("identity", ["CM16-9000003", "CM99-0000000", "..", "%00", "x" * 500, "<script>"])
def test_held_and_unknown_letters_are_not_found(client: Client, collection: Collection, identity: str) -> None:
    answer = client.get(f"/determinations/{identity}/")
    assert answer.status_code == 404
    assert "survived" not in answer.content.decode()


def test_hostile_text_stays_text(client: Client, collection: Collection) -> None:
    address = collection["hostile"].get_absolute_url()
    content = client.get(address, {"q": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert" not in content
    assert "&lt;script&gt;" in content


def test_letters_are_kept_from_search_engines(client: Client, collection: Collection) -> None:
    content = client.get("/determinations/CM15-9000001/").content.decode()
    assert '<meta name="robots" content="noindex, nofollow">' in content


def test_a_sample_is_marked_as_invented(client: Client, collection: Collection) -> None:
    assert "An invented sample." in text_of(client.get("/determinations/CM16-9000002/").content)
    assert "An invented sample." not in text_of(client.get("/determinations/CM15-9000001/").content)


@pytest.mark.parametrize(
    ("role", "words", "name"),
    [
        ("Reviewer", "Correct, mask or withdraw", "review-letter"),
        ("Administrator", "Correct, mask or withdraw", "review-letter"),
        ("Reader", "Something is wrong", "tell-reviewer"),
        ("Uploader", "Something is wrong", "tell-reviewer"),
        ("", "", ""),
    ],
)
def test_staff_go_on_to_where_they_may_put_it_right(
    client: Client, collection: Collection, role: str, words: str, name: str
) -> None:
    user = User.objects.create_user("member", is_staff=True)
    user.groups.set(Group.objects.filter(name=role))
    client.force_login(user)
    page = client.get("/determinations/CM15-9000001/").content.decode()
    links = re.findall(r'<a href="(/admin/[^"]+)">([^<]*)</a>', page)
    if not role:
        assert links == []
        return
    ((address, said),) = links
    assert said.startswith(words)
    assert resolve(address.partition("?")[0]).url_name == name
    assert client.get(address).status_code == 200


def test_readers_are_not_sent_to_staff_s_pages(client: Client, collection: Collection) -> None:
    assert "/admin/" not in client.get("/determinations/CM15-9000001/").content.decode()


def test_what_resembles_an_item_names_the_other_outcome_first(client: Client, collection: Collection) -> None:
    other = item(
        collection["lone"],
        "Massage therapy, four visits",
        "Massage needs measured progress, and functional improvement is documented here.",
        decision="overturned",
    )
    engine().refresh([other.pk])
    page = client.get("/determinations/CM15-9000001/").content.decode()
    assert "Similar, but decided the other way" in page
    said = text_of(client.get("/determinations/CM15-9000001/alike/1/").content)
    assert said.index("Decided the other way") < said.index("Massage therapy, four visits")
    assert said.index("Massage therapy, four visits") < said.index("Decided the same way")


def test_precedents_stand_side_by_side_with_what_differs(
    client: Client, collection: Collection, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    made = [
        item(
            collection["lone"],
            f"Massage therapy, {number} visits {HOSTILE}",
            f"Massage needs measured progress. {HOSTILE} Functional improvement number {number} is documented here.",
            decision="overturned",
            regions=("knee",),
            guidelines=("mtus-chronic-pain/massage-therapy",),
            on=("benefit",),
        )
        for number in range(6)
    ]
    engine().refresh([each.pk for each in made])
    with django_assert_max_num_queries(32):
        page = client.get("/determinations/CM15-9000001/alike/1/").content.decode()
    said = text_of(page.encode())
    assert "Body region: knee (above: low-back)" in said and "Same guideline: " in said
    assert "Grounds: " in said and "(above: none)" in said
    assert "<script>alert" not in page
    assert any(f"/briefs/add/?item={each.pk}&amp;" in page for each in made)


@pytest.mark.parametrize("address", ["CM15-9000001/alike/9/", "CM16-9000003/alike/1/", "CM16-9000004/alike/1/"])
def test_nothing_resembles_what_cannot_be_seen(client: Client, collection: Collection, address: str) -> None:
    assert client.get(f"/determinations/{address}").status_code == 404


def test_queries_do_not_grow_with_the_items(
    client: Client, collection: Collection, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(20):
        item(collection["lone"], f"Item {number}", "Another rationale of some length.", treatment="other/other")
    with django_assert_max_num_queries(32):
        client.get("/determinations/CM16-9000002/")


def test_a_letter_of_an_unknown_form_is_shown_whole_and_found(
    client: Client, collection: dict[str, Determination]
) -> None:
    strange = letter("CM14-9000100", date(2014, 2, 3), full_text=f"The Panel.\n\nLumbar {HOSTILE} therapies.")
    page = client.get("/search/?q=lumbar+panel").content.decode()
    assert "Letters without separate items" in page
    assert f"{strange.get_absolute_url()}?q=lumbar+panel" in page
    whole = client.get(f"{strange.get_absolute_url()}?q=lumbar").content.decode()
    assert "<mark>Lumbar</mark> &lt;script&gt;" in whole
    assert HOSTILE not in whole


def test_only_what_two_items_share_is_called_the_same(client: Client, collection: Collection) -> None:
    both = ("low-back", "knee")
    other = item(
        collection["lone"],
        "Massage therapy, four visits",
        "Massage needs measured progress, and functional improvement is documented here.",
        decision="overturned",
        regions=both,
    )
    engine().refresh([other.pk])
    said = text_of(client.get("/determinations/CM15-9000001/alike/1/").content)
    assert "Same body region: low-back; this one also knee" in said


def test_every_item_and_every_result_leads_to_its_precedents(client: Client, collection: Collection) -> None:
    for address in ("/determinations/CM15-9000001/", "/search/?q=massage"):
        page = client.get(address).content.decode()
        for number in re.findall(r'id="item-(\d)"', page) or ["1"]:
            assert f'href="/determinations/CM15-9000001/alike/{number}/" rel="nofollow">Precedents side by side' in page
