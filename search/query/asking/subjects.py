"""The things, drugs and visits that a text asks for, each with the items that ask for it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from search.query.asking.spoken import (
    decided_on,
    fell_with_another,
    is_argued,
    is_behind,
    is_denied,
    is_shown_by,
    is_spoken_of,
    is_verb,
)
from search.query.asking.worn import Subject, typed_at, worn, worn_at
from search.query.question import ASKED
from search.query.tree import And, AtLeast, Filed, Node, Or, Word
from search.query.words import STOP_WORDS, tokens
from search.query.writing import as_shown
from search.schema import FROM_FILES
from search.vocabulary import (
    name_regions,
    name_treatment,
    synonyms,
    treatment_categories,
    treatment_types,
)
from search.vocabulary.asking import Asked, Product, Thing, words_named
from search.vocabulary.consults import FIRST, LATER, VISITS, Consult
from search.vocabulary.data import table
from search.vocabulary.kinds import bare, classes, families, name_of, names_for, together, whole_type
from search.vocabulary.text import singular, words_of
from search.vocabulary.treatment_data import Weight, phrases

_MOST_SUBJECTS = 12
_SUPPLIES = "dmepos/supplies"
_ON_SKIN = ("pharmaceuticals/topical-analgesics", "pharmaceuticals/compounded-topicals")
_CONSULTS = "evaluation-management/specialist-consultations"
_SPINE = "surgery/spine-surgery"
_OPERATIONS = ("surgery/arthroscopic-surgery", _SPINE, "surgery/other-surgery")
_GOES_ALONG = ("dmepos/", "surgery/adjunct-surgical-services")
_PROGRAMS, _OF_A_PROGRAM = ("programs/", "rehabilitation/other-therapies"), ("rehabilitation/",)
_WITH = frozenset(("with", "w", "w/"))
_MOST_WORDS = 12
_GIVEN = frozenset(("injection", "inj", "injecting", "block", "blk", "shot", "mbb", "esi", "tpi"))
_PARTED = re.compile(r"[,;&+]|\b(?:and|or|plus|with)\b")
_NEAR = 40
_MOST_INITIALS = 4
_COMES_FIRST = re.compile(
    r"\b(?:should|must|needs?|needed|required?|ought to|ha(?:s|ve) to)\b.{0,40}\b(?:before|prior to)\b"
)
STAGES = ("preoperative", "postoperative")


_Placed = tuple[int, int, Subject]
"""A subject and the words that name it: from which on, and up to which."""


def subjects_of(asked: Asked) -> tuple[tuple[Subject, ...], frozenset[int]]:
    """What is asked for, and the places of the words that name it."""
    if fell_with_another(asked):
        return (), frozenset()
    everything, verbs = _things(asked)
    named = [thing for thing in everything if not is_denied(asked, thing.start)]
    drugs = [product for product in asked.products if not is_denied(asked, product.start)]
    denied = len(named) + len(drugs) < len(everything) + len(asked.products)
    denied = denied or any(is_denied(asked, match.start) for match in classes().find(asked.text.words))
    things = [thing for thing in named if not thing.why]
    reasons = [product for product in drugs if product.why]
    drugs = [product for product in drugs if not product.why]
    all_denied = denied and not things and not drugs
    if all_denied or _COMES_FIRST.search(asked.text.folded):
        before = ("before", "prior", "for") if all_denied else ("before", "prior")
        asks = bool(things) and asked.text.words[0] in words_named("asking")  # "is an EKG needed before surgery?"
        things += [
            thing
            for thing in named
            if thing.why and is_behind(asked, thing.start, before) and not (asks and thing.type.startswith(_OPERATIONS))
        ]
        drugs += [product for product in reasons if is_behind(asked, product.start, before)]
    if is_argued(asked):
        things = [thing for thing in things if not is_spoken_of(asked, thing)]
    consults = _visits(asked, things, drugs)
    things = [thing for thing in things if _is_apart(thing, consults)]
    decisive = [thing for thing in things if thing.weight is Weight.DECISIVE]
    beside = [thing for thing in decisive if any(_is_beside(asked, thing, other) for other in decisive)]
    beside += _along(asked, decisive)
    strong = _leading_ones([thing for thing in decisive if thing not in beside], len(asked.text.words))
    found: list[_Placed] = []
    if not consults and not drugs and (about := _consult_about(asked, strong)):
        return (about,), frozenset(range(len(asked.text.words)))
    found += [(thing.start, thing.end, _of_thing(asked, thing)) for thing in strong]
    found += [(product.start, product.end, _of_product(asked, product)) for product in drugs]
    found += [(consult.start, consult.end, _of_consult(asked, consult)) for consult in consults]
    found += _of_classes(asked, [(start, end) for start, end, _ in found])
    if not found:
        leading = [thing for thing in things if thing.weight is Weight.LEADING]
        found = [(thing.start, thing.end, _of_thing(asked, thing)) for thing in leading]
    if not found:
        found = [
            (thing.start, thing.end, _before_surgery(asked, thing))
            for thing in asked.things
            if thing.words[0] == STAGES[0]
        ]
    if not found:
        found = [(thing.start, thing.end, each) for thing in things if (each := _of_family(asked, thing))][:1]
    if not found:
        found = [(thing.start, thing.end, each) for thing in things if (each := _operation(asked, thing))][:1]
    if not found:
        several = [thing for thing in things if thing.end - thing.start > 1 and _is_all(asked, thing)]
        found = [(thing.start, thing.end, _of_thing(asked, thing)) for thing in several]
    found = decided_on(asked, sorted(found, key=lambda each: each[0]))
    named_at = [(start, end) for start, end, _ in found] + [(thing.start, thing.end) for thing in (*beside, *verbs)]
    spent = frozenset(place for start, end in named_at for place in range(start, end))
    subjects = {subject.node: subject for _, _, subject in found[:_MOST_SUBJECTS]}
    return tuple(subjects.values()), spent


def _things(asked: Asked) -> tuple[list[Thing], list[Thing]]:
    """The things that a text names, without tests that only showed something; and what is a verb in it."""
    named = [thing for thing in map(_whenever, asked.things) if thing.words[0] not in STAGES]
    verbs = [thing for thing in named if is_verb(asked, thing)]
    named = [thing for thing in named if thing not in verbs]
    unseen = [thing for thing in named if not is_shown_by(asked, thing)]
    return unseen if unseen or any(not each.why for each in asked.products) else named, verbs


def _whenever(thing: Thing) -> Thing:
    """The thing alone, where its name says when it is done: before an operation or after it."""
    known = phrases().get_words(thing.words[1:]) if thing.words[0] in STAGES else None
    return replace(thing, words=thing.words[1:]) if known and known[1] == thing.type else thing


def _leading_ones(things: Sequence[Thing], end: int) -> list[Thing]:
    """Without wider names of what stands beside them ("labs: CBC"), and without the person who does it. ``end``: where
    the text ends."""
    covered = {name for thing in things for name in thing.names[1:]}
    kept = [thing for thing in things if thing.names[0] not in covered] or list(things)
    if any(thing.type.startswith(_OPERATIONS) and not _is_manner(thing) for thing in kept):
        kept = [thing for thing in kept if not _is_manner(thing)]
    others = [thing for thing in kept if thing.type != _CONSULTS]
    behind = others[0].start if others else end
    return [thing for thing in kept if thing.type != _CONSULTS or thing.start < behind] or kept


def _is_manner(thing: Thing) -> bool:
    return words_named("manners").issuperset(thing.words)


def _along(asked: Asked, things: Sequence[Thing]) -> list[Thing]:
    """Things that only go along with another one, behind "with": what is worn or rented for it, a stay, a helper."""
    words = asked.text.words
    first = min((thing.end for thing in things), default=len(words))
    behind = next((place for place in range(first, len(words)) if words[place] in _WITH), len(words))
    leading = min(things, key=lambda thing: thing.start, default=None)
    along = (*_GOES_ALONG, *(_OF_A_PROGRAM if leading and leading.type.startswith(_PROGRAMS) else ()))
    return [thing for thing in things if thing.start > behind and thing.type.startswith(along)]


def _is_beside(asked: Asked, thing: Thing, other: Thing) -> bool:
    """Whether a thing only says of which kind or where the other is that stands right beside it: "dental" before
    "crown", "facets" behind "radiofrequency ablation"."""
    if thing is other or thing.type != other.type or name_of(thing.words) == name_of(other.words):
        return False
    first, second = sorted((thing, other), key=lambda each: each.start)
    place = asked.text.between(first.end - 1, second.start)
    if thing is first:
        return (
            not place.strip(" -")
            and whole_type(bare(thing.words), thing.type)
            and not whole_type(other.words, other.type)
        )
    printed = {singular(word) for word in asked.text.words[thing.start : thing.end]}
    return thing.words[-1] == "injection" and not printed & _GIVEN and len(place) < _NEAR and not _PARTED.search(place)


def subject_at(text: str, regions: Sequence[str]) -> Subject:
    """Whatever is asked for there: a body part and nothing else is named."""
    there = " or ".join(FROM_FILES.label("region", region).lower() for region in regions)
    return Subject(text, f"any treatment of {there}", Filed("region", tuple(regions)), None, words_of(text).words, None)


def subject_called(text: str) -> Subject | None:
    """All of a treatment category or type, where ``text`` is its name as the filters have it, or another name of the
    same, and nothing else."""
    key = _by_label().get(" ".join(text.casefold().split()))
    return Subject(text, text.lower(), Filed("treatment", (key,)), None, words_of(text).words, key) if key else None


@cache
def _by_label() -> dict[str, str]:
    labels = {term.label.casefold(): term.key for term in (*treatment_categories(), *treatment_types())}
    others = {other: key for label, key in labels.items() for other in synonyms().get(label, ())}
    return {**others, **labels}


def _visits(asked: Asked, things: Sequence[Thing], products: Sequence[Product]) -> list[Consult]:
    """The visits asked for. Beside another request who is named without a word for a visit is who does it, and a field
    alone is one only where it is the name of a visit."""
    who = {place for each in asked.consults for place in range(each.who_start, each.who_end)}
    strong = [thing for thing in things if thing.weight is Weight.DECISIVE and thing.type not in VISITS]
    others = bool(products) or any(who.isdisjoint(range(thing.start, thing.end)) for thing in strong)
    named = [thing for thing in things if thing.weight is Weight.DECISIVE and thing.type in VISITS]
    alone = not others and not is_argued(asked)
    return [
        each
        for each in asked.consults
        if not asked.why[each.start]
        and (
            each.is_visit
            or (alone and (each.is_person or any(_is_in(thing, each) for thing in named)))
            or each.who_end - each.who_start == len(asked.text.words)
        )
    ]


def _is_in(thing: Thing, consult: Consult) -> bool:
    return thing.start < consult.end and consult.start < thing.end


def _is_apart(thing: Thing, consults: Sequence[Consult]) -> bool:
    """Whether a thing is named for itself, and not as the visit to a practitioner."""
    if consults and thing.type in VISITS and thing.weight < Weight.DECISIVE:
        return False
    return not any(_is_in(thing, each) for each in consults)


def _of_consult(asked: Asked, consult: Consult) -> Subject:
    who = consult.practitioner
    anyone = Filed(ASKED, who.names)
    of_type = Filed("treatment", (who.type,)) if who.type else None
    seen: Node = Or((anyone, of_type)) if of_type else anyone
    once = consult.is_first != consult.is_later
    node = And((seen, Filed("treatment", FIRST if consult.is_first else LATER))) if once else seen
    near = Filed(ASKED, who.others) if who.near else None
    looser = [(seen, "whether it is a first visit")] if once else []
    looser += [(near, f"“{who.name}”, for others who see patients for the same")] if near else []
    typed = typed_at(asked, consult.start, consult.end)
    kind = Filed("treatment", FIRST if consult.is_first or not consult.is_later else VISITS)
    visit = "follow-up" if consult.is_later and once else "consultation" if consult.is_first else "visit"
    close = Or((seen, near, kind)) if near else Or((seen, kind))
    words = tuple(token.text for token in tokens(who.name))
    type_ = name_treatment(typed).value or FIRST[0]
    return Subject(typed, f"{visit} with {who.name}", node, close, words, type_, tuple(looser), kind)


def _consult_about(asked: Asked, things: Sequence[Thing]) -> Subject | None:
    """The visit that is about an operation ("hip replacement consult"), which is no request for the operation."""
    if not things or is_argued(asked) or len(asked.text.words) > _MOST_WORDS:
        return None
    if not all(thing.type.startswith(_OPERATIONS) for thing in things):
        return None
    if name_treatment(asked.text.folded).value not in FIRST:
        return None
    typed = typed_at(asked, things[0].start, things[-1].end)
    visits = Filed("treatment", FIRST)
    return Subject(typed, f"consultation about {_called(typed)}", visits, None, things[0].words, FIRST[1])


def _of_thing(asked: Asked, thing: Thing) -> Subject:
    words = bare(thing.words)
    whole = whole_type(words, thing.type)
    names = together(words)
    node: Node = Filed("treatment", (thing.type,)) if whole else Filed(ASKED, names)
    if there := _family_at(words):
        node = Or((node, there))
    wider = tuple(name for name in names_for(words) if name not in names)
    close = Filed(ASKED, wider) if wider and not whole else None
    typed = typed_at(asked, thing.start, thing.end)
    called = [typed] if len(names) == 1 else names
    label = _type_label(thing.type).lower() if whole else " and ".join(map(_called, called))
    looser = () if whole or len(names) > 1 else tuple(_shorter(words, thing.type, typed))
    if words != thing.words and thing.start in worn_at(asked):
        return worn(thing, Subject(typed, label, node, close, words, thing.type, looser))
    return Subject(typed, label, node, close, words, thing.type, looser)


def _shorter(words: tuple[str, ...], kind: str, typed: str) -> Iterator[tuple[Node, str]]:
    """What the end of a name asks for by itself: massage, where deep tissue massage is not found."""
    for first in range(1, len(words)):
        rest = words[first:]
        known = phrases().get_words(rest)
        if known == (Weight.DECISIVE, kind) and " ".join(rest) not in families() and name_of(rest) != name_of(words):
            left_out = (
                f"“{typed.rsplit(maxsplit=len(rest))[0]}”" if len(typed.split()) > len(rest) else "the exact name"
            )
            yield (Filed("treatment", (kind,)) if whole_type(rest, kind) else Filed(ASKED, (name_of(rest),))), left_out
            return


def _before_surgery(asked: Asked, thing: Thing) -> Subject:
    """Whatever is asked for before an operation."""
    typed = typed_at(asked, thing.start, thing.end)
    node = Filed(ASKED, (f"stage:{STAGES[0]}",))
    return Subject(typed, "anything before an operation", node, None, thing.words, thing.type)


def _family_at(words: tuple[str, ...]) -> Node | None:
    """Everything of a family at the part of the body that the words name before it: "knee surgery"."""
    keys = families().get(words[-1])
    if keys is None or len(words) < 2 or not words_named("parts").issuperset(words[:-1]):
        return None
    regions = name_regions(" ".join(words[:-1])).values
    return And((Filed("treatment", keys), Filed("region", regions))) if regions else None


def _of_product(asked: Asked, product: Product) -> Subject:
    """A drug by itself, or a mixture. What is named for the skin is asked for in a mixture too: alone it is seldom."""
    typed = typed_at(asked, product.start, product.end)
    names, kind = product.generics, product.type
    holding = tuple(Filed(ASKED, (f"with:{generic}",)) for generic in names)
    label = "/".join(names)
    on_skin = Filed("treatment", _ON_SKIN)
    if not product.leading:
        some: Node = And((Or(holding), on_skin)) if kind in _ON_SKIN else Or(holding)
        looser = [(And((AtLeast(2, holding), on_skin)), "some ingredients")] if kind in _ON_SKIN else []
        return Subject(typed, label, And(holding), some, names, kind, (*looser, (some, "all ingredients")))
    drug, held = Filed(ASKED, (f"drug:{product.leading}",)), Filed(ASKED, (f"with:{product.leading}",))
    mixed = (held, "its being the only ingredient")
    if "form:cream" in asked.details and kind not in _ON_SKIN and len(asked.products) == 1:
        node: Node = And((held, on_skin))
        return Subject(typed, f"{label} on the skin", node, held, names, _ON_SKIN[0], ((drug, "the form"), mixed))
    if any(detail.startswith(("form:", "dose:")) for detail in asked.details):
        node = And((drug, Filed("treatment", (kind,))))
        return Subject(typed, label, node, Or((drug, held)), names, kind, ((drug, "the form"), mixed))
    if kind in _ON_SKIN and product.brand:
        return Subject(typed, label, And((drug, on_skin)), Or((drug, held)), names, kind, ((drug, "the form"), mixed))
    if kind in _ON_SKIN:
        return Subject(typed, label, held, drug, names, kind)
    return Subject(typed, label, drug, held, names, kind, (mixed,))


def _of_classes(asked: Asked, taken: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, Subject]]:
    """Whole classes of treatment; not one that is part of a longer name, as in "opioid detoxification"."""
    known = {product.type for product in asked.products if not product.why} | {
        each.type for each in asked.things if each.weight > 2
    }
    known |= set(_ON_SKIN) if known.intersection(_ON_SKIN) else set()
    found = 0
    for match in classes().find(asked.text.words):
        beside = any(start <= match.end and match.start <= end for start, end in taken)
        before = [word for word in asked.text.words[: match.start] if word not in ("a", "an", "the")]
        if (taken or found) and before and before[-1] in words_named("taken_with"):
            continue
        if is_denied(asked, match.start):
            continue
        one = asked.text.folded[asked.text.spans[match.start][0] :].startswith("supply")
        if match.value == _SUPPLIES and (taken or one):  # of what is named beside them, or for some time
            continue
        if beside or asked.why[match.start] or match.value in known:
            continue
        typed = typed_at(asked, match.start, match.end)
        node = Filed("treatment", (match.value,))
        label = _type_label(match.value).lower()
        found += 1
        yield match.start, match.end, Subject(typed, label, node, None, words_of(typed).words, match.value)


def _of_family(asked: Asked, thing: Thing) -> Subject | None:
    """A word for a whole family ("surgery"), narrowed by the words right before it."""
    keys = families().get(" ".join(thing.words))
    if keys is None:
        return None
    before, argued = thing.start, is_argued(asked)
    idle = words_named("idle") | words_named("asking") | words_named("verdicts") | words_named("purposes")
    while before and asked.text.words[before - 1] not in idle and asked.text.words[before - 1] not in STOP_WORDS:
        if asked.text.between(before - 1, before).strip(" -"):
            break
        if argued and asked.text.words[before - 1] not in words_named("parts"):
            break  # an argument's own words stand there too
        before -= 1
    typed = typed_at(asked, before, thing.end)
    if before == thing.start and argued and asked.text.words[0] not in words_named("asking"):
        return None
    said = [token.text for token in tokens(typed_at(asked, before, thing.end))][:-1]
    narrowed = tuple(Word(word, "heading") for word in said if word not in words_named("parts"))
    there = _family_at((*(word for word in said if word in words_named("parts")), thing.words[-1]))
    family = Filed("treatment", keys)
    node: Node = And((there or family, *narrowed)) if narrowed else there or family
    return Subject(typed, typed, node, family if narrowed or there else None, words_of(typed).words, thing.type)


def _operation(asked: Asked, thing: Thing) -> Subject | None:
    """A word for what is done in an operation ("decompression", "release"), where the words say at which part of the
    body and argue nothing: operations whose heading has it, or another name for the same."""
    levels = any(detail.startswith("level:") for detail in asked.details)
    if not thing.type.startswith(_OPERATIONS) or is_argued(asked) or len(asked.text.words) > _MOST_WORDS:
        return None
    if not levels and not name_regions(asked.text.folded).values:
        return None
    typed = typed_at(asked, thing.start, thing.end)
    named = Or((Filed(ASKED, (name_of(thing.words),)), *(Word(word, "heading") for word in thing.words)))
    kind = name_treatment(asked.text.folded).value
    type_ = kind if kind and kind.startswith(_OPERATIONS) else thing.type
    operations = Filed("treatment", (type_,) if type_ == _SPINE else families()["surgery"])
    return Subject(typed, typed, And((operations, named)), operations, thing.words, type_)


def _is_all(asked: Asked, thing: Thing) -> bool:
    """Whether a text names a thing and nothing else but amounts and its like."""
    words = [word for place, word in enumerate(asked.text.words) if not thing.start <= place < thing.end]
    return all(word in words_named("idle") or word.isdecimal() for word in words)


def _type_label(key: str) -> str:
    return next((term.label for term in treatment_types() if term.key == key), key)


def _called(name: str) -> str:
    """A name of the vocabulary as people read it."""
    shown = as_shown(name)
    short = len(shown) <= _MOST_INITIALS and " " not in shown and shown not in table("kinds")["words"]
    return shown.upper() if short else shown
