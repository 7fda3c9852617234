"""What lies over or under a PDF page's text: dark boxes that hide words, form fields that hold some, OCR's layer."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

from .layout import TextRun

_DARK = 200
"""Red, green and blue together, of 765."""
_OPAQUE = 200
_SPACE = 32
_BOX_WIDTH, _BOX_HEIGHT = 8.0, 5.0

_AS_MUCH = 0.5
"""Of the width of the unseen text: as much is seen, headings in other sizes and what OCR read twice aside."""

_SIDES = tuple(ctypes.c_float() for _ in range(4))

Box = tuple[float, float, float, float]


def hidden(page: pdfium.PdfPage, textpage: pdfium.PdfTextPage) -> frozenset[int]:
    """Places in the page's text whose dark characters lie under a dark box, as one who draws over names leaves it."""
    boxes = [*_filled(page), *_noted(page)]
    if not boxes:
        return frozenset()
    found = []
    sides = [ctypes.c_double() for _ in range(4)]
    for at in range(raw.FPDFText_CountChars(textpage)):
        if raw.FPDFText_GetUnicode(textpage, at) <= _SPACE:
            continue
        raw.FPDFText_GetCharBox(textpage, at, *sides)
        left, right, low, high = (side.value for side in sides)
        x, y = (left + right) / 2, (low + high) / 2
        if any(box[0] <= x <= box[2] and box[1] <= y <= box[3] for box in boxes) and _dark_text(textpage, at):
            found.append(raw.FPDFText_GetTextIndexFromCharIndex(textpage, at))
    return frozenset(found)


def _filled(page: pdfium.PdfPage) -> Iterator[Box]:
    """Dark rectangles drawn on the page, in points from its lower left corner: left, low, right, high."""
    for at in range(raw.FPDFPage_CountObjects(page)):
        thing = raw.FPDFPage_GetObject(page, at)
        kind = raw.FPDFPageObj_GetType(thing)
        if kind == raw.FPDF_PAGEOBJ_PATH and (box := _dark_box(thing)):
            yield box
        elif kind == raw.FPDF_PAGEOBJ_FORM:
            yield from _filled_inside(thing)


def _filled_inside(form: Any) -> Iterator[Box]:
    """Dark rectangles of a drawing that is placed on the page as one, where it is placed without being turned."""
    placed = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(form, placed)
    for at in range(raw.FPDFFormObj_CountObjects(form)):
        thing = raw.FPDFFormObj_GetObject(form, at)
        if raw.FPDFPageObj_GetType(thing) == raw.FPDF_PAGEOBJ_PATH and (box := _dark_box(thing)):
            left, low, right, high = box
            xs = sorted((left * placed.a + placed.e, right * placed.a + placed.e))
            ys = sorted((low * placed.d + placed.f, high * placed.d + placed.f))
            yield xs[0], ys[0], xs[1], ys[1]


def _dark_box(path: Any) -> Box | None:
    # Most paths are thin lines: their size is looked at first.
    raw.FPDFPageObj_GetBounds(path, *_SIDES)
    left, low, right, high = (side.value for side in _SIDES)
    if right - left <= _BOX_WIDTH or high - low <= _BOX_HEIGHT:
        return None
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, fill, stroke)
    colours = [ctypes.c_uint() for _ in range(4)]
    if not fill.value or not raw.FPDFPageObj_GetFillColor(path, *colours):
        return None
    red, green, blue, opaque = (colour.value for colour in colours)
    return (left, low, right, high) if red + green + blue < _DARK and opaque > _OPAQUE else None


def _noted(page: pdfium.PdfPage) -> Iterator[Box]:
    """Dark rectangles laid over the page as notes, and marks of what was to be redacted."""
    for at in range(raw.FPDFPage_GetAnnotCount(page)):
        note = raw.FPDFPage_GetAnnot(page, at)
        try:
            kind = raw.FPDFAnnot_GetSubtype(note)
            area = raw.FS_RECTF()
            if kind not in {raw.FPDF_ANNOT_SQUARE, raw.FPDF_ANNOT_REDACT} or not raw.FPDFAnnot_GetRect(note, area):
                continue
            colours = [ctypes.c_uint() for _ in range(4)]
            kinds = (raw.FPDFANNOT_COLORTYPE_InteriorColor, raw.FPDFANNOT_COLORTYPE_Color)
            inside = any(raw.FPDFAnnot_GetColor(note, each, *colours) for each in kinds[: 1 if kind == 5 else 2])
            if kind == raw.FPDF_ANNOT_REDACT or (inside and sum(colour.value for colour in colours[:3]) < _DARK):
                yield area.left, min(area.bottom, area.top), area.right, max(area.bottom, area.top)
        finally:
            raw.FPDFPage_CloseAnnot(note)


def _dark_text(textpage: pdfium.PdfTextPage, at: int) -> bool:
    colours = [ctypes.c_uint() for _ in range(4)]
    if not raw.FPDFText_GetFillColor(textpage, at, *colours):
        return True
    return sum(colour.value for colour in colours[:3]) < _DARK


def drop_second_layer(page: pdfium.PdfPage) -> None:
    """Take from the page the text that nobody sees, where as much is seen: OCR's, laid under text that needed none.
    On a scan's page it is all the text there is, and stays. The file itself is not changed.
    """
    seen, unseen = 0.0, []
    for at in range(raw.FPDFPage_CountObjects(page)):
        thing = raw.FPDFPage_GetObject(page, at)
        if raw.FPDFPageObj_GetType(thing) != raw.FPDF_PAGEOBJ_TEXT:
            continue
        raw.FPDFPageObj_GetBounds(thing, *_SIDES)
        width = _SIDES[2].value - _SIDES[0].value
        if raw.FPDFTextObj_GetTextRenderMode(thing) == raw.FPDF_TEXTRENDERMODE_INVISIBLE:
            unseen.append((thing, width))
        else:
            seen += width
    if seen >= _AS_MUCH * sum(width for _, width in unseen):
        for thing, _ in unseen:
            raw.FPDFPage_RemoveObject(page, thing)
            raw.FPDFPageObj_Destroy(thing)


def field_values(document: pdfium.PdfDocument, page: pdfium.PdfPage) -> Iterator[TextRun]:
    """What was typed into the page's form fields, where the field stands."""
    if document.formenv is None:
        return
    for at in range(raw.FPDFPage_GetAnnotCount(page)):
        note = raw.FPDFPage_GetAnnot(page, at)
        try:
            if raw.FPDFAnnot_GetSubtype(note) != raw.FPDF_ANNOT_WIDGET:
                continue
            size = raw.FPDFAnnot_GetFormFieldValue(document.formenv, note, None, 0)
            kept = ctypes.create_string_buffer(size)
            raw.FPDFAnnot_GetFormFieldValue(
                document.formenv, note, ctypes.cast(kept, ctypes.POINTER(raw.FPDF_WCHAR)), size
            )
            text = kept.raw.decode("utf-16-le", "replace").rstrip("\0").strip()
            area = raw.FS_RECTF()
            if text and text != "Off" and raw.FPDFAnnot_GetRect(note, area):
                low, high = min(area.bottom, area.top), max(area.bottom, area.top)
                rows = [row for row in text.splitlines() if row.strip()]
                for row, words in enumerate(rows):
                    y = low + (high - low) * 0.25 if len(rows) == 1 else high - 12 * (row + 1)
                    yield TextRun(words, area.left, y, area.right)
        finally:
            raw.FPDFPage_CloseAnnot(note)
