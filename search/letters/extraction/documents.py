"""The text of word processors' files, web pages and rich text, line by line as a reader sees it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from ..values import UnreadableFile

MOST_UNPACKED = 50 * 1024 * 1024
MOST_SHRINKING = 200
_DAMAGED = "is a damaged word processor's file"

# Elements that begin a line of their own, and those whose words nobody sees.
_BLOCKS = frozenset(
    {"p", "div", "br", "tr", "li", "table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "hr"}
    | {"header", "footer", "blockquote", "pre", "dt", "dd", "body", "center", "address", "fieldset", "form"}
)
_APART = frozenset({"p", "table", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "section", "article", "blockquote"})
_UNSEEN = frozenset({"script", "style", "head", "title", "noscript", "template", "svg"})

_OPEN = re.compile("<(?![^<>]*>)")
_RTF = re.compile(r"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-z'])|([{}])|[\r\n]+|([^\\{}\r\n]+)")
_RTF_LINES = {"par": "\n", "line": "\n", "row": "\n", "page": "\f", "sect": "\n\n", "tab": "\t", "cell": "\t"}
_RTF_SIGNS = {
    "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•",
}  # fmt: skip
_RTF_UNSEEN = frozenset(
    {"fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "header", "headerl", "headerr", "headerf", "footer"}
    | {"footerl", "footerr", "footerf", "footnote", "listtable", "listoverridetable", "revtbl", "rsidtbl", "generator"}
    | {"themedata", "colorschememapping", "datastore", "latentstyles", "xmlnstbl", "filetbl", "fldinst"}
)


def read_docx(data: bytes) -> str:
    """The paragraphs and tables of a .docx in their order, with its text boxes. Raises UnreadableFile."""
    import docx  # few letters are, and it takes as long to load as Django's models

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(info.file_size for info in archive.infolist())
        if unpacked > MOST_UNPACKED or unpacked > MOST_SHRINKING * len(data):
            raise UnreadableFile("is a word processor's file that holds too much for a letter")
        document = docx.Document(io.BytesIO(data))
        heads = [part for section in document.sections[:1] for part in section.header.paragraphs]
        lines = [*(part.text for part in heads), *_blocks(document.element.body, document)]
    except UnreadableFile:
        raise
    except Exception as error:  # the library raises whatever its parsers do
        raise UnreadableFile(_DAMAGED) from error
    return "\n\n".join(lines)


def _blocks(parent: Any, document: Any) -> Iterator[str]:
    from docx.table import Table
    from docx.text.paragraph import Paragraph

    for child in parent.iterchildren():
        kind = child.tag.rpartition("}")[2]
        if kind == "p":
            yield Paragraph(child, document).text
            for box in child.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}txbxContent"):
                if box.getparent().tag.rpartition("}")[2] != "textbox":  # the copy for older programs
                    yield from _blocks(box, document)
        elif kind == "tbl":
            for row in Table(child, document).rows:
                cells = {id(cell._tc): cell.text for cell in row.cells}
                yield " ".join(text.replace("\n", " ") for text in cells.values() if text.strip())
        elif kind in {"sdt", "sdtContent", "ins", "smartTag", "customXml"}:
            yield from _blocks(child, document)


def read_html(text: str) -> str:
    """The words of a web page, each block on lines of its own."""
    reader = _Html()
    # What is opened and not closed would have the parser look to the end again and again.
    reader.feed(_OPEN.sub("&lt;", _without_remarks(text)))
    reader.close()
    return re.sub(r"\n{3,}", "\n\n", "\n".join(" ".join(line.split()) for line in "".join(reader.pieces).split("\n")))


def _without_remarks(text: str) -> str:
    pieces, at = [], 0
    while (start := text.find("<!--", at)) >= 0:
        pieces.append(text[at:start])
        end = text.find("-->", start)
        if end < 0:
            return "".join(pieces)
        at = end + 3
    return "".join([*pieces, text[at:]])


class _Html(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._unseen = 0
        self._printed = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen += tag in _UNSEEN
        self._printed += tag == "pre"
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        self._unseen = max(0, self._unseen - (tag in _UNSEEN))
        self._printed = max(0, self._printed - (tag == "pre"))
        self._break(tag)

    def _break(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.pieces.append("\n\n" if tag in _APART else "\n")
        elif tag in {"td", "th"}:
            self.pieces.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.pieces.append(data if self._printed else re.sub(r"\s+", " ", data))


def read_rtf(data: bytes) -> str:
    """The words of a rich text file. Linear in its length."""
    text = data.decode("latin-1")
    pieces: list[str] = []
    unseen: list[bool] = [False]
    skip = 0
    starred = False
    for found in _RTF.finditer(text):
        word, number, coded, sign, brace, plain = found.groups()
        if brace == "{":
            unseen.append(unseen[-1])
        elif brace == "}":
            if len(unseen) > 1:
                unseen.pop()
        elif sign == "*":
            starred = True
            continue
        elif word is not None and (word in _RTF_UNSEEN or (starred and word not in _RTF_LINES)):
            unseen[-1] = True
        elif not unseen[-1]:
            piece, skip = _rtf_piece(word, number, coded, sign, plain, skip)
            pieces.append(piece)
        starred = False
    return "".join(pieces)


def _rtf_piece(
    word: str | None, number: str | None, coded: str | None, sign: str | None, plain: str | None, skip: int
) -> tuple[str, int]:
    """What a token of rich text prints, and how many characters after it stand in for one that was printed."""
    if word == "u" and number:
        return chr(int(number) % 0x10000), 1
    if word is not None:
        return _RTF_LINES.get(word) or _RTF_SIGNS.get(word, ""), 0
    if coded is not None:
        return ("" if skip else bytes.fromhex(coded).decode("cp1252", "replace")), 0
    if sign is not None:
        return {"~": "\u00a0", "_": "-", "\\": "\\", "{": "{", "}": "}", "\n": "\n", "\r": "\n"}.get(sign, ""), 0
    return (plain or "")[skip if (plain or "").startswith("?") else 0 :], 0
