"""The data files, read once."""

from functools import cache
from importlib.resources import files
from typing import Any

import rtoml


@cache
def table(name: str) -> dict[str, Any]:
    """The contents of `data/<name>.toml`; a missing or broken file raises, since nothing works without it."""
    return rtoml.loads(files(__package__).joinpath("data", f"{name}.toml").read_text(encoding="utf-8"))
