"""What is typed, read as a person means it: word for word, or as a request, a question, an argument, a pasted text."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from enum import StrEnum
from functools import lru_cache

from search.query.asking.arguing import argued_thoughts, grounds_of
from search.query.asking.letters import as_told
from search.query.asking.passages import is_passage, is_prose, is_text, listed, requests, telling_words
from search.query.asking.plan import PastedText, Plan, plan_for
from search.query.asking.subjects import subject_called
from search.query.asking.wanted import Wanted, placeless, wanted_there
from search.query.cases import case_alone, case_part
from search.query.explain import ExplanationPart
from search.query.foreign import foreign_forms, without_nearness
from search.query.grammar import Understood, understand
from search.query.lexing import cleaned, is_literal
from search.query.tree import Nothing
from search.query.words import tokens
from search.query.writing import as_shown
from search.schema import FROM_FILES
from search.vocabulary import name_regions
from search.vocabulary.asking import words_named
from search.vocabulary.data import table
from search.vocabulary.short_forms import long_form
from search.vocabulary.text import singular

_MOST_NAMED = 6
_GUIDELINES = frozenset(("acoem", "mtus", "odg"))
_DETAILS = {"side": "{} side", "stage": "{}", "form": "{}", "contrast": "{} contrast"}
_DETAILS |= {"visits": "{} visits", "count": "#{}"}


class QueryMode(StrEnum):
    """How the words of a search are taken.

    ``read``: as a request, where they are one; ``exact``: word for word, as help says; ``mentioned``: items that speak
    of what is asked for without asking for it.
    """

    READ = "read"
    EXACT = "exact"
    MENTIONED = "mentioned"


@lru_cache(maxsize=1_024)
def read(q: str, words: QueryMode = QueryMode.READ) -> Understood:
    """The words of a search as they are meant, with a sentence for each form that works elsewhere and not here."""
    typed = cleaned(q)
    sentences = foreign_forms(typed)
    joined = without_nearness(typed) or typed
    understood = _read(q if joined == typed else joined, joined, words)
    part = case_part(typed) if words is QueryMode.READ else None
    return replace(understood, notes=(*sentences, *understood.notes), part=part) if sentences or part else understood


def _read(q: str, typed: str, words: QueryMode) -> Understood:
    if words is QueryMode.EXACT or not typed or case_alone(typed):
        return understand(typed)
    literal = is_literal(typed)
    several = requests(q) if (is_text(q) if literal else is_passage(q)) else ()
    if literal and not several:
        return understand(typed)
    apart = () if subject_called(typed) else listed(typed)
    wants = several or apart or (wanted_there(typed),)
    prose = is_prose(q)
    plan = plan_for(wants, PastedText(q, telling_words(q), is_prose=prose) if prose or several else None)
    if isinstance(plan.steps[0].tree, Nothing):
        return understand(typed)
    notes = tuple(dict.fromkeys(_respelt(wants)))
    told = (ExplanationPart("reasons that hold this text, or else "),) if prose else ()
    return Understood(plan.steps[0].tree, notes, (*told, *_told(wants, plan)), None, plan)


def _respelt(wants: Sequence[Wanted]) -> Iterator[str]:
    for want in wants:
        for typed, known in want.mended:
            yield f"“{typed}” was read as “{known}”."


def _told(wants: Sequence[Wanted], plan: Plan) -> Iterator[ExplanationPart]:
    """The reading in words, to stand behind “Read as”."""
    if not wants[0].subjects and not wants[0].words and wants[0].letter:
        yield ExplanationPart("items of letters: ")
        yield ExplanationPart(", ".join(map(as_told, wants[0].letter)), strong=True)
        return
    if not wants[0].subjects:
        yield ExplanationPart("reasons that speak of ")
        for number, word in enumerate(dict.fromkeys(wants[0].words)):
            yield ExplanationPart(", " if number else "")
            yield ExplanationPart(as_shown(_spelt_out(word)), strong=True)
        if liked := [*map(as_told, wants[0].letter), *_outcome(wants[0])]:
            yield ExplanationPart(f" · preferring {', '.join(liked)}", quiet=True)
        if grounds := [FROM_FILES.label("ground", ground).lower() for ground in grounds_of(wants[0].text)]:
            yield ExplanationPart(f" · also what rests on {', '.join(grounds)}", quiet=True)
        if thoughts := [thought.name for thought in argued_thoughts(wants[0].text)]:
            yield ExplanationPart(f" · in these words or others on {', '.join(thoughts)}", quiet=True)
        return
    yield ExplanationPart("requests for " if len(wants) > 1 else "a request for ")
    for number, want in enumerate(wants[:_MOST_NAMED]):
        yield ExplanationPart("; " if number else "")
        yield from _one(want)
    if len(wants) > _MOST_NAMED:
        yield ExplanationPart(f" and {len(wants) - _MOST_NAMED} more")


def _one(want: Wanted) -> Iterator[ExplanationPart]:
    for place, subject in enumerate(want.subjects):
        yield ExplanationPart(" or " if place else "")
        yield ExplanationPart(subject.label, strong=True)
    free = placeless(want.subjects)
    of = " or ".join(subject.label for subject in want.subjects if subject not in free) if free else ""
    for place, region in enumerate(want.regions):
        yield ExplanationPart(" or " if place else f" · for {of}: " if of else " · ")
        yield ExplanationPart(FROM_FILES.label("region", region).lower(), strong=True)
    if want.after_surgery:
        yield ExplanationPart(" · ")
        yield ExplanationPart("post-operative", strong=True)
    liked = list(_details(want))
    liked += [FROM_FILES.label("region", region).lower() for region in want.perhaps]
    forms = {
        word for form, named in table("requests")["forms"].items() if f"form:{form}" in want.details for word in named
    }
    liked += list(_side_by_side(want, forms))[:_MOST_NAMED]
    told = [*dict.fromkeys(map(as_shown, liked)), *map(as_told, want.letter), *_outcome(want)]
    if told:
        yield ExplanationPart(f" · preferring {', '.join(told)}", quiet=True)


def _outcome(want: Wanted) -> list[str]:
    return [FROM_FILES.label("decision", want.decision).lower()] if want.decision else []


def _spelt_out(word: str) -> str:
    """What a short form stands for; a guideline goes by its own."""
    return word if word in _GUIDELINES else long_form(word)


def _side_by_side(want: Wanted, apart: Collection[str]) -> Iterator[str]:
    """The words that are liked as they were typed, those of one phrase together; ``apart`` are told elsewhere."""
    said = tokens(want.text)
    start = end = -1
    told: set[str] = set()
    for number, token in enumerate(said):
        if token.text not in want.words or token.text in apart or token.text in told:
            continue
        told.add(token.text)
        between = want.text[end : token.start] if start >= 0 else ","
        if between.strip(" -") in ("", "of"):
            end = token.end
            continue
        if start >= 0:
            yield want.text[start:end]
        start, end = token.start, token.end
        before = said[number - 1] if number else None
        if before and singular(token.text) in words_named("diagnoses") and name_regions(before.text).values:
            start = before.start  # "carpal tunnel"
    if start >= 0:
        yield want.text[start:end]


def _details(want: Wanted) -> Iterator[str]:
    """Details as a person says them: the two levels of "L4-L5" once, strengths with their unit."""
    told = [detail.partition(":")[::2] for detail in want.details]
    pairs = [value.split("-") for kind, value in told if kind == "level" and "-" in value]
    within = {level for pair in pairs for level in pair}
    for kind, value in told:
        if kind == "level" and value not in within:
            yield "level " + "–".join(part.upper() for part in value.split("-"))
        elif kind in _DETAILS:
            yield "both sides" if value == "both" else _DETAILS[kind].format(value)
        elif kind == "dose":
            yield from want.strengths  # said once, however often they come
