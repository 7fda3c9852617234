"""What a text asks for: the things and drugs that it names, apart from what they are for, and their details.

A heading of a letter, a line of a denial and what a person types are read in the same way, so that the names which
an item is filed under (:func:`asked_names`) are those that a search asks for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from . import drug_data
from .consults import VISITS, Consult, find_consults
from .data import table
from .drug_data import PrintedDrug
from .drug_reading import find_drugs, read_drugs, with_implied
from .kinds import names_for
from .quantities import read_quantities
from .text import LONGEST_TEXT, Match, WordSpans, singular, words_of
from .treatment import Heading, heading_of
from .treatment_data import Weight, phrases
from .written import one_writing

NAMES_VERSION = 10
"""Raised by one whenever items come to be filed under other names, by the rules or by their data: indexes of before are
built anew."""

_SIDES = {
    "left": re.compile(r"\b(?:left|lt|lue|lle)\b"),
    "right": re.compile(r"\b(?:right|rt|rue|rle)\b"),
    "both": re.compile(r"\b(?:bilateral(?:ly)?|bilat|bil|b/l|both|bue|ble)\b"),
}
_LEVELS = re.compile(
    r"\b([ctls])(\d{1,2})(?: ?(?:-|/|,|&|\bto\b|\band\b|\bthrough\b) ?| )([ctls])?(\d{1,2})(?!\.?\d|%)"
)
_DOSE = re.compile(r"(?<![\d.])(\d{1,5}(?:\.\d{1,3})?)(?=[\d./-]{0,20} ?(?:mg|mcg)\b)")
_PAIR = re.compile(r"(?<![\d./-])(\d{1,2}(?:\.\d)?) ?[/-] ?(200|300|325|500|650|660|750)(?![\d/-])")
"""The strengths of two ingredients, whose unit often goes without saying: "10/325"."""
_ONE_LEVEL = re.compile(r"\b([ctl])(\d{1,2})\b")
_CONTRAST = re.compile(r"\b(?:contrast|gadolinium|dye)\b")
_NO_CONTRAST = re.compile(rf"\b(?:without|w/o|wo|no|non)\b[^,;]{{0,12}}{_CONTRAST.pattern}")
_BETWEEN_PRODUCTS = re.compile(r"\d ?(?:mg|mcg)\b|#|\b(?:tabs?|tablets?|caps?|capsules?|qty|then|or)\b|[;,]")
_ONE_PRODUCT = re.compile(r"[%/+-]")
_OPIOIDS, _ANTAGONISTS = "pharmaceuticals/opioids", "pharmaceuticals/opioid-antagonists"
_COMPOUNDS = frozenset(("compound", "compounded", "compounding"))
_CREAMS = frozenset(("cream", "topical", "ointment", "gel", "lotion", "transdermal"))
_IN_A_COMPOUND, _IN_A_CREAM = re.compile(r"[\s,]*(?:and |with |w/ ?)?\s*"), re.compile(r"\s*(?:and |with |w/ ?)?\s*")
_NOTHING = re.compile(r"(?!)")
_ARGUING = frozenset(("because", "since", "despite", "until", "due"))
"""Behind these stand reasons, and "and" goes on with them."""
_CONSULTS = ("evaluation-management/", "surgery/surgical-consultation")


@dataclass(frozen=True, slots=True)
class Thing:
    """Something named that can be asked for. ``words`` in the rules' spelling; ``start`` and ``end`` count the words
    of the text; ``why``: it is what another thing is for."""

    words: tuple[str, ...]
    type: str
    weight: Weight
    start: int
    end: int
    why: bool

    @property
    def names(self) -> tuple[str, ...]:
        """The names under which an item with this thing is filed, its own first."""
        return names_for(self.words)


@dataclass(frozen=True, slots=True)
class Product:
    """One product with its ingredients, each once, in printed order; ``brand``: its maker's name is printed."""

    generics: tuple[str, ...]
    type: str
    start: int
    end: int
    why: bool
    brand: bool = False

    @property
    def leading(self) -> str | None:
        """The ingredient that the product goes by; None where it is a mixture of equals."""
        if len(self.generics) == 1:
            return self.generics[0]
        if self.type.endswith(("topicals", "topical-analgesics")):
            return None
        # Of an opioid and its antagonist, which is there against abuse, the opioid.
        own = (self.type, _OPIOIDS) if self.type == _ANTAGONISTS else (self.type,)
        types = drug_data.single_types()
        leading = sorted((drug_data.rank(types[each]), each) for each in self.generics if types.get(each) in own)
        return leading[0][1] if leading and [rank for rank, _ in leading].count(leading[0][0]) == 1 else None

    @property
    def names(self) -> tuple[str, ...]:
        """The names under which an item with this product is filed."""
        whole = f"drug:{'/'.join(sorted(self.generics))}"
        leading = (f"drug:{self.leading}",) if self.leading else ()
        return tuple(dict.fromkeys((whole, *leading, *(f"with:{generic}" for generic in self.generics))))


