"""A file's text to the letters in it: pages put in the order of their numbers, letters told apart, copies dropped."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from rapidfuzz.distance import Levenshtein

from .case_numbers import is_slip_of, number_in_name
from .doubts import page_numbers
from .forms import label_of, title_of
from .header import is_header_line, label_kind
from .lines import normalise
from .pages import in_order
from .parsing import parse
from .stamps import is_stamp
from .values import ParsedLetter

_NOTICE = re.compile(r"notice of independent medical review determination\b", re.IGNORECASE)
_LETTERHEAD = re.compile(
    r"(?:MAXIMUS federal services(?:, inc)?|(?:notice of )?independent medical review"
    r"(?: final determination| determination)?)\W{0,3}$",
    re.IGNORECASE,
)
_LONGEST_HEAD = 160
_TABLE = 14
_LABELS_OF_TABLE = 3
# Here and elsewhere, what is looked for begins with what is rare, so that the search passes over all else.
_PAGE_IN_LINE = re.compile(r"\f(?<=[^\n]\f)")
ALIKE = 0.9


def parse_all(text: str, name: str = "") -> tuple[ParsedLetter, ...]:
    """Read every letter that a text holds, a second copy once. Never raises; linear in the text's length but for
    the comparison of letters that have one number. ``name``: what its file is called.
    """
    return tuple(letter for letter, _ in read_all(text, name))


def read_all(text: str, name: str = "", known: str = "") -> list[tuple[ParsedLetter, str]]:
    """Every letter that a text holds, with its part of the text. ``name``: what its file is called; ``known``: the
    case number that its one letter was stored with.
    """
    text = in_order(text)
    parts = split(text)
    if len(parts) == 1:
        named = number_in_name(name)
        letter = parse(parts[0], named=known or named)
        return [(_named_otherwise(letter, named) if is_slip_of(letter.case_number, named) else letter, parts[0])]
    bundled = _are_counted_through(page_numbers(text))
    kept: list[tuple[ParsedLetter, str]] = []
    for part in parts:
        letter = parse(part, bundled=bundled)
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


def _are_counted_through(numbers: Sequence[tuple[int, int]]) -> bool:
    """Whether the pages of a file of several letters have one numbering, and all of them are there.

    The first and the last page often go without a number.
    """
    pages = list(dict.fromkeys(page for page, _ in numbers))
    if len(pages) < 2 or len({of for _, of in numbers}) > 1:
        return False
    return pages[0] <= 2 and pages[-1] >= numbers[0][1] - 1 and pages == list(range(pages[0], pages[-1] + 1))


def _doubted(letter: ParsedLetter) -> ParsedLetter:
    sentence = f"The file holds another letter with the number {letter.case_number} that says something else."
    return replace(letter, review=(*letter.review, sentence))


def _named_otherwise(letter: ParsedLetter, named: str) -> ParsedLetter:
    sentence = f"The letter prints the number {letter.case_number}, and its file is named {named}."
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


# Letters


def split(text: str) -> list[str]:
    """The text of each letter. A letter begins with its header, above its first title, or with its notice."""
    raw = normalise(_PAGE_IN_LINE.sub("\n\f", text)).split("\n")
    lines = [" ".join(line.split()) for line in raw]
    titles = [at for at, line in enumerate(lines) if line and title_of(line) == "reviewer"]
    if len(titles) < 2:
        return [text]
    notices = [at for at, line in enumerate(lines) if "determination" in line.casefold() and _NOTICE.search(line)]
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
    # Between its header and its first title a letter may say what it is.
    table = next((at for at in range(last_label + 1, title) if _is_table(lines, at, title)), title)
    head = next((at for at in range(table, last_label, -1) if _LETTERHEAD.match(lines[at])), table)
    page = next((at for at in range(head, last_label, -1) if raw[at].startswith("\f")), None)
    if page is not None and all(_belongs_above(line) for line in lines[page:head]):
        return page
    start = head
    for at in range(head - 1, last_label, -1):
        if not _belongs_above(lines[at]):
            break
        if lines[at]:
            start = at
    return start


def _is_table(lines: Sequence[str], at: int, end: int) -> bool:
    """Whether the header's table begins on this line: several of its labels, not a number printed on every page."""
    if label_kind(lines[at]) is None:
        return False
    kinds = {label_kind(line) for line in lines[at : min(at + _TABLE, end)]}
    return len(kinds - {None}) >= _LABELS_OF_TABLE


def _belongs_above(line: str) -> bool:
    """Whether a line may stand in a letter's head: its header, its letterhead, a stamp, nothing."""
    if not line or is_stamp(line) or line.isupper() or is_header_line(line):
        return True
    named = ":" in line or not any(word[0].islower() for word in line.split())
    return len(line) < 80 and not line.endswith((".", ",")) and named and label_of(line) is None


def part_names(name: str, count: int) -> Iterator[str]:
    """What the letters of a file are called in reports."""
    yield from ([name] if count == 1 else [f"{name} (letter {at} of {count})" for at in range(1, count + 1)])
