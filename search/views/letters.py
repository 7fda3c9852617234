"""One determination as a page."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from time import monotonic
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse

from search.index import IndexUnavailable
from search.insight import nearly_same
from search.insight.similar import similar_numbers, those_alike
from search.keeping.citing import citation
from search.models import Determination, DisputedItem, Visibility, withdrawn_why
from search.query.cases import case_alone
from search.query.marks import Part, marked
from search.query.request import SearchRequest
from search.query.tree import Node
from search.results import neighbours
from search.results.catalogue import catalogue
from search.results.hits import letter_address
from search.results.letters import UNSHOWN, LetterRow, letters, with_all_shown
from search.results.precedents import Compared, Precedent, compared, precedent, shown
from search.results.rows import HOLDS_SECONDS
from search.views.answers import gone, needs_index, not_found
from search.views.describing import in_words, letter_description, letter_title
from search.views.grounds import Passage, passages
from search.views.searching import read

log = logging.getLogger(__name__)
_PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*")
_IDENTITY = re.compile(r"[\w .#-]{1,60}")
_FEW = 3
_MOST_ALIKE = 100
# Where a person corrected the words of a letter, they may have taken something out that the file still holds.
_WORDS = frozenset({"heading", "original_request", "authorized", "disputed", "rationale", "items"})
_MORE_WORDS = frozenset({"clinical_summary", "claims_guideline", "reviewer_guideline"})
_SHOWN_ALIKE = 5
UNKNOWN = (
    "No letter has this address. The collection may lack it, or a part of the address was lost. A case number looks "
    "like CM15-0035427; letters that lack one have a code of 32 characters."
)
WITHDRAWN = "This letter was withdrawn from the collection. It is no longer shown, searched or exported here."


@dataclass(frozen=True, slots=True)
class ItemView:
    """A disputed item with the words of the search marked."""

    item: DisputedItem
    heading: tuple[Part, ...]
    rationale: tuple[tuple[Passage, ...], ...]
    citation: str
    alike: Alike | None


@dataclass(frozen=True, slots=True)
class Alike:
    """What resembles an item: first what came out the other way, then what came out the same way."""

    item: DisputedItem
    other: tuple[DisputedItem, ...]
    same: tuple[DisputedItem, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """Where the letter stands in the search that led to it."""

    search: str
    back: str
    place: int
    previous: str
    following: str


def paragraphs(text: str, tree: Node, scope: Any) -> tuple[tuple[Part, ...], ...]:
    """The paragraphs of ``text`` with the words of the search marked."""
    return tuple(marked(part, tree, scope) for part in _PARAGRAPHS.split(text) if part.strip())


def determination(request: HttpRequest, identity: str) -> HttpResponseBase:
    """A letter: its facts, then each disputed item."""
    row = _row(request, identity)
    if row is None:
        return not_found(request, UNKNOWN)
    letter = row.letter
    if answer := hidden(request, letter):
        return answer
    if identity != letter.identity:
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(
            f"{letter.get_absolute_url()}?{query}" if query else letter.get_absolute_url()
        )
    asked = read(request, foreign=("at",)).request
    tree = asked.understood.marks
    items = row.items
    way, alike = _surroundings(request, row, asked)
    return render(
        request,
        "determination.html",
        {
            "letter": letter,
            "row": row,
            "title": letter_title(letter),
            "description": letter_description(letter, items),
            "canonical": letter.get_absolute_url(),
            "asked": asked,
            "items": [_item(request, letter, item, tree, alike) for item in items],
            "summary": paragraphs(letter.clinical_summary, tree, "summary"),
            # A letter of an unknown form has no parts to show: its text stands in for them.
            "text": () if items else paragraphs(letter.full_text, tree, None),
            "way": way,
            "has_original": shows_original(letter),
        },
    )


def _row(request: HttpRequest, identity: str) -> LetterRow | None:
    """The letter at an address, whoever may see it. Staff see at once what they changed, though no log tells of it."""
    known = _IDENTITY.fullmatch(identity) and not getattr(request.user, "is_staff", False)
    if known and (row := letters.of([identity]).get(identity)) and row.stands:
        return row
    letter = found_letter(identity)
    return LetterRow(letter) if letter else None


def hidden(request: HttpRequest, letter: Determination) -> HttpResponseBase | None:
    """The answer in place of a letter that readers may not see; None for one that they may."""
    if letter.visibility == Visibility.PUBLISHED:
        return None
    if letter.visibility == Visibility.HELD or settings.WITHDRAWN_SHOWS == "nothing":
        return not_found(request, UNKNOWN)
    return gone(request, WITHDRAWN, withdrawn_why(letter) if settings.WITHDRAWN_SHOWS == "reason" else "")


def shows_original(letter: Determination) -> bool:
    """Whether readers may have the letter as it came; asks for its items."""
    corrected = {*letter.corrected, *(name for item in letter.items.all() for name in item.corrected)}
    return settings.PUBLIC_ORIGINALS and not corrected & (_WORDS | _MORE_WORDS)


def found_letter(identity: str) -> Determination | None:
    """The letter at an address, whoever may see it; with its items and all that is shown of them."""
    if not _IDENTITY.fullmatch(identity):
        return None
    names = [identity, case_alone(identity) or identity]
    every = with_all_shown()
    for name in dict.fromkeys(names):
        if letter := every.defer(*UNSHOWN).at(name).order_by("pk").first():
            return letter
    # A number that was corrected still leads there.
    return next((letter for name in names for letter in every.once_at(name)), None)


def alike_to(row: LetterRow, item: DisputedItem) -> Alike:
    """The items of other letters that argue about the same thing. Which they are is late by a minute at most, whether
    they can be seen is not."""
    ways = ("upheld" if item.decision == "overturned" else "overturned", item.decision)
    found = row.alike.get(item.pk)
    if found is None or monotonic() - found[0] > HOLDS_SECONDS:
        found = row.alike[item.pk] = (monotonic(), similar_numbers(item, ways, _FEW))
    opposite, same = those_alike(item, ways, found[1])
    return Alike(item, tuple(opposite), tuple(same))


@dataclass(frozen=True, slots=True)
class Beside:
    """An item that resembles another, and what the two share and do not."""

    precedent: Precedent
    compared: tuple[Compared, ...]


@needs_index
def alike(request: HttpRequest, identity: str, position: int) -> HttpResponseBase:
    """The precedents of one item, decided either way, side by side; those of nearly the same wording too."""
    letter = found_letter(identity)
    items = letter.items.all() if letter else ()
    item = next((each for each in items if each.position == position), None)
    if letter is None or item is None or letter.visibility != Visibility.PUBLISHED:
        return not_found(request, UNKNOWN)
    if identity != letter.identity:
        return HttpResponsePermanentRedirect(reverse("alike", args=[letter.identity, position]))
    numbers = nearly_same(item.pk)
    rows = DisputedItem.objects.visible().with_everything().in_bulk(numbers[:_MOST_ALIKE])
    other, same = _precedents(item)
    return render(
        request,
        "alike.html",
        {
            "letter": letter,
            "item": item,
            "own": precedent(item),
            "ways": (("Decided the other way", other), ("Decided the same way", same)),
            "pair": [each.precedent.item for way in (other, same) for each in way[:1]],
            "nearly_same": list(rows.values()),
            "nearly_same_total": len(numbers),
            "canonical": request.path,
        },
    )


def _precedents(item: DisputedItem) -> tuple[list[Beside], list[Beside]]:
    """What resembles ``item`` and was decided the other way, and what was decided the same way."""
    opposite = "upheld" if item.decision == "overturned" else "overturned"
    ways = similar_numbers(item, (opposite, item.decision), _SHOWN_ALIKE)
    rows = shown({number for way in ways for number in way})
    other, same = (
        [Beside(precedent(rows[number]), compared(item, rows[number])) for number in way if number in rows]
        for way in ways
    )
    return other, same


def _surroundings(request: HttpRequest, row: LetterRow, asked: SearchRequest) -> tuple[Way | None, Alike | None]:
    """The way one came, and what resembles the item one came for; neither while the index cannot be asked, for the
    letter itself is still there to read.
    """
    try:
        way, focus = _way(request, row.letter, asked)
        focused = next((item for item in row.items if item.pk == focus), row.items[0] if row.items else None)
        return way, alike_to(row, focused) if focused else None
    except IndexUnavailable as unavailable:
        log.error("A letter is shown without its neighbours: %s", unavailable)
        return None, None


def _item(request: HttpRequest, letter: Determination, item: DisputedItem, tree: Node, alike: Alike | None) -> ItemView:
    return ItemView(
        item=item,
        heading=marked(item.disputed or item.heading, tree, "heading"),
        rationale=passages(item, tree),
        citation=f"{citation(item)}, {request.build_absolute_uri(letter.get_absolute_url())}#{item.anchor}",
        alike=alike if alike and alike.item.pk == item.pk else None,
    )


def _way(request: HttpRequest, letter: Determination, asked: SearchRequest) -> tuple[Way | None, int | None]:
    """The neighbours in the search one came from, and the item it led to; nothing for who came from elsewhere."""
    at = request.GET.get("at", "")
    if not (at.isascii() and at.isdecimal() and 0 < len(at) < 8 and int(at)):
        return (None if asked.is_blank else Way(in_words(asked, catalogue()), asked.address(), 0, "", "")), None
    place = int(at)
    page = -(-place // asked.per_page)
    back = f"{asked.at_page(page).address()}#hit-{place}"
    before, here, after = neighbours(asked, place)
    if here is None or here.determination_id != letter.pk:
        return Way(in_words(asked, catalogue()), asked.address(), 0, "", ""), None
    way = Way(
        search=in_words(asked, catalogue()),
        back=back,
        place=place,
        previous=letter_address(before, asked, place - 1) if before else "",
        following=letter_address(after, asked, place + 1) if after else "",
    )
    return way, here.pk
