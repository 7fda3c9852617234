"""A setting that makes no sense stops the start with one sentence; a name that is a slip is pointed out."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from imrsite import environment, settings
from imrsite.apps import misspelt_settings
from tests.operating.site import ROOT


@pytest.mark.parametrize(
    "given",
    [
        "https://imr.example.org",
        "imr.example.org/",
        "imr.example.org:8000",
        "imr.example.org;www.example.org",
        "imr example.org",
        "a,-b",
        "",
        " , ",
    ],
)
def test_a_host_name_is_no_address(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", given)
    with pytest.raises(SystemExit, match="ALLOWED_HOSTS must"):
        environment.host_names("ALLOWED_HOSTS", [])


@pytest.mark.parametrize("given", ["imr.example.org, .example.org", "*", "[::1],127.0.0.1", "site_1"])
def test_host_names(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", given)
    assert environment.host_names("ALLOWED_HOSTS", []) == [each.strip() for each in given.split(",")]


@pytest.mark.parametrize("given", ["imr.example.org", "https://a.org, b.org", "https://a.org/x", "https://a.org:99999"])
def test_an_origin_has_a_scheme_and_no_path(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("CSRF_TRUSTED_ORIGINS", given)
    with pytest.raises(SystemExit, match="CSRF_TRUSTED_ORIGINS must"):
        environment.web_origins("CSRF_TRUSTED_ORIGINS")


@pytest.mark.parametrize(
    "given",
    [
        "mysql://user:a-secret@host/name",
        "postgre://user:a-secret@host/name",
        "postgres://user:a-secret@host:port/name",
        "postgres://user:a-secret@host/",
        "postgres://",
        "host/name",
    ],
)
def test_another_database_is_refused_and_its_password_not_told(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("DATABASE_URL", given)
    with pytest.raises(SystemExit, match="DATABASE_URL must") as refused:
        settings.database()
    assert "a-secret" not in str(refused.value)


def test_what_only_the_web_server_needs_is_read_by_every_command(tmp_path: Path) -> None:
    done = _check(tmp_path, WEB_WORKERS="two")
    assert done.returncode and done.stderr == "This site cannot start: WEB_WORKERS must be a whole number, not 'two'.\n"


def test_a_slip_in_a_name_is_pointed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ALLOWED_HOST", "SAMPELS", "LOGLEVEL", "SOMETHING_ELSE"):
        monkeypatch.setenv(name, "x")
    said = " ".join(str(each.msg) for each in misspelt_settings(None))
    for meant in ("ALLOWED_HOSTS", "SAMPLES", "LOG_LEVEL"):
        assert f"Is {meant} meant?" in said
    assert "SOMETHING_ELSE" not in said


@pytest.mark.parametrize(
    ("given", "backend"),
    [
        ({}, "django.core.mail.backends.console.EmailBackend"),
        ({"HTTPS": "true"}, "search.keeping.no_mail.NoMail"),
        ({"HTTPS": "true", "EMAIL_HOST": "mail.example.org"}, "django.core.mail.backends.smtp.EmailBackend"),
    ],
)
def test_mails_that_would_reach_nobody_are_not_sent(tmp_path: Path, given: dict[str, str], backend: str) -> None:
    show = ("shell", "-v0", "-c", "from django.conf import settings; print(settings.EMAIL_BACKEND)")
    done = _check(tmp_path, resource.RLIM_INFINITY, show, **given)
    assert done.stdout.strip() == backend, done.stderr


def test_a_key_is_whole_or_not_there(tmp_path: Path) -> None:
    key = tmp_path / "secret_key"
    full = _check(tmp_path, most=0)
    assert full.returncode and f"cannot start: {key}, which holds its key, cannot be read or made" in full.stderr
    assert not list(tmp_path.glob("secret_key*"))
    assert _check(tmp_path).returncode == 0
    assert len(key.read_text()) >= 32 and key.stat().st_mode & 0o777 == 0o600
    key.unlink()
    key.mkdir()
    done = _check(tmp_path)
    assert done.returncode and done.stderr.count("\n") == 1 and "Is a directory" in done.stderr


def _check(
    folder: Path, most: int = resource.RLIM_INFINITY, command: tuple[str, ...] = ("check",), **given: str
) -> subprocess.CompletedProcess[str]:
    """`manage.py check`, or another command, on a data folder, of a process that may write files of ``most`` bytes."""
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env={"DATA_DIR": str(folder), "PATH": "/usr/bin:/bin", **given},
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY)),
    )
