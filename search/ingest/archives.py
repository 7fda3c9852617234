"""What a person points at (files, folders, ZIP archives, mails, PDF portfolios) to one file's bytes after the other.

Never more than one file is held in memory. Everything about an archive is suspect: its size unpacked, how much
it shrank, how many members it lists, where they would land, and whether its own directory tells the truth.
"""

from __future__ import annotations

import lzma
import os
import shutil
import stat
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.conf import settings

from search.ingest import mails
from search.ingest.names import printable
from search.letters import NotRead, UnreadableFile

MEGABYTE = 2**20
# Text shrinks about fivefold and double-spaced text tenfold; what shrinks a hundredfold and is large is no letter.
MOST_SHRINKING = 100
SHRINKING_MATTERS_FROM = MEGABYTE
MOST_MEMBERS = 200_000
DEEPEST = 3
"""So many mails inside each other are opened."""

# Kinds that lie beside letters and are none. Everything else is tried, so that nothing is left out in silence.
_BESIDE_PRINTED = ".json .jsonl .ndjson .csv .tsv .md .xml .toml .yaml .yml .ini .cfg .log .py .sh .db .sqlite3"
_BESIDE = frozenset(_BESIDE_PRINTED.split())
LIST = "manifest.csv"
"""A list of letters that goes along with them; see manifests.py."""
_ARCHIVE_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
# Word processors' files are archives as well; the letters room knows what to say about them.
_OFFICE_MEMBERS = frozenset({"[Content_Types].xml", "mimetype"})
DAMAGE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, RuntimeError)
"""What reading an archive raises that is damaged, locked or packed in a way that is not known here."""


@dataclass(frozen=True, slots=True)
class GivenFile:
    """One file to read. ``problem``: why it cannot be, as a fragment that follows the name ("is empty").

    ``beside``: a data or housekeeping file that lies among letters; it is passed over. ``ahead``: its letters, where
    another process reads them already.
    """

    name: str
    data: bytes = b""
    problem: str = ""
    beside: bool = False
    ahead: Future[Any] | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class FileSource:
    """A path to read and the name it goes by (an upload lies under another name than it came with)."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class Limits:
    """The most bytes of one file, and of all members of one archive unpacked."""

    file: int
    archive: int

    @classmethod
    def of_site(cls) -> Limits:
        """As the site's settings say."""
        return cls(settings.MAX_FILE_MB * MEGABYTE, settings.MAX_ARCHIVE_MB * MEGABYTE)


def sources(paths: Iterable[Path]) -> list[FileSource]:
    """Paths under their own names."""
    return [FileSource(path, str(path)) for path in paths]


def walk(given: Iterable[FileSource], limits: Limits | None = None) -> Iterator[GivenFile]:
    """Every file of the sources in order, folders sorted and to any depth, archives unpacked one member at a time.

    Hidden files are skipped; nothing raises for what a path turns out to be.
    """
    limits = limits or Limits.of_site()
    for source in given:
        if is_folder(source.path):
            for path in _files_below(source.path):
                name = f"{source.name.rstrip('/')}/{path.relative_to(source.path).as_posix()}"
                inside = source if path == source.path else FileSource(path, name)
                yield from _one(inside, limits, chosen=False)
        else:
            yield from _one(source, limits, chosen=True)


def count(given: Iterable[FileSource], *, beside: bool = True) -> int:
    """How many files :func:`walk` will yield, without reading them; without those that lie ``beside`` letters."""
    total = 0
    for source in given:
        for path in _files_below(source.path) if is_folder(source.path) else (source.path,):
            try:
                # Opening a pipe would wait for a writer that may never come.
                if not path.is_file():
                    total += 1
                    continue
                with _archive(path) as archive:
                    names = [info.filename for info in archive.infolist() if not _skipped(info.filename)]
                    total += sum(beside or PurePosixPath(name).suffix.lower() not in _BESIDE for name in names)
            except DAMAGE:
                total += 1
    return total


def tried_below(folder: Path) -> Iterator[Path]:
    """Files of a folder, to any depth, that :func:`walk` would not pass over."""
    return (path for path in _files_below(folder) if path.suffix.lower() not in _BESIDE)


