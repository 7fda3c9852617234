"""Stamps on a PDF's pages are told by their place, angle and size, whatever they say."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from reportlab.lib.pagesizes import letter as LETTER
from reportlab.pdfgen.canvas import Canvas

from search.letters import extract, parse

from .builder import Letter

Stamp = Callable[[Canvas, int], None]


def printed(stamp: Stamp, *, last: bool = False) -> bytes:
    """The builder's letter on as many pages as it needs, each stamped before its text is written, or after."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=LETTER)
    y, page = 720, 1
    first, after = (nothing, stamp) if last else (stamp, nothing)
    first(canvas, page)
    for line in Letter().text().split("\n"):
        if y < 80:
            after(canvas, page)
            canvas.showPage()
            y, page = 720, page + 1
            first(canvas, page)
        canvas.setFont("Helvetica", 11)
        canvas.drawString(72, y, line)
        y -= 15
    after(canvas, page)
    canvas.save()
    return out.getvalue()


def nothing(canvas: Canvas, page: int) -> None:
    """A page without a stamp."""


def turned(words: str, angle: float, size: int, x: int, y: int) -> Stamp:
    def stamp(canvas: Canvas, page: int) -> None:
        canvas.saveState()
        canvas.setFont("Helvetica", size)
        canvas.translate(x, y)
        canvas.rotate(angle)
        canvas.drawString(0, 0, f"{words} {page}")
        canvas.restoreState()

    return stamp


def coloured(x: int, y: int, *more: str) -> Stamp:
    """On the first page alone, as a mail room does it."""

    def stamp(canvas: Canvas, page: int) -> None:
        if page > 1:
            return
        canvas.saveState()
        canvas.setFillColorRGB(0.7, 0.1, 0.1)
        canvas.setFont("Courier-Bold", 11)
        for at, line in enumerate(("Kestrel Mail Room", "job seven", *more)):
            canvas.drawString(x, y - 14 * at, line)
        canvas.restoreState()

    return stamp


STAMPS = {
    "watermark": turned("Reproduced by Kestrel", 45, 60, 120, 200),
    "slightly turned": turned("Reproduced by Kestrel", 10, 40, 100, 300),
    "up the margin": turned("Kestrel Copy Service", 90, 9, 590, 300),
    "down the margin": turned("Kestrel Copy Service", -90, 9, 30, 500),
    "large": turned("Not a Record", 0, 70, 90, 400),
    "small at the foot": turned("Kestrel job seven, sheet", 0, 8, 420, 28),
    "small at the head": turned("Kestrel job seven, sheet", 0, 8, 420, 770),
    **{f"in colour, {y} points up": coloured(380, y) for y in (610, 536, 461)},
    "a block in colour": coloured(
        250, 610, "to be kept with the papers of the spring", *["until June or longer than that"] * 3
    ),
}


@pytest.mark.parametrize("last", [False, True], ids=["under the text", "over the text"])
@pytest.mark.parametrize("name", STAMPS)
def test_a_stamp_changes_nothing(name: str, last: bool) -> None:
    clean = parse(extract(printed(nothing), "a.pdf").text)
    stamped = extract(printed(STAMPS[name], last=last), "a.pdf").text
    assert "Kestrel" not in stamped
    letter = parse(stamped)
    assert (letter.items, letter.clinical_summary, letter.review) == (clean.items, clean.clinical_summary, ())


def test_a_page_that_lies_on_its_side_is_read() -> None:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(LETTER[1], LETTER[0]))
    canvas.translate(600, 40)
    canvas.rotate(90)
    for at, line in enumerate(Letter().text().split("\n")[:30]):
        canvas.drawString(0, 500 - 14 * at, line)
    canvas.save()
    assert "Massage therapy, 8 visits" in extract(out.getvalue(), "a.pdf").text


def test_headings_in_bold_are_text_in_whatever_order_a_file_holds_them() -> None:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=LETTER)
    lines = Letter(summary=("The worker is 47.",)).text().split("\n")
    bold = [line.endswith((": Upheld", ": Overturned")) for line in lines]
    for wanted, font in ((True, "Times-Bold"), (False, "Times-Roman")):
        canvas.setFont(font, 9)
        for at, line in enumerate(lines):
            if bold[at] == wanted:
                canvas.drawString(72, 760 - 10 * at, line)
    canvas.save()
    assert sum(bold) > 0
    assert [item.heading for item in parse(extract(out.getvalue(), "a.pdf").text).items] == [
        item.heading for item in parse("\n".join(lines)).items
    ]
