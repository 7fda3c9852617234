"""What a request must show, and what decides in a result set."""

from __future__ import annotations

import html
import re
from datetime import date
from pathlib import Path

import pytest
from django.test import Client

from search.index import engine
from tests.index.rows import grounds, item, letter
from tests.views.conftest import HOSTILE
from tests.views.test_results import text_of

CARE = "There is no documentation that conservative care has failed. The request is not medically necessary."
AMOUNT = "The request exceeds the number of visits that is recommended. The request is not medically necessary."
MET = "Given that conservative care has failed for six weeks, the request is medically necessary."


@pytest.fixture(autouse=True)
def collection(db: None, index: Path) -> None:
    for number in range(6):
        of = letter(f"CM15-900001{number}", date(2014 + number % 2, 4, 30))
        grounds(item(of, "Massage", CARE, guidelines=("odg/low-back",)))
    of = letter("CM15-9000020", date(2015, 4, 30))
    grounds(item(of, "Massage", AMOUNT))
    grounds(item(of, "Massage", MET, decision="overturned"))
    grounds(
        item(of, "MRI", f"There is no documentation of weakness {HOSTILE}.", treatment="diagnostic-testing/imaging")
    )
    engine().rebuild()


def test_the_lines_stand_in_order_with_words_numbers_and_what_met_them(client: Client) -> None:
    grounds(item(letter("CM15-9000050", date(2015, 4, 30)), "Massage", AMOUNT))
    engine().rebuild()
    page = client.get("/requirements/rehabilitation/massage-therapy/").content.decode()
    said = text_of(page.encode())
    assert said.index("What was tried before, for how long, and that it failed") < said.index(
        "A number, dose and length"
    )
    assert "6 of 8 denials" in said and "2 of 8 denials" in said and "1 approval" in said
    assert "There is no documentation that conservative care has failed" in said
    assert "Met in CM15-9000020 item 2" in said and "conservative care has failed for six weeks" in said
    assert "Not met by any approval here." in said
    assert (
        'href="/search/?decision=upheld&amp;treatment=rehabilitation%2Fmassage-therapy&amp;ground=prior-care"' in page
    )
    assert "Few decisions" not in said


def test_what_a_single_denial_turned_on_is_only_named(client: Client) -> None:
    said = text_of(client.get("/requirements/rehabilitation/massage-therapy/").content)
    assert said.index("Seldom a reason") < said.index("A number, dose and length") and "exceeds the number" not in said
    few = text_of(client.get("/requirements/diagnostic-testing/imaging/").content)
    assert "1 of 1 denial" in few and "Seldom a reason" not in few


def test_what_hardly_any_denial_turned_on_is_only_named(client: Client) -> None:
    for number in range(5):
        grounds(item(letter(f"CM15-900004{number}", date(2015, 4, 30)), "Massage", CARE))
    engine().rebuild()
    said = text_of(client.get("/requirements/rehabilitation/massage-therapy/").content)
    seldom = said[said.index("Seldom a reason") :]
    assert "A number, dose and length within the guideline, or why more is needed: 1 denial" in seldom
    assert "exceeds the number" not in said and "11 of 12 denials" in said


def test_few_decisions_are_said_to_be_few_and_hostile_words_are_escaped(client: Client) -> None:
    page = client.get("/requirements/diagnostic-testing/imaging/").content.decode()
    assert "Few decisions." in page
    assert "<script>alert" not in page and "&lt;script&gt;" in page


def test_a_guideline_section_narrows_and_a_category_has_a_page(client: Client) -> None:
    narrowed = text_of(client.get("/requirements/rehabilitation/massage-therapy/?guideline=odg/low-back").content)
    assert "6 decisions that cite" in narrowed and "A number, dose" not in narrowed
    assert "8 decisions" in text_of(client.get("/requirements/rehabilitation/").content)


def test_unknown_and_empty_ones(client: Client) -> None:
    assert client.get("/requirements/rehabilitation/nothing-of-the-kind/").status_code == 404
    assert client.get("/requirements/nothing/").status_code == 404
    empty = client.get("/requirements/surgery/spine-surgery/")
    assert empty.status_code == 200 and "nothing can be said" in empty.content.decode()


def test_it_is_linked_from_results_and_letters(client: Client) -> None:
    address = 'href="/requirements/rehabilitation/massage-therapy/"'
    assert address in client.get("/search/?treatment=rehabilitation/massage-therapy").content.decode()
    assert address in client.get("/determinations/CM15-9000010/").content.decode()


def test_what_decides_here(client: Client) -> None:
    page = client.get("/search/?treatment=rehabilitation/massage-therapy&view=insight").content.decode()
    said = text_of(page.encode())
    assert "What decides here" in said
    row = said[said.index("Earlier care tried") :]
    assert row.startswith("Earlier care tried 7 6 1")
    assert "and 5 others nearly so" in said
    assert "Sentences that approved" in said and "Given that conservative care has failed" in said


def test_each_number_of_what_decides_is_a_link_to_that_many_items(client: Client) -> None:
    for number in range(4):
        grounds(item(letter(f"CM15-900003{number}", date(2014, 4, 30)), "Massage", CARE))
    engine().rebuild()
    page = client.get("/search/?treatment=rehabilitation/massage-therapy&view=insight").content.decode()
    section = page[page.index('id="deciding"') :]
    links = re.findall(r'<td class="count"><a href="([^"]+)"[^>]*>(\d+)(%?)</a>', section)
    assert {percent for _, _, percent in links} == {"", "%"}
    years = {"2014": 7, "2015": 5}
    for address, number, percent in links:
        found = client.get(html.unescape(address).replace("/search/", "/search.json")).json()["total"]
        of = next((count for year, count in years.items() if f"year={year}" in address), 100)
        assert round(100 * found / of) == int(number) if percent else found == int(number)


@pytest.mark.parametrize("asked", ["q=massage", "treatment=rehabilitation/massage-therapy", "q=massage+for+neck+pain"])
def test_results_of_one_treatment_lead_to_it(client: Client, asked: str) -> None:
    page = client.get(f"/search/?{asked}").content.decode()
    assert (
        '<a href="/requirements/rehabilitation/massage-therapy/">What a request for massage therapy must show' in page
    )
    for other in ("q=conservative+care", "q=massage&words=exact"):
        assert "must show" not in client.get(f"/search/?{other}").content.decode()
