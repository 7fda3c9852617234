"""A whole result set as CSV and JSON."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from search import exports
from search.index import engine
from search.keeping.citing import citation, guideline_words
from search.keeping.item_data import as_list
from search.keeping.tables import headings
from search.keeping.text import cell
from search.models import DisputedItem, Visibility
from search.query.request import SearchRequest
from search.views.taking import download
from tests.index.rows import item, letter
from tests.keeping.collection import HOSTILE, indexed, massage

pytestmark = pytest.mark.django_db


def rows_of(client: Client, address: str) -> list[list[str]]:
    response = client.get(address)
    assert response.status_code == 200
    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.reader(io.StringIO(text, newline="")))


def json_of(client: Client, address: str) -> dict[str, object]:
    response = client.get(address)
    assert response["Content-Type"] == "application/json"
    loaded: dict[str, object] = json.loads(b"".join(response.streaming_content))  # type: ignore[attr-defined]
    return loaded


def test_csv_has_the_columns_in_words_and_every_item(index: Path, client: Client) -> None:
    indexed(massage(1), massage(2, "overturned"), massage(3))
    heading, *rows = rows_of(client, "/search.csv?q=massage&sort=oldest")
    assert heading == headings()
    table = [dict(zip(heading, row, strict=True)) for row in rows]
    assert [row["Case number"] for row in table] == ["CM15-0000001", "CM15-0000002", "CM15-0000003"]
    assert table[1]["Decision"] == "Overturned"
    assert table[1]["Meaning"] == "treatment approved"
    assert table[1]["Decision date"] == "2015-03-03"
    assert table[1]["Address"] == "http://testserver/determinations/CM15-0000002/#item-1"


def test_csv_is_a_file_of_its_own_name_for_spreadsheets(index: Path, client: Client) -> None:
    indexed(massage(1))
    response = client.get("/search.csv?q=massage+therapy&decision=upheld")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="massage-therapy-upheld.csv"'
    assert response["X-Robots-Tag"] == "noindex"
    assert b"".join(response.streaming_content).startswith(b"\xef\xbb\xbf")  # type: ignore[attr-defined]


def test_a_page_in_the_address_does_not_shorten_an_export(index: Path, client: Client) -> None:
    indexed(*(massage(number) for number in range(1, 26)))
    assert len(rows_of(client, "/search.csv?q=massage&page=2&per_page=5")) == 26
    assert len(json_of(client, "/search/download.json?page=9")["results"]) == 25  # type: ignore[arg-type]


def test_formulas_are_neutralised(index: Path, client: Client) -> None:
    hostile = massage(1, rationale=HOSTILE)
    DisputedItem.objects.filter(pk=hostile.pk).update(heading=HOSTILE)
    indexed(hostile)
    row = dict(zip(*rows_of(client, "/search.csv"), strict=True))
    assert row["Rationale"] == row["Treatment requested"] == f"'{HOSTILE}"


def test_what_is_cut_short_says_so(index: Path) -> None:
    indexed(massage(1), massage(2), massage(3))
    lines = list(exports.as_csv(SearchRequest(), 3, "http://testserver", cap=2))
    assert len(lines) == 4
    assert "first 2 of 3 disputed items" in lines[-1]
    whole = json.loads("".join(exports.as_json(SearchRequest(), 3, "http://testserver", cap=2)))
    assert (whole["total"], whole["included"], len(whole["results"])) == (3, 2, 2)
    assert "first 2 of 3" in whole["remark"]


def test_nothing_found_is_a_heading_alone(index: Path, client: Client) -> None:
    indexed(massage(1))
    assert rows_of(client, "/search.csv?q=acupuncture") == [headings()]
    found = json_of(client, "/search/download.json?q=acupuncture")
    assert (found["total"], found["results"], found["remark"]) == (0, [], None)


def test_json_holds_what_the_letter_says(index: Path, client: Client) -> None:
    indexed(massage(1, rationale="Six visits were tried."))
    found = json_of(client, "/search/download.json?q=visits")
    assert found["address"] == "http://testserver/search/?q=visits"
    assert found["results"] == [
        {
            "case_number": "CM15-0000001",
            "item": 1,
            "url": "http://testserver/determinations/CM15-0000001/#item-1",
            "heading": "Massage therapy 1",
            "disputed": "Massage therapy 1",
            "decision": "upheld",
            "decision_date": "2015-03-02",
            "treatment": "rehabilitation/massage-therapy",
            "drug": None,
            "grounds": [],
            "body_regions": [],
            "age": [],
            "sex": [],
            "specialties": ["Pain Management"],
            "licensed_in": [],
            "claims_guideline": "",
            "claims_citations": [],
            "reviewer_guideline": "",
            "reviewer_citations": [["mtus-chronic-pain", "-", ""]],
            "rationale": "Six visits were tried.",
            "sample": False,
            "date_assigned": None,
            "date_of_injury": None,
            "ur_denial_date": None,
            "application_received": None,
            "priority": None,
            "patient_age": None,
            "patient_sex": None,
            "clinical_summary": "",
            "filed": found["results"][0]["filed"],  # type: ignore[index]
            "citation": "Cal. Dep’t of Indus. Relations, Independent Medical Review, Case No. CM15-0000001 (March 2, "
            "2015), item 1 (upheld)",
        }
    ]
    filed = found["results"][0]["filed"]
    assert filed["specialty"] == [{"key": "pain-management", "label": "Pain Management"}]
    assert {"key": "rehabilitation/massage-therapy", "label": "Massage therapy"} in filed["treatment"]


def test_a_withdrawn_letter_is_gone_at_once(index: Path, client: Client) -> None:
    kept, withdrawn = indexed(massage(1), massage(2))
    letter = withdrawn.determination
    letter.visibility = Visibility.WITHDRAWN
    letter.save()
    assert [row[0] for row in rows_of(client, "/search.csv")[1:]] == [kept.determination.case_number]


def test_a_sample_says_that_it_is_invented(index: Path, client: Client) -> None:
    made = massage(1)
    made.determination.is_sample = True
    made.determination.save()
    indexed(made)
    heading, row = rows_of(client, "/search.csv")
    assert dict(zip(heading, row, strict=True))["Remark"] == "Invented sample"


@pytest.mark.parametrize("query", ["q=%ff%00%22((", "page=x", "colour=red", "sort=up", "_=1"])
def test_any_bytes_are_answered(index: Path, client: Client, query: str) -> None:
    indexed(massage(1))
    for address in ("/search.csv", "/search/download.json", "/search.atom"):
        assert client.get(f"{address}?{query}").status_code == 200


@pytest.mark.parametrize("address", ["/search.csv", "/search/download.json", "/search.atom", "/search.json"])
@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("decision=maybe", "“maybe” is not among the decisions"),
        ("treatment=%2f%2f&q=massage", "is not among the treatments"),
        ("from=never", "“never” is not a date"),
        ("desicion=upheld", "Perhaps “decision” was meant."),
        ("words=exactly", "“exactly” is not a known “words”"),
    ],
)
def test_what_cannot_be_read_is_refused_and_not_answered_with_everything(
    index: Path, client: Client, address: str, query: str, reason: str
) -> None:
    indexed(massage(1))
    answer = client.get(f"{address}?{query}")
    assert answer.status_code == 400
    if address.endswith(".json"):
        assert reason in answer.json()["error"] == " ".join(answer.json()["reasons"])
    else:
        assert answer["Content-Type"].startswith("text/plain") and reason in answer.content.decode()
    page = client.get(f"/search/?{query}")
    assert page.status_code == 200 and reason in page.content.decode()


def test_sentences_on_how_the_words_were_read_go_along(index: Path, client: Client) -> None:
    indexed(massage(1))
    query = "q=%22massage"
    sentence = "A quotation mark has no partner"
    *_, last = rows_of(client, f"/search.csv?{query}")
    assert len(last) == 1 and sentence in last[0]
    assert sentence in json_of(client, f"/search/download.json?{query}")["notes"][0]  # type: ignore[index]
    feed = ElementTree.fromstring(client.get(f"/search.atom?{query}").content)
    assert sentence in (feed.findtext("{http://www.w3.org/2005/Atom}subtitle") or "")


@pytest.mark.parametrize("address", ["/search.csv", "/search/download.json", "/search.atom"])
def test_only_reading(index: Path, client: Client, address: str) -> None:
    assert client.post(address).status_code == 405


def test_a_file_says_what_the_rows_say(index: Path, client: Client) -> None:
    """Columns are read without the models; here each is compared with what its model says."""
    of = letter("CM15-0000007", None, "A summary.", ("pain-management",), ("ca", "ny"), patient_age=44, is_sample=True)
    of.date_assigned, of.priority = date(2015, 4, 1), "Expedited"
    of.save()
    cited = ("mtus-chronic-pain/massage-therapy", "odg")
    rich = item(of, "Tramadol", "Twice.", "overturned", "pharmacy/opioid", "tramadol", ("neck", "low-back"), cited)
    bare = item(letter(None), 'Pillow, "soft"', "")
    citation_rows = list(rich.citations.select_related("guideline", "section"))
    engine().refresh([rich.pk, bare.pk])
    heading, *rows = rows_of(client, "/search.csv")
    table = {row["Treatment requested"]: row for row in (dict(zip(heading, each, strict=True)) for each in rows)}
    told = {each["heading"]: each for each in json_of(client, "/search/download.json")["results"]}  # type: ignore[attr-defined]
    for each in (rich, bare):
        row, data, letter_of = table[each.heading], told[each.heading], each.determination
        assert (row["Case number"] or None) == data["case_number"] == letter_of.case_number
        assert row["Address"] == data["url"] == f"http://testserver{each.get_absolute_url()}"
        assert row["Citation"] == data["citation"] == citation(each)
        assert row["Treatment type"] == cell(each.treatment.label)
        assert row["Treatment category"] == cell(each.treatment.category.label)
        assert data["drug"] == (each.drug.label if each.drug else None)
        assert row["Clinical summary"] == data["clinical_summary"] == letter_of.clinical_summary
    in_words = cell("; ".join(guideline_words(each) for each in citation_rows))
    assert table[rich.heading]["Reviewer's guidelines"] == in_words
    assert told[rich.heading]["reviewer_citations"] == [as_list(each) for each in citation_rows]
    assert (table[rich.heading]["Assigned"], told[rich.heading]["priority"]) == ("2015-04-01", "Expedited")
    assert (table[rich.heading]["Patient's age"], table[rich.heading]["Remark"]) == ("44", "Invented sample")
    assert len(told[rich.heading]["body_regions"]) == len(told[rich.heading]["licensed_in"]) == 2


def test_queries_do_not_grow_with_the_items(
    index: Path, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    indexed(*(massage(number) for number in range(1, 41)))
    with django_assert_max_num_queries(16):
        assert len(rows_of(client, "/search.csv")) == 41


def test_files_are_made_in_turn_and_sent_in_large_pieces() -> None:
    """Readers would else share the interpreter with each of them."""
    making: list[int] = []
    together: list[int] = []

    def lines(number: int) -> Iterator[str]:
        for _ in range(100):
            making.append(number)
            together.append(len(making))
            time.sleep(0.001)
            making.remove(number)
            yield "é" * 4_000

    def sent(number: int) -> list[bytes]:
        return list(download(lines(number), "text/csv", "some.csv"))

    with ThreadPoolExecutor(3) as pool:
        for pieces in pool.map(sent, range(3)):
            assert b"".join(pieces) == "é".encode() * 400_000
            assert len(pieces) == 6
    assert set(together) == {1}
