"""One request as a person typed it: what is needed, what is only liked, and what is argued."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise

from search.query.asking.granted import as_asked
from search.query.asking.letters import LetterFact, apart_from_letter, cited_sections
from search.query.asking.mending import mended, spelt_out
from search.query.asking.spoken import is_behind
from search.query.asking.subjects import STAGES, subject_at, subject_called, subjects_of
from search.query.asking.worn import Subject, worn_at
from search.query.words import STOP_WORDS, stem, tokens
from search.query.writing import plainly
from search.vocabulary import name_regions, name_treatment
from search.vocabulary.asking import Asked, read_asked, words_named
from search.vocabulary.codes import Uncoded, without_codes
from search.vocabulary.data import table
from search.vocabulary.kinds import reaches
from search.vocabulary.short_forms import one_form
from search.vocabulary.spanish import in_english
from search.vocabulary.text import WordSpans, singular, words_of
from search.vocabulary.treatment import OTHER

_AMOUNT = re.compile(
    r"\b\d{1,2} ?x ?\d{1,2}\b"
    r"|\b\w{1,6} (?:x|times?)(?: (?:a|per|each))? ?/? ?(?:week|wk)s? ?(?:for|x) ?\w{1,6} (?:week|wk)s?\b"
)
"""So many visits a week for so many weeks: of a request it is liked, of an argument it says nothing."""
_LEVEL = re.compile(r"[ctls]\d{1,2}")
_TIMES = re.compile(r"x\d{1,3}")
_PARTS = frozenset(("low", "lower", "mid", "upper"))
_SPINE = ("neck", "upper-back", "low-back")
_DRUGS, _INTO_JOINTS = "pharmaceuticals/", "pharmaceuticals/viscosupplementation"
_BARE_DOSE = re.compile(
    r" (\d{1,4}(?:\.\d{1,3})?)(?=$|[,;)]|\s*#"
    r"| (?![x%/&+-]|mg|mcg|or\b|to\b|tab|cap|pill|da?y|we?e?k|mo|vis|ses|tim|hour|hr|refil|ml|g))"
)
"""The strength right behind a drug's name, whose unit goes without saying."""
_MICROGRAMS = re.compile(r"\d ?(?:mcg|micrograms?)\b", re.IGNORECASE)
_IN_PEOPLE = re.compile(
    r"\bin (?=(?:\w+ )?patients\b|patient (?:with|without|who|whose|that|having|is|was|has)\b)", re.IGNORECASE
)
"""Where "in patients" is of people, and names no stay in a hospital."""
_PATIENT = re.compile(
    r"\b(a|my|any|each) pt\b(?= (?:with|w|who|whose|on|can|cannot|can't|reports|denies|tried|takes|taking|underwent)\b"
    r"| is (?:a|an|on|at|over|still|not a)\b)",
    re.IGNORECASE,
)
"""Where "PT" is whom it is for, and no therapy."""
_NOT_DECIDED = (("not",), ("never",), ("non",), ("fda",), ("only",), ("partial",), ("partially",))
"""Before "approved" these tell of no approval of a request."""
_LONGEST_LINE = 160
_UNTOLD = frozenset(("stage:postoperative", "count:1", "count:2"))
"""What is needed and not only liked, and counts that may be of one dose ("one tablet at bedtime")."""
_NOT_A_PLACE = frozenset({"mental-health"})
_PLACELESS = (_DRUGS, "diagnostic-testing/lab-and-pathology", "diagnostic-testing/other-diagnostic-tests")
_AGAINST = re.compile(r"\b(?:vs\b\.?|versus\b|compared (?:to|with)\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a text wants. Without ``subjects`` it is an argument: its ``words`` are all there is.

    ``regions`` are needed; ``perhaps`` are regions of what the thing is for; ``details`` are names that rank;
    ``decision``: the outcome that is asked about; ``mended``: (typed, read) words; ``letter``: what is said of the
    letter around the item, which ranks.
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
    letter: tuple[LetterFact, ...] = ()

    @property
    def strengths(self) -> tuple[str, ...]:
        """The strengths that are named, as they are printed: those of two ingredients in one ("10/325 mg")."""
        doses = [detail.removeprefix("dose:") for detail in self.details if detail.startswith("dose:")]
        in_one = "[ mg]*[/-] ?".join(map(re.escape, doses))
        if len(doses) == 2 and re.search(rf"\b{in_one}\b", self.text, re.IGNORECASE):
            doses = ["/".join(doses)]
        unit = "mcg" if _MICROGRAMS.search(self.text) else "mg"
        return tuple(f"{dose} {unit}" for dose in doses)


@lru_cache(maxsize=1_024)
def wanted(typed: str) -> Wanted:
    """Read one sentence or line; a code stands for what it bills where nothing else says what that is."""
    english, translated = in_english(as_asked(typed))
    english, letter = apart_from_letter(english)
    uncoded = without_codes(english)
    read = _read(uncoded.text, uncoded)
    if not read.subjects and uncoded.procedures:
        named = ", ".join(dict.fromkeys(name for _, name in uncoded.procedures))
        read = _read(f"{uncoded.text} {named}".strip(), uncoded)
        read = replace(read, mended=(*read.mended, *uncoded.procedures))
    if len(english) <= _LONGEST_LINE:
        letter += cited_sections(english, [subject.text for subject in read.subjects])
    return replace(read, mended=(*translated, *read.mended), letter=letter) if translated or letter else read


def wanted_there(typed: str) -> Wanted:
    """The same of a whole search: all of a treatment category or type by its name, and whatever is asked for at a body
    part, where that is all that is named."""
    read = wanted(typed)
    whole = subject_called(typed)
    if whole and (read.regions or whole.node not in [subject.node for subject in read.subjects]):
        return replace(read, subjects=(whole,), regions=(), perhaps=(), after_surgery=False, details=(), words=())
    asked = read_asked(read.text)
    regions, _, spent = _regions(asked, asks=True)
    places = regions or read.perhaps
    if read.subjects or not places or _left_over(asked, spent | _stages(asked)):
        return read
    return replace(read, subjects=(subject_at(read.text, places),), regions=(), perhaps=(), words=())


def placeless(subjects: Sequence[Subject]) -> tuple[Subject, ...]:
    """Those among several that have no place in the body, which is then that of the others: a blood count beside a
    chest x-ray. Empty where none of them has one."""
    found = tuple(each for each in subjects if (each.type or "").startswith(_PLACELESS) and each.type != _INTO_JOINTS)
    return found if len(found) < len(subjects) else ()


def _read(plain: str, uncoded: Uncoded) -> Wanted:
    """As :func:`_read_once`; what is set against each other is asked for, either of it ("MRI vs CT")."""
    if _AGAINST.search(plain):
        either = _read_once(_AGAINST.sub("or", plain), uncoded)
        if len(either.subjects) > 1:
            return either
    return _read_once(plain, uncoded)


def _read_once(plain: str, uncoded: Uncoded) -> Wanted:
    respelt, changes = mended(_IN_PEOPLE.sub("for ", _PATIENT.sub(r"\1 patient", plain)))
    text = spelt_out(one_form(plainly(respelt)))
    asked = read_asked(text)
    named, spent = subjects_of(asked)
    regions, perhaps, places = _regions(asked, asks=bool(named))
    if named and all((subject.type or "").startswith(_DRUGS) and subject.type != _INTO_JOINTS for subject in named):
        regions, perhaps = (), tuple(dict.fromkeys((*regions, *perhaps)))  # a drug is for a part of the body
    diagnosed = () if regions else tuple(each for each in uncoded.regions if each not in perhaps)
    kind = name_treatment(text).value
    return Wanted(
        text=text,
        subjects=named,
        regions=regions,
        perhaps=(*perhaps, *diagnosed),
        after_surgery=bool(named) and ("stage:postoperative" in asked.details or _follows_surgery(asked, named)),
        details=tuple(_details(asked)),
        decision=_decision(asked),
        words=_further(_left_over(asked, spent | places | _stages(asked)), named) if named else _argument(asked),
        mended=changes,
        type=kind if kind != OTHER else None,
    )


def _follows_surgery(asked: Asked, named: Sequence[Subject]) -> bool:
    """Whether therapy is asked for after an operation: "PT after rotator cuff repair"."""
    if not all((subject.type or "").startswith("rehabilitation/") for subject in named):
        return False
    operations = [thing for thing in asked.things if thing.why and thing.type.startswith("surgery/")]
    return any(is_behind(asked, thing.start, ("after", "following", "post")) for thing in operations)


def _details(asked: Asked) -> Iterator[str]:
    """What is liked of how the thing is done or given; forms and strengths are a drug's alone."""
    for detail in asked.details:
        if detail not in _UNTOLD and (asked.products or not detail.startswith(("form:", "dose:", "count:"))):
            yield detail
    for product in asked.products:
        _, end = asked.text.spans[product.end - 1]
        if bare := _BARE_DOSE.match(asked.text.folded, end):
            yield f"dose:{bare[1]}"


def _regions(asked: Asked, *, asks: bool) -> tuple[tuple[str, ...], tuple[str, ...], frozenset[int]]:
    """Regions needed, regions of what it is for, and the places of the words that name either. Of a request the spine
    is all of it where no part of it is named; ``asks``: something is asked for."""
    text = asked.text
    diagnoses = words_named("diagnoses")
    runs: list[list[int]] = []
    for place in range(len(text.words)):
        if runs and asked.why[place] == asked.why[runs[-1][-1]]:
            runs[-1].append(place)
        else:
            runs.append([place])
    who = {place for each in asked.consults for place in range(each.who_start, each.who_end)}
    who |= worn_at(asked) if asks else frozenset()
    needed: dict[str, None] = {}
    perhaps: dict[str, None] = {}
    if who:
        said = " ".join(text.words[place] for place in sorted(who))
        perhaps.update(dict.fromkeys(region for region in name_regions(said).values if region not in _NOT_A_PLACE))
    for run in runs:
        spoken = _without(text, run, who)
        named = [region for region in name_regions(spoken).values if region not in _NOT_A_PLACE]
        why = asked.why[run[0]] and (
            not diagnoses.isdisjoint(text.words[place] for place in run)
            or any(thing.why and thing.start in run for thing in asked.things)
        )
        (perhaps if why else needed).update(dict.fromkeys(named))
    if asks and not needed and not perhaps and _names_spine(asked, who):
        needed.update(dict.fromkeys(_SPINE))
    spent = {place for place, word in enumerate(text.words) if name_regions(word).values or word in ("spine", "spinal")}
    spent |= {place - 1 for place in spent if place and text.words[place - 1] in _PARTS}
    for place, pair in enumerate(pairwise(text.words)):  # "lower extremity", of which no word alone is a place
        if spent.isdisjoint((place, place + 1)) and name_regions(" ".join(pair)).values:
            spent.update((place, place + 1))
    return tuple(needed), tuple(each for each in perhaps if each not in needed), frozenset(spent)


def _names_spine(asked: Asked, who: Collection[int]) -> bool:
    """Whether the spine stands for itself and not in the name of a thing or a practitioner ("spine surgery")."""
    named = {place for thing in asked.things for place in range(thing.start, thing.end)}
    return any(
        word in ("spine", "spinal") and place not in named and place not in who and not asked.why[place]
        for place, word in enumerate(asked.text.words)
    )


def _without(text: WordSpans, run: Sequence[int], places: Collection[int]) -> str:
    """The text of a run of words with those at ``places`` blank."""
    start, end = text.spans[run[0]][0], text.spans[run[-1]][1]
    spoken = text.folded[start:end]
    for place in places:
        if place in run:
            left, right = (at - start for at in text.spans[place])
            spoken = spoken[:left] + ";" * (right - left) + spoken[right:]
    return spoken


def _stages(asked: Asked) -> frozenset[int]:
    return frozenset(
        place for thing in asked.things if thing.words[0] in STAGES for place in range(thing.start, thing.end)
    ) | frozenset(
        place
        for place, word in enumerate(asked.text.words)
        if word in ("pre", "post", "op", "preop", "postop", "operative", *STAGES)
    )


def _decision(asked: Asked) -> str | None:
    """The outcome that is asked about: "why was it denied", "approved because"."""
    for decision, pattern in _said_of_outcomes("outcomes"):
        if pattern.search(asked.text.folded):
            return decision
    words = asked.text.words
    for decision, names in table("requests")["decisions"].items():
        spoken = {singular(name) for name in names}
        if any(word in spoken and words[place - 1 : place] not in _NOT_DECIDED for place, word in enumerate(words)):
            return str(decision)
    implied = asked.text.words[:1] and asked.text.words[0] not in words_named("asking")
    return next(
        (each for each, pattern in _said_of_outcomes("implied") if implied and pattern.search(asked.text.folded)), None
    )


@cache
def _said_of_outcomes(name: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((decision, re.compile("|".join(patterns))) for decision, patterns in table("requests")[name].items())


def _left_over(asked: Asked, spent: frozenset[int]) -> tuple[str, ...]:
    """The words that say more than what is asked for, as the index keeps them."""
    text = asked.text
    idle = words_named("idle") | words_named("asking") | words_named("verdicts") | words_named("purposes")
    idle = (idle | words_named("negations")) - {"retrospective"}  # needed by nobody, but asked about
    gone = spent | {
        place for place, word in enumerate(text.words) if word in idle or text.words[place - 1 : place] == ("dr",)
    }
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
            and not _TIMES.fullmatch(token.text)
        )
    )


