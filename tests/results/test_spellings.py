"""One thing, however it is written: generated pairs of writings find the same items, totals and facets."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
from django.core.management import call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from search import samples
from search.query.request import SearchRequest
from search.results import search
from search.vocabulary.data import table

Pair = tuple[str, str]
Found = tuple[int, set[int], Mapping[str, Mapping[str, int]]]
SPINE = [f"C{n}" for n in range(2, 8)] + [f"T{n}" for n in range(1, 13)] + [f"L{n}" for n in range(1, 6)] + ["S1"]
AFTER_THE_THING = ["", "MRI ", "epidural steroid injection ", "discectomy ", "no findings at "]
COMPOUNDS = [
    ("pre", "operative"), ("post", "operative"), ("anti", "inflammatory"), ("non", "steroidal"), ("anti", "depressant"),
    ("anti", "convulsant"), ("non", "certified"), ("re", "evaluation"), ("follow", "up"), ("x", "ray"),
    ("ultra", "sound"), ("wheel", "chair"), ("intra", "articular"), ("electro", "acupuncture"), ("psycho", "therapy"),
    ("multi", "disciplinary"), ("post", "surgical"), ("inter", "disciplinary"), ("sub", "acromial"), ("h", "wave"),
    ("trans", "foraminal"), ("out", "patient"), ("lumbo", "sacral"), ("post", "traumatic"), ("long", "term"),
]  # fmt: skip
AROUND = [
    "{}",
    "{} clearance",
    "{} physical therapy",
    "{} of the knee",
    "{} visit",
    "lumbar {}",
    "no {} was documented",
]
SAME = [
    ["xray", "x-ray", "x ray", "radiograph", "x-rays", "xrays", "X-RAY"],
    ["postop", "post-op", "post op", "postoperative", "post operative", "post-operative"],
    ["preop", "pre-op", "pre op", "preoperative", "pre operative", "pre-operative"],
    ["follow-up", "follow up", "followup", "f/u"],
]
DRUGS = [("hydrocodone", "apap"), ("hydrocodone", "acetaminophen"), ("oxycodone", "acetaminophen"),
         ("oxycodone", "apap"), ("tramadol", "acetaminophen"), ("ibuprofen", "famotidine")]  # fmt: skip
SIGNS = ["-", "/", " ", " / ", " - ", " + ", " & ", " and ", " with "]
THERAPIES = ["physical therapy", "acupuncture", "massage therapy", "chiropractic", "aquatic therapy"]
VISITS = ["1x12", "1 x 12", "2x6", "2 x 6", "3 times a week for 4 weeks", "x 12", "12 visits", "twelve sessions"]
NUMBERS = ["two", "three", "four", "six", "eight", "ten", "twelve", "sixteen", "twenty"]
DIGITS = dict(zip(NUMBERS, ["2", "3", "4", "6", "8", "10", "12", "16", "20"], strict=True))
PLURALS = [
    "brace",
    "injection",
    "opioid",
    "visit",
    "patch",
    "crutch",
    "MRI",
    "TPI",
    "PPI",
    "NSAID",
    "sling",
    "orthotic",
]
CLASSES = [
    ["narcotic", "opioid", "opiate", "narcotics", "opioids"],
    ["anti-inflammatory", "NSAID", "anti inflammatories", "nonsteroidal anti-inflammatory drugs"],
    ["muscle relaxer", "muscle relaxant", "muscle relaxants", "antispasmodic"],
    ["blood thinner", "anticoagulant", "blood thinners"],
    ["PPI", "proton pump inhibitor", "proton-pump inhibitors"],
]


@cache
def short_forms() -> list[list[str]]:
    data = table("synonyms")
    # "botox" is a brand as well as a class, and what a review is called says nothing of what is asked for.
    left_out = {*data["also_means"], "botox", "imr", "ur"}
    return [names for group in data["groups"] if len(names := [n for n in group if n not in left_out]) > 1]


def two_of(forms: list[str]) -> st.SearchStrategy[Pair]:
    return st.tuples(st.sampled_from(forms), st.sampled_from(forms))


@st.composite
def levels(draw: st.DrawFn) -> Pair:
    place = draw(st.integers(0, len(SPINE) - 2))
    upper, lower = SPINE[place : place + 2]
    forms = [f"{upper}{sign}{lower}" for sign in ("-", "/", " - ", "–", " to ", " through ")]
    if upper[0] == lower[0]:
        forms += [f"{upper}-{lower[1:]}", f"{upper}/{lower[1:]}", f"{upper} - {lower[1:]}"]
    if upper[0] != "T":  # "T3 T4" are a thyroid's
        forms += [f"{upper} {lower}", f"{upper}, {lower}", f"{upper} and {lower}"]
    before = draw(st.sampled_from(AFTER_THE_THING))
    one, other = draw(two_of([*forms, *map(str.lower, forms)]))
    return before + one, before + other


@st.composite
def compounds(draw: st.DrawFn) -> Pair:
    first, last = draw(st.sampled_from(COMPOUNDS))
    around = draw(st.sampled_from(AROUND))
    one, other = draw(two_of([first + last, f"{first}-{last}", f"{first} {last}"]))
    return around.format(one), around.format(other)


@st.composite
def same_words(draw: st.DrawFn) -> Pair:
    forms, around = draw(st.sampled_from(SAME)), draw(st.sampled_from(AROUND))
    one, other = draw(two_of(forms))
    return around.format(one), around.format(other)


@st.composite
def drug_pairs(draw: st.DrawFn) -> Pair:
    first, last = draw(st.sampled_from(DRUGS))
    one, other = draw(two_of(SIGNS))
    behind = draw(st.sampled_from(["", " 10/325 mg #60", " tablets", " is not recommended"]))
    return f"{first}{one}{last}{behind}", f"{first}{other}{last}{behind}"


@st.composite
def amounts(draw: st.DrawFn) -> Pair:
    one, other = draw(two_of(["", *VISITS]))
    thing, place = draw(st.sampled_from(THERAPIES)), draw(st.sampled_from(["", " neck", " for the low back"]))
    return f"{thing} {one}{place}", f"{thing} {other}{place}"


@st.composite
def numbers(draw: st.DrawFn) -> Pair:
    spoken = draw(st.sampled_from(NUMBERS))
    digits = DIGITS[spoken]
    written = [
        (f"{spoken} sessions of acupuncture", f"{digits} sessions of acupuncture"),
        (f"{spoken} visits were exceeded", f"{digits} visits were exceeded"),
        ("clonazepam .5 mg", "clonazepam 0.5mg"), (".5 mg was given", "0.5 mg was given"),
        ("ibuprofen 1,200 mg", "ibuprofen 1200mg"), ("a dose of 1,200", "a dose of 1200"),
    ]  # fmt: skip
    return draw(st.sampled_from(written))


@st.composite
def plurals(draw: st.DrawFn) -> Pair:
    word = draw(st.sampled_from(PLURALS))
    many = f"{word}es" if word.endswith("ch") else f"{word}s"
    around = draw(st.sampled_from(["{}", "knee {}", "{} was denied"]))
    one, other = draw(two_of([word, many, f"{word}'s", f"{word}’s"]))
    return around.format(one), around.format(other)


PAIRS = st.one_of(
    levels(), compounds(), same_words(), drug_pairs(), amounts(), numbers(), plurals(),
    st.sampled_from(CLASSES).flatmap(two_of),
    st.deferred(lambda: st.sampled_from(short_forms()).flatmap(two_of)),
)  # fmt: skip


def found(q: str) -> Found:
    results = search(SearchRequest(q=q, per_page=100))
    return results.total, {hit.item.pk for hit in results.hits}, results.counts


@pytest.mark.slow
def test_every_pair_of_writings_finds_the_same(db: None, index: Path) -> None:
    call_command("sync_vocabulary", verbosity=0)
    call_command("import_determinations", str(Path(samples.__file__).parent / "letters"), samples=True, verbosity=0)

    known: dict[str, Found] = {}

    def finds(q: str) -> Found:
        if q not in known:
            known[q] = found(q)
        return known[q]

    @settings(max_examples=150)
    @given(PAIRS)
    def holds(pair: Pair) -> None:
        one, other = pair
        assert finds(one) == finds(other)

    holds()
    for group in short_forms():
        first = finds(group[0])
        for name in group[1:]:
            assert finds(name) == first, (group[0], name)
