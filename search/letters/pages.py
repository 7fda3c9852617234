"""The pages of a file put in the order of their numbers, where every page has one."""

from __future__ import annotations

import re
from collections.abc import Sequence

_NUMBER = re.compile(
    r"(?:.{0,90}[\W_])?(?:page|pg|p)\.?\s{0,2}[:#|]?\s{0,2}(\d{1,3})(?:\s{0,2}(?:of|/)\s{0,2}(\d{1,3}))?\W{0,4}",
    re.IGNORECASE,
)
_BARE = re.compile(r"\W{0,4}(\d{1,3})(?:\s{0,2}(?:of|/)\s{0,2}(\d{1,3}))?\W{0,4}")
# What stands on a letter's first page.
_FIRST = re.compile(r"\bcase number\b|\bdate assigned\b|\bhow the imr\b", re.IGNORECASE)
_BEGINNING = 900
_EDGE = 3
_ENDS_WITHIN = 5
"""A number that ends a line, with the signs behind it."""


def in_order(text: str) -> str:
    """The text, its pages in the order of their numbers where every page has one and they are in another order."""
    if text.count("\f") == 0:
        return text
    pages = [page for page in text.split("\f") if page.strip()]
    edges = [_edge_lines(page) for page in pages]
    for pattern in (_NUMBER, _BARE):
        numbers = [_page_number(lines, pattern) for lines in edges]
        order = _sorted(numbers)
        if order is not None and (None not in numbers or _begins_letter(pages[order[0]])):
            return "\f".join(pages[at] for at in order)
    return text


def _begins_letter(page: str) -> bool:
    """Whether a page is like a letter's first. A stamp on one of two pages, or a head that was printed at the foot of
    the page before its own, counts otherwise than the pages follow.
    """
    return _FIRST.search(page[:_BEGINNING]) is not None


def _edge_lines(page: str) -> list[str]:
    """The lines at a page's foot and head that end with a number, from the foot on."""
    raw = [line for line in page.split("\n") if line.strip()]
    lines = [" ".join(line.split()) for line in (*reversed(raw[-_EDGE:]), *raw[:_EDGE])]
    return [line for line in lines if any(map(str.isdigit, line[-_ENDS_WITHIN:]))]


def _page_number(lines: Sequence[str], pattern: re.Pattern[str]) -> tuple[int, int] | None:
    """The number printed at a page's foot or head and that of all pages, 0 where that is not said."""
    for line in lines:
        found = pattern.fullmatch(line) if len(line) < 90 else None
        if found:
            return int(found[1]), int(found[2] or 0)
    return None


def _sorted(numbers: Sequence[tuple[int, int] | None]) -> list[int] | None:
    """The places of the pages in the order of their numbers; None where they are in it, or it is not sure.

    One page may have no number. Pages of several letters are told apart by the number of all pages.
    """
    count = len(numbers)
    known = [number for number in numbers if number is not None]
    if count < 2 or len(known) < count - 1 or (len(known) == 1 and known[0][1] != count):
        return None
    order = _by_letter(numbers) or _together(numbers, known)
    return order if order != list(range(count)) else None


def _by_letter(numbers: Sequence[tuple[int, int] | None]) -> list[int] | None:
    """The order of pages of letters that follow each other whole, each with all its pages in any order."""
    order: list[int] = []
    while len(order) < len(numbers):
        start = len(order)
        of = next((number[1] for number in numbers[start:] if number), 0)
        block = numbers[start : start + of]
        absent = set(range(1, of + 1)) - {number[0] for number in block if number and number[1] == of}
        if not of or len(block) < of or len(absent) != block.count(None):
            return None
        keys = [number[0] if number else min(absent) for number in block]
        order += [at for _, at in sorted(zip(keys, range(start, start + of), strict=True))]
    return order


def _together(numbers: Sequence[tuple[int, int] | None], known: Sequence[tuple[int, int]]) -> list[int] | None:
    """The order of pages of one letter, or of several whose pages lie among each other."""
    count = len(numbers)
    groups: dict[int, list[int]] = {}
    for number in known:
        groups.setdefault(number[1], []).append(number[0])
    missing: tuple[int, int] | None = None
    for of, pages in groups.items():
        wanted = list(range(1, (of or len(pages) + (len(known) < count)) + 1))
        absent = sorted(set(wanted) - set(pages))
        if len(set(pages)) < len(pages) or not set(pages) <= set(wanted) or len(absent) > count - len(known):
            return None
        if absent:
            missing = absent[0], of
    if len(known) < count and missing is None:
        return None
    firsts = list(groups)
    keys = [(firsts.index(number[1]), number[0]) for number in (each or missing for each in numbers) if number]
    return sorted(range(count), key=keys.__getitem__)
