"""From what is wanted to questions for an engine: what counts, what is dropped where nothing has all of it, and what
comes close.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from search.query.asking.arguing import argued_thoughts, grounds_of, treatments_of
from search.query.asking.wanted import Wanted, placeless, related
from search.query.asking.worn import ANY_REGION, Subject
from search.query.question import ASKED, Preference
from search.query.thesaurus import field_thesaurus, said_alike
from search.query.tree import And, AtLeast, Filed, Near, Node, Not, Nothing, Or, Phrase, Scope, Word
from search.query.words import STOP_WORDS, stem, tokens
from search.query.writing import plainly
from search.schema import FROM_FILES
from search.vocabulary.asking import words_named
from search.vocabulary.kinds import akin
from search.vocabulary.text import singular

# What a match is worth beside the score of words, which is some 5 to 10 for each telling word.
THING, CLOSE, TYPE, PLACE, PLACE_UNSAID, PLACE_NEAR, STAGE, GROUND, DECISION = 60, 30, 10, 24, 10, 8, 22, 8, 14
LETTER = {"year": 14, "specialty": 14, "age": 8, "sex": 4, "guideline": 6}
THOUGHT, DECIDES, BOTH = 8, 3, 4
NAMED, NAMED_IN_PART, AKIN = 4, 1, 5
ABOUT, SAID, BRAND = 6, 4, 12
DETAILS = {"form": 8.0, "dose": 5.0, "stage": 5.0, "level": 3.0, "side": 5.0, "contrast": 2.0}
DETAILS |= {"visits": 2.0, "count": 1.5}
_OPERATIONS = ("surgery/arthroscopic-surgery", "surgery/other-surgery")
_MOST_WORDS = 24
_MOST_PAIRS, _WITHIN = 2, 15
_MOST_HINTS = 32
_MOST_NAMED = 6
_FEWEST_QUOTED = 8
_QUOTED = (8, 6)
"""Tenths of a passage's words that reasons hold which quote it, or most of it."""


@dataclass(frozen=True, slots=True)
class PlanStep:
    """Items that count. ``without`` says in words what is no longer asked; empty where everything is. ``last``: only
    where nothing else is found at all."""

    tree: Node
    without: str = ""
    last: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """How a request is answered: by the first of ``steps`` that finds anything. ``close`` matches what may stand behind
    the answer without being counted; ``mention``: everything that speaks of it; ``marks``: what to mark in a text;
    ``asks``: it names what is asked for, and is no argument alone; ``types`` are then its treatments' keys, and
    ``named`` what people call it; ``placed``: it is asked for at a part of the body or a stage, which a mention of it
    may lack."""

    steps: tuple[PlanStep, ...]
    close: Node
    mention: Node
    marks: Node
    hints: tuple[Node, ...]
    preferences: tuple[Preference, ...]
    asks: bool = True
    types: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    placed: bool = False


@dataclass(frozen=True, slots=True)
class PastedText:
    """A pasted text beside what it asks for: the ``words`` that it is known by; ``is_prose``: of a guideline or of
    reasons, which letters quote."""

    text: str
    words: tuple[str, ...]
    is_prose: bool


def plan_for(wants: Sequence[Wanted], passage: PastedText | None = None) -> Plan:
    """The plan for the requests of one text, any of which counts."""
    plan = _argued(wants[0]) if len(wants) == 1 and not wants[0].subjects else _requested(wants)
    return _within(plan, passage) if passage and len(passage.words) >= _FEWEST_QUOTED else plan


