"""Which drugs a heading names, and the treatment type that follows."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from . import drug_data
from .data import table
from .drug_data import CATEGORY, COMPOUNDED, TOPICAL, PrintedDrug
from .misprints import mended
from .text import Match, WordSpans

_SKIN_FORM = re.compile(
    r"\b(?:cream|creme|gel|ointment|oint|lotion|patch|patches|topical|topically|topicals|transdermal|pad|pads|liniment|"
    r"balm|roll-?on|foam|plaster|emulgel|salve|tape)\b(?! ?cap)|%"
)
_NEEDLE = re.compile(
    r"\b(?:injection|injections|inj|injected|im|iv|intramuscular|intravenous|vial|ampule|infusion|syringe)\b"
)
_ORAL_FORM = re.compile(
    r"\d ?(?:mg|mcg)\b|#|\b(?:tab|tabs|tablet|tablets|cap|caps|capsule|capsules|oral|pill|pills|qty)\b"
)
_COMPOUND = re.compile(r"\b(?:compound(?:ed|s)?|cmpd|cpd)\b")
_DEPENDENCE = re.compile(r"\b(?:dependence|addiction|use disorder|detox\w*|opioid withdrawal|abuse)\b")
_AMOUNT = re.compile(r"[^a-z]{0,3}(?:#|no\b|qty\b|tabs?\b)?[^a-z]{0,2}\d")
_STRENGTH = re.compile(r"[\d.]+(?: ?mg)? ?[-/] ?(\d+)")


@dataclass(frozen=True, slots=True)
class DrugsFound:
    """The drugs of a heading, in printed order, with the type that the first of them gives and why."""

    matches: tuple[Match[PrintedDrug], ...]
    generics: tuple[str, ...]
    type: str
    rule: str


def find_drugs(text: WordSpans) -> list[Match[PrintedDrug]]:
    """Drug names in the text, misprints mended; a salt that is misspelt behind a name belongs to it."""
    lexicon = drug_data.lexicon()
    words, places = mended(text)
    found: list[Match[PrintedDrug]] = []
    position = 0
    while position < len(words):
        match = lexicon.at(words, position)
        if match is None:
            position += 1
            continue
        start = places[position]
        end = max(start + 1, places[match.end] if match.end < len(words) else len(text.words))
        if match.phrase in _with_an_amount() and not _AMOUNT.match(text.folded, text.spans[end - 1][1]):
            position = match.end
            continue
        is_misprint = words[position : match.end] != text.words[start:end]
        position = match.end
        if is_misprint and found and match.phrase in drug_data.fillers():
            continue
        if found and text.words[end : end + 1] == ("base",):
            continue  # a product that others are mixed into
        printed = " ".join(text.words[start:end])
        phrase = f"{printed} (read as {match.phrase})" if is_misprint else match.phrase
        while end < len(text.words) and text.words[end] in drug_data.fillers():
            if text.between(end - 1, end).strip():
                break
            end += 1
        found.append(Match(start, end, match.value, phrase))
        while position < len(words) and places[position] < end:
            position += 1
    return found


def read_drugs(text: WordSpans, found: Sequence[Match[PrintedDrug]]) -> DrugsFound | None:
    """What the drugs found mean together; None where there are none."""
    if not found:
        return None
    matches = [with_implied(text, match) for match in found]
    group = _group(text, matches)
    kind, why = _type(text, matches, group)
    ingredients = _ingredients(matches)
    names = " + ".join(match.phrase for match in group)
    generic = "/".join(ingredients)
    head = f"drug {names}" if names == generic else f"drug {names} → {generic}"
    return DrugsFound(tuple(matches), ingredients, kind, f"{head} → {kind.split('/')[-1]}{why}")


def with_implied(text: WordSpans, match: Match[PrintedDrug]) -> Match[PrintedDrug]:
    """Hydrocodone printed with the strength of a combination is that combination."""
    implied = table("drug_combinations")["implied"]
    if match.value.brand or len(match.value.generics) != 1 or match.value.generics[0] not in implied:
        return match
    end = text.spans[match.end - 1][1]
    strength = _STRENGTH.search(text.folded[end : end + 24])
    if strength is None:
        return match
    for partner, amounts in implied[match.value.generics[0]].items():
        if strength.group(1) in amounts and not re.search(rf"{partner}|apap", text.folded):
            generics = (match.value.generics[0], partner)
            kind = drug_data.combination_types().get(frozenset(generics), match.value.type)
            return replace(match, value=replace(match.value, generics=generics, type=kind))
    return match


def _ingredients(matches: Sequence[Match[PrintedDrug]]) -> tuple[str, ...]:
    """Generic ingredients in printed order, each once.

    A brand of several whose ingredients are all printed beside it adds nothing.
    """
    printed = {generic for match in matches if not match.value.brand for generic in match.value.generics}
    named = dict.fromkeys(
        generic
        for match in matches
        if not (match.value.brand and len(match.value.generics) > 1 and _adds_nothing(match.value, printed))
        for generic in match.value.generics
    )
    return tuple(name for name in named if not any(other.startswith(f"{name} ") for other in named))


def _adds_nothing(brand: PrintedDrug, printed: set[str]) -> bool:
    """Whether a brand's ingredients stand beside it; those of a pharmacy's mixture are the ones printed, if any."""
    return printed.issuperset(brand.generics) or (brand.type == COMPOUNDED and len(printed) > 1)


def _group(text: WordSpans, matches: Sequence[Match[PrintedDrug]]) -> list[Match[PrintedDrug]]:
    """The first drug and those of one product with it: no tablet, no strength in milligrams between them."""
    group = [matches[0]]
    for left, right in pairwise(matches):
        if _ORAL_FORM.search(text.between(left.end - 1, right.start)):
            break
        group.append(right)
    return group


def _is_glued(text: WordSpans, left: Match[PrintedDrug], right: Match[PrintedDrug]) -> bool:
    """Whether only salts, strokes and "and" stand between two names: one combination product."""
    if any(
        word not in drug_data.fillers() and word not in {"and", "with", "w"}
        for word in text.words[left.end : right.start]
    ):
        return False
    between = text.between(left.end - 1, right.start)
    return "," not in between and ";" not in between


def _type(
    text: WordSpans, matches: Sequence[Match[PrintedDrug]], group: Sequence[Match[PrintedDrug]]
) -> tuple[str, str]:
    first = group[0].value
    following = matches[len(group)] if len(matches) > len(group) else None
    end = text.spans[following.start][0] if following else len(text.folded)
    start = 0 if following is None else text.spans[group[0].start][0]
    region = text.folded[start:end]
    if any(match.value.skin for match in group):
        return TOPICAL, " (fixed product for the skin)"
    ingredients = tuple(dict.fromkeys(generic for match in group for generic in match.value.generics))
    combined = drug_data.combination_types().get(frozenset(ingredients)) if len(ingredients) > 1 else None
    if first.type == COMPOUNDED:
        return COMPOUNDED, " (a pharmacy's mixture)"
    needle = _NEEDLE.search(region) is not None
    if _SKIN_FORM.search(_without_brands(text, region, group)) and not needle:
        return _skin_type(first, ingredients, combined)
    if ingredients[0] in _anesthetics() and needle:
        return "injections/other-injections", " (a local anesthetic by needle)"
    if len(ingredients) > 1 and not combined and _COMPOUND.search(text.folded):
        return COMPOUNDED, " (called a compound)"
    if len(ingredients) > 1 and not needle and not combined and _anesthetics().intersection(ingredients):
        return COMPOUNDED, " (mixed with what only goes on the skin)"
    if "buprenorphine" in ingredients and _DEPENDENCE.search(text.folded):
        return f"{CATEGORY}/opioid-antagonists", " (for dependence)"
    if combined and (len(group) == 1 or all(_is_glued(text, *pair) for pair in pairwise(group))):
        return combined, ""
    glued = [first.type]
    for left, right in pairwise(group):
        if not _is_glued(text, left, right):
            break
        glued.append(right.value.type)
    return min(glued, key=drug_data.rank), " (most regulated ingredient)" if len(set(glued)) > 1 else ""


def _without_brands(text: WordSpans, region: str, group: Sequence[Match[PrintedDrug]]) -> str:
    """The stretch without brands' names, which may hold the word of a form ("Gel-One" is injected)."""
    for match in group:
        if match.value.brand:
            region = region.replace(text.folded[text.spans[match.start][0] : text.spans[match.end - 1][1]], " ")
    return region


def _skin_type(first: PrintedDrug, ingredients: tuple[str, ...], combined: str | None) -> tuple[str, str]:
    own = _own_class_on_skin()
    if combined in own:
        return combined or first.type, ""
    if len(ingredients) > 1:
        return COMPOUNDED, " (several ingredients on the skin)"
    data = table("drug_combinations")
    if ingredients[0] in data["own_class_ingredients"]:
        return first.type, " (by class, though on the skin)"
    if first.type in own and ingredients[0] not in data["topical_ingredients"]:
        return first.type, " (by class, though on the skin)"
    if not first.type.startswith(CATEGORY):
        return first.type, ""
    return TOPICAL, " (on the skin)"


@cache
def _anesthetics() -> frozenset[str]:
    return frozenset(table("drug_combinations")["local_anesthetics"])


@cache
def _with_an_amount() -> frozenset[str]:
    """Short forms that are others' as well, and a drug's only before an amount ("perc 10 mg", and no "perc lead")."""
    return frozenset(table("drug_combinations")["before_an_amount"])


@cache
def _own_class_on_skin() -> frozenset[str]:
    return frozenset(f"{CATEGORY}/{name}" for name in table("drug_combinations")["own_class_on_skin"])
