"""Files in which words are inserted, deleted, hidden or noted below: what is read is what a reader sees in the end, and
where nobody has said which wording counts, a person must.
"""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from docx.oxml.parser import parse_xml

from search.letters import Extracted, extract

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
CHANGED = "The file marks words as inserted, deleted or struck out; what counts is for a person to say."


def written(*paragraphs: str) -> Extracted:
    """A word processor's file of these paragraphs, each the inside of a ``w:p``."""
    document = docx.Document()
    end = document.element.body[-1]
    for inside in paragraphs:
        end.addprevious(parse_xml(f"<w:p {W}>{inside}</w:p>"))
    target = io.BytesIO()
    document.save(target)
    return extract(target.getvalue(), "letter.docx")


def run(text: str, kind: str = "t", properties: str = "") -> str:
    return f'<w:r>{properties}<w:{kind} xml:space="preserve">{text}</w:{kind}></w:r>'


def test_what_was_inserted_counts_and_what_was_deleted_does_not() -> None:
    found = written(
        run("The request is ")
        + f'<w:del w:id="1" w:author="A">{run("not ", "delText")}</w:del>'
        + f'<w:ins w:id="2" w:author="A">{run("hereby ")}</w:ins>'
        + run("medically necessary.")
    )
    assert found.text.strip() == "The request is hereby medically necessary."
    assert found.doubts == (CHANGED,)


def test_fields_links_and_controls_are_text_and_hidden_words_are_none() -> None:
    found = written(
        f'<w:fldSimple w:instr="MERGEFIELD Case">{run("CM16-9000001")}</w:fldSimple>'
        + run(" secret", properties="<w:rPr><w:vanish/></w:rPr>")
        + f"<w:sdt><w:sdtContent>{run(' Standard')}</w:sdtContent></w:sdt>"
    )
    assert found.text.strip() == "CM16-9000001 Standard"
    assert found.doubts == ()


def test_notes_are_read() -> None:
    document = docx.Document()
    document.add_paragraph("MAXIMUS guideline: see the note.")
    target = io.BytesIO()
    document.save(target)
    notes = f'<w:footnotes {W}><w:footnote w:type="separator" w:id="0"><w:p>{run("---")}</w:p></w:footnote>'
    notes += f'<w:footnote w:id="1"><w:p>{run("MTUS 2009, Massage therapy.")}</w:p></w:footnote></w:footnotes>'
    rels, types = "word/_rels/document.xml.rels", "[Content_Types].xml"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    part = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    changed = io.BytesIO()
    with zipfile.ZipFile(target) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name == rels:
                link = f'<Relationship Id="rIdN" Type="{kind}" Target="footnotes.xml"/></Relationships>'
                text = text.replace(b"</Relationships>", link.encode())
            if name == types:
                override = f'<Override PartName="/word/footnotes.xml" ContentType="{part}"/></Types>'
                text = text.replace(b"</Types>", override.encode())
            new.writestr(name, text)
        new.writestr("word/footnotes.xml", notes)
    found = extract(changed.getvalue(), "letter.docx").text
    assert "MTUS 2009, Massage therapy." in found
    assert "---" not in found


def test_a_table_in_a_table_is_read_once() -> None:
    document = docx.Document()
    cell = document.add_table(rows=1, cols=1).rows[0].cells[0]
    cell.text = "Decision:"
    cell.add_table(rows=1, cols=1).rows[0].cells[0].text = "Upheld"
    target = io.BytesIO()
    document.save(target)
    assert extract(target.getvalue(), "letter.docx").text.split() == ["Decision:", "Upheld"]


@pytest.mark.parametrize(
    ("page", "seen", "doubts"),
    [
        ("<p>It is <span style='display: none'>not </span>necessary.</p>", "It is necessary.", ()),
        ("<div hidden>Draft<p>of it</p></div><p>Final</p>", "Final", ()),
        ("<p hidden>Draft<p>Final</p>", "Final", ()),
        ("<p>It is <del>not </del><ins>hereby </ins>necessary.</p>", "It is hereby necessary.", (CHANGED,)),
        ("<p>Item: <s>Upheld</s> Overturned</p>", "Item: Overturned", (CHANGED,)),
    ],
)
def test_a_web_page_shows_what_is_seen(page: str, seen: str, doubts: tuple[str, ...]) -> None:
    found = extract(f"<!DOCTYPE html><html><body>{page}</body></html>".encode(), "letter.html")
    assert (" ".join(found.text.split()), found.doubts) == (seen, doubts)


@pytest.mark.parametrize(
    ("inside", "seen", "doubts"),
    [
        (r"It is {\deleted not }{\revised hereby }necessary.", "It is hereby necessary.", (CHANGED,)),
        (r"It is \v not \v0 necessary.", "It is necessary.", ()),
    ],
)
def test_rich_text_shows_what_is_seen(inside: str, seen: str, doubts: tuple[str, ...]) -> None:
    found = extract(rf"{{\rtf1\ansi {inside}}}".encode(), "letter.rtf")
    assert (" ".join(found.text.split()), found.doubts) == (seen, doubts)
