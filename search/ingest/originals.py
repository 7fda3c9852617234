"""The files as they came, for staff alone: without metadata, named by what they hold."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from search import letters
from search.models import Determination, LetterRevision

log = logging.getLogger(__name__)

_AT_ONCE = 8


def keep(data: bytes, kind: str) -> str:
    """Store a file and return its name in the media store; nothing where the site keeps no originals.

    A PDF whose metadata cannot be removed is not kept: it may name a clerk. Of a file of another kind than PDF and
    text, which may name who made it, its text is kept.
    """
    if not settings.KEEP_ORIGINALS:
        return ""
    if kind == "pdf":
        start = data.find(b"%PDF-")
        try:
            data = letters.strip_metadata(data[max(start, 0) :])
        except letters.UnreadableFile:
            log.warning("An original was not kept: its metadata could not be removed")
            return ""
    digest = hashlib.sha256(data).hexdigest()
    name = f"originals/{digest[:2]}/{digest}.{'pdf' if kind == 'pdf' else 'txt'}"
    if default_storage.exists(name):
        if default_storage.size(name) == len(data):
            return name
        # Whoever wrote it was killed at it.
        default_storage.delete(name)
    return str(default_storage.save(name, ContentFile(data)))


def keep_all(files: Iterable[tuple[bytes, str]]) -> list[str]:
    """The names of several, as :func:`keep` gives them. Their writing waits for the disk, or for another machine, most
    of its time: several wait at once."""
    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="keeping") as pool:
        return list(pool.map(lambda file: keep(*file), files))


def read(determination: Determination) -> bytes | None:
    """The kept file's bytes; None where none was kept or it is gone."""
    return read_named(determination.original.name or "")


def read_named(name: str) -> bytes | None:
    """The bytes of the file of that name in the media store; None where there is no name or no such file."""
    if not name:
        return None
    try:
        with default_storage.open(name, "rb") as file:
            data: bytes = file.read()
    except FileNotFoundError:
        log.warning("The original %s is missing from the media store", name)
        return None
    return data


def drop(names: Iterable[str]) -> None:
    """Remove stored files that no letter and no revision points at any more."""
    for name in set(names) - {""}:
        if not (
            Determination.objects.filter(original=name).exists()
            or LetterRevision.objects.filter(original=name).exists()
        ):
            default_storage.delete(name)