def is_folder(path: Path) -> bool:
    """Whether it is a folder, as far as may be known."""
    try:
        return path.is_dir()
    except OSError:
        return False


def _files_below(folder: Path) -> Iterator[Path]:
    """Its files, to any depth, and the folders in it that cannot be read."""
    closed: list[Path] = []
    for root, folders, files in os.walk(folder, onerror=lambda error: closed.append(Path(error.filename))):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if not name.startswith("."):
                yield Path(root, name)
    yield from closed


def _one(source: FileSource, limits: Limits, *, chosen: bool) -> Iterator[GivenFile]:
    name = printable(source.name)
    if not chosen and source.path.suffix.lower() in _BESIDE:
        yield GivenFile(name, beside=True)
        return
    if PurePosixPath(name).name.lower() == LIST:
        yield GivenFile(name, beside=True)
        return
    try:
        about = source.path.stat()
        if stat.S_ISDIR(about.st_mode):
            next(source.path.iterdir(), None)  # says why it cannot be read
        if not stat.S_ISREG(about.st_mode):
            yield GivenFile(name, problem="is not a file")
            return
        with source.path.open("rb") as file:
            start = file.read(4)
            if not start.startswith(_ARCHIVE_STARTS):
                if source.name.lower().endswith(".zip"):
                    yield GivenFile(
                        name, problem="has the name of a ZIP archive but is not one" if start else "is empty"
                    )
                elif about.st_size > limits.file:
                    yield GivenFile(name, problem=_too_large(limits))
                else:
                    # One byte more than allowed tells a file that grew meanwhile.
                    whole = _bounded(name, start + file.read(limits.file + 1 - len(start)), limits)
                    yield from _inside(whole, limits)
                return
    except OSError as error:
        yield GivenFile(name, problem=_cannot(error))
        return
    yield from _members(source.path, name, limits)


def _members(path: Path, name: str, limits: Limits) -> Iterator[GivenFile]:
    try:
        with _archive(path) as archive:
            infos = archive.infolist()
            if _OFFICE_MEMBERS & {info.filename for info in infos[:10]}:
                if path.stat().st_size > limits.file:
                    yield GivenFile(name, problem=_too_large(limits))
                else:
                    # The letters room reads it, or says why it does not.
                    yield GivenFile(name, path.read_bytes())
                return
            if problem := _refusal(infos, limits):
                yield GivenFile(name, problem=problem)
                return
            wanted = [info for info in infos if not _skipped(info.filename)]
            if not wanted:
                yield GivenFile(name, problem="is an archive without files")
            for info in wanted:
                yield from _inside(_member(archive, info, f"{name}/{printable(info.filename)}", limits), limits)
    except NotImplementedError:
        yield GivenFile(name, problem="is an archive of a kind that cannot be unpacked here")
    except DAMAGE:
        yield GivenFile(name, problem="is a damaged archive")


@contextmanager
def _archive(path: Path) -> Iterator[zipfile.ZipFile]:
    """The archive opened. Where a name in its directory is not in the encoding that it claims, which the library takes
    for damage of the whole, that name is read in another one.
    """
    try:
        archive = zipfile.ZipFile(path)
    except UnicodeDecodeError:
        with tempfile.TemporaryFile() as mended:
            with path.open("rb") as source:
                shutil.copyfileobj(source, mended)
            _forget_encodings(mended)
            with zipfile.ZipFile(mended) as archive:
                yield archive
        return
    with archive:
        yield archive


