"""The room's data files, read once."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import rtoml


@cache
def table(name: str) -> dict[str, Any]:
    """The contents of `data/<name>.toml`; a missing or broken file raises, since nothing works without it."""
    return rtoml.loads(_text(f"{name}.toml"))


@cache
def words(name: str) -> frozenset[str]:
    """The words of `data/<name>.txt`, in lower case; lines that begin with # are remarks."""
    lines = _text(f"{name}.txt").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def _text(name: str) -> str:
    return files(__package__).joinpath("data", name).read_text(encoding="utf-8")
