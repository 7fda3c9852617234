"""PDFs whose pages hold more than lines one below the other: two layers of text, two pages, a court's numbers."""

from __future__ import annotations

import io
from random import Random

import pytest
from reportlab.lib.pagesizes import letter as LETTER
from reportlab.pdfgen.canvas import Canvas

from search.letters import extract, parse
from tests.accuracy import printed

from .builder import Letter

WHOLE = Letter().text()


@pytest.mark.parametrize("kind", [printed.in_layers, printed.two_on_a_sheet, printed.on_pleading_paper])
@pytest.mark.parametrize("seed", range(3))
def test_a_letter_is_read_as_if_it_were_alone(kind: printed.Print, seed: int) -> None:
    extracted = extract(kind(WHOLE, Random(seed)), "letter.pdf")
    read = parse(extracted.text)
    assert read.items == parse(WHOLE).items
    assert (read.review, extracted.doubts) == ((), ())


def unseen(seen: str) -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=LETTER)
    canvas.drawString(72, 720, seen)
    layer = canvas.beginText(72, 400)
    layer.setTextRenderMode(3)
    layer.textLine("What OCR read on the page, in the order of the lines.")
    canvas.drawText(layer)
    canvas.save()
    return target.getvalue()


def test_a_layer_that_nobody_sees_is_read_where_it_is_the_text() -> None:
    assert "What OCR read" in extract(unseen("Page 3"), "scan.pdf").text
    assert "What OCR read" not in extract(unseen("The text that everybody sees, as it was written."), "text.pdf").text


def test_a_list_keeps_its_numbers() -> None:
    summary = "\n".join(f"{number} tablets were left in week {number} of the trial." for number in range(1, 9))
    text = WHOLE.replace("The worker is a 47-year-old woman", f"{summary}\nThe worker is a 47-year-old woman")
    assert "8 tablets were left in week 8" in " ".join((parse(text).clinical_summary or "").split())


def test_numbers_beside_a_page_leave_what_begins_with_a_number() -> None:
    lines = WHOLE.replace("hurt her back", "hurt her\n6 months ago fell and hurt her back").split("\n")
    numbered = [f"{at}\n{line}" for at, line in enumerate((line for line in lines if line), start=1)]
    assert "6 months ago" in " ".join((parse("\n".join(numbered)).clinical_summary or "").split())
