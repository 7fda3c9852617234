"""Print the letters of ``pdf_text/`` as PDFs: ``python -m search.samples.make_pdfs [FOLDER]``.

A source is plain text: blocks with an empty line between them, a paragraph on one line. Its first block is
the header ("Label: value" lines), which becomes the two-column table of the posted letters; the notices of
2013 have none. The same source gives the same bytes every time: no clock, no author, a fixed document id.
reportlab is needed, which comes with the development requirements only, so the PDFs are kept in
``letters/``, where this puts them when no other folder is named.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from reportlab.lib.pagesizes import letter as LETTER_SIZE
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from search.samples import SAMPLES

SOURCES = Path(__file__).resolve().parent / "pdf_text"

Kind = Literal["heading", "item", "lines"]
PLAIN, BOLD, TABLE, TABLE_BOLD = "Times-Roman", "Times-Bold", "Helvetica", "Helvetica-Bold"
PAGE_WIDTH, PAGE_HEIGHT = LETTER_SIZE
HEADINGS = frozenset(
    {
        "HOW THE IMR FINAL DETERMINATION WAS MADE",
        "CLINICAL CASE SUMMARY",
        "IMR ISSUES, DECISIONS AND RATIONALES",
        "MAXIMUS FEDERAL SERVICES, INC.",
        "Notice of Independent Medical Review Determination",
        "INDEPENDENT MEDICAL REVIEW CASE SUMMARY",
        "Medical Qualifications of the Expert Reviewer",
        "Case Summary",
        "Documents Reviewed for Determination",
    }
)
HEADER_ROWS = (
    ("Case Number", None),
    ("Date Assigned", "Date of Injury"),
    ("Decision Date", "UR Denial Date"),
    ("Priority", "Application Received"),
)


@dataclass(frozen=True, slots=True)
class Setup:
    """How one letter is printed; lengths in points (1/72 inch)."""

    size: float = 12.0
    left: float = 72.0
    top: float = 80.0
    bottom: float = 72.0
    numbered: bool = False
    encrypted: bool = False

    @property
    def leading(self) -> float:
        return self.size * 1.15


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the letter that is set in one manner; ``lines`` are wrapped when they are drawn."""

    kind: Kind
    lines: tuple[str, ...]


# Some letters are encrypted with an empty user password, as the posted ones are; margins and sizes differ so
# that pages break at different places, in the middle of an item's heading among them.
SETUPS: dict[str, Setup] = {
    "CM14-9061530": Setup(numbered=True),
    "CM16-9033190": Setup(bottom=78, encrypted=True),
    "CM16-9166008": Setup(size=11.5, left=100, encrypted=True),
    "CM16-9214077": Setup(size=11.5, numbered=True),
    "CM17-9002231": Setup(encrypted=True),
    "CM17-9010085": Setup(left=86),
    "CM17-9061027": Setup(size=11, encrypted=True),
    "CM19-9055061": Setup(bottom=96, numbered=True),
    "CM20-9038167": Setup(encrypted=True),
    "CM21-9082246": Setup(size=11.5, left=80, bottom=84, encrypted=True),
    "CM22-9070655": Setup(size=12.5, numbered=True),
    "CM24-9036518": Setup(top=110, encrypted=True),
}


def read_source(text: str) -> tuple[dict[str, str], list[Block]]:
    """The header by label (empty where the letter has none) and the blocks that follow it."""
    blocks = [tuple(block.splitlines()) for block in text.strip().split("\n\n")]
    header: dict[str, str] = {}
    if blocks[0][0].startswith("Case Number:"):
        for line in blocks.pop(0):
            label, value = line.split(":", 1)
            header[label] = value.strip()
    return header, [Block(_kind(lines), lines) for lines in blocks]


def _kind(lines: tuple[str, ...]) -> Kind:
    first = lines[0]
    if first in HEADINGS:
        return "heading"
    if first.endswith(("Upheld", "Overturned")) or ") Regarding the request for " in first:
        return "item"
    return "lines"


