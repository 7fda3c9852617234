"""The controlled vocabularies as terms: what exists, in the order people see it, and forgiving keys."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from . import drug_data
from .data import table
from .text import fold, slug


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a controlled vocabulary. Keys stand in bookmarked addresses and are never renamed."""

    key: str
    label: str
    parent: str | None = None
    description: str = ""


@cache
def treatment_categories() -> tuple[Term, ...]:
    """The treatment categories (`rehabilitation`)."""
    return tuple(
        Term(raw["key"], raw["label"], description=raw["description"]) for raw in table("treatments")["category"]
    )


@cache
def treatment_types() -> tuple[Term, ...]:
    """The treatment types (`rehabilitation/massage-therapy`), each under its category."""
    return tuple(
        Term(f"{raw['key']}/{key}", label, raw["key"])
        for raw in table("treatments")["category"]
        for key, label in raw["types"]
    )


@cache
def specialties() -> tuple[Term, ...]:
    """Reviewers' specialties (`occupational-medicine`)."""
    return tuple(Term(slug(name), name) for name in table("specialties")["names"])


@cache
def body_regions() -> tuple[Term, ...]:
    """Body regions (`low-back`)."""
    return tuple(Term(raw["key"], raw["label"], description=raw["description"]) for raw in table("facets")["region"])


@cache
def guidelines() -> tuple[Term, ...]:
    """Guidelines (`mtus-chronic-pain`)."""
    return tuple(
        Term(raw["key"], raw["label"], description=raw["description"]) for raw in table("guidelines")["guideline"]
    )


@cache
def guideline_sections() -> tuple[Term, ...]:
    """Known sections (`mtus-chronic-pain/massage-therapy`), each under its guideline; letters name more."""
    data = table("sections")
    found: list[Term] = []
    for guideline in guidelines():
        own: Mapping[str, list[str]] = data.get(guideline.key, {})
        if guideline.key == "odg":
            own = {slug(chapter): [chapter] for chapter in table("guidelines")["odg"]}
        elif not own and guideline.key.startswith("mtus-") and guideline.key != "mtus-other":
            own = data["chapters"]
        found.extend(Term(f"{guideline.key}/{key}", names[0], guideline.key) for key, names in own.items())
    return tuple(found)


@cache
def decisions() -> tuple[Term, ...]:
    """The two decisions on an item."""
    return tuple(Term(raw["key"], raw["label"], description=raw["description"]) for raw in table("facets")["decision"])


@dataclass(frozen=True, slots=True)
class GroundWords:
    """How a ground is named where only denials or approvals are spoken of, and what it asks a request to show."""

    denied: str
    approved: str
    shows: str


@cache
def grounds() -> tuple[Term, ...]:
    """Grounds of a decision (`prior-care`), in the order in which they are explained."""
    return tuple(Term(raw["key"], raw["label"], description=raw["description"]) for raw in table("grounds")["ground"])


@cache
def ground_words() -> Mapping[str, GroundWords]:
    """The key of a ground → its words."""
    return MappingProxyType(
        {raw["key"]: GroundWords(raw["denied"], raw["approved"], raw["shows"]) for raw in table("grounds")["ground"]}
    )


@cache
def states() -> tuple[Term, ...]:
    """States of licensure (`california`)."""
    return tuple(Term(slug(name), name) for name in table("facets")["states"]["names"])


def drug_term(generic: str) -> Term:
    """The term of any generic value, also of a combination that nobody listed."""
    label = " ".join(fold(generic).split())
    return Term(slug(label.replace("/", " ")), label)


@cache
def drugs() -> tuple[Term, ...]:
    """Generic ingredients and combinations known to the data, in alphabetical order."""
    return tuple({term.key: term for term in map(drug_term, drug_data.generics())}.values())


_VOCABULARIES: Mapping[str, Callable[[], tuple[Term, ...]]] = MappingProxyType(
    {
        "treatment": lambda: treatment_categories() + treatment_types(),
        "specialty": specialties,
        "guideline": lambda: guidelines() + guideline_sections(),
        "ground": grounds,
        "decision": decisions,
        "region": body_regions,
        "drug": drugs,
        "state": states,
    }
)


@cache
def _keys(vocabulary: str) -> dict[str, str]:
    """Every spelling that is understood, as a slug with strokes kept, → key; keys come before labels."""
    terms = _VOCABULARIES[vocabulary]()
    spellings = {term.key: term.key for term in terms}
    for term in terms:
        spellings.setdefault(slug(term.label), term.key)
        if term.parent:
            spellings.setdefault(f"{term.parent}/{slug(term.label)}", term.key)
    for spelling, key in _aliases(vocabulary):
        spellings.setdefault(spelling, key)
    return spellings


def _aliases(vocabulary: str) -> list[tuple[str, str]]:
    if vocabulary == "specialty":
        names = [(name, label) for name, label in table("specialties")["aliases"].items()]
        names += [(term.label.replace("&", "and"), term.label) for term in specialties()]
        return [(slug(name), slug(label)) for name, label in names]
    if vocabulary == "drug":
        return [
            (slug(drug.name), drug_term(drug.generic).key) for group in drug_data.brands().values() for drug in group
        ]
    if vocabulary == "state":
        return [(code.lower(), slug(name)) for code, name in table("facets")["states"]["codes"].items()]
    if vocabulary == "guideline":
        named = [(slug(name), raw["key"]) for raw in table("guidelines")["guideline"] for name in raw.get("names", [])]
        sections = table("sections")
        for term in guidelines():
            own = sections.get(term.key, {})
            named += [(f"{term.key}/{slug(name)}", f"{term.key}/{key}") for key, names in own.items() for name in names]
        return named
    if vocabulary == "treatment":
        return [(term.key.split("/")[1], term.key) for term in treatment_types()]
    if vocabulary == "decision":
        return [
            ("uphold", "upheld"),
            ("denied", "upheld"),
            ("overturn", "overturned"),
            ("approved", "overturned"),
            ("authorized", "overturned"),
        ]
    return []


def parse_key(vocabulary: str, value: str) -> str | None:
    """The key that a value from an address means, be it a key, a label or an older spelling, or None.

    `vocabulary`: treatment, specialty, guideline, ground, decision, region, drug or state; another raises `KeyError`.
    """
    spellings = _keys(vocabulary)
    parts = [slug(part) for part in value[:200].split("/")]
    for spelling in ("/".join(parts), slug(value[:200].replace("/", " "))):
        if spelling in spellings:
            return spellings[spelling]
    return None