def _within(plan: Plan, passage: PastedText) -> Plan:
    """The plan for what stands in a passage: its other words and grounds rank, and reasons that hold most of its words
    come before all else, where it is such as letters quote."""
    said = tuple(Word(word, "rationale") for word in passage.words)
    grounds = [Preference(Filed("ground", (ground,)), GROUND) for ground in grounds_of(passage.text)]
    quoting = [PlanStep(AtLeast(-(-len(said) * tenths // 10), said)) for tenths in _QUOTED if passage.is_prose]
    left_out = "" if not quoting else "the words of the passage itself"
    steps = [replace(step, without=" and ".join(filter(None, (left_out, step.without)))) for step in plan.steps]
    return replace(
        plan,
        steps=(*quoting, *steps),
        close=_any([plan.steps[0].tree, plan.close]) if quoting else plan.close,
        marks=_any([plan.marks, *said]) if quoting else plan.marks,
        hints=tuple(dict.fromkeys((*plan.hints, *said)))[:_MOST_HINTS],
        preferences=tuple(dict.fromkeys((*plan.preferences, *grounds))),
    )


def _requested(wants: Sequence[Wanted]) -> Plan:
    """The plan for what is asked for."""
    each = [list(_steps(want)) for want in wants]
    longest = max(map(len, each))
    steps = [
        PlanStep(_any([steps[min(number, len(steps) - 1)].tree for steps in each]), _said(each, number))
        for number in range(longest)
    ]
    words = tuple(dict.fromkeys(word for want in wants for word in want.words))[:_MOST_HINTS]
    mentions = [_mentioned(subject) for want in wants for subject in want.subjects]
    hints = _expanded(words)
    return Plan(
        steps=tuple(steps),
        close=_any([_close(want) for want in wants]),
        mention=_any(mentions),
        marks=_any([*mentions, *hints]),
        hints=hints,
        preferences=tuple(dict.fromkeys(liked for want in wants for liked in _liked(want))),
        types=tuple(dict.fromkeys(each.type for want in wants for each in want.subjects if each.type)),
        named=tuple(dict.fromkeys(each.label for want in wants for each in want.subjects)),
        placed=any(want.regions or want.after_surgery for want in wants),
    )


def _said(each: Sequence[Sequence[PlanStep]], number: int) -> str:
    said = dict.fromkeys(steps[min(number, len(steps) - 1)].without for steps in each)
    return " and ".join(filter(None, said))


def _any(nodes: Sequence[Node]) -> Node:
    distinct = tuple(dict.fromkeys(nodes))
    return distinct[0] if len(distinct) == 1 else Or(distinct) if distinct else Nothing()


def _all(*nodes: Node | None) -> Node:
    kept = tuple(node for node in nodes if node is not None)
    return kept[0] if len(kept) == 1 else And(kept)


def _steps(want: Wanted) -> Iterator[PlanStep]:
    """From all of it to the thing alone."""
    thing = _any([subject.node for subject in want.subjects])
    free = placeless(want.subjects)
    bound = [subject.node for subject in want.subjects if subject not in free]

    def thing_at(there: Node) -> Node:
        return _any([_all(_any(bound), there), *(subject.node for subject in free)])

    place = Filed("region", want.regions) if want.regions else None
    stage = Filed(ASKED, ("stage:postoperative",)) if want.after_surgery else None
    places = _listed([FROM_FILES.label("region", region).lower() for region in want.regions])
    yield PlanStep(_all(thing_at(place) if place else thing, stage))
    if place:
        unsaid = Or((place, Not(ANY_REGION)))
        yield PlanStep(_all(thing_at(unsaid), stage), f"a body part named ({places})")
    if place:
        loosened = [each for subject in want.subjects for each in subject.looser]
        kinds = [(subject.kind, f"“{subject.label}”") for subject in want.subjects if subject.kind]
        yield from (PlanStep(_all(node, place), lost) for node, lost in (*loosened, *kinds))
    if place and stage:
        yield PlanStep(thing_at(place), "“post-operative”")
    if place and all((subject.type or "").startswith(_OPERATIONS) for subject in want.subjects):
        return  # an operation on another joint is another operation
    if place:
        yield PlanStep(_all(thing, stage), places)
    if stage:
        yield PlanStep(thing, f"{places} and “post-operative”" if place else "“post-operative”")
    for number in range(max(len(subject.looser) for subject in want.subjects)):
        looser = [subject.looser[number] for subject in want.subjects if number < len(subject.looser)]
        yield PlanStep(_any([node for node, _ in looser]), _listed(list(dict.fromkeys(lost for _, lost in looser))))
    alike = [kin for subject in want.subjects if (kin := _kin(subject)) is not None]
    if alike:
        yield PlanStep(_any(alike), "the exact name")
    headed = [node for subject in want.subjects if (node := _headed(subject)) is not None]
    if headed:
        yield PlanStep(_any(headed), "the exact name")
    if cited := tuple(value for facet, value in want.letter if facet == "guideline"):
        yield PlanStep(Filed("guideline", cited), "the request itself, and cite that guideline section")


def _kin(subject: Subject) -> Node | None:
    """Items of the same type whose heading holds most words of a name of several."""
    telling = [word for word in dict.fromkeys(subject.words) if word not in words_named("idle") and len(word) > 2]
    if len(telling) < 2 or not isinstance(subject.node, Filed):
        return None
    if subject.node.facet != ASKED or not subject.type or subject.node.values[0].startswith("drug:"):
        return None
    most = max(2, -(-2 * len(telling) // 3))
    return And((Filed("treatment", (subject.type,)), AtLeast(most, tuple(Word(word, "heading") for word in telling))))


def _headed(subject: Subject) -> Node | None:
    """Items of whatever type whose heading holds every telling word of a name; a drug goes by its own names alone."""
    if not isinstance(subject.node, Filed) or any(value.startswith("drug:") for value in subject.node.values):
        return None
    said = [word for word in dict.fromkeys(subject.words) if word not in words_named("idle") and len(word) > 2]
    return _all(*(Word(word, "heading") for word in said)) if said else None


def _close(want: Wanted) -> Node:
    nodes: list[Node] = []
    for subject in want.subjects:
        nodes.append(subject.node)
        if subject.close:
            nodes.append(subject.close)
        if whole := _in_heading(subject):
            nodes.append(_all(*whole))
    kinds = dict.fromkeys(filter(None, (*(subject.type for subject in want.subjects), want.type)))
    nodes += [Filed("treatment", (kind, *akin().get(kind, ()))) for kind in kinds]
    return _any(nodes)


def _liked(want: Wanted) -> Iterator[Preference]:
    for subject in want.subjects:
        yield Preference(subject.node, THING)
        if subject.close:
            yield Preference(subject.close, CLOSE)
        if subject.type:
            yield Preference(Filed("treatment", (subject.type,)), TYPE)
            if near := akin().get(subject.type):
                yield Preference(Filed("treatment", near), AKIN)
        yield from _named(subject)
        if len(want.subjects) == 1:
            yield from _branded(subject)
    yield from (Preference(Filed("region", (region,)), PLACE) for region in want.regions)
    if want.regions:
        yield Preference(Not(ANY_REGION), PLACE_UNSAID)
        if near := related(want.regions):
            yield Preference(Filed("region", near), PLACE_NEAR)
    if want.perhaps:
        yield Preference(Filed("region", (*want.perhaps, *related(want.perhaps))), PLACE_NEAR)
    if want.after_surgery:
        yield Preference(Filed(ASKED, ("stage:postoperative",)), STAGE)
    if want.type:
        yield Preference(Filed("treatment", (want.type,)), TYPE / 2)
    for detail in want.details:
        yield Preference(Filed(ASKED, (detail,)), DETAILS[detail.partition(":")[0]])
    yield from _decided(want)


def _named(subject: Subject) -> Iterator[Preference]:
    """Headings that name the thing in the words typed, or with some of them, before those that call it otherwise."""
    if parts := _in_heading(subject):
        yield Preference(_all(*parts), NAMED)
        if len(parts) > 1:
            yield from (Preference(part, NAMED_IN_PART) for part in parts)


def _branded(subject: Subject) -> Iterator[Preference]:
    """Headings with the brand typed before those with other names of its drug."""
    if (subject.type or "").startswith("pharmaceuticals/"):
        brands = [
            token.text for token in tokens(subject.text) if token.text.isalpha() and token.text not in subject.words
        ]
        yield from (Preference(Word(brand, "heading"), BRAND) for brand in brands[:_MOST_NAMED])


def _in_heading(subject: Subject) -> tuple[Node, ...]:
    """The telling words of a thing as typed, each with its other names, in a heading."""
    said = [token.text for token in tokens(plainly(subject.text)) if token.text not in STOP_WORDS] or subject.words
    return _expanded([word for word in dict.fromkeys(said) if word not in words_named("idle")][:_MOST_NAMED], "heading")


def _decided(want: Wanted) -> Iterator[Preference]:
    """What is said of the letter, the outcome that is asked about, the grounds spoken of, and most both together."""
    grounds = [Filed("ground", (ground,)) for ground in grounds_of(want.text)]
    yield from (Preference(Filed(facet, (value,)), LETTER[facet]) for facet, value in want.letter)
    yield from (Preference(ground, GROUND) for ground in grounds)
    thoughts = argued_thoughts(want.text)
    for thought in thoughts:
        yield Preference(Filed(ASKED, (thought.held,)), THOUGHT / len(thoughts))
        yield Preference(Filed(ASKED, (thought.decides,)), DECIDES / len(thoughts))
    if want.decision:
        decided = Filed("decision", (want.decision,))
        yield Preference(decided, DECISION)
        yield from (Preference(And((ground, decided)), GROUND / 2) for ground in grounds)
        yield from (Preference(And((Filed(ASKED, (each.held,)), decided)), BOTH / len(thoughts)) for each in thoughts)


def _expanded(words: Sequence[str], scope: Scope | None = None) -> tuple[Node, ...]:
    return tuple(field_thesaurus().expand([Word(word, scope) for word in words])) if words else ()


def _mentioned(subject: Subject) -> Node:
    """What speaks of a thing by any of its names."""
    said = [token.text for token in tokens(plainly(subject.text)) if token.text not in STOP_WORDS]
    return _all(*_expanded(said or subject.words))


def _argued(want: Wanted) -> Plan:
    """An argument: its words are looked for where the reviewer reasons, all of them or else most."""
    words = want.words[:_MOST_WORDS]
    parts = tuple(dict.fromkeys(map(_in_reasons, _expanded(words))))
    wide = dict.fromkeys(each for word in words if (each := _said_alike(word)))
    if not parts and want.letter:  # nothing but what is said of the letter: "denied in 2015"
        told = _all(*(Filed(facet, (value,)) for facet, value in want.letter))
        return Plan((PlanStep(told),), Nothing(), Nothing(), Nothing(), (), tuple(_decided(want)), asks=False)
    if not parts:
        return Plan((PlanStep(Nothing()),), Nothing(), Nothing(), Nothing(), (), ())
    count = len(parts)
    grounds = tuple(Filed("ground", (ground,)) for ground in grounds_of(want.text))
    thoughts = tuple(Filed(ASKED, (thought.held,)) for thought in argued_thoughts(want.text))
    steps = [PlanStep(_all(*parts)), *_fewer(parts, grounds, thoughts)]
    if grounds:
        steps.append(PlanStep(_any(grounds), "the words, but for the ground they speak of", last=True))
    fewest = AtLeast(max(1, min(2, count - 1)), parts) if count > 1 else parts[0]
    liked = list(_decided(want))
    liked += [Preference(Filed("region", (each,)), PLACE_NEAR) for each in (*want.regions, *want.perhaps)]
    liked += [Preference(Filed(ASKED, (each,)), DETAILS[each.partition(":")[0]]) for each in want.details]
    liked += [Preference(Filed("treatment", (key,)), ABOUT) for key in treatments_of(want.text)]
    liked += [Preference(part, SAID) for part in parts]
    every = _any(list(parts))
    hints = tuple(each for each in wide if each not in parts)
    hints += _side_by_side(words)
    return Plan(tuple(steps), _any([fewest, *grounds]), every, every, hints, tuple(liked), asks=False)


def _fewer(parts: Sequence[Node], grounds: Sequence[Node], thoughts: Sequence[Node]) -> Iterator[PlanStep]:
    """Most of the words, and then fewer. Who rests on a ground that is spoken of may say it in words of his own, so
    that a ground counts as a word; never is it all. Thoughts count whatever their words, all of them or else half,
    beside as few of the words as ever count."""
    count, told = len(parts), len(thoughts)
    fewest = max(2, -(-count // 3))
    for held in dict.fromkeys((fewest,) if thoughts else (-(-2 * count // 3), -(-count // 2), fewest)):
        own = tuple(grounds[: held - 1])
        left_out = count - held + len(own)
        words = AtLeast(held, (*parts, *own))
        if thoughts:
            said = f"up to {left_out} of the {count} words, or say it in others" if left_out > 0 else "the very words"
            for enough in dict.fromkeys((told, told - told // 2)):
                yield PlanStep(Or((words, AtLeast(enough, tuple(thoughts)))), said)
        elif held <= count and left_out:
            yield PlanStep(words, f"up to {left_out} of the {count} words")


def _side_by_side(words: Sequence[str]) -> tuple[Node, ...]:
    """Telling words with the next one, near each other where the reviewer reasons: one sentence of an argument is one
    of the reasons'. A few at most: words near each other take a while to find."""
    idle = words_named("idle") | words_named("purposes")
    telling = [word for word in words if singular(word) not in idle and len(word) > 2]
    pairs = dict.fromkeys(pair for pair in pairwise(telling) if pair[0] != pair[1])
    return tuple(Near(pair, _WITHIN, "rationale") for pair in pairs)[:_MOST_PAIRS]


def _said_alike(word: str) -> Node | None:
    """Other words for a word of an argument, where the reviewer reasons."""
    others = [Word(other, "rationale") for other in said_alike().get(stem(word), ())]
    return Or((Word(word, "rationale"), *others), alike=True) if others else None


def _in_reasons(node: Node) -> Node:
    """The node in what the reviewer reasons about: the heading and the rationale, not the case's summary. A heading
    says how much and how often whether or not anybody argues about it."""
    match node:
        case Word(text) if singular(text) in words_named("amounts"):
            return Word(text, "rationale")
        case Word(text):
            return Or((Word(text, "heading"), Word(text, "rationale")))
        case Phrase(said, exact):
            return Or((Phrase(said, exact, "heading"), Phrase(said, exact, "rationale")))
        case And(parts):
            return And(tuple(map(_in_reasons, parts)))
        case Or(parts, alike):
            return Or(tuple(map(_in_reasons, parts)), alike)
        case _:
            return node


def _listed(names: Sequence[str]) -> str:
    return " and ".join(names)
