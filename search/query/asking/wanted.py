"""One request as a person typed it: what is needed, what is only liked, and what is argued."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from search.query.asking.mending import mended
from search.query.question import ASKED
from search.query.tree import And, Filed, Node, Or, Word
from search.query.words import STOP_WORDS, tokens
from search.query.writing import as_shown, plainly
from search.vocabulary import body_regions, name_regions, name_treatment, treatment_types
from search.vocabulary.asking import Asked, Product, Thing, read_asked, words_named
from search.vocabulary.data import table
from search.vocabulary.kinds import bare, classes, families, names_for, reaches, together, whole_type
from search.vocabulary.short_forms import one_form
from search.vocabulary.text import singular, words_of
from search.vocabulary.treatment import OTHER
from search.vocabulary.treatment_data import Weight, our_words, phrases

_AMOUNT = re.compile(
    r"\b\d{1,2} ?x ?\d{1,2}\b"
    r"|\b\w{1,6} (?:x|times?)(?: (?:a|per|each))? ?/? ?(?:week|wk)s? ?(?:for|x) ?\w{1,6} (?:week|wk)s?\b"
)
"""So many visits a week for so many weeks: of a request it is liked, of an argument it says nothing."""
_LEVEL = re.compile(r"[ctls]\d{1,2}")
_MOST_SUBJECTS = 12
_CONSULTS = "evaluation-management/specialist-consultations"
_STAGES = ("preoperative", "postoperative")
_PARTS = frozenset(("low", "lower", "mid", "upper"))
_NOT_A_PLACE = frozenset({"mental-health"})


@dataclass(frozen=True, slots=True)
class Subject:
    """A thing or drug that is asked for. ``text``: as typed; ``label``: as people call it; ``node``: the items that ask
    for it; ``close``: items that ask for what is close to it; ``words``: what its name consists of; ``looser``: what to
    ask for where nothing is found, and what that leaves out."""

    text: str
    label: str
    node: Node
    close: Node | None
    words: tuple[str, ...]
    type: str
    looser: tuple[Node, str] | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a text wants. Without ``subjects`` it is an argument: its ``words`` are all there is.

    ``regions`` are needed; ``perhaps`` are regions of what the thing is for; ``details`` are names that rank;
    ``decision``: the outcome that is asked about; ``mended``: (typed, read) words.
    """

    text: str
    subjects: tuple[Subject, ...]
    regions: tuple[str, ...]
    perhaps: tuple[str, ...]
    after_surgery: bool
    details: tuple[str, ...]
    decision: str | None
    words: tuple[str, ...]
    mended: tuple[tuple[str, str], ...]
    type: str | None


@lru_cache(maxsize=1_024)
def wanted(typed: str) -> Wanted:
    """Read one sentence or line."""
    respelt, changes = mended(typed)
    text = one_form(plainly(respelt))
    asked = read_asked(text)
    named, spent = _subjects(asked)
    regions, perhaps, places = _regions(asked)
    kind = name_treatment(text).value
    return Wanted(
        text=text,
        subjects=named,
        regions=regions,
        perhaps=perhaps,
        after_surgery=bool(named) and "stage:postoperative" in asked.details,
        details=tuple(_details(asked)),
        decision=_decision(asked),
        words=_left_over(asked, spent | places | _stages(asked)) if named else _argument(asked),
        mended=changes,
        type=kind if kind != OTHER else None,
    )


def _details(asked: Asked) -> Iterator[str]:
    """What is liked of how the thing is done or given; forms and strengths are a drug's alone."""
    for detail in asked.details:
        if detail != "stage:postoperative" and (asked.products or not detail.startswith(("form:", "dose:"))):
            yield detail


def _subjects(asked: Asked) -> tuple[tuple[Subject, ...], frozenset[int]]:
    """What is asked for, and the places of the words that name it."""
    things = [thing for thing in map(_whenever, asked.things) if not thing.why and thing.words[0] not in _STAGES]
    if _is_argued(asked):
        things = [thing for thing in things if not _is_spoken_of(asked, thing)]
    products = [product for product in asked.products if not product.why]
    strong = _leading_ones(asked, [thing for thing in things if thing.weight is Weight.DECISIVE])
    found: list[tuple[int, int, Subject]] = []
    found += [(thing.start, thing.end, _of_thing(asked, thing)) for thing in strong]
    found += [(product.start, product.end, _of_product(asked, product)) for product in products]
    found += _of_classes(asked, [(start, end) for start, end, _ in found])
    if not found:
        leading = [thing for thing in things if thing.weight is Weight.LEADING]
        found = [(thing.start, thing.end, _of_thing(asked, thing)) for thing in leading]
    if not found:
        found = [(thing.start, thing.end, each) for thing in things if (each := _of_family(asked, thing))][:1]
    found.sort(key=lambda each: each[0])
    spent = frozenset(place for start, end, _ in found for place in range(start, end))
    subjects = {subject.node: subject for _, _, subject in found[:_MOST_SUBJECTS]}
    return tuple(subjects.values()), spent


