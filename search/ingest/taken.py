"""What became of one file, and what is known of it on the way there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from search.ingest.archives import GivenFile
from search.ingest.fingerprint import Marks
from search.ingest.reading import LetterReading
from search.models import Determination, FileOutcome, WaitingFor
from search.models.imports import within_the_machine


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one file. ``reason`` is a sentence, empty for a plain import. ``passing``: it failed for no fault
    of its own, and may be taken another time."""

    file: str
    outcome: FileOutcome
    case_number: str | None = None
    items: int = 0
    reason: str = ""
    determination_id: int | None = None
    file_id: int | None = None
    passing: bool = False

    @property
    def line(self) -> str:
        """One line for a terminal, which names the file once."""
        said = self.reason if self.file in self.reason else ": ".join(filter(None, (self.file, self.reason)))
        return f"{self.outcome.value:<13} {said}"

    def as_data(self) -> dict[str, object]:
        """One line of a report for programs."""
        return {
            "file": self.file,
            "outcome": self.outcome.value,
            "case_number": self.case_number,
            "items": self.items,
            "reason": self.reason or None,
        }


@dataclass(frozen=True, slots=True)
class FilePlace:
    """A file, which of its batch's it is, and which of the letters in it."""

    file: GivenFile
    place: int | None = None
    part: int = 0


@dataclass(frozen=True, slots=True)
class Come:
    """A letter that was read, with all that is known of it. ``kept``: the name of its original in the media store."""

    here: FilePlace
    reading: LetterReading
    marks: Marks
    digest: str
    kept: str

    @property
    def name(self) -> str:
        """The file's name for a page."""
        return within_the_machine(self.here.file.name)

    def keep_in(self, letter: Determination) -> None:
        """Remember what to read again one day: the original or, where none is kept, the text taken from it."""
        letter.original.name = self.kept or None
        letter.extracted_text = "" if self.kept else self.reading.text

    def shortcomings(self, reasons: Sequence[tuple[WaitingFor, str]]) -> list[str]:
        """Why staff should look at the letter, in sentences."""
        sentences = []
        if not self.reading.items:
            warnings = " ".join(self.reading.warnings)
            sentences.append(f"No disputed item could be read from {self.here.file.name}. {warnings}".strip())
        if reasons:
            sentences.append(f"Held for review: {' '.join(sentence for _, sentence in reasons)}")
        return sentences
