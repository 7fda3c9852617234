"""A file's bytes to all that is known about its letter: what it says, in the words of the vocabularies. No database."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from search import grounds, letters, vocabulary
from search.grounds import Ground
from search.ingest.names import storable
from search.letters import ParsedItem, ParsedLetter, Patient, UnreadableFile
from search.vocabulary import Named, NamedCitation, NamedRegions
from search.vocabulary.quantities import Quantities, read_quantities

# Words that every form of determination prints somewhere and hardly another paper prints two of.
_SIGNS = re.compile(
    r"independent medical review|utilization review|claims administrator|expert reviewer|physician reviewer"
    r"|medically necessary|medical necessity|final determination|\bIMR\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class NamedItem:
    """A disputed item as printed, and what the vocabularies call its parts."""

    printed: ParsedItem
    treatment: Named
    drug: Named
    regions: NamedRegions
    quantities: Quantities
    claims_citations: tuple[NamedCitation, ...]
    reviewer_citations: tuple[NamedCitation, ...]
    grounds: tuple[Ground, ...]


MOST_ITEMS = 500
"""Letters decide one to some dozens of things; what holds more is many letters in one file, or a trap."""


@dataclass(frozen=True, slots=True)
class LetterReading:
    """All that is known about one letter. ``licensed_in`` and ``specialties`` are labels in printed order.

    ``text`` is what was read, before anything was mended. ``paper``: what it is instead of a determination, if known.
    ``warnings``: what one should know about the reading. ``concerns``: signs that redaction left something.
    ``doubts``: where the reading does not account for the letter.
    """

    text: str
    letter: ParsedLetter
    licensed_in: tuple[str, ...]
    specialties: tuple[str, ...]
    patient: Patient
    items: tuple[NamedItem, ...]
    warnings: tuple[str, ...]
    concerns: tuple[str, ...]
    doubts: tuple[str, ...] = ()
    kind: str = "text"
    paper: str = ""

    @property
    def refusal(self) -> str:
        """Why this is no letter of ours, as a fragment that follows the file's name; empty for one that is."""
        if self.paper:
            return f"is {self.paper}, not a determination"
        return "" if self.is_determination else "does not look like a determination"

    @property
    def review(self) -> tuple[str, ...]:
        """Why an import holds this letter until a person has looked; empty where it is published."""
        return (*self.doubts, *self.concerns)

    @property
    def is_determination(self) -> bool:
        """Whether this is a letter of ours at all, if perhaps of a form that nobody taught us."""
        letter = self.letter
        if letter.items or letter.case_number or letter.form != "unknown":
            return True
        return len({sign.lower() for sign in _SIGNS.findall(letter.text)}) >= 2


def read_letters(data: bytes, name: str, *, ocr: bool = True, known: str = "") -> tuple[LetterReading, ...]:
    """Every letter in a PDF or text file; ``known`` is the case number that its letter was stored with. Raises
    :class:`search.letters.UnreadableFile` where nothing can be read.
    """
    extracted = letters.extract(data, name, ocr=ocr)
    readings = [_reading(letter, text) for letter, text in letters.read_all(storable(extracted.text), name, known)]
    # What a petition or an opinion quotes comes apart as a letter of its own, and may be cut or changed.
    quoting = readings[0].paper if len(readings) > 1 else ""
    quoted = (f"It stands in a file that begins as {quoting}.",) if quoting else ()
    return tuple(
        replace(
            reading,
            kind=extracted.kind,
            warnings=(*extracted.warnings, *reading.warnings),
            doubts=(*extracted.doubts, *quoted, *reading.doubts),
        )
        for reading in readings
    )


def read_letter(data: bytes, name: str, *, ocr: bool = True, known: str = "") -> LetterReading:
    """The first letter in a file, as above."""
    return read_letters(data, name, ocr=ocr, known=known)[0]


def read_text(text: str, known: str = "") -> LetterReading:
    """Read one letter's text. Raises :class:`search.letters.UnreadableFile` where it decides more than one can."""
    text = storable(text)
    return _reading(letters.parse(text, named=known), text)


def not_in_the_vocabulary(specialty: str) -> str:
    """What is said of a specialty that nobody knows."""
    return f"The specialty “{specialty}” is not in the vocabulary."


def _reading(letter: ParsedLetter, text: str) -> LetterReading:
    """All that is known about a letter and the text that it was read from."""
    if len(letter.items) > MOST_ITEMS:
        raise UnreadableFile(f"decides {len(letter.items):,} items, more than one letter can; split it")
    judged = letters.judge(text, letter)
    specialties = vocabulary.name_specialties(letter.specialties_printed)
    unknown = tuple(map(not_in_the_vocabulary, specialties.unknown))
    return LetterReading(
        text=text,
        letter=letter,
        licensed_in=vocabulary.name_states(letter.licensed_in_printed),
        specialties=specialties.labels,
        patient=letters.read_patient(letter.clinical_summary),
        items=tuple(_named(item) for item in letter.items),
        warnings=(*letter.warnings, *unknown),
        concerns=letters.privacy_concerns(letter),
        doubts=(*judged.doubts, *letter.review, *unknown),
        paper=judged.paper,
    )


def _named(item: ParsedItem) -> NamedItem:
    return NamedItem(
        printed=item,
        treatment=vocabulary.name_treatment(item.disputed, item.original_request),
        drug=vocabulary.name_drug(item.disputed, item.original_request),
        regions=vocabulary.name_regions(item.heading),
        quantities=read_quantities(item.disputed),
        claims_citations=vocabulary.name_citations(item.claims_guideline),
        reviewer_citations=vocabulary.name_citations(item.reviewer_guideline),
        grounds=grounds.read_grounds(item.rationale, item.decision),
    )
