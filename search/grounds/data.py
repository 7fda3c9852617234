"""The rules and the learned weights, read once from `data/`."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from search.vocabulary.phrases import PhraseLexicon, WrittenPhrase, phrase

RULE_KINDS = ("topic", "unmet", "met", "weak")


def weights_of() -> dict[str, Any]:
    """The learned weights: ``grounds``, and for each of ``features`` its weights in hundredths by ground's number;
    the number behind the last ground's is of a sentence that applies any criterion."""
    read: dict[str, Any] = json.loads(files(__package__).joinpath("data", "weights.json").read_text(encoding="utf-8"))
    return read


@cache
def table(name: str) -> dict[str, Any]:
    """The contents of `data/<name>.toml`; a missing or broken file raises, since nothing works without it."""
    return tomllib.loads(files(__package__).joinpath("data", f"{name}.toml").read_text(encoding="utf-8"))


@cache
def lexicon() -> PhraseLexicon:
    """The phrases of both files: on the sheet "cues" by cue, on the sheet "rules" by a rule's number and kind."""
    return PhraseLexicon({"cues": _cues(), "rules": _rules()})


def _cues() -> Iterator[tuple[str, WrittenPhrase]]:
    data = table("cues")
    for cue, written in data["cues"].items():
        for each in written:
            yield cue, phrase(each, data["lists"])


def _rules() -> Iterator[tuple[str, WrittenPhrase]]:
    data = table("rules")
    for number, rule in enumerate(data["rule"]):
        for kind in RULE_KINDS:
            for each in rule.get(kind, ()):
                yield f"{number}.{kind}", phrase(each, data["lists"])
