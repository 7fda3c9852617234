"""The README's commands do what it says: a stale command is worse than none."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.management.base import CommandError

from imrsite import environment
from search.management.commands.serve import check_free

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text()
SHELL_BLOCKS = re.findall(r"```sh\n(.*?)```", README, flags=re.DOTALL)
PATIENCE = 120.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answer(url: str, server: subprocess.Popen[str]) -> str:
    """The page's text, as soon as the server answers with one."""
    deadline = time.monotonic() + PATIENCE
    while True:
        if server.poll() is not None:
            pytest.fail(f"the server has stopped:\n{server.communicate()[0]}")
        try:
            with urllib.request.urlopen(url, timeout=10) as response:
                return str(response.read().decode())
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


@pytest.mark.slow
@pytest.mark.parametrize(
    "shell",
    [["env"], ["bash", "-c", 'trap "" INT; exec "$@"', "in the background"]],
    ids=["first, in the foreground", "second, as a shell's background job with SIGINT ignored"],
)
def test_make_run_serves_the_samples_and_stops_cleanly(
    clone: Path, surroundings: dict[str, str], shell: list[str]
) -> None:
    port = free_port()
    process = subprocess.Popen(
        [*shell, "make", "run"],
        cwd=clone,
        env=surroundings | {"PORT": str(port)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        home = answer(f"http://127.0.0.1:{port}/", process)
        results = answer(f"http://127.0.0.1:{port}/search/?q=massage+therapy", process)
        health = answer(f"http://127.0.0.1:{port}/healthz", process)
    finally:
        # What Ctrl-C does: the whole foreground group gets the signal.
        subprocess.run(["kill", "-INT", "--", f"-{process.pid}"], check=True)
        output, _ = process.communicate(timeout=60)
    assert "disputed items" in home
    assert "assage" in results
    assert '"ok": true' in health
    assert process.returncode in (0, -signal.SIGINT, 2), output
    assert "Traceback" not in output
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0, "something still listens"


@pytest.mark.slow
@pytest.mark.usefixtures("prepared")
def test_every_shell_command_works(clone: Path, surroundings: dict[str, str]) -> None:
    assert len(SHELL_BLOCKS) >= 5
    for block in SHELL_BLOCKS:
        done = subprocess.run(["bash", "-ec", block], cwd=clone, env=surroundings, capture_output=True, text=True)
        assert done.returncode == 0, f"{block}\n{done.stdout}\n{done.stderr}"


def test_every_make_target_is_there() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    named = set(re.findall(r"(?:^ {4}|`)(?:PORT=\d+ )?make ([a-z-]+)", README, flags=re.MULTILINE))
    assert named and named <= targets


def test_every_setting_is_described_and_every_description_is_a_setting() -> None:
    source = "".join(path.read_text() for path in (ROOT / "imrsite").glob("*.py"))
    read = set(re.findall(r'\b(?:env\.\w+|text)\("([A-Z_]+)"', source))
    table = README.split("## Settings")[1].split("## Operate")[0]
    first_column = re.findall(r"^\|([^|]*)\|", table, flags=re.MULTILINE)
    described = set(re.findall(r"`([A-Z_]+)`", " ".join(first_column)))
    assert read == described


def test_a_bad_value_refuses_to_start_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "eighty")
    with pytest.raises(SystemExit, match="PORT must be a whole number, not 'eighty'"):
        environment.number("PORT", 8000)
    monkeypatch.setenv("HTTPS", "perhaps")
    with pytest.raises(SystemExit, match="HTTPS must be true or false"):
        environment.flag("HTTPS", False)
    for place in ("Mars/Olympus", "../../etc/passwd", ""):
        monkeypatch.setenv("TIME_ZONE", place)
        with pytest.raises(SystemExit, match="TIME_ZONE must name a time zone"):
            environment.time_zone("TIME_ZONE", "America/Los_Angeles")


def test_a_port_in_use_or_a_host_that_is_none_is_said_in_a_sentence() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(CommandError, match=r"Cannot listen on 127\.0\.0\.1:\d+: .*PORT="):
            check_free("127.0.0.1", other.getsockname()[1])
    with pytest.raises(CommandError, match="look at HOST"):
        check_free("999.1.1.1", 8000)
    check_free("127.0.0.1", free_port())


def test_the_secret_key_is_made_once_and_kept_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    key = environment.secret_key(tmp_path)
    assert len(key) >= 32
    assert environment.secret_key(tmp_path) == key
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0
    monkeypatch.setenv("SECRET_KEY", "short")
    with pytest.raises(SystemExit, match="32 characters"):
        environment.secret_key(tmp_path)


def test_those_that_start_together_have_one_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    with ThreadPoolExecutor(8) as together:
        keys = set(together.map(environment.secret_key, [tmp_path] * 40))
    kept = tmp_path / "secret_key"
    assert keys == {kept.read_text()} and list(tmp_path.iterdir()) == [kept]
    kept.write_text("")
    with pytest.raises(SystemExit, match="holds no usable key"):
        environment.secret_key(tmp_path)
