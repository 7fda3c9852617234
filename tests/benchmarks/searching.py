"""Random searches: words, phrases, nearness, scopes, filters, dates, orders, deep pages, as somebody may ask them."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any
from urllib.parse import urlencode

SORTS = ("", "", "relevance", "newest", "oldest")


def typed(chance: Random, texts: list[list[str]]) -> str:
    """What somebody may type: words, phrases, beginnings, nearness, scopes, alternatives, exclusions, or nothing."""
    text = chance.choice(texts)
    start = chance.randrange(max(1, len(text) - 4))
    near = text[start : start + 4]
    word = chance.choice(text)
    longer = next((each for each in near if len(each) > 4), "treatment")
    return chance.choice(
        [
            "",
            word,
            " ".join(chance.sample(text, min(len(text), chance.randint(2, 4)))),
            f'"{" ".join(near[: chance.randint(2, 3)])}"',
            f'"{near[0]} {near[-1]}"~{chance.randint(1, 8)}',
            f"{longer[:4]}*",
            f"{word} OR {chance.choice(chance.choice(texts))}",
            f"{word} -{chance.choice(chance.choice(texts))}",
            f"({word} OR {near[0]}) {near[-1]}",
            f"{chance.choice(['heading', 'rationale', 'summary'])}:{word}",
        ]
    )


def addresses(chance: Random, values: dict[str, list[str]], texts: list[list[str]], count: int) -> Iterator[str]:
    """So many searches: words, filters, dates, order and page."""
    for _ in range(count):
        asked: list[tuple[str, Any]] = [("q", typed(chance, texts))]
        for facet in chance.sample(sorted(values), chance.choice([0, 0, 1, 1, 2])):
            asked += [(facet, value) for value in chance.sample(values[facet], min(len(values[facet]), 2))]
        if chance.random() < 0.2:
            asked.append((chance.choice(["from", "to"]), chance.choice(["2014", "2015-06-01", "2016"])))
        if sort := chance.choice(SORTS):
            asked.append(("sort", sort))
        if chance.random() < 0.3:
            asked += [("page", chance.randint(1, 6)), ("per_page", chance.choice([10, 20, 50]))]
        yield f"/search.json?{urlencode(asked)}"
