"""Backups: the database at one moment, the originals, the key and the settings, each with its checksum.

A backup is a folder named by its moment (UTC). It is made beside under another name and renamed when all of it is on
the disk, so that a broken-off one is never taken for a backup. Originals are named by what they hold and never change,
so those of the backup before are linked and not copied again.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection

from search.index.columns.arrayfile import sync
from search.models import Determination, DisputedItem
from search.operating.dumping import CannotDump, dump, letters_in, load, name_of_dump
from search.operating.health import processes

_FORM = "imr-%Y%m%dT%H%M%S.%fZ"
_MANIFEST = "manifest.json"
_DAYS, _WEEKS, _MONTHS = 7, 5, 12
_KEPT_SETTINGS = (
    "SITE_NAME",
    "SITE_MARK",
    "SITE_ACCENT",
    "SITE_URL",
    "TIME_ZONE",
    "ALLOW_INDEXING",
    "ALLOW_SIGN_UP",
    "KEEP_ORIGINALS",
    "HTTPS",
)
__all__ = ["CannotDump", "Made", "backup", "latest", "restore", "thin", "verify"]


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made: where it lies, what it holds, and the originals that were missing already or are not what
    was stored."""

    folder: Path
    letters: int
    files: int
    missing: tuple[str, ...]
    damaged: tuple[str, ...]


