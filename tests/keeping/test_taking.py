"""A brief as Markdown, table and Word document."""

from __future__ import annotations

import csv
import io
from zipfile import ZipFile

import pytest
from django.contrib.auth.models import User
from django.test import Client
from docx import Document

from search.keeping.briefs import collect
from search.keeping.document import GONE
from search.models import Brief, DisputedItem, Visibility
from tests.keeping.collection import HOSTILE, massage

pytestmark = pytest.mark.django_db


@pytest.fixture
def brief(owner: User) -> Brief:
    made = Brief.objects.create(owner=owner, name="Hearing, May 4", note="Two lines.\nOf introduction.")
    collect(made, [massage(1, "overturned", "First reason.\n\nSecond reason."), massage(2)])
    made.entries.filter(letter="CM15-0000001").update(note="Our best.")
    return made


def taken(client: Client, brief: Brief, ending: str) -> bytes:
    response = client.get(f"/briefs/{brief.pk}/brief.{ending}")
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment; filename=")
    content: bytes = response.content
    return content


def test_markdown(owners: Client, brief: Brief) -> None:
    blocks = taken(owners, brief, "md").decode().split("\n\n")
    assert blocks[:3] == ["# Hearing, May 4", "Two lines.", "Of introduction."]
    assert blocks[4:9] == [
        "## 1. Massage therapy 1",
        "**Overturned: treatment approved**",
        "Cal. Dep’t of Indus. Relations, Independent Medical Review, Case No. CM15-0000001 (March 2, 2015), "
        "item 1 (overturned), <http://testserver/determinations/CM15-0000001/#item-1>",
        "- Treatment: -: -\n- Reviewer: pain-management\n- Guideline: -, -".replace(": -", ": \\-", 1).replace(
            "Guideline: -", "Guideline: \\-"
        ),
        "> First reason.\n>\n> Second reason.",
    ]
    assert blocks[9] == "**Note.** Our best."
    assert blocks[10] == "## 2. Massage therapy 2"


def test_a_table_in_the_owners_order(owners: Client, brief: Brief) -> None:
    text = taken(owners, brief, "csv").decode("utf-8-sig")
    first, second = csv.DictReader(io.StringIO(text, newline=""))
    assert (first["Number"], first["Note"], first["Case number"]) == ("1", "Our best.", "CM15-0000001")
    assert (second["Number"], second["Note"], second["Decision"]) == ("2", "", "Upheld")
    assert second["Address"] == "http://testserver/determinations/CM15-0000002/#item-1"


def test_a_word_document_with_headings_links_and_quotations(owners: Client, brief: Brief) -> None:
    word = Document(io.BytesIO(taken(owners, brief, "docx")))
    styled = [(paragraph.style.name, paragraph.text) for paragraph in word.paragraphs if paragraph.style]
    assert ("Title", "Hearing, May 4") in styled
    assert ("Heading 1", "1. Massage therapy 1") in styled
    assert ("Quote", "Second reason.") in styled
    assert ("Normal", "Note. Our best.") in styled
    links = [link.address for paragraph in word.paragraphs for link in paragraph.hyperlinks]
    assert "http://testserver/determinations/CM15-0000001/#item-1" in links
    assert word.core_properties.title == "Hearing, May 4"
    assert "docx" not in word.core_properties.author + word.core_properties.comments


def test_what_is_gone_is_named_and_not_quoted(owners: Client, brief: Brief) -> None:
    item = DisputedItem.objects.get(determination__case_number="CM15-0000001")
    item.determination.visibility = Visibility.WITHDRAWN
    item.determination.save()
    markdown = taken(owners, brief, "md").decode()
    table = taken(owners, brief, "csv").decode()
    word = "\n".join(each.text for each in Document(io.BytesIO(taken(owners, brief, "docx"))).paragraphs)
    for text in (markdown, table, word):
        assert GONE in text and "CM15-0000001" in text and "Our best." in text
        assert "First reason." not in text and "Massage therapy 1" not in text
        assert "Massage therapy 2" in text


def test_a_letter_that_was_deleted_likewise(owners: Client, brief: Brief) -> None:
    DisputedItem.objects.get(determination__case_number="CM15-0000001").determination.delete()
    for ending in ("md", "csv"):
        text = taken(owners, brief, ending).decode()
        assert GONE in text and "Our best." in text


def test_an_empty_brief_can_be_taken_out(owners: Client, owner: User) -> None:
    empty = Brief.objects.create(owner=owner, name="Empty")
    assert taken(owners, empty, "md").decode().startswith("# Empty\n")
    assert len(taken(owners, empty, "csv").decode().splitlines()) == 1
    assert Document(io.BytesIO(taken(owners, empty, "docx"))).paragraphs[0].text == "Empty"


def test_hostile_words_are_only_words(owners: Client, brief: Brief) -> None:
    brief.name = brief.note = HOSTILE
    brief.save()
    brief.entries.update(note=HOSTILE)
    DisputedItem.objects.update(heading=HOSTILE, disputed=HOSTILE, rationale=HOSTILE)
    markdown = taken(owners, brief, "md").decode()
    assert "<script>" not in markdown.replace("\\<script", "") and "\\*bold\\*" in markdown
    for row in csv.reader(io.StringIO(taken(owners, brief, "csv").decode("utf-8-sig"), newline="")):
        assert not any(value.startswith(("=", "+", "-", "@")) for value in row[:-1] if value != "-")
    file = taken(owners, brief, "docx")
    assert Document(io.BytesIO(file)).paragraphs[0].text.startswith("=cmd|'")
    assert b"<script>" not in ZipFile(io.BytesIO(file)).read("word/document.xml")


def test_no_other_kinds(owners: Client, brief: Brief) -> None:
    assert owners.get(f"/briefs/{brief.pk}/brief.exe").status_code == 404


def test_the_page_to_print_has_everything(owners: Client, brief: Brief) -> None:
    shown = owners.get(f"/briefs/{brief.pk}/print/").content.decode()
    for text in ("Hearing, May 4", "Of introduction.", "Case No. CM15-0000001", "Second reason.", "Our best."):
        assert text in shown
    assert "<textarea" not in shown
