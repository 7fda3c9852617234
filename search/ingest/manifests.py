"""A list that goes along with letters: a CSV file named ``manifest.csv`` in a folder, a ZIP or an upload.

Each row names a file (or the address it came from) or a case number, and what the state's list says of the letter. That
is kept beside what was read and never in its place; where the two differ it is said, and a decision, a date or a case
number that differs makes the letter wait for a person.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from django.utils.dateformat import format as in_words

from search import vocabulary
from search.ingest import standing
from search.ingest.archives import DAMAGE, LIST, FileSource, is_folder
from search.ingest.names import printable, storable
from search.models import Determination, FileOutcome, ImportBatch, Visibility, WaitingFor
from search.vocabulary.counted import counted

_COLUMNS = {
    "file": ("file", "filename", "file name", "name", "address", "url", "link", "document"),
    "case_number": ("case number", "case", "case no", "imr case number", "case id"),
    "category": ("category", "treatment category", "official category"),
    "subcategory": ("subcategory", "sub category", "treatment subcategory"),
    "decision": ("decision", "outcome", "determination", "result"),
    "decision_date": ("decision date", "date", "determination date", "date of decision"),
}
_HEADERS = {header: column for column, headers in _COLUMNS.items() for header in headers}
_DATES = ("%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%B %d, %Y")
_MOST_BYTES = 64 * 2**20
_MOST_ROWS = 300_000
_LONGEST = 200
_LISTD = 5
Row = dict[str, str]


class _Unusable(Exception):
    """The sentence is for a person."""


class Manifest:
    """The rows, found by a file's name or a case number. ``problem``: why there are none, in a sentence."""

    def __init__(self, rows: Iterable[Row] = (), problem: str = "") -> None:
        self.rows, self.problem = list(rows), problem
        self._by_file = {_last(row["file"]): row for row in self.rows if row.get("file")}
        self._by_case = {row["case_number"].upper(): row for row in self.rows if row.get("case_number")}

    def row(self, file: str, case_number: str | None) -> Row | None:
        """What the list says of this file, or of the letter with this number."""
        return self._by_file.get(_last(file)) or self._by_case.get(case_number or "")

    def note(self, letter: Determination, file: str, outcome: FileOutcome, reason: str) -> tuple[FileOutcome, str]:
        """Keep beside a stored letter what the list says of it; the file's outcome and reason with what differs.

        A letter that comes with the list is held where that is of weight; of one that was here before, a reviewer
        decides, and a list takes nothing from readers. The caller is in a transaction.
        """
        row = self.row(file, letter.case_number)
        if row is None:
            return outcome, reason
        weighty, light = differences(letter, row)
        letter.official = {**{name: value for name, value in row.items() if value}, "differs": [*weighty, *light]}
        letter.save(update_fields=["official"])
        if weighty and letter.visibility != Visibility.WITHDRAWN and "visibility" not in letter.corrected:
            standing.wait(letter, WaitingFor.LISTED, " ".join(weighty))
            if not letter.files.exists():
                standing.hold(letter, [])
            elif letter.visibility == Visibility.PUBLISHED:
                weighty.append("It waits for a reviewer, and what was published stays until then.")
            if outcome in {FileOutcome.IMPORTED, FileOutcome.UPDATED}:
                outcome = FileOutcome.NEEDS_REVIEW
        return outcome, " ".join(filter(None, (reason, *weighty, *light)))

    def left_over(self, batch: ImportBatch) -> str:
        """A sentence on rows that name no file and no letter of the import; empty where there are none."""
        if not self.rows:
            return self.problem
        files = batch.files.values_list("name", "determination__case_number")
        seen = {key for name, case in files.iterator() for key in (_last(name), case) if key}
        left = [row for row in self.rows if not {_last(row["file"]), row["case_number"].upper()} & seen]
        if not left:
            return ""
        named = ", ".join(row["file"] or row["case_number"] for row in left[:_LISTD])
        return f"{counted(len(left), 'row')} of the manifest named no file of this import: {named}."


def manifest_of(sources: Iterable[FileSource]) -> Manifest:
    """The list that goes along with these; empty where there is none, or where it cannot be used."""
    try:
        return Manifest([row for source in sources for data in _lists_in(source) for row in _rows(data)])
    except _Unusable as error:
        return Manifest(problem=str(error))


