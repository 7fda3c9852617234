"""Settings read from the environment: typed, and loud when a value makes no sense."""

from __future__ import annotations

import os
import re
import resource
import secrets
from difflib import get_close_matches
from ipaddress import ip_address
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from search.operating.read_only import is_read_only

_YES = frozenset(("true", "t", "yes", "y", "on", "1"))
_NO = frozenset(("false", "f", "no", "n", "off", "0"))
_NEAR = 0.85
"""How much of two names must be the same for one to be a slip of the other."""


def refuse(sentence: str) -> NoReturn:
    """Stop the start with one sentence instead of a trace: the reader is the person who set the value."""
    raise SystemExit(f"This site cannot start: {sentence}")


_asked: set[str] = set()


def _given(name: str) -> str | None:
    _asked.add(name)
    return os.environ.get(name)


def misspelt() -> dict[str, str]:
    """Names in the environment that are no setting but nearly one, and which."""
    near = {name: get_close_matches(name, _asked, 1, _NEAR) for name in os.environ.keys() - _asked}
    return {name: found[0] for name, found in sorted(near.items()) if found}


def text(name: str, default: str) -> str:
    """A string setting."""
    value = _given(name)
    return default if value is None else value


def flag(name: str, default: bool) -> bool:
    """A yes-or-no setting: true/false, yes/no, on/off, 1/0."""
    value = _given(name)
    if value is None:
        return default
    if value.strip().lower() not in _YES | _NO:
        refuse(f"{name} must be true or false, not {value!r}.")
    return value.strip().lower() in _YES


def number(name: str, default: int, *, least: int = 0, most: int = 2**31) -> int:
    """A whole number between ``least`` and ``most``."""
    try:
        value = int(text(name, str(default)))
    except ValueError:
        refuse(f"{name} must be a whole number, not {text(name, '')!r}.")
    if not least <= value <= most:
        refuse(f"{name} must lie between {least} and {most}; it is {value}.")
    return value


def web_address(name: str, default: str) -> str:
    """A web address without a path, and without a slash at the end; may be empty."""
    given = text(name, default).rstrip("/")
    return _origin(name, given) if given else ""


def _origin(name: str, given: str) -> str:
    try:
        parts = urlsplit(given)
        whole = parts.scheme in ("http", "https") and parts.hostname and not (parts.path or parts.query)
        whole = whole and parts.port != 0 and parts.username is None
    except ValueError:
        whole = False
    if not whole:
        refuse(f"{name} must be an address such as https://imr.example.org, not {given!r}.")
    return given


def host_names(name: str, default: list[str]) -> list[str]:
    """Names by which people reach the site, with commas: no scheme, no port, no path."""
    given = words(name, default)
    if not given:
        refuse(f"{name} must name a host such as imr.example.org; where it names none, nobody is answered.")
    for each in given:
        bare = each.removeprefix(".") if each != "*" else "any"
        if not (re.fullmatch(r"[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?", bare) or _is_address(bare)):
            refuse(f"{name} must be names such as imr.example.org, separated by commas, not {each!r}.")
    return given


def _is_address(given: str) -> bool:
    try:
        return bool(ip_address(given.removeprefix("[").removesuffix("]")))
    except ValueError:
        return False


def web_origins(name: str) -> list[str]:
    """Addresses without a path, separated by commas; ``https://*.example.org`` stands for all of its kind."""
    return [_origin(name, each) for each in words(name, [])]


def colour(name: str) -> str:
    """A colour as #rrggbb; empty where none is given."""
    given = text(name, "")
    if given and not re.fullmatch(r"#[0-9A-Fa-f]{6}", given):
        refuse(f"{name} must be a colour such as #0b6470, not {given!r}.")
    return given.lower()


def short_text(name: str, default: str, most: int) -> str:
    """A string of ``most`` characters or fewer."""
    given = text(name, default)
    if len(given) > most:
        refuse(f"{name} must have {most} characters or fewer, not {given!r}.")
    return given


def existing_folder(name: str, default: Path) -> Path:
    """A folder that is only read: the default need not be there."""
    path = Path(text(name, "") or default).expanduser().resolve()
    if text(name, "") and not path.is_dir():
        refuse(f"{name} names {path}, which is no folder.")
    return path


def existing_file(name: str) -> str:
    """The path of a file that is only read; empty where none is given."""
    given = text(name, "")
    if given and not Path(given).expanduser().is_file():
        refuse(f"{name} names {given}, which is no file.")
    return str(Path(given).expanduser().resolve()) if given else ""


