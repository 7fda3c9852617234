"""The drugs that are known: generic ingredients, brands, combinations, and the class of each."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from .data import table
from .text import Lexicon, singular

CATEGORY = "pharmaceuticals"
TOPICAL = f"{CATEGORY}/topical-analgesics"
COMPOUNDED = f"{CATEGORY}/compounded-topicals"


@dataclass(frozen=True, slots=True)
class PrintedDrug:
    """A printed name: its generics, its treatment type, and whether it is a fixed product for the skin."""

    name: str
    generics: tuple[str, ...]
    type: str
    brand: bool
    skin: bool = False

    @property
    def generic(self) -> str:
        return "/".join(self.generics)


def _type_key(drug_class: str) -> str:
    return drug_class if "/" in drug_class else f"{CATEGORY}/{drug_class}"


def _generics(printed: str) -> tuple[str, ...]:
    """`doxepin (sleep)` is doxepin: what stands in parentheses keeps two uses of one ingredient apart."""
    return tuple(part.split(" (")[0] for part in printed.split("/"))


@cache
def _classes() -> dict[str, dict[str, list[str]]]:
    """Generic → brands, by class."""
    return table("drugs") | table("drugs_general") | table("drugs_inner")


@cache
def _entries() -> tuple[PrintedDrug, ...]:
    return tuple(_read_entries())


def _read_entries() -> Iterator[PrintedDrug]:
    combinations = table("drug_combinations")
    for generic, brands in combinations["topicals"].items():
        for brand in brands:
            yield PrintedDrug(brand, _generics(generic), TOPICAL, brand=True, skin=True)
    for generic, brands in combinations["compounds"].items():
        for brand in brands:
            yield PrintedDrug(brand, _generics(generic), COMPOUNDED, brand=True)
    for drug_class, by_generic in [*combinations["combinations"].items(), *_classes().items()]:
        for generic, brands in by_generic.items():
            if " (" not in generic:
                yield PrintedDrug(generic, _generics(generic), _type_key(drug_class), brand=False)
            for brand in brands:
                names = _generics(generic)
                yield PrintedDrug(brand, names, _type_key(drug_class), brand=brand not in names)
    for short, generic in combinations["abbreviations"].items():
        yield PrintedDrug(short, (generic,), single_types()[generic], brand=False)


@cache
def single_types() -> dict[str, str]:
    """The treatment type of each single ingredient."""
    types: dict[str, str] = {}
    for drug_class, by_generic in _classes().items():
        for generic in by_generic:
            if "/" not in generic:
                types.setdefault(_generics(generic)[0], _type_key(drug_class))
    return types


@cache
def combination_types() -> dict[frozenset[str], str]:
    """The treatment type of each combination that is sold as one product."""
    tables = [*table("drug_combinations")["combinations"].items(), *_classes().items()]
    return {
        frozenset(_generics(generic)): _type_key(drug_class)
        for drug_class, by_generic in tables
        for generic in by_generic
        if "/" in generic
    }


@cache
def lexicon() -> Lexicon[PrintedDrug]:
    """Every printed name of a drug; of two entries with one name the more particular wins."""
    return Lexicon((drug.name, drug) for drug in _entries())


@cache
def generics() -> tuple[str, ...]:
    """Every generic value known to the data, single ingredients and combinations, in alphabetical order."""
    return tuple(sorted({drug.generic for drug in _entries()} | set(single_types())))


@cache
def brands() -> dict[str, tuple[PrintedDrug, ...]]:
    """Brand names by generic value."""
    by_generic: dict[str, list[PrintedDrug]] = {}
    for drug in _entries():
        if drug.brand:
            by_generic.setdefault(drug.generic, []).append(drug)
    return {generic: tuple(drugs) for generic, drugs in by_generic.items()}


@cache
def rank(drug_type: str) -> int:
    """How regulated a type is among combinations: 0 is the most."""
    order = [_type_key(name) for name in table("drug_combinations")["regulated"]]
    return order.index(drug_type) if drug_type in order else len(order)


@cache
def fillers() -> frozenset[str]:
    """Salts and releases, as `words_of` reads them."""
    return frozenset(singular(word) for word in table("drug_combinations")["fillers"])