@dataclass(frozen=True, slots=True)
class Asked:
    """A text as read. ``why`` flags the words that say what something is for; ``details`` are names of what is liked
    and not needed."""

    text: WordSpans
    things: tuple[Thing, ...]
    products: tuple[Product, ...]
    consults: tuple[Consult, ...]
    why: tuple[bool, ...]
    details: tuple[str, ...]


@cache
def words_named(name: str) -> frozenset[str]:
    """A list of the data file of requests, as words of a text."""
    return frozenset(singular(word) for word in table("requests")[name])


@lru_cache(maxsize=2048)
def read_asked(text: str) -> Asked:
    """Read any text; of a very long one, its beginning."""
    words = words_of(one_writing(text[:LONGEST_TEXT]))
    matches = [with_implied(words, match) for match in find_drugs(words)]
    if not words.words:
        return Asked(words, (), (), (), (), ())
    heading, places = heading_of(words)
    first, last = _printed_places(places, len(heading.words))
    phrased = phrases().find(heading.words)
    found = [
        (match.value, heading.words[match.start : match.end], first[match.start], last[match.end - 1] + 1)
        for match in phrased
    ]
    tests = [(start, end) for (_, kind), _, start, end in found if kind.startswith("diagnostic-testing/")]
    matches = [  # "vitamin D level" is a test, and asks for no vitamin
        match
        for match in matches
        if not any(
            start <= match.start and match.end <= end and end - start > match.end - match.start for start, end in tests
        )
    ]
    taken = {place for match in matches for place in range(match.start, match.end)}
    found = [each for each in found if taken.isdisjoint(range(each[2], each[3]))]
    named = sorted({start for _, _, start, _ in found} | {match.start for match in matches})
    why = _reasons(words, named)
    return Asked(
        words,
        tuple(Thing(spelt, kind, weight, start, end, why[start]) for (weight, kind), spelt, start, end in found),
        tuple(_products(words, matches, why)),
        tuple(_consults(heading, phrased, first, last)),
        why,
        tuple(_details(words, heading)),
    )


def _consults(
    heading: Heading, phrased: Sequence[Match[tuple[Weight, str]]], first: Sequence[int], last: Sequence[int]
) -> Iterator[Consult]:
    """The visits, their places those of the printed words."""
    others = [
        (match.start, match.end)
        for match in phrased
        if match.value[0] is Weight.DECISIVE and match.value[1] not in VISITS
    ]
    for each in find_consults(heading.words, others):
        yield replace(
            each,
            start=first[each.start],
            end=last[each.end - 1] + 1,
            who_start=first[each.who_start],
            who_end=last[each.who_end - 1] + 1,
        )


@lru_cache(maxsize=16_384)
def asked_names(heading: str, treatment: str) -> tuple[str, ...]:
    """Every name under which an item with this heading is filed: what it asks for, and details of it. ``treatment`` is
    the type that it was given."""
    asked = read_asked(heading)
    things = [thing for thing in asked.things if not thing.why]
    strong = [thing for thing in things if thing.weight > Weight.FAINT]
    if treatment.startswith(_CONSULTS):
        strong = [thing for thing in strong if thing.type.startswith(_CONSULTS)]
    products = () if treatment.startswith("diagnostic-testing/") else asked.products
    names = [name for thing in strong or things for name in thing.names]
    names += [name for product in products if not product.why for name in product.names]
    if treatment in VISITS:
        names += [f"who:{each.practitioner.name}" for each in asked.consults if not asked.why[each.who_start]]
    return tuple(dict.fromkeys((*names, *asked.details)))


def _printed_places(places: Sequence[int], count: int) -> tuple[list[int], list[int]]:
    """For each word in the rules' spelling the first and the last printed word that it comes from."""
    first, last = [0] * count, [0] * count
    starts = [number for number, place in enumerate(places) if number == 0 or places[number - 1] != place]
    for start, end in zip(starts, [*starts[1:], len(places)], strict=True):
        upto = places[end] if end < len(places) else count
        first[places[start] : upto] = [start] * (upto - places[start])
        last[places[start] : upto] = [end - 1] * (upto - places[start])
    return first, last


