"""What a command loads: to load all pages, to have them checked, takes longer than many a command does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_RUN = """
import sys
from django.core.management import execute_from_command_line
try:
    execute_from_command_line(["manage.py", *sys.argv[1:]])
finally:
    print(*sorted({"imrsite.urls", "search.views.briefs", "docx"} & set(sys.modules)))
"""


def loaded(environment: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", _RUN, *command], cwd=ROOT, env=environment, check=False, capture_output=True, text=True
    )


def test_a_command_of_data_loads_no_pages_and_still_names_a_misspelt_setting(own_site: dict[str, str]) -> None:
    done = loaded({**own_site, "ALOWED_HOSTS": "imr.example"}, "restore", "/nowhere")
    assert done.stdout.strip() == ""
    assert "ALOWED_HOSTS is no setting of this site. Is ALLOWED_HOSTS meant?" in done.stderr


def test_what_keeps_the_site_up_loads_no_pages(own_site: dict[str, str]) -> None:
    done = loaded({**own_site, "HOST": "999.1.1.1"}, "serve")
    assert "look at HOST" in done.stderr and done.stdout.strip() == ""


def test_the_pages_are_checked_without_what_writes_word_files(own_site: dict[str, str]) -> None:
    done = loaded(own_site, "check")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "imrsite.urls search.views.briefs"


_FORKING = """
import gc, runpy
configured = runpy.run_path("imrsite/gunicorn.py")
import imrsite.wsgi
configured["pre_fork"](None, None)
print(gc.get_freeze_count() > 50_000, len(gc.get_objects()) < 5_000)
"""


def test_web_processes_do_not_look_through_what_was_loaded_before_them(own_site: dict[str, str]) -> None:
    command = [sys.executable, "-c", _FORKING]
    done = subprocess.run(command, cwd=ROOT, env=own_site, check=False, capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "True True", done.stderr
