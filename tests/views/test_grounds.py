"""The grounds of an item on its letter's page: named by the decision, each with its words marked."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from django.test import Client

from search.index import engine
from search.models import ItemGround
from tests.index.rows import grounds, item, letter
from tests.views.conftest import HOSTILE
from tests.views.test_results import text_of

RATIONALE = (
    "The guideline allows six visits.\n\nHowever, there is no documentation of functional improvement from the earlier "
    "visits. Additionally, the request exceeds the number of visits that is recommended. The request is not "
    "medically necessary."
)


@pytest.fixture
def page(db: None, index: Path, client: Client) -> str:
    denied = letter("CM15-9000009", date(2015, 4, 30))
    grounds(item(denied, "Acupuncture", RATIONALE))
    engine().rebuild()
    return client.get("/determinations/CM15-9000009/?q=functional").content.decode()


def test_each_ground_is_named_and_leads_to_its_words(page: str) -> None:
    assert "No benefit shown so far" in page and "More or longer than allowed" in page
    for key in ("benefit", "amount"):
        assert f'href="#item-1-{key}"' in page and page.count(f'id="item-1-{key}"') == 1
    words = re.search(r'id="item-1-benefit"></span><span class="reason">(.*?)</span>', page)
    assert words
    assert words[1] == "there is no documentation of <mark>functional</mark> improvement from the earlier visits"


def test_the_main_ground_comes_first_and_nothing_of_the_rationale_is_lost(page: str) -> None:
    assert page.index('href="#item-1-benefit"') < page.index('href="#item-1-amount"')
    printed = page.partition('<div class="rationale">')[2].partition('<div class="guidelines">')[0]
    plain = text_of(re.sub(r"<sup.*?</sup>", "", printed).encode())
    assert "".join(plain.split()) == "".join(RATIONALE.split())


def test_an_approval_names_them_as_met(db: None, index: Path, client: Client) -> None:
    approved = letter("CM15-9000010", date(2015, 4, 30))
    given = item(
        approved,
        "Acupuncture",
        "Given the functional improvement from the earlier visits, the request is medically necessary.",
        decision="overturned",
    )
    grounds(given)
    engine().rebuild()
    assert "Benefit shown so far" in client.get("/determinations/CM15-9000010/").content.decode()


def test_hostile_words_are_escaped_and_words_that_are_gone_are_left_out(db: None, index: Path, client: Client) -> None:
    odd = letter("CM15-9000011", date(2015, 4, 30))
    row = item(odd, "Acupuncture", f"No documentation of pain relief {HOSTILE} from the earlier visits was provided.")
    ItemGround.objects.create(
        item=row, ground="benefit", position=1, start=3, end=60, sentence_start=0, sentence_end=60
    )
    ItemGround.objects.create(
        item=row, ground="plan", position=2, start=900, end=960, sentence_start=900, sentence_end=960
    )
    engine().rebuild()
    content = client.get("/determinations/CM15-9000011/").content.decode()
    assert "<script>alert" not in content
    assert "#item-1-benefit" in content and "#item-1-plan" not in content
