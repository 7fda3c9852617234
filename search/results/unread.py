"""Letters of a form that nobody knows yet: kept whole, without items, and so not in the index.

They are few, and the database looks through their text. Two bounds keep the page quick: of words that must all be there
the longest are looked for, and the more words a search has, the fewer of the newest letters are looked through. A word
is looked for by the letters that all its forms share, and only letters that surely hold what is not wanted are left
out, so that this search finds a little more than the index would in the letters that it looks through, and never less.
"""

from __future__ import annotations

from functools import reduce
from operator import and_, or_
from os.path import commonprefix

from django.conf import settings
from django.db.models import F, Q

from search.models import Determination, LoggedChange
from search.query.grammar import understand
from search.query.question import Sort
from search.query.request import SearchRequest
from search.query.tree import And, AtLeast, Everything, Filed, Near, Node, Not, Nothing, Or, Phrase, Prefix, Word
from search.query.words import stem

MOST_SHOWN = 5
MOST_LOOKED_THROUGH = 5_000
_MOST_LOOKS = 40_000  # words times letters: a second's work where none is found
_MOST_WORDS = 8


def unread_letters(request: SearchRequest) -> tuple[Determination, ...]:
    """The first few letters without items that hold the words; none for a search with filters, which need items."""
    tree = understand(request.q).tree
    if request.is_filtered or isinstance(tree, Everything) or request.page > 1 or not _any_unread():
        return ()
    decided = F("decision_date")
    # Databases differ in where undated rows stand unless they are told.
    order = (
        (decided.asc(nulls_last=True), "pk") if request.sort is Sort.OLDEST else (decided.desc(nulls_last=True), "-pk")
    )
    most = min(MOST_LOOKED_THROUGH, _MOST_LOOKS // _looks(tree))
    near = Determination.objects.unread().order_by(*order).values("pk")[:most]
    letters = Determination.objects.filter(_holds(tree), pk__in=near).order_by(*order)
    return tuple(letters.defer("full_text", "extracted_text")[:MOST_SHOWN])


def _any_unread() -> bool:
    """Whether there are such letters at all: looked for again when anything has changed."""
    if not settings.PAGE_MEMORY_MB:
        return True
    mark = LoggedChange.objects.mark()
    if mark not in _any:
        found = Determination.objects.unread().exists()
        _any.clear()
        _any[mark] = found
    return _any.get(mark, True)


_any: dict[str, bool] = {}


def _holds(tree: Node) -> Q:
    """Letters that may hold what ``tree`` asks for: all that do, and a few others."""
    match tree:
        case Word(text):
            return _has(commonprefix([text, stem(text)]) or text)  # noqa: RUF071 - the letters shared are meant
        case Prefix(text):
            return _has(text)
        case Phrase(words, exact=True):
            return _has(" ".join(words))
        case Phrase(words) | Near(words):
            return reduce(and_, (_holds(Word(word)) for word in _longest(words)), Q())
        case And(parts):
            return reduce(and_, map(_holds, parts), Q())
        case Or(parts) | AtLeast(_, parts):
            return reduce(or_, map(_holds, parts))
        case Not(part):
            return ~_surely_holds(part)
        case Everything():
            return Q()
        case Nothing() | Filed():
            return Q(pk__in=())


def _surely_holds(tree: Node) -> Q:
    """Letters that hold what ``tree`` asks for whatever stands around it: none but such, though not all."""
    match tree:
        case Word(text):
            return _has(f" {text} ")
        case Prefix(text):
            return _has(f" {text}")
        case Phrase(words) | Near(words):
            return _has(f" {' '.join(words)} ")
        case And(parts) | AtLeast(_, parts):
            return reduce(and_, map(_surely_holds, parts), Q())
        case Or(parts):
            return reduce(or_, map(_surely_holds, parts))
        case Not(part):
            return ~_holds(part)
        case Everything() | Nothing() | Filed():
            return _holds(tree)


def _longest(words: tuple[str, ...]) -> list[str]:
    return sorted(dict.fromkeys(words), key=len, reverse=True)[:_MOST_WORDS]


def _looks(tree: Node) -> int:
    """How many words a letter without any of them is looked through for."""
    match tree:
        case And(parts) | Or(parts) | AtLeast(_, parts):
            return sum(map(_looks, parts))
        case Not(part):
            return _looks(part)
        case Phrase(words, exact=False) | Near(words):
            return len(_longest(words))
        case _:
            return 1


def _has(words: str) -> Q:
    return Q(full_text__icontains=words)
