"""The rules and the learned weights, read once from `data/`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import chain
from typing import Any

import rtoml

from search.vocabulary.phrases import PhraseLexicon, WrittenPhrase, phrase

RULE_KINDS = ("topic", "unmet", "met", "weak")


def weights_file() -> Traversable:
    """The learned weights, as :meth:`GroundWeights.write` writes them."""
    return files(__package__).joinpath("data", "weights.npz")


@cache
def table(name: str) -> dict[str, Any]:
    """The contents of `data/<name>.toml`; a missing or broken file raises, since nothing works without it."""
    return rtoml.loads(files(__package__).joinpath("data", f"{name}.toml").read_text(encoding="utf-8"))


@cache
def lexicon() -> PhraseLexicon:
    """The phrases of both files, by cue and by a rule's number and kind."""
    rules = ((name, raw[kind]) for name, kind, raw in written_rules())
    return PhraseLexicon(chain(_phrases("cues", table("cues")["cues"].items()), _phrases("rules", rules)))


def written_rules() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """For each rule and kind of its phrases the name under which they are filed, the kind and the rule as written."""
    for number, raw in enumerate(table("rules")["rule"]):
        yield from ((f"{number}.{kind}", kind, raw) for kind in RULE_KINDS if kind in raw)


@cache
def rule_names() -> frozenset[str]:
    """The names under which rules' phrases are filed; all others are cues."""
    return frozenset(name for name, _, _ in written_rules())


def _phrases(file: str, written: Iterable[tuple[str, Iterable[str]]]) -> Iterator[tuple[str, WrittenPhrase]]:
    lists = table(file)["lists"]
    return ((name, phrase(each, lists)) for name, of in written for each in of)