class Printer:
    """Puts blocks on pages from the top down and starts a new page wherever the paper ends."""

    def __init__(self, path: Path, setup: Setup) -> None:
        self.setup = setup
        self.canvas = Canvas(str(path), pagesize=LETTER_SIZE, invariant=1, encrypt=_encryption(setup))
        canvas = self.canvas
        for clear in (canvas.setTitle, canvas.setAuthor, canvas.setSubject, canvas.setCreator):
            clear("")
        self.y = PAGE_HEIGHT - setup.top

    @property
    def width(self) -> float:
        return float(PAGE_WIDTH) - 2 * self.setup.left

    def table(self, header: dict[str, str]) -> None:
        """The header as four rows of label, value, label, value; the last label takes two lines."""
        widths = [self.width * share for share in (0.22, 0.32, 0.20, 0.26)]
        self.canvas.setLineWidth(0.5)
        for left_label, right_label in HEADER_ROWS:
            right_lines = ["Application", "Received:"] if right_label == "Application Received" else []
            if right_label and not right_lines:
                right_lines = [f"{right_label}:"]
            height = 13.0 * max(1, len(right_lines))
            cells = [
                [f"{left_label}:"],
                [header[left_label]],
                right_lines,
                [header[right_label]] if right_label else [],
            ]
            x = self.setup.left
            for column, (lines, width) in enumerate(zip(cells, widths, strict=True)):
                is_label = column % 2 == 0
                self.canvas.setFillGray(0.88 if is_label else 1)
                self.canvas.rect(x, self.y - height, width, height, fill=1)
                self.canvas.setFillGray(0)
                for n, line in enumerate(lines):
                    self._draw(x + 4, self.y - 10 - 13 * n, line, TABLE_BOLD if is_label else TABLE, 10)
                x += width
            self.y -= height
        self.y -= self.setup.leading

    def block(self, block: Block) -> None:
        font = PLAIN if block.kind == "lines" else BOLD
        for line in self._wrapped(block, font):
            if self.y - self.setup.leading < self.setup.bottom:
                self._new_page()
            self.y -= self.setup.leading
            x = self.setup.left
            if block.kind == "heading":
                x += (self.width - self.canvas.stringWidth(line, font, self.setup.size)) / 2
            self._draw(x, self.y, line, font, self.setup.size)
        self.y -= self.setup.leading * 0.8

    def save(self) -> None:
        self._number()
        self.canvas.save()

    def _wrapped(self, block: Block, font: str) -> Iterator[str]:
        for line in block.lines:
            yield from simpleSplit(line, font, self.setup.size, self.width)

    def _draw(self, x: float, y: float, line: str, font: str, size: float) -> None:
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, y, line)

    def _number(self) -> None:
        if self.setup.numbered:
            self._draw(PAGE_WIDTH / 2 - 4, self.setup.bottom / 2, str(self.canvas.getPageNumber()), PLAIN, 10)

    def _new_page(self) -> None:
        self._number()
        self.canvas.showPage()
        self.y = PAGE_HEIGHT - self.setup.top


def _encryption(setup: Setup) -> StandardEncryption | None:
    if not setup.encrypted:
        return None
    return StandardEncryption("", ownerPassword="sample", canModify=0, canCopy=0, canAnnotate=0, strength=128)


def make_pdf(source: Path, target: Path) -> None:
    """Print one source; ``target`` is replaced."""
    setup = SETUPS.get(source.stem, Setup())
    header, blocks = read_source(source.read_text(encoding="utf-8"))
    printer = Printer(target, setup)
    if header:
        printer.table(header)
    for block in blocks:
        printer.block(block)
    printer.save()


def main(folder: Path = SAMPLES) -> None:
    """Print every source into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for source in sorted(SOURCES.glob("*.txt")):
        make_pdf(source, folder / f"{source.stem}.pdf")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
