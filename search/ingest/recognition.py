"""Is a letter here already? By its bytes, by its words, by its case number."""

from __future__ import annotations

from enum import Enum, auto

from django.db.models import Q

from search.ingest import headers
from search.ingest.fingerprint import Marks, body_of, letters_and_digits
from search.ingest.reading import LetterReading
from search.ingest.rows import VocabularyKeys
from search.letters import ParsedLetter
from search.models import Determination, FileOutcome, ImportedFile, LetterRevision, RevisionState, Visibility


class Known(Enum):
    """What a letter is to the one found for it."""

    NEW = auto()
    SAME = auto()
    INCOMPLETE = auto()
    HEADER = auto()
    REPOSTED = auto()


_STANDS = {Visibility.HELD: "is held for review", Visibility.WITHDRAWN: "was withdrawn"}


def standing_of(letter: Determination) -> str:
    """How a letter that is known already stands, in words that follow "which"."""
    return _STANDS.get(Visibility(letter.visibility), "is here already")


def taken_before(digest: str) -> tuple[Determination, str] | None:
    """The letter that came of a file with the same bytes, if it is still here, and what is said of the file."""
    file = (
        ImportedFile.objects.filter(content_digest=digest, determination__isnull=False)
        .exclude(outcome=FileOutcome.FAILED)
        .select_related("determination")
        .first()
    )
    if file is None or file.determination is None:
        return None
    if LetterRevision.objects.filter(source=file, state=RevisionState.WAITING).exists():
        return file.determination, "was put in before, and waits for a reviewer"
    if file.determination.visibility != Visibility.PUBLISHED:
        return file.determination, f"was put in before; its letter {standing_of(file.determination)}"
    return file.determination, "was imported before"


def recognise(reading: LetterReading, marks: Marks, rows: VocabularyKeys) -> tuple[Determination | None, Known]:
    """The stored letter that this one is, and in what sense; (None, NEW) if there is none.

    The letters that may be it are locked. The same words are the same letter. A copy that lost its header is the letter
    with that body; a copy that has one gives it to the letter that lacked it. The same case number with another body,
    or with a day or a reviewer that was not known so, is a letter posted anew, unless the copy merely breaks off. Two
    case numbers are two letters, however alike their bodies.
    """
    letter = reading.letter
    same = Q(fingerprint=marks.fingerprint) | Q(body_digest=marks.body)
    if letter.case_number:
        same |= Q(case_number=letter.case_number)
    candidates = list(Determination.objects.select_for_update().filter(same).order_by("pk"))
    header = headers.of_reading(reading, rows)
    for found in candidates:
        if found.fingerprint == marks.fingerprint:
            return found, _against(found, letter, marks, header)
    for found in candidates:
        if letter.case_number and found.case_number == letter.case_number:
            return found, _against(found, letter, marks, header)
    for found in Determination.objects.once_at(letter.case_number or ""):
        # A person corrected its number; the same misprint brings the same letter.
        if (known := _against(found, letter, marks, header)) is not Known.REPOSTED:
            return found, known
    for found in candidates:
        if letter.case_number is None:
            return found, Known.SAME
        if found.case_number is None:
            return found, Known.HEADER
    return None, Known.NEW


def _against(found: Determination, letter: ParsedLetter, marks: Marks, header: headers.Header) -> Known:
    """What a letter is to the stored one with its case number."""
    same_body = (
        marks.fingerprint == found.fingerprint
        or marks.body == found.body_digest
        # Extractors differ in the order of words where a line wraps oddly; a new decision changes the letters.
        or sorted(_stored_body(found)) == sorted(body_of(letter))
    )
    posted = LetterRevision.objects.filter(determination=found, source__fingerprint=marks.fingerprint)
    # What waits, was turned down or stood here once comes to nothing new.
    before = [headers.of_content(each.content) for each in posted]
    if same_body or (not before and found.files.filter(fingerprint=marks.fingerprint).exists()):
        before.append(headers.of_letter(found))
    if any(not headers.adds(header, each, found.corrected) for each in before):
        return Known.SAME
    if same_body:
        return Known.REPOSTED
    headings = {letters_and_digits(heading) for heading in found.items.values_list("heading", flat=True)}
    given = {letters_and_digits(item.heading) for item in letter.items}
    return Known.INCOMPLETE if len(given) < len(headings) and given <= headings else Known.REPOSTED


def _stored_body(found: Determination) -> str:
    fields = ("heading", "decision", "claims_guideline", "reviewer_guideline", "rationale")
    items = found.items.order_by("position").values_list(*fields)
    return letters_and_digits("".join([found.clinical_summary, *(text for item in items for text in item)]))
