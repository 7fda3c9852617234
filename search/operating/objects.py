"""Originals and uploads in a store that speaks S3, for sites of several machines; named by the settings.

What goes wrong on the way to the store is an OSError with a sentence, as it is for a folder.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

AWAY = errno.EHOSTUNREACH
"""The number of the error that says: the store does not answer, or refuses."""


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except ClientError as error:  # whose own words may name the bucket and the key's owner
        code = error.response.get("Error", {}).get("Code", "")
        if code in ("404", "NoSuchKey"):
            raise FileNotFoundError("There is no such file in the store of originals.") from error
        raise OSError(AWAY, f"The store of originals refused ({code}).") from error
    except BotoCoreError as error:
        raise OSError(AWAY, "The store of originals does not answer.") from error


class ObjectStorage(S3Storage):  # type: ignore[misc]
    """django-storages' S3 storage. A file that is not there is a FileNotFoundError."""

    def _open(self, name: str, mode: str = "rb") -> Any:
        with _told():
            found = super()._open(name, mode)
            if "r" in mode:
                _ = found.file  # fetched here, and not wherever it is first read
            return found

    def _save(self, name: str, content: Any) -> str:
        with _told():
            return str(super()._save(name, content))

    def delete(self, name: str) -> None:
        """See Django."""
        with _told():
            super().delete(name)

    def exists(self, name: str) -> bool:
        """See Django."""
        with _told():
            return bool(super().exists(name))

    def size(self, name: str) -> int:
        """See Django."""
        with _told():
            return int(super().size(name))

    def get_modified_time(self, name: str) -> datetime:
        """See Django."""
        with _told():
            made: datetime = super().get_modified_time(name)
            return made

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        """See Django."""
        with _told():
            folders, files = super().listdir(path)
            return folders, files
