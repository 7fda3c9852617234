"""The text of word processors' files, web pages and rich text, line by line as a reader sees it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from itertools import takewhile
from typing import Any, NamedTuple

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
_UNSEEN = frozenset({"script", "style", "head", "title", "noscript", "template", "svg", "del", "s", "strike"})
_CHANGED = frozenset({"ins", "del", "s", "strike"})
_EMPTY = frozenset(
    {"br", "hr", "img", "input", "meta", "link", "wbr", "col", "area", "base", "embed", "source", "track"}
)
_HIDING = re.compile(r"display ?: ?none|visibility ?: ?hidden", re.IGNORECASE)

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHANGES = ("ins", "del", "moveFrom", "moveTo")
_NOT_OF_PARAGRAPH = frozenset(_W + tag for tag in ("del", "moveFrom", "txbxContent"))

_OPEN = re.compile("<(?![^<>]*>)")
_RTF = re.compile(r"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-z'])|([{}])|[\r\n]+|([^\\{}\r\n]+)")
_RTF_LINES = {"par": "\n", "line": "\n", "row": "\n", "page": "\f", "sect": "\n\n", "tab": "\t", "cell": "\t"}
_RTF_SIGNS = {
    "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•",
}  # fmt: skip
_RTF_HIDING = frozenset({"v", "deleted"})
_RTF_UNSEEN = frozenset(
    {"fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "header", "headerl", "headerr", "headerf", "footer"}
    | {"footerl", "footerr", "footerf", "footnote", "listtable", "listoverridetable", "revtbl", "rsidtbl", "generator"}
    | {"themedata", "colorschememapping", "datastore", "latentstyles", "xmlnstbl", "filetbl", "fldinst"}
)


class WrittenText(NamedTuple):
    """A file's ``text`` as it stands once all marked changes are accepted; ``changed``: some are marked, and nobody
    has said yet which wording counts.
    """

    text: str
    changed: bool = False


def read_docx(data: bytes) -> WrittenText:
    """The paragraphs and tables of a .docx in their order, with its text boxes and notes. Raises UnreadableFile."""
    import docx  # few letters are, and it takes as long to load as Django's models

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(info.file_size for info in archive.infolist())
        if unpacked > MOST_UNPACKED or unpacked > MOST_SHRINKING * len(data):
            raise UnreadableFile("is a word processor's file that holds too much for a letter")
        document = docx.Document(io.BytesIO(data))
        heads = [part.text for section in document.sections[:1] for part in section.header.paragraphs]
        lines = [*heads, *_blocks(document.element.body), *_notes(document)]
        changed = any(next(document.element.body.iter(_W + tag), None) is not None for tag in _CHANGES)
    except UnreadableFile:
        raise
    except Exception as error:  # the library raises whatever its parsers do
        raise UnreadableFile(_DAMAGED) from error
    return WrittenText("\n\n".join(lines), changed)


def _blocks(parent: Any) -> Iterator[str]:
    for child in parent.iterchildren():
        kind = child.tag.rpartition("}")[2] if isinstance(child.tag, str) else ""
        if kind == "p":
            yield _words(child)
            for box in child.iter(_W + "txbxContent"):
                if box.getparent().tag.rpartition("}")[2] != "textbox":  # the copy for older programs
                    yield from _blocks(box)
        elif kind == "tbl":
            own = (row for row in child.iter(_W + "tr") if next(row.iterancestors(_W + "tbl")) is child)
            for row in own:
                cells = (" ".join(filter(None, _blocks(cell))) for cell in row.iterchildren(_W + "tc"))
                yield " ".join(text.replace("\n", " ") for text in cells if text.strip())
        elif kind in {"sdt", "sdtContent", "ins", "moveTo", "smartTag", "customXml"}:
            yield from _blocks(child)


def _words(paragraph: Any) -> str:
    """What a paragraph says, with what was inserted or stands in fields, and without what was deleted or hidden."""
    runs = []
    for run in paragraph.iter(_W + "r"):
        above = takewhile(lambda each: each is not paragraph, run.iterancestors())
        hidden = run.find(f"{_W}rPr/{_W}vanish") is not None
        if not hidden and _NOT_OF_PARAGRAPH.isdisjoint(each.tag for each in above):
            runs.append(run.text)
    return "".join(runs)


def _notes(document: Any) -> Iterator[str]:
    """The notes at the foot of the pages and at the end."""
    from docx.oxml.parser import parse_xml

    for link in document.part.rels.values():
        if link.reltype.endswith(("/footnotes", "/endnotes")):
            for note in parse_xml(link.target_part.blob).iterchildren():
                if note.get(_W + "type") is None:  # else it is the line above the notes
                    yield from _blocks(note)


def read_html(text: str) -> WrittenText:
    """The words of a web page, each block on lines of its own."""
    reader = _Html()
    # What is opened and not closed would have the parser look to the end again and again.
    reader.feed(_OPEN.sub("&lt;", _without_remarks(text)))
    reader.close()
    lines = "\n".join(" ".join(line.split()) for line in "".join(reader.pieces).split("\n"))
    return WrittenText(re.sub(r"\n{3,}", "\n\n", lines), reader.changed)


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
        self.changed = False
        self._unseen: list[str] = []
        """The elements that are open of which nobody sees the words, the outermost first."""
        self._printed = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.changed |= tag in _CHANGED
        if self._unseen[-1:] == ["p"] and tag in _BLOCKS:
            self._unseen.pop()  # which ends where the next block begins
        if tag not in _EMPTY and (self._unseen or tag in _UNSEEN or _is_hidden(dict(attrs))):
            self._unseen.append(tag)
        self._printed += tag == "pre"
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._unseen:
            del self._unseen[len(self._unseen) - 1 - self._unseen[::-1].index(tag) :]
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


def _is_hidden(attributes: Mapping[str, str | None]) -> bool:
    return "hidden" in attributes or _HIDING.search(attributes.get("style") or "") is not None


def read_rtf(data: bytes) -> WrittenText:
    """The words of a rich text file. Linear in its length."""
    text = data.decode("latin-1")
    pieces: list[str] = []
    unseen: list[bool] = [False]
    skip = 0
    starred = changed = False
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
        elif word in _RTF_HIDING:
            changed |= word == "deleted"
            unseen[-1] = number != "0" or unseen[:-1][-1:] == [True]
        elif word is not None and (word in _RTF_UNSEEN or (starred and word not in _RTF_LINES)):
            unseen[-1] = True
        elif not unseen[-1]:
            changed |= word == "revised"
            piece, skip = _rtf_piece(word, number, coded, sign, plain, skip)
            pieces.append(piece)
        starred = False
    return WrittenText("".join(pieces), changed)


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