def _reasons(text: WordSpans, named: Sequence[int]) -> tuple[bool, ...]:
    """Which words say what something is for: from "for" or its like behind a name on, until another request."""
    flags: list[bool] = []
    why = holds_name = argued = False
    purposes, carriers = words_named("purposes"), words_named("carriers")
    first = named[0] if named else len(text.words)
    for place, word in enumerate(text.words):
        gap = text.between(place - 1, place) if place else ""
        if why and not holds_name and not argued and (word in ("and", "plus") or "," in gap or ";" in gap):
            why = False
        if place and (";" in gap or (")" in gap and "(" not in gap)):
            why = False
        if (
            not why
            and (word in purposes or _is_after(word))
            and place > first
            and text.words[place - 1] not in carriers
        ):
            why, holds_name, argued = True, False, word in _ARGUING
        if why and place in named:
            holds_name = True
        flags.append(why)
    return tuple(flags)


def _is_after(word: str) -> bool:
    """Whether a word says after what ("postfusion")."""
    return word.startswith("post") and phrases().get_words((word[4:],)) is not None


def _products(text: WordSpans, matches: Sequence[Match[PrintedDrug]], why: Sequence[bool]) -> Iterator[Product]:
    groups: list[list[Match[PrintedDrug]]] = []
    for match in matches:
        if groups and _together(text, groups[-1], match):
            groups[-1].append(match)
        else:
            groups.append([match])
    for group in groups:
        generics = tuple(dict.fromkeys(generic for match in group for generic in match.value.generics))
        own = group[0].value.type if len(group) == 1 else drug_data.combination_types().get(frozenset(generics))
        if own is None:
            found = read_drugs(text, group)
            own = found.type if found else group[0].value.type
        yield Product(generics, own, group[0].start, group[-1].end, why[group[0].start], group[0].value.brand)


def _together(text: WordSpans, group: Sequence[Match[PrintedDrug]], match: Match[PrintedDrug]) -> bool:
    """Whether a drug named behind others is of one product with them."""
    left = group[-1]
    known = {generic for each in group for generic in each.value.generics}
    between = text.between(left.end - 1, match.start)
    if known & set(match.value.generics) and len(between) < 30:
        return True
    if not (left.value.brand or match.value.brand) and _mixed(text).fullmatch(between):
        return True
    if _BETWEEN_PRODUCTS.search(between):
        # "5%, lidocaine 2%": a comma parts tablets, and the ingredients of a cream.
        return "%" in between and not re.search(r"[;#]|\d ?mg", between)
    if _ONE_PRODUCT.search(between):
        return True
    return frozenset(known | set(match.value.generics)) in drug_data.combination_types() and len(between) < 12


def _mixed(text: WordSpans) -> re.Pattern[str]:
    """What may stand between the ingredients of one mixture: in a compound commas too, in a cream blanks and "and"."""
    if not _COMPOUNDS.isdisjoint(text.words):
        return _IN_A_COMPOUND
    return _IN_A_CREAM if not _CREAMS.isdisjoint(text.words) else _NOTHING


def _details(text: WordSpans, heading: Heading) -> Iterator[str]:
    folded = text.folded
    yield from (f"side:{side}" for side, pattern in _SIDES.items() if pattern.search(folded))
    levels: set[str] = set()
    for found in _LEVELS.finditer(folded):
        upper, lower = f"{found[1]}{found[2]}", f"{found[3] or found[1]}{found[4]}"
        levels |= {f"level:{upper}-{lower}", f"level:{upper}", f"level:{lower}"}
    levels |= {f"level:{found[1]}{found[2]}" for found in _ONE_LEVEL.finditer(folded)}
    yield from sorted(levels)
    yield from (f"stage:{stage}" for stage in ("postoperative", "preoperative") if stage in heading.words)
    if _CONTRAST.search(folded):
        yield "contrast:without" if _NO_CONTRAST.search(folded) else "contrast:with"
    said = set(re.findall(r"[a-z]+", folded))
    yield from (f"form:{form}" for form, names in table("requests")["forms"].items() if said.intersection(names))
    paired = [amount for pair in _PAIR.findall(folded) for amount in pair]
    yield from (f"dose:{amount}" for amount in dict.fromkeys((*_DOSE.findall(folded), *paired)))
    yield from _amounts(folded)


def _amounts(text: str) -> Iterator[str]:
    """How many visits or tablets are asked for."""
    amounts = read_quantities(text)
    if amounts.sessions and amounts.sessions > 1:
        yield f"visits:{amounts.sessions}"
    if amounts.quantity:
        yield f"count:{amounts.quantity}"


__all__ = ["Asked", "Product", "Thing", "asked_names", "read_asked", "words_named"]
