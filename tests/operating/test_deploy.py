"""The files in deploy/ are what the programs that read them take, and nginx in front of the site does what it says."""

from __future__ import annotations

import configparser
import http.client
import re
import shutil
import ssl
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.operating.site import ROOT, Site, eventually
from tests.system.test_readme import free_port

DEPLOY = ROOT / "deploy"
GUIDE = (ROOT / "docs" / "deploy.md").read_text()
NAME = "imr.example.org"
UNITS = sorted([*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")])


def unit(path: Path) -> configparser.ConfigParser:
    read = configparser.ConfigParser(strict=False, interpolation=None, allow_no_value=True)
    read.optionxform = str  # type: ignore[assignment, method-assign]
    read.read_string(path.read_text())
    return read


def test_every_file_is_named_in_the_guide_and_every_file_named_is_there() -> None:
    named = set(re.findall(r"deploy/([\w.*-]+\w)", GUIDE))
    there = {path.name for path in DEPLOY.iterdir() if path.is_file()}
    assert {name for name in named if "*" not in name and name != "backups"} <= there
    assert all(path.name in GUIDE or path in UNITS or path.name == "Dockerfile" for path in DEPLOY.iterdir())


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_units_are_hardened_and_start_commands_that_exist(path: Path) -> None:
    read = unit(path)
    if path.suffix == ".timer":
        assert read["Timer"]["OnCalendar"] and (path.with_suffix(".service")).is_file()
        return
    service = read["Service"]
    assert service["NoNewPrivileges"] == "true" and service["ProtectSystem"] == "strict" and service["UMask"] == "0077"
    commands = re.findall(r"manage\.py (\w+)", path.read_text())
    assert commands or "gunicorn" in service["ExecStart"]
    for command in commands:
        helped = subprocess.run([sys.executable, "manage.py", command, "--help"], cwd=ROOT, capture_output=True)
        assert helped.returncode == 0, command


def test_systemd_takes_the_units(tmp_path: Path) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd is not installed here")
    python = tmp_path / "python"  # this run's own may lie in a folder whose name has a space
    python.symlink_to(sys.executable)
    for path in UNITS:
        text = path.read_text().replace("/srv/imr/.venv/bin/python", str(python)).replace("User=imr", "User=root")
        (tmp_path / path.name).write_text(text.replace("Group=imr", "Group=root"))
    for path in UNITS:
        done = subprocess.run(["systemd-analyze", "verify", tmp_path / path.name], capture_output=True, text=True)
        wrong = [line for line in done.stderr.splitlines() if str(tmp_path) in line or path.name in line]
        assert not wrong, wrong


def test_the_settings_file_sets_what_the_site_reads() -> None:
    lines = [line for line in (DEPLOY / "imr.env").read_text().splitlines() if line and not line.startswith("#")]
    settings = dict(line.split("=", 1) for line in lines)
    readme = (ROOT / "README.md").read_text()
    assert all(f"`{name}`" in readme for name in settings)
    assert settings["HTTPS"] == settings["BEHIND_PROXY"] == "true"


def test_the_sites_commands_are_run_with_its_settings(tmp_path: Path) -> None:
    settings = (DEPLOY / "imr.env").read_text().replace("/var/lib/imr", str(tmp_path / "data"))
    (tmp_path / "imr.env").write_text(settings.replace("/var/log/imr", str(tmp_path)) + 'SITE_NAME="Our letters"\n')
    script = (DEPLOY / "imr").read_text()
    for old, new in (
        ("/etc/imr/imr.env", f"'{tmp_path / 'imr.env'}'"),
        ("runuser -u imr -- ", ""),
        ("/srv/imr/.venv/bin/python", f"'{sys.executable}'"),
        ("/srv/imr/manage.py", f"'{ROOT / 'manage.py'}'"),
    ):
        assert old in script
        script = script.replace(old, new)
    (tmp_path / "imr").write_text(script)
    show = "from django.conf import settings as s; print(s.SITE_NAME, s.HTTPS, s.DATA_DIR)"
    done = subprocess.run(["sh", tmp_path / "imr", "shell", "-v0", "-c", show], cwd=tmp_path, capture_output=True)
    assert done.stdout.decode().strip() == f"Our letters True {tmp_path / 'data'}", done.stderr


def test_the_image_copies_what_the_site_needs() -> None:
    text = (DEPLOY / "Dockerfile").read_text()
    copied = re.findall(r"^COPY (.+) \S+$", text, flags=re.MULTILINE)
    sources = {name for line in copied for name in line.split()}
    assert all((ROOT / name).exists() for name in sources)
    assert {"imrsite", "search", "templates", "static", "manage.py", "requirements.lock"} <= sources
    python = re.search(r"FROM python:(\d+\.\d+)", text)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"]
    assert python and python[1] in ("3.11", "3.12", "3.13") and project == ">=3.11,<3.14"
    assert "USER imr" in text


def test_the_program_is_compiled_by_whoever_may_write_beside_it() -> None:
    compiling = "python -m compileall -q imrsite search"
    assert [GUIDE.count(made) for made in ("make setup &&", f"make setup && .venv/bin/{compiling}")] == [3, 3]
    image = (DEPLOY / "Dockerfile").read_text()
    assert image.index("COPY search") < image.index(f"RUN {compiling}") < image.index("USER imr")


def test_logs_are_rotated_where_the_site_writes_them(tmp_path: Path) -> None:
    text = (DEPLOY / "logrotate.conf").read_text()
    assert text.count("{") == text.count("}") == 1 and "/var/log/imr/*.log {" in text
    assert "LOG_DIR=/var/log/imr" in (DEPLOY / "imr.env").read_text()
    if shutil.which("logrotate"):
        (tmp_path / "logrotate.conf").write_text(text.replace("su imr imr", "").replace("/var/log/imr", str(tmp_path)))
        done = subprocess.run(["logrotate", "-d", tmp_path / "logrotate.conf"], capture_output=True, text=True)
        assert done.returncode == 0 and "error" not in done.stderr


@contextmanager
def nginx(site: Site, folder: Path, port: int, tls: int) -> Iterator[None]:
    """nginx with the project's file, on ports of its own and with a certificate made for the test."""
    certificate = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    certificate += ["-keyout", "key.pem", "-out", "cert.pem", "-subj", f"/CN={NAME}"]
    certificate += ["-addext", f"subjectAltName=DNS:{NAME}"]
    subprocess.run(certificate, cwd=folder, check=True, capture_output=True)
    text = (DEPLOY / "nginx.conf").read_text()
    text = re.sub(r"listen \[::\].*\n", "", text)
    for old, new in (
        ("listen 80;", f"listen 127.0.0.1:{port};"),
        ("listen 443", f"listen 127.0.0.1:{tls}"),
        (f"/etc/letsencrypt/live/{NAME}/fullchain.pem", str(folder / "cert.pem")),
        (f"/etc/letsencrypt/live/{NAME}/privkey.pem", str(folder / "key.pem")),
        ("127.0.0.1:8000;", f"127.0.0.1:{site.port};"),
    ):
        assert old in text
        text = text.replace(old, new)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    whole = f"pid {folder}/pid; daemon off; user root; events {{}} http {{ access_log off; {temporary}\n{text} }}"
    (folder / "nginx.conf").write_text(whole)
    server = subprocess.Popen(["nginx", "-c", folder / "nginx.conf", "-e", folder / "error.log"])
    try:
        yield
    finally:
        server.terminate()
        server.wait(20)


def test_nginx_with_tls_in_front_of_the_site(make_site: Callable[..., Site], tmp_path: Path) -> None:
    if not shutil.which("nginx"):
        pytest.skip("nginx is not installed here")
    site = make_site(ALLOWED_HOSTS=NAME, HTTPS="true", BEHIND_PROXY="true", SITE_URL=f"https://{NAME}").start()
    port, tls = free_port(), free_port()
    trusted = ssl.create_default_context()
    with nginx(site, tmp_path, port, tls):
        assert eventually(lambda: (tmp_path / "pid").exists(), 20)
        trusted.load_verify_locations(tmp_path / "cert.pem")

        def ask(method: str, address: str, body: bytes | None = None) -> tuple[int, dict[str, str], str]:
            connection = _Named("127.0.0.1", tls, context=trusted, timeout=30)
            connection.request(method, address, body, headers={"Host": NAME})
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
            connection.close()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, text

        status, headers, page = ask("GET", "/search/?q=treatment")
        assert status == 200 and "</html>" in page
        assert "max-age" in headers["strict-transport-security"]
        assert "secure" in ask("GET", "/accounts/login/")[1]["set-cookie"].lower()
        assert ask("GET", "/metrics")[0] == 404
        assert ask("GET", "/readyz")[0] == 200
        assert f"https://{NAME}/search/" in ask("GET", "/opensearch.xml")[2]
        large = ask("POST", "/accounts/login/", b"x" * 3_000_000)
        assert large[0] == 413 and "may upload letters" in large[2]
        plain = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        plain.request("GET", "/search/?q=a", headers={"Host": NAME})
        moved = plain.getresponse()
        assert (moved.status, moved.getheader("Location")) == (301, f"https://{NAME}/search/?q=a")
        plain.close()


class _Named(http.client.HTTPSConnection):
    """A connection to this machine that asks for the site's name."""

    def connect(self) -> None:
        http.client.HTTPConnection.connect(self)
        context: ssl.SSLContext = self._context  # type: ignore[attr-defined]
        self.sock = context.wrap_socket(self.sock, server_hostname=NAME)
