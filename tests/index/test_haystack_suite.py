"""Haystack's own Whoosh tests against our backend: what the stock backend passes, ours passes.

They are in Haystack's source distribution, fetched for the run and never kept: ``HAYSTACK_SUITE=1`` asks for it, as
``.ci/run`` does. Without it a machine that reaches no package registry can run every other test.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
EXCEPTIONS = {
    "test_slice": "holds [1:3] of three to be the first two: the stock backend answers with the page it begins on",
    "test_values_slicing": "holds [1:11] of three to be all three, for the same reason; ours leaves out the first",
}
"""Tests that ask for the first of the wrong answers (``test_wrong_answers.py``), each with what it asks."""
SETTINGS = """
from test_haystack.settings import *

DATABASES["default"]["NAME"] = ":memory:"
HAYSTACK_CONNECTIONS = {
    name: options for name, options in HAYSTACK_CONNECTIONS.items() if "whoosh" in name or name in ("default", "simple")
}
for options in HAYSTACK_CONNECTIONS.values():
    if "whoosh" in options["ENGINE"]:
        options["ENGINE"] = "search.index.whoosh.WhooshEngine"
"""


@pytest.mark.slow
@pytest.mark.skipif(
    not os.environ.get("HAYSTACK_SUITE"), reason="HAYSTACK_SUITE=1 fetches and runs Haystack's own tests"
)
def test_haystacks_own_whoosh_tests_pass(tmp_path: Path) -> None:
    wanted = f"django-haystack=={version('django-haystack')}"
    fetch = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-binary", "django-haystack", wanted]
    subprocess.run([*fetch, "-d", str(tmp_path)], check=True, timeout=300)
    (archive,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(archive) as source:
        source.extractall(tmp_path, filter="data")
    (unpacked,) = (folder for folder in tmp_path.iterdir() if folder.is_dir())
    (unpacked / "our_settings.py").write_text(SETTINGS)
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "django", "test", "test_haystack.whoosh_tests"],
        cwd=unpacked,
        env={**os.environ, "PYTHONPATH": f"{unpacked}:{ROOT}", "DJANGO_SETTINGS_MODULE": "our_settings"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    report = ran.stderr
    assert re.search(r"^Ran 86 tests", report, re.MULTILINE), report
    assert set(re.findall(r"^(?:FAIL|ERROR): (\w+)", report, re.MULTILINE)) == set(EXCEPTIONS), report
