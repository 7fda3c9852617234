"""Words that mean the same, for search: brands and their ingredients, abbreviations and their long forms."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from . import drug_data
from .data import table

_STRONG = (
    "opioids",
    "benzodiazepines",
    "muscle-relaxants",
    "nsaids",
    "antimigraine-agents",
    "misc-analgesics",
)


def _ingredient_words(drug: drug_data.PrintedDrug) -> tuple[str, ...]:
    """What a brand stands for in a search: its ingredient; of several, the one that gives it its class."""
    if len(drug.generics) == 1:
        return drug.generics
    types = drug_data.single_types()
    leading = [generic for generic in drug.generics if types.get(generic) == drug.type]
    if leading and drug.type.split("/")[-1] in _STRONG:
        return (leading[0], " ".join(drug.generics))
    return (" ".join(drug.generics),)


@cache
def synonyms() -> Mapping[str, tuple[str, ...]]:
    """Lower-case word or phrase → other lower-case words and phrases that mean the same, in a stable order.

    A brand gives its ingredient, an ingredient all its brands; one brand does not give another. An abbreviation that
    also means something else gives its long forms, and they do not give it: ``pt`` is mostly the patient.
    """
    found: dict[str, dict[str, None]] = {}

    def link(left: str, right: str) -> None:
        if left != right:
            found.setdefault(left, {})[right] = None

    data = table("synonyms")
    for group in data["groups"]:
        for word in group:
            for other in group:
                if other not in data["also_means"]:
                    link(word, other)
    for drugs in drug_data.brands().values():
        for drug in drugs:
            for words in _ingredient_words(drug):
                link(drug.name, words)
                link(words, drug.name)
    return MappingProxyType({word: tuple(others) for word, others in found.items()})