def _whenever(thing: Thing) -> Thing:
    """The thing alone, where its name says when it is done: before an operation or after it."""
    known = phrases().get_words(thing.words[1:]) if thing.words[0] in _STAGES else None
    return replace(thing, words=thing.words[1:]) if known and known[1] == thing.type else thing


def _leading_ones(asked: Asked, things: Sequence[Thing]) -> list[Thing]:
    """Without wider names of what stands beside them ("labs: CBC"), and without the person who does it."""
    covered = {name for thing in things for name in thing.names[1:]}
    kept = [thing for thing in things if thing.names[0] not in covered] or list(things)
    others = [thing for thing in kept if thing.type != _CONSULTS]
    behind = others[0].start if others else len(asked.text.words)
    return [thing for thing in kept if thing.type != _CONSULTS or thing.start < behind] or kept


def _typed(asked: Asked, start: int, end: int) -> str:
    spans = asked.text.spans
    return asked.text.folded[spans[start][0] : spans[end - 1][1]]


def _of_thing(asked: Asked, thing: Thing) -> Subject:
    words = bare(thing.words)
    whole = whole_type(words, thing.type)
    names = together(words)
    node = Filed("treatment", (thing.type,)) if whole else Filed(ASKED, names)
    wider = tuple(name for name in names_for(words) if name not in names)
    close = Filed(ASKED, wider) if wider and not whole else None
    typed = _typed(asked, thing.start, thing.end)
    label = _type_label(thing.type).lower() if whole else _called(typed) if len(names) == 1 else " and ".join(names)
    return Subject(typed, label, node, close, words, thing.type)


def _of_product(asked: Asked, product: Product) -> Subject:
    typed = _typed(asked, product.start, product.end)
    holding = tuple(Filed(ASKED, (f"with:{generic}",)) for generic in product.generics)
    label = "/".join(product.generics)
    if not product.leading:
        return Subject(
            typed, label, And(holding), Or(holding), product.generics, product.type, (Or(holding), "all ingredients")
        )
    drug, close = Filed(ASKED, (f"drug:{product.leading}",)), Filed(ASKED, (f"with:{product.leading}",))
    if any(detail.startswith(("form:", "dose:")) for detail in asked.details):
        node = And((drug, Filed("treatment", (product.type,))))
        return Subject(typed, label, node, Or((drug, close)), product.generics, product.type, (drug, "the form"))
    return Subject(typed, label, drug, close, product.generics, product.type)


def _of_classes(asked: Asked, taken: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, Subject]]:
    """Whole classes of treatment; not one that is part of a longer name, as in "opioid detoxification"."""
    known = {product.type for product in asked.products} | {each.type for each in asked.things if each.weight > 2}
    known |= _ON_SKIN if known & _ON_SKIN else set()
    for match in classes().find(asked.text.words):
        beside = any(start <= match.end and match.start <= end for start, end in taken)
        if beside or asked.why[match.start] or match.value in known:
            continue
        typed = _typed(asked, match.start, match.end)
        node = Filed("treatment", (match.value,))
        label = _type_label(match.value).lower()
        yield match.start, match.end, Subject(typed, label, node, None, words_of(typed).words, match.value)


def _of_family(asked: Asked, thing: Thing) -> Subject | None:
    """A word for a whole family ("surgery"), narrowed by the words right before it."""
    keys = families().get(" ".join(thing.words))
    if keys is None:
        return None
    before = thing.start
    idle = words_named("idle") | words_named("asking") | words_named("verdicts")
    while before and asked.text.words[before - 1] not in idle and asked.text.words[before - 1] not in STOP_WORDS:
        if asked.text.between(before - 1, before).strip(" -"):
            break
        before -= 1
    typed = _typed(asked, before, thing.end)
    if before == thing.start and _is_argued(asked):
        return None
    narrowed = tuple(Word(token.text, "heading") for token in tokens(_typed(asked, before, thing.end)))[:-1]
    family = Filed("treatment", keys)
    node: Node = And((family, *narrowed)) if narrowed else family
    return Subject(typed, typed, node, family if narrowed else None, words_of(typed).words, thing.type)


_ON_SKIN = {"pharmaceuticals/topical-analgesics", "pharmaceuticals/compounded-topicals"}


def _is_argued(asked: Asked) -> bool:
    return not (words_named("negations") | words_named("cues")).isdisjoint(asked.text.words)


