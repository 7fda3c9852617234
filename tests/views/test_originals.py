"""The letter as it came, for readers: only where the owner says so, and never more than the letter's page."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from search.ingest.archives import sources, walk
from search.ingest.importing import ImportRun
from search.models import Determination
from search.samples import SAMPLES
from tests.ingest.letters import Letter
from tests.letters.test_extraction import page, pdf

STAMP = "Received by Dr. Quentin Example MD, SSN 123-45-6789"


def imported(path: Path) -> Determination:
    (taken,) = ImportRun.start("test").take_all(walk(sources([path])))
    assert taken.determination_id
    Determination.objects.filter(pk=taken.determination_id).update(visibility="published")
    return Determination.objects.get(pk=taken.determination_id)


@pytest.fixture(autouse=True)
def shown(settings: Settings, tmp_path: Path, db: None, index: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PUBLIC_ORIGINALS = True


@pytest.fixture
def sample(shown: None) -> Determination:
    return imported(next(iter(sorted(SAMPLES.glob("*.pdf")))))


def fetched(client: Client, letter: Determination) -> tuple[str, bytes]:
    answer = client.get(f"{letter.get_absolute_url()}original/")
    assert answer.status_code == 200
    assert answer["X-Robots-Tag"] == "noindex"
    return answer["Content-Type"], b"".join(answer)


def test_a_pdf_is_opened_in_place(sample: Determination, client: Client) -> None:
    assert f"{sample.get_absolute_url()}original/" in client.get(sample.get_absolute_url()).content.decode()
    kind, data = fetched(client, sample)
    assert kind == "application/pdf" and data.startswith(b"%PDF-")
    assert b"/Author" not in data and b"/Annots" not in data


def test_not_where_the_owner_does_not_say_so(sample: Determination, client: Client, settings: Settings) -> None:
    settings.PUBLIC_ORIGINALS = False
    assert "original/" not in client.get(sample.get_absolute_url()).content.decode()
    assert client.get(f"{sample.get_absolute_url()}original/").status_code == 404


def test_a_stamp_that_the_page_does_not_show_keeps_the_file_back(tmp_path: Path, client: Client) -> None:
    path = tmp_path / "stamped.pdf"
    path.write_bytes(pdf([page(f"{STAMP}\n\n{Letter().text()}")]))
    letter = imported(path)
    assert letter.original.name
    letter.full_text = letter.full_text.replace(STAMP, "")
    letter.save()
    kind, data = fetched(client, letter)
    assert kind.startswith("text/plain")
    assert b"123-45" not in data and b"Massage therapy, lumbar spine" in data


def test_a_letter_whose_words_a_person_corrected_is_not_shown_as_it_came(sample: Determination, client: Client) -> None:
    item = sample.items.order_by("position").last()
    assert item is not None
    item.corrected = ["rationale"]
    item.save()
    assert "original/" not in client.get(sample.get_absolute_url()).content.decode()
    assert client.get(f"{sample.get_absolute_url()}original/").status_code == 404


def test_an_old_number_leads_to_the_new(sample: Determination, client: Client) -> None:
    old, sample.case_number = sample.case_number, "CM16-9900001"
    sample.save()
    sample.keep_address(old)
    answer = client.get(f"/determinations/{old}/original/")
    assert (answer.status_code, answer["Location"]) == (301, "/determinations/CM16-9900001/original/")
