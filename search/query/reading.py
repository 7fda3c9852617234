"""The parameters of an address, read forgivingly: what cannot be read is passed over with a sentence,
never an error."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import TypeVar
from urllib.parse import parse_qsl

from rapidfuzz.distance import OSA

from search.query.asking.pasted import in_short
from search.query.dates import End, read_date
from search.query.lexing import MOST_CHARACTERS, cleaned
from search.schema import FACET_NAMES, FACETS, Catalogue, Facet

FORMER_NAMES: Mapping[str, str] = {
    "query": "q",
    "search": "q",
    "outcome": "decision",
    "category": "treatment",
    "section": "guideline",
    "body_region": "region",
    "since": "from",
    "until": "to",
    "order": "sort",
    "size": "per_page",
}
"""Parameter names that are no longer written but will be read for ever; an address that holds one has
moved."""

FORMER_SORTS: Mapping[str, str] = {
    "date": "newest",
    "-date": "newest",
    "latest": "newest",
    "best": "relevance",
}
_OTHERS = ("utm_", "gclid", "fbclid", "msclkid", "mc_cid", "mc_eid", "_ga", "ref")
PARAMETERS = frozenset({"q", "from", "to", "sort", "view", "words", "page", "per_page"})
"""The names in an address beside those of facets."""
_KNOWN = PARAMETERS.union(FACET_NAMES)
_MOST_PARAMETERS = 500
_MOST_CHOSEN = 200
_MOST_NOTES = 10
_SHORTEST_MISTYPED, _MOST_SLIPS = 5, 2
_Choice = TypeVar("_Choice", bound=StrEnum)


def parameters_of(address: str) -> dict[str, list[str]]:
    """The parameters of a whole address or of its query string: name → values."""
    query = address.partition("?")[2].partition("#")[0] if "?" in address else address
    found: dict[str, list[str]] = {}
    for name, value in parse_qsl("&".join(query.split("&", _MOST_PARAMETERS)[:_MOST_PARAMETERS])):
        found.setdefault(name, []).append(value)
    return found


class Parameters:
    """Parameters by their present names; :attr:`notes`, :attr:`unmet` and :attr:`moved` fill as they are read.

    ``unmet`` holds those of the notes that say what narrows the search and could not be read.
    """

    def __init__(self, params: Mapping[str, Sequence[str]], foreign: Collection[str], catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self.notes: list[str] = []
        self.unmet: list[str] = []
        self.moved = False
        self._given: dict[str, list[str]] = {}
        for name, values in params.items():
            current = FORMER_NAMES.get(name, name)
            self.moved |= current != name
            if current in _KNOWN:
                self._given.setdefault(current, []).extend([values] if isinstance(values, str) else values)
            elif name not in foreign and not name.startswith(_OTHERS):
                sentence = f"“{_shown(name)}” is not a part of a search and was passed over."
                meant = _meant(name)
                self._note(f"{sentence} Perhaps “{meant}” was meant." if meant else sentence, unmet=bool(meant))

    def _note(self, sentence: str, *, unmet: bool = False) -> None:
        if sentence not in self.notes and len(self.notes) < _MOST_NOTES:
            self.notes.append(sentence)
        if unmet and sentence not in self.unmet and len(self.unmet) < _MOST_NOTES:
            self.unmet.append(sentence)

    def _last(self, name: str) -> str:
        """The last value that is not empty; a sentence if there are several that differ."""
        values = list(dict.fromkeys(text for value in self._given.get(name, ()) if (text := cleaned(value))))
        if len(values) > 1:
            self._note(f"“{name}” was given more than once; the last one holds.")
        return values[-1] if values else ""

    def query(self) -> str:
        """The words typed; of a pasted text that is longer than a search can be, what it asks for."""
        query = self._last("q")
        if len(query) > MOST_CHARACTERS:
            pasted = max(self._given["q"], key=len)
            short = in_short(pasted)
            if short:
                self._note("The pasted text was read whole; the box holds what it asks for.")
                return short
            self._note(f"Only the first {MOST_CHARACTERS:,} characters were searched.")
        return query

    def chosen(self) -> tuple[tuple[str, str], ...]:
        """(facet, key) of every value that is known or could be."""
        chosen: dict[tuple[str, str], None] = {}
        for facet in FACETS:
            for value in dict.fromkeys(self._given.get(facet.name, ())):
                if not (typed := cleaned(value)):
                    continue
                known = self._catalogue.read(facet.name, typed)
                if known is None:
                    self._note(f"“{_shown(typed)}” is not among the {facet.plural} and was passed over.", unmet=True)
                else:
                    chosen[facet.name, known] = None
            self._tell_covered(facet, [value for name, value in chosen if name == facet.name])
        if len(chosen) > _MOST_CHOSEN:
            self._note(f"Only the first {_MOST_CHOSEN} filters were used.", unmet=True)
        return tuple(chosen)[:_MOST_CHOSEN]

    def _tell_covered(self, facet: Facet, values: Sequence[str]) -> None:
        for value in values if facet.two_level else ():
            parent, slash, _ = value.partition("/")
            if slash and parent in values:
                whole, part = (self._catalogue.label(facet.name, key) for key in (parent, value))
                self._note(f"“{whole}” already includes “{part}”; take “{whole}” away to see “{part}” alone.")

    def span(self) -> tuple[date | None, date | None]:
        """First and last day decided; days the wrong way round are exchanged."""
        first, last = self._day("from"), self._day("to")
        if first and last and first > last:
            self._note("The dates were the wrong way round and were swapped.")
            return read_date(self._last("to"), "from"), read_date(self._last("from"), "to")
        return first, last

    def _day(self, end: End) -> date | None:
        typed = self._last(end)
        day = read_date(typed, end) if typed else None
        if typed and day is None:
            self._note(f"“{_shown(typed)}” is not a date; write a year (2015) or a day (4/30/2015).", unmet=True)
        return day

    def choice(
        self, name: str, choices: type[_Choice], default: _Choice, former: Mapping[str, str] | None = None
    ) -> _Choice:
        """One of ``choices``; ``former`` maps names they no longer bear."""
        typed = self._last(name).casefold()
        typed = (former or {}).get(typed, typed)
        if typed and typed not in list(choices):
            self._note(
                f"“{_shown(typed)}” is not a known “{name}”; choose {', '.join(choices)}.", unmet=name == "words"
            )
        return choices(typed) if typed in list(choices) else default

    def count(self, name: str, default: int, most: int | None = None) -> int:
        """A whole number from one to ``most``."""
        typed = self._last(name)
        if not typed:
            return default
        if not (typed.isascii() and typed.isdecimal() and int(typed[:9])):
            self._note(f"“{_shown(typed)}” is not a number for “{name}”; {default} was used.")
            return default
        count = int(typed) if len(typed) < 9 else 10**9
        if most is not None and count > most:
            self._note(f"“{name}” can be {most} at most.")
            return most
        return count


def _shown(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"


def _meant(name: str) -> str:
    """The parameter that ``name`` is a slip of the hand away from; empty if none."""
    if not _SHORTEST_MISTYPED <= len(name) <= _MOST_SLIPS + max(map(len, _KNOWN)):
        return ""
    distance, known = min((OSA.distance(name.casefold(), each), each) for each in _KNOWN)
    return known if distance <= _MOST_SLIPS else ""
