"""From a pasted denial to its precedents: what is read out, and that nothing of it stays."""

from __future__ import annotations

import functools
import gc
import io
import logging
import re
import sys
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from search.index import engine
from search.query.denial import MOST_CHARACTERS, requests_of
from tests.index.rows import grounds, item, letter
from tests.letters.test_extraction import pdf
from tests.views.conftest import HOSTILE
from tests.views.test_results import text_of

DENIAL = """UTILIZATION REVIEW DECISION
1. Massage therapy, twice a week for three weeks, left
knee, is non-certified because no benefit is shown.
2. The request for acupuncture is denied.
"""
MET = "Given that conservative care has failed for six weeks, the request is medically necessary."
CARE = "There is no documentation that conservative care has failed. The request is not medically necessary."


@pytest.fixture(autouse=True)
def collection(db: None, index: Path) -> None:
    of = letter("CM15-9000030", date(2015, 4, 30))
    grounds(item(of, "Massage therapy, six visits, left knee", MET, decision="overturned", regions=("knee",)))
    for _ in range(5):
        grounds(item(of, "Massage therapy, knee", CARE, regions=("knee",), guidelines=("odg/knee",)))
    grounds(item(of, "Acupuncture", f"{HOSTILE} {CARE}", treatment="rehabilitation/acupuncture"))
    engine().rebuild()


def test_the_form_says_that_nothing_is_stored_and_is_not_to_be_stored_itself(client: Client) -> None:
    answer = client.get("/denial/")
    assert answer.status_code == 200 and "nothing of it is stored" in text_of(answer.content)
    assert "no-store" in answer["Cache-Control"]
    for page in ("/", "/help/", "/search/?q=zzzzqqq"):
        assert 'href="/denial/"' in client.get(page).content.decode()


def test_each_request_has_a_section_with_an_approved_and_a_denied_precedent(client: Client) -> None:
    answer = client.post("/denial/", {"text": DENIAL})
    said = text_of(answer.content)
    assert "no-store" in answer["Cache-Control"]
    assert "2 requests were read" in said
    assert "1 · Massage therapy left knee" in said and "2 · Acupuncture" in said
    assert "6 such requests, 1 approved" in said and "95% interval" in said
    assert said.index("conservative care has failed for six weeks") < said.index("There is no documentation that")
    assert "None was approved." in said
    page = answer.content.decode()
    assert 'href="/search/?q=massage+therapy+left+knee"' in page
    assert "<script>alert" not in page and 'href="/requirements/rehabilitation/acupuncture/"' in page


def test_the_search_to_bookmark_finds_as_many_as_the_section_says(client: Client) -> None:
    assert "of 6 disputed items" in text_of(client.get("/search/?q=massage+therapy+left+knee").content)