def differences(letter: Determination, row: Row) -> tuple[list[str], list[str]]:
    """What the list says otherwise than a stored letter, in sentences: first what a person should look at."""
    weighty, light = [], []
    case = row["case_number"].upper()
    if case and letter.case_number and case != letter.case_number:
        weighty.append(f"The state's list has the case number {case}, the letter {letter.case_number}.")
    said = _decision(row["decision"])
    if said and letter.outcome and said != letter.outcome:
        weighty.append(f"The state's list says “{row['decision']}”, the letter was read as {_called(letter)}.")
    day = _day(row["decision_date"])
    if day and letter.decision_date and day != letter.decision_date:
        here, there = (in_words(each, "F j, Y") for each in (letter.decision_date, day))
        weighty.append(f"The state's list has the decision of {there}, the letter of {here}.")
    official = vocabulary.slug(row["category"])
    if official and letter.outcome:
        pairs = letter.items.values_list("treatment__category__key", "treatment__category__label")
        ours = {vocabulary.slug(name): label for key, label in pairs for name in (key, label)}
        if not any(_alike(official, name) for name in ours):
            named = " and ".join(sorted(set(ours.values())))
            light.append(f"The state's list files it under “{row['category']}”, here it is {named}.")
    return weighty, light


def _called(letter: Determination) -> str:
    return letter.get_outcome_display().lower()


def _alike(official: str, ours: str) -> bool:
    """Whether one name is the other, or begins with its first word: "pharmacy" is filed with "pharmaceuticals"."""
    one, other = official.split("-")[0][:6], ours.split("-")[0][:6]
    return official == ours or one == other


def _decision(said: str) -> str:
    """A decision of the list as a letter's outcome; empty where it cannot be told."""
    words = said.lower()
    if "partial" in words or "in part" in words:
        return "partially-overturned"
    if "overturn" in words or re.search(r"\bapproved?\b", words):
        return "overturned"
    return "upheld" if "upheld" in words or "uphold" in words or "denied" in words else ""


def _day(said: str) -> date | None:
    for form in _DATES:
        try:
            return datetime.strptime(said.strip(), form).date()
        except ValueError:
            continue
    return None


def _last(name: str) -> str:
    """A file's own name, whether it stands in a path, an archive or an address; small letters."""
    path = urlsplit(name).path if re.match(r"https?://", name, re.IGNORECASE) else name
    return PurePosixPath(unquote(path).replace("\\", "/")).name.casefold()


def _lists_in(source: FileSource) -> Iterator[bytes]:
    """The lists among what is given, in its folders and in their archives."""
    if is_folder(source.path):
        for path in sorted(source.path.rglob("*")):
            if path.name.lower() == LIST or path.suffix.lower() == ".zip":
                yield from _lists_at(path, path.name)
    else:
        yield from _lists_at(source.path, PurePosixPath(source.name).name)


def _lists_at(path: Path, name: str) -> Iterator[bytes]:
    try:
        if not path.is_file():
            return
        if name.lower() == LIST:
            yield _bounded(path.read_bytes())
        elif zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                for info in archive.infolist():
                    if PurePosixPath(info.filename).name.lower() == LIST and not info.filename.startswith("__MACOSX"):
                        with archive.open(info) as member:
                            yield _bounded(member.read(_MOST_BYTES + 1))
    except DAMAGE:
        # What is wrong with the file is said where its letters are taken from it.
        return


def _bounded(data: bytes) -> bytes:
    if len(data) > _MOST_BYTES:
        raise _Unusable(f"The {LIST} is too large to be a list of letters; it was left aside.")
    return data


def _rows(data: bytes) -> Iterator[Row]:
    text = storable(_text(data))
    first = text.partition("\n")[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count))
    try:
        headers = [re.sub(r"[^a-z]+", " ", cell.lower()).strip() for cell in next(rows, [])]
        columns = [_HEADERS.get(header, "") for header in headers]
        if not {"file", "case_number"} & set(columns):
            raise _Unusable(f"The {LIST} has no column “file” or “case number”; it was left aside.")
        for number, cells in enumerate(rows):
            if number >= _MOST_ROWS:
                raise _Unusable(f"The {LIST} has more than {_MOST_ROWS:,} rows; it was left aside.")
            given = {
                name: printable(cell.strip())[:_LONGEST] for name, cell in zip(columns, cells, strict=False) if name
            }
            if given.get("file") or given.get("case_number"):
                yield {**dict.fromkeys(_COLUMNS, ""), **given}
    except csv.Error as error:
        raise _Unusable(f"The {LIST} cannot be read as CSV ({error}); it was left aside.") from error


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
