"""One machine makes the table of wording, the others take it over from the store that they share."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pytest_django import Settings

from imrsite import environment
from search.insight import keeping
from tests.cluster.objects import objects
from tests.index.rows import item, letter


def test_what_one_machine_makes_another_takes_over(
    db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    item(letter("CM15-0000001", date(2015, 1, 1), "A worker."), "Massage", "Eight visits brought no gain.")
    with objects() as store:
        for name, value in store.settings.items():
            monkeypatch.setenv(name, value)
        settings.STORAGES = {**settings.STORAGES, "default": environment.media_store()}
        settings.DATA_DIR = tmp_path / "one"
        assert not keeping.take_shared(), "nobody has made one"
        assert keeping.refresh() == 1
        assert store.names() == [keeping.SHARED]
        assert not keeping.take_shared(), "it is our own"
        settings.DATA_DIR = tmp_path / "two"
        assert keeping.take_shared()
        assert len(keeping.table_at_hand().items) == 1
        assert not keeping.take_shared()
    settings.DATA_DIR = tmp_path / "three"
    assert not keeping.take_shared(), "the store is away"
