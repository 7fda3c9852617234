"""A plain text's lines and sentences as units: each with what it is, as far as its label or its words tell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from ..values import Decision
from .joined import PrintedRow, rows, with_values
from .openings import LETTERED, Unit, opener, opening
from .sentences import cited_by, is_on_reviewer, quoted, sentences
from .verdicts import answered, headed, is_glossary, is_legend, of_denial, sure, unboxed


def units(text: str, codes: Mapping[str, Decision]) -> list[Unit]:
    """The text's units in printed order."""
    found: list[Unit] = []
    for row in with_values(rows(text, codes)):
        found.extend([Unit("aside", "")] if codes and is_legend(row.text) else _units_of(row, codes))
    return found


def _units_of(row: PrintedRow, codes: Mapping[str, Decision]) -> Iterator[Unit]:
    first = True
    box = unboxed(row.text)
    if box is not None:
        row = _with_choice(row, box, codes)
    text = row.text
    if (asked := _ASKED.match(text)) and (decision := answered("necessary", asked["answer"])):
        yield Unit("heading", asked["what"], gap=row.gap)
        yield Unit("decision", decision)
        for sentence in sentences(text[asked.end() :]):
            yield from (replace(unit, opens=False) for unit in _of(sentence, False, codes))
        return
    opened = opener(text, codes)
    if opened is not None:
        number, text, bare = opened
        pieces = list(sentences(text))
        heading = "" if not pieces or _is_labelled(pieces[0], codes) else pieces.pop(0)
        decided = headed(heading) if heading else None
        yield Unit("item", decided[0] if decided else heading, number, gap=row.gap, both=bare)
        if decided:
            yield Unit("decision", decided[1])
        if not heading:
            first = True
        elif pieces and (said := sure(pieces[0], codes)) and not decided:
            pieces.pop(0)
            yield Unit("decision", said)
            first = False
        else:
            first = False
    else:
        pieces = list(sentences(text))
    for sentence in pieces:
        for unit in _of(sentence, first, codes):
            gap = row.gap and first and opened is None
            yield replace(unit, gap=gap, opens=first) if gap or not first else unit
            first = False


_ASKED = re.compile(
    r"(?:(?:question|item|issue) ?\d{1,2}[.:)] ?)?(?:is|are|was|were) (?:the )?(?P<what>.{3,240}?) medically necessary"
    r"(?: and appropriate)?\?\s+(?:answer ?\d{0,2}[.:)] ?)?(?P<answer>yes|no)\b[.,;:]?\s*",
    re.IGNORECASE,
)


def _is_labelled(sentence: str, codes: Mapping[str, Decision]) -> bool:
    return opening(sentence, codes) is not None or bool(quoted(sentence))


def _with_choice(row: PrintedRow, box: tuple[str, str], codes: Mapping[str, Decision]) -> PrintedRow:
    """The row with the word of the marked box alone."""
    lead, chosen = box
    decision = answered(lead, chosen) if lead.strip() else None
    if decision is not None:
        return PrintedRow(f"Decision: {decision.capitalize()}", row.indent, row.bullet, row.gap)
    return PrintedRow(f"{lead.rstrip()}  {chosen or 'no box is marked'}".strip(), row.indent, row.bullet, row.gap)


def _of(sentence: str, opens: bool, codes: Mapping[str, Decision]) -> Iterator[Unit]:
    """What a sentence is; a heading and its decision are two."""
    led = _LED.match(sentence) if opens else None
    if led and (said := sure(led["said"] or led["word"], codes)):
        yield Unit("heading", led["rest"])
        yield Unit("decision", said)
        return
    unit = _one(sentence, opens, codes)
    if unit.kind in {"item", "heading"} or (unit.kind == "text" and opens):
        decided = _headed(unit.text, unit.kind)
        if decided is not None:
            yield replace(unit, kind="heading" if unit.kind == "text" else unit.kind, text=decided[0])
            yield Unit("decision", decided[1])
            return
    yield unit


# "[UPHELD] lumbar brace", "Upheld: lumbar brace"
_LED = re.compile(
    r"(?:[\[({<]\s?(?P<said>[A-Za-z -]{4,24})\s?[\])}>]\s?[:–—-]?|(?P<word>upheld|overturned)\s?[:–—-])"
    r"\s+(?P<rest>\S.{2,300})$",
    re.IGNORECASE,
)


def _headed(text: str, kind: str) -> tuple[str, Decision] | None:
    """A heading with its decision; in the words of reasons only where nothing else can be meant."""
    found = headed(text)
    if found is None or (kind == "text" and _OF_REASONS.search(text) and text[-1:] == "."):
        return None
    return found


_OF_REASONS = re.compile(r"\b(?:necessary|appropriate|supported)\W*$", re.IGNORECASE)


def _one(sentence: str, opens: bool, codes: Mapping[str, Decision]) -> Unit:
    labelled = opening(sentence, codes, opens=opens)
    if labelled is not None:
        return labelled
    if is_glossary(sentence):
        return Unit("aside", "")
    if what := quoted(sentence):
        return Unit("heading", what)
    if opens:
        bare = LETTERED.sub("", sentence, count=1)
        if bare and (decision := sure(bare, codes)):
            return Unit("decision", decision, told="necessary" in bare.casefold())
    if decision := of_denial(sentence):
        return Unit("decision", decision, told=True)
    if kind := cited_by(sentence):
        return Unit(kind, sentence, told=True)
    if is_on_reviewer(sentence):
        return Unit("on reviewer", sentence, told=True)
    return Unit("text", sentence)
