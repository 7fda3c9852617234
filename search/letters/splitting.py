"""A file's text to the letters in it: pages put in the order of their numbers, letters told apart, copies dropped."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from rapidfuzz.distance import Levenshtein

from .forms import label_of, title_of
from .header import is_header_line
from .lines import normalise
from .parsing import parse
from .stamps import is_stamp
from .values import ParsedLetter

_NUMBER = re.compile(
    r"(?:.{0,60}\s)?(?:page|pg\.?)\s{0,2}(\d{1,3})(?:\s{0,2}(?:of|/)\s{0,2}(\d{1,3}))?\W{0,4}", re.IGNORECASE
)
_BARE = re.compile(r"\W{0,4}(\d{1,3})(?:\s{0,2}(?:of|/)\s{0,2}(\d{1,3}))?\W{0,4}")
_NOTICE = re.compile(r"notice of independent medical review determination\b", re.IGNORECASE)
_EDGE = 3
_LONGEST_HEAD = 60
ALIKE = 0.9


def parse_all(text: str) -> tuple[ParsedLetter, ...]:
    """Read every letter that a text holds, a second copy once. Never raises; linear in the text's length but for
    the comparison of letters that have one number.
    """
    return tuple(letter for letter, _ in read_all(text))


def read_all(text: str) -> list[tuple[ParsedLetter, str]]:
    """Every letter that a text holds, with its part of the text."""
    parts = split(in_order(text))
    if len(parts) == 1:
        return [(parse(parts[0]), parts[0])]
    kept: list[tuple[ParsedLetter, str]] = []
    for part in parts:
        letter = parse(part)
        at = next((at for at, (known, _) in enumerate(kept) if _are_one(known, letter)), None)
        if at is None:
            kept.append((letter, part))
        elif len(letter.review) < len(kept[at][0].review):
            kept[at] = letter, part
    numbers = Counter(letter.case_number for letter, _ in kept if letter.case_number)
    return [
        (_doubted(letter) if letter.case_number and numbers[letter.case_number] > 1 else letter, part)
        for letter, part in kept
    ]


def _doubted(letter: ParsedLetter) -> ParsedLetter:
    sentence = f"The file holds another letter with the number {letter.case_number} that says something else."
    return replace(letter, review=(*letter.review, sentence))


def _are_one(first: ParsedLetter, second: ParsedLetter) -> bool:
    """Whether two letters of a file are copies of one: the same number, or none, and the same decisions and words."""
    if first.case_number != second.case_number or len(first.items) != len(second.items):
        return False
    return all(
        one.decision == other.decision and _alike(one.heading, other.heading) and _alike(one.rationale, other.rationale)
        for one, other in zip(first.items, second.items, strict=True)
    )


def _alike(first: str, second: str) -> bool:
    return first == second or Levenshtein.normalized_similarity(first[:2000], second[:2000]) > ALIKE


# Pages


def in_order(text: str) -> str:
    """The text, its pages in the order of their numbers where every page has one and they are in another order."""
    if text.count("\f") == 0:
        return text
    pages = [page for page in text.split("\f") if page.strip()]
    for pattern in (_NUMBER, _BARE):
        numbers = [_page_number(page, pattern) for page in pages]
        order = _sorted(numbers)
        if order is not None:
            return "\f".join(pages[at] for at in order)
    return text


def _page_number(page: str, pattern: re.Pattern[str]) -> tuple[int, int] | None:
    """The number printed at a page's foot or head and that of all pages, 0 where that is not said."""
    lines = [words for raw in page.split("\n") if (words := " ".join(raw.split()))]
    for line in (*reversed(lines[-_EDGE:]), *lines[:_EDGE]):
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
    if count < 2 or len(known) < count - 1:
        return None
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
    order = sorted(range(count), key=keys.__getitem__)
    return order if order != list(range(count)) else None


# Letters


def split(text: str) -> list[str]:
    """The text of each letter. A letter begins with its header, right above its first title, or with its notice."""
    raw = normalise(text).split("\n")
    lines = [" ".join(line.split()) for line in raw]
    titles = [at for at, line in enumerate(lines) if line and title_of(line) == "reviewer"]
    notices = [at for at, line in enumerate(lines) if "determination" in line.casefold() and _NOTICE.search(line)]
    if len(titles) < 2:
        return [text]
    starts = [0]
    for before, title in pairwise(titles):
        # A notice of 2013 lists its decisions above its first title.
        first = next((at for at in notices if before < at < title), title)
        if any(map(label_of, filter(None, lines[before:first]))):
            starts.append(_beginning(raw, lines, before, first))
    return ["\n".join(raw[start:end]) for start, end in zip(starts, [*starts[1:], len(raw)], strict=True)]


def _beginning(raw: Sequence[str], lines: Sequence[str], before: int, title: int) -> int:
    """The line where the letter begins that has this title: the top of its page, or its header's first line."""
    floor = max(before + 1, title - _LONGEST_HEAD)
    last_label = next((at for at in range(title - 1, floor, -1) if lines[at] and label_of(lines[at])), floor)
    page = next((at for at in range(title, last_label, -1) if raw[at].startswith("\f")), None)
    if page is not None and all(_belongs_above(line) for line in lines[page:title]):
        return page
    start = title
    for at in range(title - 1, last_label, -1):
        if not _belongs_above(lines[at]):
            break
        if lines[at]:
            start = at
    return start


def _belongs_above(line: str) -> bool:
    """Whether a line may stand in a letter's head: its header, its letterhead, a stamp, nothing."""
    if not line or is_stamp(line) or line.isupper() or is_header_line(line):
        return True
    return (
        len(line) < 80 and not line.endswith((".", ",")) and (":" in line or line.istitle()) and label_of(line) is None
    )


def part_names(name: str, count: int) -> Iterator[str]:
    """What the letters of a file are called in reports."""
    yield from ([name] if count == 1 else [f"{name} (letter {at} of {count})" for at in range(1, count + 1)])
