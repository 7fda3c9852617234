"""A data folder for each test process, chosen before Django reads its settings: nothing of the person's is touched.

A plugin named on pytest's command line (see ``addopts``), because pytest-django reads the settings before any conftest.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

_DATA = tempfile.TemporaryDirectory(prefix="imr-tests-", ignore_cleanup_errors=True)
os.environ["DATA_DIR"] = _DATA.name
# Tests write rows behind the log of changes; those of remembering pages say so themselves.
os.environ["PAGE_MEMORY_MB"] = "0"
# Where collected static files would lie: WhiteNoise warns of a folder that is not there.
(Path(_DATA.name) / "static").mkdir()
for _name in ("DATABASE_URL", "SEARCH_URL", "SECRET_KEY", "ALLOWED_HOSTS", "DEBUG", "HTTPS", "SITE_URL", "SITE_NAME"):
    os.environ.pop(_name, None)
# The suite on another database: each test process makes one of its own there.
if os.environ.get("TEST_DATABASE_URL"):
    os.environ["DATABASE_URL"] = os.environ["TEST_DATABASE_URL"]
# Playwright's synchronous calls run inside an event loop, where Django would refuse the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
