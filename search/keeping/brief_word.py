"""A brief as a Word document (Office Open XML), in the styles that Word itself provides, so that a firm's own apply."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import RGBColor

from search.keeping.document import CAUTION, GONE, BriefDocument, Numbered, Quoted

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_LINK = RGBColor(0x0B, 0x64, 0x70)


def brief_word(document: BriefDocument) -> bytes:
    """The document as the bytes of a .docx file."""
    word = Document()
    properties = word.core_properties
    properties.title, properties.author = document.title[:255], document.site[:255]
    properties.comments = ""
    properties.created = properties.modified = timezone.now().replace(tzinfo=None)
    word.add_heading(document.title, level=0)
    for paragraph in document.note:
        word.add_paragraph(paragraph)
    compiled = date_format(document.compiled, "F j, Y")
    word.add_paragraph().add_run(f"Compiled {compiled} from {document.site}. {CAUTION}").italic = True
    for entry in document.entries:
        _entry(word, entry)
    stream = BytesIO()
    word.save(stream)
    return stream.getvalue()


def _entry(word: Any, entry: Numbered) -> None:
    if entry.quoted is None:
        word.add_heading(f"{entry.number}. {entry.name}", level=1)
        word.add_paragraph().add_run(GONE).italic = True
    else:
        word.add_heading(f"{entry.number}. {entry.quoted.heading}", level=1)
        _quoted(word, entry.quoted)
    for place, text in enumerate(entry.note):
        paragraph = word.add_paragraph()
        if place == 0:
            paragraph.add_run("Note. ").bold = True
        paragraph.add_run(text)


def _quoted(word: Any, quoted: Quoted) -> None:
    if quoted.in_dispute:
        word.add_paragraph(f"In dispute: {quoted.in_dispute}")
    word.add_paragraph().add_run(quoted.decision).bold = True
    _link(word.add_paragraph(f"{quoted.citation}, "), quoted.address)
    word.add_paragraph(f"Treatment: {quoted.treatment}", style="List Bullet")
    if quoted.specialties:
        word.add_paragraph(f"Reviewer: {quoted.specialties}", style="List Bullet")
    for guideline in quoted.guidelines:
        word.add_paragraph(f"Guideline: {guideline}", style="List Bullet")
    for paragraph in quoted.rationale:
        word.add_paragraph(paragraph, style="Quote")


def _link(paragraph: Any, address: str) -> None:
    """Append ``address`` as a link to itself; the library can read links but not make them."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = paragraph.add_run(address)
    run.font.underline, run.font.color.rgb = True, _LINK
    link.append(run._r)
    paragraph._p.append(link)
