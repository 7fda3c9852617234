"""The rules, read once from `data/`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from .phrases import GroundPhrase, phrase


@cache
def table(name: str) -> dict[str, Any]:
    """The contents of `data/<name>.toml`; a missing or broken file raises, since nothing works without it."""
    return tomllib.loads(files(__package__).joinpath("data", f"{name}.toml").read_text(encoding="utf-8"))


def phrases_of(name: str) -> Iterator[tuple[str, GroundPhrase]]:
    """The cues of `data/<name>.toml`, each phrase under the name of its cue."""
    data = table(name)
    for cue, written in data["cues"].items():
        for each in written:
            yield cue, phrase(each, data["lists"])