def _forget_encodings(file: IO[bytes]) -> None:
    """Take the mark for UTF-8 from those entries of an archive's directory whose names are not in it."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - 65_600))
    tail = file.read()
    end = tail.rfind(b"PK\x05\x06")
    if end < 0:
        raise zipfile.BadZipFile("no directory")
    length, at = struct.unpack("<II", tail[end + 12 : end + 20])
    file.seek(at)
    directory = bytearray(file.read(length))
    place = 0
    while directory[place : place + 4] == b"PK\x01\x02":
        names, extra, comment = struct.unpack("<HHH", directory[place + 28 : place + 34])
        try:
            directory[place + 46 : place + 46 + names].decode()
        except UnicodeDecodeError:
            directory[place + 9] &= ~0x08
            (start,) = struct.unpack("<I", directory[place + 42 : place + 46])
            file.seek(start + 7)
            mark = file.read(1)[0] & ~0x08
            file.seek(start + 7)
            file.write(bytes([mark]))
        place += 46 + names + extra + comment
    file.seek(at)
    file.write(directory)
    file.seek(0)


def _inside(given: GivenFile, limits: Limits, depth: int = 0) -> Iterator[GivenFile]:
    """The file, or what it holds if it is a mail or a PDF portfolio."""
    if given.problem or given.beside or depth == DEEPEST or not mails.holds_files(given.data, given.name):
        yield given
        return
    try:
        held = list(mails.files_in(given.data, given.name, limits.archive))
    except (UnreadableFile, NotRead) as error:
        # A PDF that cannot be opened is asked about again where it is read, which says why.
        is_pdf = b"%PDF-" in given.data[:1024]
        yield given if is_pdf else GivenFile(given.name, problem=error.reason)
        return
    if not held:
        yield GivenFile(given.name, problem="is a mail without text and without attached files")
    for number, (name, data) in enumerate(held, start=1):
        if not name:
            yield replace(given, data=data)
            continue
        inner = f"{given.name}/{printable(name.replace('/', '_')) or number}"
        if data.startswith(_ARCHIVE_STARTS) and inner.lower().endswith(".zip"):
            yield GivenFile(inner, problem="is an archive inside an archive; unpack it first")
        else:
            yield from _inside(_bounded(inner, data, limits), limits, depth + 1)


def _refusal(infos: list[zipfile.ZipInfo], limits: Limits) -> str:
    """Why the archive as a whole is not opened; judged by its directory, before anything is unpacked."""
    if len(infos) > MOST_MEMBERS:
        return f"is an archive of more than {MOST_MEMBERS:,} files; split it"
    unpacked = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos)
    if unpacked > SHRINKING_MATTERS_FROM and unpacked > MOST_SHRINKING * packed:
        return "is an archive that would grow more than a hundredfold, which letters do not"
    if unpacked > limits.archive:
        return f"is an archive of more than {limits.archive // MEGABYTE:,} MB unpacked; split it"
    return ""


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, limits: Limits) -> GivenFile:
    name = printable(name)
    if PurePosixPath(info.filename).suffix.lower() in _BESIDE:
        return GivenFile(name, beside=True)
    if _outside(info.filename):
        return GivenFile(name, problem="lies outside its archive")
    if info.flag_bits & 0x1:
        return GivenFile(name, problem="is locked by a password")
    if info.file_size > limits.file:
        return GivenFile(name, problem=_too_large(limits))
    try:
        # Read by bytes that come, not by the size the directory claims.
        with archive.open(info) as member:
            data = member.read(limits.file + 1)
    except NotImplementedError:
        return GivenFile(name, problem="is packed in a way that cannot be unpacked here")
    except DAMAGE:
        return GivenFile(name, problem="is damaged in its archive")
    if data.startswith(_ARCHIVE_STARTS) and name.lower().endswith(".zip"):
        return GivenFile(name, problem="is an archive inside an archive; unpack it first")
    return _bounded(name, data, limits)


def _bounded(name: str, data: bytes, limits: Limits) -> GivenFile:
    return GivenFile(name, problem=_too_large(limits)) if len(data) > limits.file else GivenFile(name, data)


def _too_large(limits: Limits) -> str:
    return f"is larger than {limits.file // MEGABYTE:,} MB"


def _cannot(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "does not exist"
    return f"cannot be read: {(error.strerror or 'the system refuses').lower()}"


def _skipped(member: str) -> bool:
    """A folder, or a hidden file such as archivers of other systems add."""
    parts = member.replace("\\", "/").split("/")
    hidden = any(part.startswith(".") and part not in {".", ".."} for part in parts)
    return hidden or not parts[-1] or parts[0] == "__MACOSX"


def _outside(member: str) -> bool:
    path = member.replace("\\", "/")
    return path.startswith("/") or ".." in path.split("/") or (len(path) > 1 and path[1] == ":")
