"""The data files agree with each other: no word with two meanings, no type that does not exist."""

from collections import Counter

import pytest

from search.vocabulary import drugs, guidelines, parse_key, treatment_types
from search.vocabulary.data import table
from search.vocabulary.outside import HEAD
from search.vocabulary.text import phrase_words
from search.vocabulary.treatment_data import our_words

TYPES = {term.key for term in treatment_types()}


def test_phrases_name_existing_types_and_one_each() -> None:
    meanings: dict[tuple[str, ...], set[str]] = {}
    for by_type in table("treatment_phrases").values():
        for kind, phrases in by_type.items():
            assert kind in TYPES
            for phrase in phrases:
                meanings.setdefault(phrase_words(phrase), set()).add(kind)
    assert {phrase: kinds for phrase, kinds in meanings.items() if len(kinds) > 1} == {}


def test_rules_name_existing_types_and_have_different_names() -> None:
    rules = table("treatment_rules")["rule"]
    assert {rule["type"] for rule in rules} <= TYPES
    assert max(Counter(rule["name"] for rule in rules).values()) == 1
    assert all(rule.get("has") or rule.get("starts") for rule in rules)


def test_a_spelling_means_one_thing() -> None:
    meanings: dict[tuple[str, ...], set[str]] = {}
    for meant, variants in table("spellings")["spellings"].items():
        for variant in variants:
            assert phrase_words(variant) != phrase_words(meant), variant
            meanings.setdefault(phrase_words(variant), set()).add(meant)
    assert {variant: meant for variant, meant in meanings.items() if len(meant) > 1} == {}


def test_a_body_word_means_one_region() -> None:
    meanings: dict[tuple[str, ...], set[str]] = {}
    for region, phrases in table("regions")["regions"].items():
        assert parse_key("region", region) == region
        for phrase in phrases:
            meanings.setdefault(phrase_words(phrase), set()).add(region)
    assert {phrase: regions for phrase, regions in meanings.items() if len(regions) > 1} == {}


def test_a_brand_is_one_product() -> None:
    meanings: dict[tuple[str, ...], set[str]] = {}
    combinations = table("drug_combinations")
    for by_generic in [
        *table("drugs").values(),
        *table("drugs_general").values(),
        *table("drugs_inner").values(),
        *combinations["combinations"].values(),
        combinations["topicals"],
        combinations["compounds"],
    ]:
        for generic, brands in by_generic.items():
            for brand in brands:
                meanings.setdefault(phrase_words(brand), set()).add(generic)
    assert {brand: found for brand, found in meanings.items() if len(found) > 1} == {}


def test_drug_classes_are_treatment_types() -> None:
    for name in [
        *table("drugs"),
        *table("drugs_general"),
        *table("drugs_inner"),
        *table("drug_combinations")["combinations"],
    ]:
        assert name in TYPES or f"pharmaceuticals/{name}" in TYPES, name


def test_every_class_of_drugs_is_ranked_for_combinations() -> None:
    ranked = set(table("drug_combinations")["regulated"])
    unranked = {
        name for name in (*table("drugs"), *table("drugs_general"), *table("drugs_inner")) if "/" not in name
    } - ranked
    assert unranked <= {"nutritional-products", "viscosupplementation"}


def test_ingredients_of_combinations_are_known_drugs() -> None:
    labels = {term.label for term in drugs()}
    for by_generic in table("drug_combinations")["combinations"].values():
        for generic in by_generic:
            assert generic in labels


def test_sections_belong_to_guidelines() -> None:
    known = {term.key for term in guidelines()}
    assert set(table("sections")) - {"chapters", "pages_2009"} <= known
    certain = table("sections")["pages_2009"]
    assert set(certain) <= set(table("sections")["mtus-chronic-pain"])
    assert max(Counter(page for pages in certain.values() for page in pages).values()) == 1


def test_the_first_word_of_a_guidelines_name_has_the_letters_it_is_looked_up_by() -> None:
    data = table("guidelines")
    names = [name for entry in data["guideline"] for name in [*entry.get("names", []), *entry.get("short", [])]]
    names += [*data["general_chapters"], *(printed for variants in data["odg"].values() for printed in variants)]
    assert [name for name in names if not name[:HEAD].isalnum()] == []


@pytest.mark.parametrize("chapter", sorted(table("guidelines")["odg_body"]))
def test_body_words_lead_to_chapters(chapter: str) -> None:
    assert chapter in table("guidelines")["odg"]


def test_no_phrase_is_listed_twice_in_other_print() -> None:
    lists = {
        "treatment_phrases": [
            our_words(phrase)
            for by_type in table("treatment_phrases").values()
            for phrases in by_type.values()
            for phrase in phrases
        ],
        "spellings": [phrase_words(name) for names in table("spellings")["spellings"].values() for name in names],
        "regions": [phrase_words(name) for names in table("regions")["regions"].values() for name in names],
        "spanish": [phrase_words(name) for names in table("spanish")["words"].values() for name in names],
    }
    assert {name: [each for each, times in Counter(said).items() if times > 1] for name, said in lists.items()} == {
        name: [] for name in lists
    }
