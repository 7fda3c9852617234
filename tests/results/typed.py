"""Things that nobody should type and somebody will."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from search.query.tree import SCOPES

GRAMMAR = [
    '"', "“", "”", "'", "’", "(", ")", "((", "))", "*", "**", "~", "~3", '"~99999', "-", "--", "–", ":", "::",
    *(f"{scope}:" for scope in SCOPES), "treatment:", "id:", "AND", "OR", "NOT", "and", "/", "\\", "+", "?", "^2",
    "[a TO z]", "{", "}", "%", "_", "§", "No.", "CM15-0035427", "cm15-00*", "10mg", "7.5/325", "p.r.n.", "#", "&",
    "<b>", "&amp;", "$(x)", "';--", "\x00", "\x0b", "\r\n", "\t", "\u00ad", "\u200b", "\u202e", "\ud800", "\ufeff",
    "ﬁ", "é", "İ", "ß", "½", "①", "𝐦𝐚𝐬𝐬𝐚𝐠𝐞", "👩‍⚕️", "中文", "עברית", "a\u0301\u0302\u0303",
]  # fmt: skip


def strings(chance: Random, words: Sequence[str], count: int) -> Iterator[str]:
    """So many random queries; ``words`` are the collection's own, so that many of them find something."""
    kinds = (_characters, _soup, _words, _phrases, _prefixes, _repeated, _long)
    for number in range(count):
        yield kinds[number % len(kinds)](chance, words)


def _characters(chance: Random, words: Sequence[str]) -> str:
    last = chance.choice([0x7F, 0x2FF, 0xFFFF, 0x10FFFF])
    return "".join(chr(chance.randint(0, last)) for _ in range(chance.randint(0, 60)))


def _soup(chance: Random, words: Sequence[str]) -> str:
    joins = chance.choice(["", " "])
    return joins.join(
        chance.choice([chance.choice(GRAMMAR), chance.choice(words)]) for _ in range(chance.randint(1, 40))
    )


def _words(chance: Random, words: Sequence[str]) -> str:
    return " ".join(
        chance.choice(["", "", "-", "NOT ", "OR "]) + chance.choice(words) for _ in range(chance.randint(1, 8))
    )


def _phrases(chance: Random, words: Sequence[str]) -> str:
    ends = ['"', '"~5', '"~100', '"*', ""]
    return " ".join(
        f'{chance.choice(["", "-", "rationale:"])}"{" ".join(chance.choices(words, k=chance.randint(1, 9)))}'
        + chance.choice(ends)
        for _ in range(chance.randint(1, 6))
    )


def _prefixes(chance: Random, words: Sequence[str]) -> str:
    return " ".join(f"{chance.choice(words)[: chance.randint(1, 5)]}*" for _ in range(chance.randint(1, 64)))


def _repeated(chance: Random, words: Sequence[str]) -> str:
    unit = "".join(chance.choices([*GRAMMAR, *words[:20], " "], k=chance.randint(1, 3)))
    return unit * chance.randint(1, 3_000 // len(unit))


def _long(chance: Random, words: Sequence[str]) -> str:
    end = chance.choice(["", '"', '"~9', ")"])
    return chance.choice(["", '"', "(", "-("]) + " ".join(chance.choices(words, k=chance.randint(50, 400))) + end