def _further(words: Sequence[str], named: Sequence[Subject]) -> tuple[str, ...]:
    """Without the words of what is asked for, where they are typed twice or apart ("injections, trigger point")."""
    own = {stem(word) for subject in named for word in (*subject.words, *words_of(subject.label).words)}
    return tuple(word for word in words if stem(word) not in own)


def _argument(asked: Asked) -> tuple[str, ...]:
    """The words of an argument, but for those that only ask."""
    idle = words_named("asking") | words_named("outcome_words") | words_named("negations") | STOP_WORDS
    idle |= words_named("persons")
    said = tuple(
        token.text
        for token in tokens(plainly(_AMOUNT.sub(" ", asked.text.folded)))
        if idle.isdisjoint((token.text, singular(token.text))) and (len(token.text) > 1 or token.text.isdecimal())
    )
    telling = tuple(word for word in said if singular(word) not in words_named("carried"))
    return telling if len(telling) > 1 else said


def related(regions: Sequence[str]) -> tuple[str, ...]:
    """Limbs that the nerves of these parts of the spine serve, and parts of a limb for the whole of it or round."""
    finer = table("regions")["finer"]
    found: dict[str, None] = {}
    for region in regions:
        found.update(dict.fromkeys((*reaches().get(region, ()), *finer.get(region, ()))))
        found.update(dict.fromkeys(whole for whole, parts in finer.items() if region in parts))
    return tuple(each for each in found if each not in regions)
