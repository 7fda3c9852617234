"""Letters on paper: printed as PDF, stamped there, set in two columns, on pleading paper, in two layers, scanned.

A way of printing takes a letter's text (pages parted by form feeds) and dice, and gives the bytes of a PDF.
"""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence

import pypdfium2
from PIL import Image
from reportlab.lib.pagesizes import letter as LETTER_SIZE
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from .disturbances import STAMPS, Dice, pages, paragraphs

Print = Callable[[str, Dice], bytes]

WIDTH, HEIGHT = LETTER_SIZE
LEFT, TOP, BOTTOM = 66, 60, 66
SIZE = 10.5
LEADING = 1.2 * SIZE
_ROOM = int((HEIGHT - TOP - BOTTOM) / LEADING)
"""Lines on a sheet."""
_A_LINE = 104
_A_COLUMN = 46
"""Characters on a line of a column."""
_DOTS = 200
"""An inch, as offices scan."""
_TURNED = 0.4
"""Degrees by which a sheet lies askew at most."""


def printed(text: str, dice: Dice) -> bytes:
    """As it is, in a proportional face."""
    return _pdf(_sheets(text))


def stamped(text: str, dice: Dice) -> bytes:
    """With a stamp at each page's foot and a word across it."""
    sheets = list(_sheets(text))
    stamp = STAMPS[dice.choice(sorted(set(STAMPS) - {"watermark"}))](dice)
    across = dice.choice(["CONFIDENTIAL", "COPY", "DRAFT", ""])

    def mark(canvas: Canvas, page: int) -> None:
        for at, line in enumerate(stamp(page, len(sheets)).split("\n")):
            canvas.drawString(LEFT + 180, 40 - 10 * at, line)
        if across:
            canvas.saveState()
            canvas.translate(WIDTH / 2, HEIGHT / 2)
            canvas.rotate(50)
            canvas.setFont("Helvetica-Bold", 60)
            canvas.setFillGray(0.8)
            canvas.drawCentredString(0, 0, across)
            canvas.restoreState()

    return _pdf(iter(sheets), mark)


def in_columns(text: str, dice: Dice) -> bytes:
    """The same paragraphs in two columns a page."""
    lines = [piece for line in _paragraphs(text) for piece in textwrap.wrap(line, _A_COLUMN) or [""]]
    columns = [lines[at : at + _ROOM] for at in range(0, len(lines), _ROOM)]
    sheets = [columns[at : at + 2] for at in range(0, len(columns), 2)]
    return _pdf([_placed(column, (LEFT + side * WIDTH) / 2) for side, column in enumerate(sheet)] for sheet in sheets)


def on_pleading_paper(text: str, dice: Dice) -> bytes:
    """With the numbers of a court's paper down the margin, set wider than the text's lines."""

    def number(canvas: Canvas, page: int) -> None:
        for at in range(28):
            canvas.drawString(LEFT - 26, HEIGHT - TOP - 2 * SIZE * at * 1.15, str(at + 1))

    return _pdf(_sheets(text), number)


def in_layers(text: str, dice: Dice) -> bytes:
    """With a layer of OCR, in another face, over text that needed none, or over OCR's own."""
    unseen = dice.random() < 0.5

    def write(canvas: Canvas, placed: Placed) -> None:
        left, height, words = placed
        for face, aside, hidden in (("Times-Roman", 0.0, unseen), ("Helvetica", dice.uniform(-1.5, 1.5), True)):
            canvas.saveState()
            layer = canvas.beginText(left + aside, height + aside)
            layer.setTextRenderMode(3 if hidden else 0)
            layer.setFont(face, SIZE)
            layer.textOut(words)
            canvas.drawText(layer)
            canvas.restoreState()

    return _pdf(_sheets(text), write=write)


def two_on_a_sheet(text: str, dice: Dice) -> bytes:
    """Two pages side by side on a broad sheet."""
    given = list(_sheets(text))
    beside = [
        [[(left + side * WIDTH, height, words) for left, height, words in block] for block in page]
        for at, page in enumerate(given)
        for side in [at % 2]
    ]
    broad = ([*beside[at], *(beside[at + 1] if at + 1 < len(beside) else [])] for at in range(0, len(beside), 2))
    return _pdf(broad, size=(2 * WIDTH, HEIGHT))


def scanned(text: str, dice: Dice) -> bytes:
    """Printed, laid a little askew on a scanner, in shades of grey."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=LETTER_SIZE)
    document = pypdfium2.PdfDocument(printed(text, dice))
    for page in document:
        sheet = page.render(scale=_DOTS / 72, grayscale=True).to_pil()
        askew = sheet.rotate(dice.uniform(-_TURNED, _TURNED), Image.Resampling.BILINEAR, fillcolor=255)
        canvas.drawImage(ImageReader(_speckled(askew, dice)), 0, 0, WIDTH, HEIGHT)
        canvas.showPage()
    document.close()
    canvas.save()
    return target.getvalue()


PRINTED: Mapping[str, Print] = {
    "printed": printed,
    "printed, stamped": stamped,
    "columns": in_columns,
    "pleading paper": on_pleading_paper,
    "layers": in_layers,
    "two on a sheet": two_on_a_sheet,
}
SCANNED: Mapping[str, Print] = {"printed and scanned": scanned}
"""These need Tesseract, and some seconds a page."""

Placed = tuple[float, float, str]
"""Where a line begins, in points from the sheet's left and lower edge, and its words."""


def _draw(canvas: Canvas, placed: Placed) -> None:
    canvas.drawString(*placed)


def _pdf(
    sheets: Iterator[Sequence[Sequence[Placed]]],
    mark: Callable[[Canvas, int], None] | None = None,
    write: Callable[[Canvas, Placed], None] = _draw,
    size: tuple[float, float] = LETTER_SIZE,
) -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=size)
    for number, sheet in enumerate(sheets, start=1):
        canvas.setFont("Times-Roman", SIZE)
        for block in sheet:
            for placed in block:
                write(canvas, placed)
        if mark:
            mark(canvas, number)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def _sheets(text: str) -> Iterator[list[list[Placed]]]:
    """The pages' lines one below the other, on another sheet where one has more than it holds."""
    for page in pages(text):
        printed_lines = re.sub(r"\n(?:[ \t]*\n){2,}", "\n\n", page).split("\n")
        lines = [piece for line in printed_lines for piece in textwrap.wrap(line, _A_LINE) or [""]]
        for at in range(0, len(lines), _ROOM):
            yield [_placed(lines[at : at + _ROOM], LEFT)]


def _placed(lines: Sequence[str], left: float) -> list[Placed]:
    return [(left, HEIGHT - TOP - LEADING * at, line) for at, line in enumerate(lines) if line.strip()]


def _paragraphs(text: str) -> Iterator[str]:
    """The letter's lines, those of a paragraph as one."""
    for block in paragraphs(text):
        lines = [" ".join(line.split()) for line in block.split("\n") if line.strip()]
        whole = len(lines) > 1 and all(len(line) > _A_COLUMN for line in lines[:-1])
        yield from [" ".join(lines)] if whole else lines
        yield ""


def _speckled(sheet: Image.Image, dice: Dice) -> Image.Image:
    """The sheet with some dust."""
    for _ in range(60):
        sheet.putpixel((dice.randrange(sheet.width), dice.randrange(sheet.height)), dice.randrange(90))
    return sheet