@pytest.mark.parametrize(
    "sent, said",
    [
        ({"text": "  \n "}, "Paste the denial, or choose its file."),
        ({}, "Paste the denial, or choose its file."),
        ({"text": "a " * MOST_CHARACTERS}, "more than 100,000 characters"),
        ({"text": "The weather was fine on that day."}, "No request could be read"),
        ({"file": SimpleUploadedFile("a.pdf", b"%PDF-1.7 broken")}, "The file could not be read"),
        ({"file": SimpleUploadedFile("a.pdf", b"")}, "The file could not be read: it is empty."),
        ({"file": SimpleUploadedFile("a.zip", b"PK\x03\x04 nothing")}, "The file could not be read: it is an archive"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(client: Client, sent: dict[str, object], said: str) -> None:
    for each in sent.values():
        if isinstance(each, io.IOBase):
            each.seek(0)
    answer = client.post("/denial/", sent)
    assert answer.status_code == 200 and said in text_of(answer.content)


def test_a_file_is_read_too_and_one_that_is_too_large_is_not(client: Client, settings: Settings) -> None:
    paper = pdf([[(72, 72, "The request for acupuncture is denied.")]])
    said = text_of(client.post("/denial/", {"file": SimpleUploadedFile("denial.pdf", paper)}).content)
    assert "1 request was read" in said and "1 · Acupuncture" in said
    # What the web server takes of strangers is what they are promised.
    assert settings.MAX_FILE_MB > 10 and "file of up to 10 MB" in text_of(client.get("/denial/").content)
    settings.MAX_FILE_MB = 1
    large = SimpleUploadedFile("denial.txt", b"The request for acupuncture is denied. " * 40_000)
    assert "larger than 1 MB" in text_of(client.post("/denial/", {"file": large}).content)


def test_no_upload_touches_the_disk(client: Client, settings: Settings, tmp_path: Path) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "no such folder")
    large = SimpleUploadedFile("denial.txt", b"Acupuncture is denied. " + b" " * 3 * 2**20)
    assert "1 · Acupuncture" in text_of(client.post("/denial/", {"file": large}).content)


def test_a_form_from_elsewhere_is_refused(db: None) -> None:
    assert Client(enforce_csrf_checks=True).post("/denial/", {"text": DENIAL}).status_code == 403


def test_hostile_text_comes_back_escaped(client: Client) -> None:
    page = client.post("/denial/", {"text": f"{HOSTILE}</textarea> The request for acupuncture is denied.\0"})
    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode() and "&lt;/textarea&gt;" in page.content.decode()


def test_nothing_of_the_text_is_in_a_log_or_remembered(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    text = "Qwertyish Plugh asked. The request for Qwertyish Plugh acupuncture is denied because Plugh was well."
    said = client.post("/denial/", {"text": text})
    assert "1 · Acupuncture" in text_of(said.content)
    assert "qwertyish" not in caplog.text.lower() and "qwertyish" not in str(client.cookies).lower()
    assert _remembering("qwertyish") == set()


def _remembering(word: str) -> set[str]:
    """The caches of functions in which ``word`` stands."""
    found = set()
    for name, module in list(sys.modules.items()):
        for value in list(vars(module).values()) if name.startswith("search") else ():
            if isinstance(value, functools._lru_cache_wrapper):
                held = [each for each in gc.get_referents(value) if isinstance(each, dict)]
                if any(word in repr(key).lower() for each in held for key in each):
                    found.add(f"{value.__module__}.{value.__name__}")
    return found


def test_a_line_that_the_page_broke_is_one_line() -> None:
    broken = "The request for physical therapy of\nthe left shoulder is\nNON-CERTIFIED."
    assert [each.search.q for each in requests_of(broken)] == ["physical therapy left shoulder"]


@pytest.mark.parametrize(
    "text, words",
    [
        ("The request for Qwertyish surgery is denied.", ["surgery"]),
        ("The request for acupuncture and chiropractic is denied.", ["acupuncture", "chiropractic"]),
        ("The request for spinal fusion\nL5-S1 is denied.", ["spinal fusion low back L5-S1"]),
        (
            "1) MRI of the right knee without contrast\n2) Naproxen\nNot certified.",
            ["mri right knee without contrast", "naproxen"],
        ),
    ],
)
def test_the_words_of_a_search_name_the_request_and_nobody(text: str, words: list[str]) -> None:
    assert [each.search.q for each in requests_of(text)] == words


def test_queries_do_not_grow_with_the_requests(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.post("/denial/", {"text": DENIAL})
    many = DENIAL + "The request for an MRI is denied.\nThe request for naproxen is denied.\nChiropractic is denied.\n"
    with django_assert_max_num_queries(14):
        client.post("/denial/", {"text": many})


def test_a_heading_prints_short_forms_in_capitals_and_a_search_keeps_the_strength(client: Client) -> None:
    page = client.post("/denial/", {"text": "1. EMG left arm - NON-CERTIFIED\n2. Lyrica 75 mg #60 - NON-CERTIFIED"})
    said = page.content.decode()
    assert "1 · EMG left" in said and "2 · Lyrica 75 mg</h2>" in said


def test_a_brief_from_a_denial_opens_the_brief_and_can_take_all_of_it(client: Client) -> None:
    """Not the form again: its text is not kept, and would have to be pasted once more."""
    page = client.post("/denial/", {"text": DENIAL}).content.decode()
    links = re.findall(r'href="/briefs/add/\?([^"]*)"', page)
    assert [link.count("item=") for link in links] == [2, 1, 3]
    assert not any("next=" in link for link in links)
    assert "Put all 3 decisions into one brief" in text_of(page.encode())


def test_several_requests_are_listed_first_and_no_guideline_is_no_guideline(client: Client) -> None:
    text = "Massage therapy is denied.\nAcupuncture is denied.\nTransportation to and from the clinic is denied.\n"
    page = client.post("/denial/", {"text": text}).content.decode()
    said = text_of(page.encode())
    listed = re.findall(r'<li><a href="#(request-\d)">([^<]*)</a>', page)
    assert [name for name, _ in listed] == ["request-1", "request-2", "request-3"]
    assert all(f'id="{name}"' in page for name, _ in listed)
    assert listed[2][1] == "Transportation"
    assert "1 of 6 approved" in said and "0 of 1 approved" in said and "no decision here" in said
    assert "No guideline cited" not in said


def test_what_was_certified_stands_apart_and_not_among_the_denied(client: Client) -> None:
    text = "1. Massage therapy, left knee, is non-certified.\n2. The request for acupuncture is certified.\n"
    said = text_of(client.post("/denial/", {"text": text}).content)
    assert "1 request was read that was not certified" in said and "2 · Acupuncture" not in said
    assert "Certified by the insurer" in said and said.index("Certified by the insurer") < said.index("1 · Massage")
    alone = text_of(client.post("/denial/", {"text": "CERTIFIED:\n1. Acupuncture\n"}).content)
    assert "Nothing else was read. The text says that this was certified" in alone and "Put both" not in alone


@pytest.mark.parametrize(
    ("text", "certified"),
    [
        ("Request: cervical MRI\nDecision: Certified\nRequest: Soma 350 mg\nDecision: Non-certified\n", [True, False]),
        ("CERTIFIED:\n1. Norco 10/325 #60\nNOT CERTIFIED:\n1. Acupuncture\n", [True, False]),
        ("The request for acupuncture is certified for 6 of 12 visits.", [False]),
        ("TENS unit: approved with modification\n", [False]),
        ("The previously certified acupuncture helped. Additional acupuncture is denied.", [False]),
        ("Acupuncture is certified.\nUnder appeal acupuncture is not certified.\n", [False]),
        ("Acupuncture, 12 visits, is requested.", [False]),
        ("Acupuncture would be medically necessary if exercise went with it.", [False]),
        ("Acupuncture is medically necessary after an operation.", [False]),
        ("Lidocaine patches are approved for neuralgia.", [False]),
        ("Acupuncture is approved for 6 visits.", [True]),
    ],
)
def test_only_what_the_text_says_was_certified_whole_is(text: str, certified: list[bool]) -> None:
    assert [each.certified for each in requests_of(text)] == certified


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (
            "We have certified four visits of massage for the neck. The request for a knee brace is denied.",
            {"massage neck": True, "knee brace": False},
        ),
        ("Both services were reviewed. We approve the hip MRI and deny aquatic therapy.", {"mri hip and pelvis": True}),
        ("Our medical reviewer cannot certify the back brace.", {"back brace": False}),
        ("The following has been authorized: ibuprofen 800 mg.", {"ibuprofen 800 mg": True}),
        ("Approval was given for a walker. Authorization is refused for a wheelchair.", {"walker": True}),
        ("We have certified 3 of the 9 requested massage visits.", {"massage": False}),
        ("Dr. Quux has authorized a wheelchair, which the carrier denied.", {"wheelchair": False}),
        ("The reviewer found that the walker is not medically necessary.", {"walker": False}),
        ("The patient has denied taking ibuprofen. The request for a walker is denied.", {"walker": False}),
    ],
)
def test_a_verdict_before_what_it_is_on_is_read(text: str, read: dict[str, bool]) -> None:
    found = {each.search.q: each.certified for each in requests_of(text)}
    assert read.items() <= found.items(), found
    assert list(found.values()).count(True) == list(read.values()).count(True)