def cluster_addresses(name: str) -> list[str]:
    """The addresses of a cluster's machines, with a user and a password where it asks for them; may be empty."""
    given = words(name, [])
    for place, address in enumerate(given, start=1):
        try:
            parts = urlsplit(address)
            whole = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        except ValueError:
            whole = False
        if not whole:  # which may hold a password: only its place is told
            refuse(
                f"{name} must be addresses such as https://search1:9200, separated by commas; number {place} is not."
            )
    return given


def media_store() -> dict[str, Any]:
    """Where originals and uploads lie: the bucket that S3_BUCKET names, or a folder of this machine.

    The keys to the bucket come as AWS's own tools take them: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the
    machine's role.
    """
    bucket = text("S3_BUCKET", "")
    if not bucket:
        return {"BACKEND": "search.operating.files.FolderStorage"}
    try:
        from botocore.config import Config
        from storages.backends import s3  # noqa: F401
    except ImportError:
        refuse("S3_BUCKET needs django-storages: pip install 'imr-precedents[cluster]', or make setup.")
    waiting = Config(connect_timeout=5, read_timeout=30, retries={"total_max_attempts": 4, "mode": "standard"})
    options = {
        "bucket_name": bucket,
        "endpoint_url": web_address("S3_ENDPOINT", "") or None,
        "region_name": text("S3_REGION", "") or None,
        "location": text("S3_PREFIX", "").strip("/"),
        "client_config": waiting,
        # Originals are named by what they hold, and uploads by their batch: what is written anew is the same.
        "file_overwrite": True,
        "max_memory_size": 32 * 2**20,
    }
    return {"BACKEND": "search.operating.objects.ObjectStorage", "OPTIONS": options}


def words(name: str, default: list[str]) -> list[str]:
    """A comma-separated list."""
    given = _given(name)
    return default if given is None else [word.strip() for word in given.split(",") if word.strip()]


def choice(name: str, default: str, allowed: tuple[str, ...]) -> str:
    """One of a few words."""
    value = text(name, default)
    if value not in allowed:
        refuse(f"{name} must be one of {', '.join(allowed)}, not {value!r}.")
    return value


def time_zone(name: str, default: str) -> str:
    """A time zone's name, such as America/Los_Angeles."""
    value = text(name, default)
    try:
        ZoneInfo(value)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        refuse(f"{name} must name a time zone such as America/Los_Angeles, not {value!r}.")
    return value


def folder(name: str, default: Path) -> Path:
    """A folder the site may write to; made if it is missing. One on a read-only disk is taken as it is."""
    path = Path(text(name, "") or default).expanduser().resolve()
    if is_read_only(path):
        return path
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        refuse(f"{name} names {path}, which cannot be made: {error.strerror}.")
    if not os.access(path, os.W_OK):
        refuse(f"{name} names {path}, which this user may not write to.")
    return path


def need_memory(megabytes: int) -> None:
    """Refuse to start where a process may not have so much: libraries end it then with words of their own."""
    limit = resource.getrlimit(resource.RLIMIT_AS)[0]
    if limit != resource.RLIM_INFINITY and limit < megabytes * 2**20:
        refuse(f"a process may have {limit // 2**20} MB of memory (ulimit -v), and it takes {megabytes} MB and more.")


def secret_key(data_dir: Path) -> str:
    """The key from SECRET_KEY, or one made on the first run and kept, readable by its owner alone, in ``data_dir``."""
    if given := text("SECRET_KEY", ""):
        if len(given) < 32:
            refuse("SECRET_KEY must have 32 characters or more.")
        return given
    path = data_dir / "secret_key"
    try:
        if not path.exists():
            _make_key(path)
        key = path.read_text(errors="replace").strip()
    except OSError as error:
        refuse(f"{path}, which holds its key, cannot be read or made: {error.strerror}.")
    if len(key) < 32:
        refuse(f"{path} holds no usable key; delete it to have a new one made.")
    return key


def _make_key(path: Path) -> None:
    """The whole key or none, on the disk: a full one or a power cut must not leave a file that is no key."""
    draft = path.with_name(f"secret_key.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass  # of two processes that started together, the other was first
        except OSError:
            draft.replace(path)  # on a disk that knows no links
    finally:
        draft.unlink(missing_ok=True)