def backup(folder: Path) -> Made:
    """Make a backup within ``folder`` and verify it. Raises CannotDump, OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    for broken in folder.glob("*.unfinished"):
        shutil.rmtree(broken)
    before = latest(folder)
    stamp = datetime.now(UTC).strftime(_FORM)
    draft = folder / f"{stamp}.unfinished"
    draft.mkdir(mode=0o700)
    media = Path(settings.MEDIA_ROOT)
    # First the originals, then the database, then the originals that came meanwhile: none that it names is left out.
    if keeps_media():
        _copy_media(media, draft, before)
    dump(draft / name_of_dump())
    if keeps_media():
        _copy_media(media, draft, before)
    if (key := Path(settings.DATA_DIR) / "secret_key").exists():
        shutil.copy2(key, draft / "secret_key")
    kept = {name: getattr(settings, name) for name in _KEPT_SETTINGS}
    (draft / "settings.json").write_text(json.dumps(kept, indent=2))
    letters = Determination.objects.count()
    digests = {name: _digest(draft / name) for name in _files(draft)}
    facts = {
        "made": stamp,
        "database": connection.vendor,
        "letters": letters,
        "items": DisputedItem.objects.count(),
        "files": digests,
    }
    (draft / _MANIFEST).write_text(json.dumps(facts, indent=2))
    _sync(draft)
    verify(draft)
    named = (letters_in(draft / name_of_dump()) or []) if keeps_media() else []
    missing = tuple(name for name in named if not (draft / "media" / name).is_file())
    damaged = tuple(name for name, digest in digests.items() if not _is_named_by(Path(name), digest))
    whole = draft.rename(folder / stamp)
    return Made(whole, letters, len(digests), missing, damaged)


def keeps_media() -> bool:
    """Whether the originals lie on this machine; a store that speaks S3 keeps versions and copies of its own."""
    return isinstance(default_storage, FileSystemStorage)


def verify(folder: Path) -> dict[str, object]:
    """The manifest of a backup whose files all are as they were written. Raises CannotDump."""
    try:
        facts: dict[str, object] = json.loads((folder / _MANIFEST).read_text())
        listed = dict(facts["files"])  # type: ignore[call-overload]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CannotDump(f"{folder} is no backup: its {_MANIFEST} cannot be read.") from error
    for name, digest in listed.items():
        path = folder / name
        if not path.is_file():
            raise CannotDump(f"The backup {folder.name} lacks {name}.")
        if _digest(path) != digest:
            raise CannotDump(f"In the backup {folder.name}, {name} is not what was written.")
    return facts


def latest(folder: Path) -> Path | None:
    """The last backup within ``folder``."""
    made = sorted(path for path in folder.glob("imr-*Z") if (path / _MANIFEST).is_file())
    return made[-1] if made else None


def thin(folder: Path) -> list[Path]:
    """Delete older backups but the last of seven days, five weeks and twelve months, and all of the last 24 hours.

    Counted are days on which backups were made, whatever day it is now: a clock that is wrong deletes nothing.
    """
    made = {moment: path for path in folder.glob("imr-*Z") if (moment := _moment(path))}
    kept = _kept(made)
    gone = [path for day, path in sorted(made.items()) if day not in kept]
    for path in gone:
        shutil.rmtree(path)
    return gone


def _moment(path: Path) -> datetime | None:
    """When a backup was made, by its name."""
    try:
        return datetime.strptime(path.name, _FORM).replace(tzinfo=UTC)
    except ValueError:
        return None


def _kept(moments: Iterable[datetime]) -> set[datetime]:
    ordered = sorted(moments)
    kept = {moment for moment in ordered if ordered[-1] - moment <= timedelta(days=1)}
    for form, most in (("%Y-%m-%d", _DAYS), ("%G-%V", _WEEKS), ("%Y-%m", _MONTHS)):
        lasts = {moment.strftime(form): moment for moment in ordered}
        kept.update(list(lasts.values())[-most:])
    return kept


def restore(source: Path) -> tuple[Path, Path | None]:
    """Put a backup in place: the folder itself, or the last within it. What was there is moved aside first.

    The backup that was taken, and where what was there lies now, if there was anything. Raises CannotDump, OSError.
    """
    chosen = source if (source / _MANIFEST).is_file() else latest(source)
    if chosen is None:
        raise CannotDump(f"There is no backup in {source}.")
    if chosen != source and (made := _moment(chosen)) and made > datetime.now(UTC):
        wrong = "this machine's clock is wrong, or was"
        raise CannotDump(f"{chosen.name} in {source} is of later than now: {wrong}. Name the backup that is wanted.")
    facts = verify(chosen)
    if facts.get("database") != connection.vendor:
        raise CannotDump(f"The backup is of {facts.get('database')}, and this site uses {connection.vendor}.")
    if processes().read():
        raise CannotDump("The site is running on this data folder; stop it first.")
    data = Path(settings.DATA_DIR)
    aside = data / f"before-restore-{datetime.now(UTC).strftime('%Y%m%dT%H%M%SZ')}"
    aside.mkdir(mode=0o700)
    load(chosen / name_of_dump(), aside)
    media = Path(settings.MEDIA_ROOT)
    if media.exists():
        media.rename(aside / "media")
    for name in _files(chosen):
        if name.startswith("media/"):
            _place(chosen / name, media / name.removeprefix("media/"))
    if (chosen / "secret_key").exists():
        if (key := data / "secret_key").exists():
            key.replace(aside / "secret_key")
        _place(chosen / "secret_key", data / "secret_key")
    if not any(aside.iterdir()):
        aside.rmdir()
        return chosen, None
    return chosen, aside


def _copy_media(media: Path, draft: Path, before: Path | None) -> None:
    for path in _within(media):
        name = path.relative_to(media)
        target = draft / "media" / name
        if target.exists():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        earlier = before / "media" / name if before else None
        try:
            if earlier and name.parts[0] == "originals":
                same = earlier.stat().st_size == path.stat().st_size
                if same or not _is_named_by(path, _digest(path)):  # one that was cut short since is as it was then
                    os.link(earlier, target)
                    continue
        except OSError:
            target.unlink(missing_ok=True)  # not there, or on another disk: a copy then
        try:
            shutil.copy2(path, target)
        except FileNotFoundError:
            target.unlink(missing_ok=True)  # gone meanwhile


def _place(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    target.chmod(0o600)


def _within(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def _files(folder: Path) -> list[str]:
    return [str(path.relative_to(folder)) for path in _within(folder) if path.name != _MANIFEST]


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_named_by(path: Path, digest: str) -> bool:
    """Whether a file, if it is an original, is what it was when it was stored: those are named by what they hold."""
    return "originals" not in path.parts or path.name.startswith(digest)


def _sync(folder: Path) -> None:
    for path in [*_within(folder), *(each for each in folder.rglob("*") if each.is_dir()), folder]:
        sync(path)
