"""Whom a line outside the text seems to name: somebody, or only an office, a machine, a file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from .data import table
from .privacy import DEGREE, NAME, is_known_name, is_name, signs

OFFICES = frozenset(
    ("An insurer's or administrator's name", "A facility's name", "A telephone number", "A street address")
)
_INNER_CAPITAL = re.compile(r"[a-z][A-Z]")
_BY_CAPITALS = frozenset((NAME, DEGREE))
NUMBERS = frozenset(("A claim number", "A record's or account's number", "A number of a claim or record"))
_OF_PERSONS = frozenset(("A case number of another agency", "A social security number", "A date of birth"))
_NO_PERSONS = OFFICES | NUMBERS | {"An employer's name", "An organisation's name", "A post office box"}
_E_MAIL = "An e-mail address"
_TITLED = "A person's name with a title"
# A mail's head, or an address with nothing before it.
_HEADS_MAIL = re.compile(r"(?:from|to|b?cc|reply-to|sent by) ?:|[\w.+-]+@", re.IGNORECASE)
_MAILBOX = re.compile(r"([\w.+-]{1,60})\s?@[^@]*$")
# What a machine counts papers by: the number of a document, a batch; no person's.
_OF_PAPER = re.compile(
    r"\b(?:dcn|icn|acn|tcn|ecn|trn|ctrl|control|trace|batch|seq|doc(?:ument)?|image|img|scan|job|ticket)\b",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"[a-z]+")
_WORD = re.compile(r"[^\W\d_]+")


def telling(text: str) -> Iterator[tuple[str, int, int]]:
    """What seems to name somebody (see ``signs``), but for what only a capital makes a name where no sentence ends:
    English words ("Inbox"), and words with a capital within, as programs have.
    """
    signed = _signed()
    for what, start, end in signs(text):
        found = text[start:end]
        if what == _E_MAIL and _HEADS_MAIL.match(text[text.rfind("\n", 0, start) + 1 :]) and is_mailbox(text[:end]):
            continue
        if what == _TITLED and _stamped().issuperset(_WORD.findall(found.casefold())):
            continue  # "Doc Handle", "Record Clerk"
        if what in NUMBERS and _OF_PAPER.search(found):
            continue
        loose = not text[start:].partition("\n")[0].endswith(".")
        # "SmartAdvisor" is no name of a person, and "Norton" may be.
        program = any(_INNER_CAPITAL.search(word) and word.casefold() in signed for word in found.split())
        program |= loose and not _offices().isdisjoint(found.casefold().split())
        if what not in _BY_CAPITALS or not (program or (loose and not is_name(found, but=_INNER_CAPITAL))):
            yield what, start, end


def is_mailbox(text: str) -> bool:
    """Whether the last e-mail address of a text is an office's or a machine's, and tells nobody's name."""
    found = _MAILBOX.search(text)
    parts = set(_LETTERS.findall(found[1].casefold())) if found else set()
    others = parts - _mailboxes()
    # Beside such a word may stand the office's own name, and nobody's.
    return bool(parts) and len(others) < min(2, len(parts)) and not any(is_known_name(part.title()) for part in others)


@cache
def _offices() -> frozenset[str]:
    return frozenset(table("stamps")["offices"].split())


@cache
def _stamped() -> frozenset[str]:
    lists = table("stamps")
    return frozenset(" ".join(lists[name] for name in ("core", "beside", "counted", "signed")).split())


@cache
def _mailboxes() -> frozenset[str]:
    return frozenset(table("stamps")["mailboxes"].split())


@cache
def _signed() -> frozenset[str]:
    return frozenset(table("stamps")["signed"].split())


def names_person(what: str) -> bool:
    """Whether this sign of a name (see ``signs``) tells who somebody is, and not only which office a stamp is of."""
    return what not in _NO_PERSONS


def is_of_record(text: str) -> bool:
    """Whether a line tells the number of a claim, a case, a record or a person, and not only that of a paper."""
    return any(what in NUMBERS or what in _OF_PERSONS for what, _, _ in telling(text))


def is_number_of_file(what: str) -> bool:
    """Whether this sign is of a claim's or file's number, which offices print on every page."""
    return what in NUMBERS