def _is_spoken_of(asked: Asked, thing: Thing) -> bool:
    """Whether an argument names a thing as what shows or replaces something ("not seen on MRI", "home exercise would
    do"), and does not ask for it."""
    if thing.words in _spoken_of():
        return True
    before = asked.text.words[max(0, thing.start - 3) : thing.start]
    return thing.type.startswith("diagnostic-testing/") and not words_named("shown_by").isdisjoint(before)


@cache
def _spoken_of() -> frozenset[tuple[str, ...]]:
    return frozenset(our_words(name) for name in table("requests")["spoken_of"])


def _regions(asked: Asked) -> tuple[tuple[str, ...], tuple[str, ...], frozenset[int]]:
    """Regions needed, regions of what it is for, and the places of the words that name either."""
    text = asked.text
    diagnoses = words_named("diagnoses")
    runs: list[list[int]] = []
    for place in range(len(text.words)):
        if runs and asked.why[place] == asked.why[runs[-1][-1]]:
            runs[-1].append(place)
        else:
            runs.append([place])
    needed: dict[str, None] = {}
    perhaps: dict[str, None] = {}
    for run in runs:
        spoken = text.folded[text.spans[run[0]][0] : text.spans[run[-1]][1]]
        named = [region for region in name_regions(spoken).values if region not in _NOT_A_PLACE]
        why = asked.why[run[0]] and (
            not diagnoses.isdisjoint(text.words[place] for place in run)
            or any(thing.why and thing.start in run for thing in asked.things)
        )
        (perhaps if why else needed).update(dict.fromkeys(named))
    spent = {place for place, word in enumerate(text.words) if name_regions(word).values or word in ("spine", "spinal")}
    spent |= {place - 1 for place in spent if place and text.words[place - 1] in _PARTS}
    return tuple(needed), tuple(each for each in perhaps if each not in needed), frozenset(spent)


def _stages(asked: Asked) -> frozenset[int]:
    return frozenset(
        place for thing in asked.things if thing.words[0] in _STAGES for place in range(thing.start, thing.end)
    ) | frozenset(
        place
        for place, word in enumerate(asked.text.words)
        if word in ("pre", "post", "op", "preop", "postop", "operative")
    )


def _decision(asked: Asked) -> str | None:
    """The outcome that is asked about: "why was it denied", "approved because"."""
    for decision, pattern in _said_of_outcomes():
        if pattern.search(asked.text.folded):
            return decision
    for decision, names in table("requests")["decisions"].items():
        if {singular(name) for name in names} & set(asked.text.words):
            return str(decision)
    return None


@cache
def _said_of_outcomes() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (decision, re.compile("|".join(patterns))) for decision, patterns in table("requests")["outcomes"].items()
    )


def _left_over(asked: Asked, spent: frozenset[int]) -> tuple[str, ...]:
    """The words that say more than what is asked for, as the index keeps them."""
    text = asked.text
    idle = words_named("idle") | words_named("asking") | words_named("verdicts") | words_named("purposes")
    idle |= words_named("negations")
    gone = spent | {place for place, word in enumerate(text.words) if word in idle}
    taken = {at for place in gone for at in range(*text.spans[place])}
    return tuple(
        dict.fromkeys(
            token.text
            for token in tokens(text.folded)
            if token.text not in STOP_WORDS
            and token.start not in taken
            and len(token.text) > 1
            and singular(token.text) not in idle
            and not _LEVEL.fullmatch(token.text)
            and not token.text[0].isdecimal()
        )
    )


def _argument(asked: Asked) -> tuple[str, ...]:
    """The words of an argument, but for those that only ask."""
    idle = words_named("asking") | words_named("outcome_words") | words_named("negations") | STOP_WORDS
    return tuple(
        token.text
        for token in tokens(plainly(_AMOUNT.sub(" ", asked.text.folded)))
        if token.text not in idle and (len(token.text) > 1 or token.text.isdecimal())
    )


def _type_label(key: str) -> str:
    return next((term.label for term in treatment_types() if term.key == key), key)


def _called(name: str) -> str:
    """A name of the vocabulary as people read it."""
    shown = as_shown(name)
    return shown.upper() if len(shown) <= 4 and " " not in shown else shown


def related(regions: Sequence[str]) -> tuple[str, ...]:
    """Limbs that the nerves of these parts of the spine serve, and parts of a limb for the whole of it or round."""
    finer = table("regions")["finer"]
    found: dict[str, None] = {}
    for region in regions:
        found.update(dict.fromkeys((*reaches().get(region, ()), *finer.get(region, ()))))
        found.update(dict.fromkeys(whole for whole, parts in finer.items() if region in parts))
    return tuple(each for each in found if each not in regions)


ANY_REGION = Filed("region", tuple(term.key for term in body_regions()))
