"""A seeded collection of invented items: the same for every engine, and never whole in memory.

Items come letter by letter (one to four items that share a summary). Word frequencies are those of real text:
a few hundred boilerplate sentences under Zipf's law with slots, and a tail of rare words, numbers and dates whose
vocabulary grows with the collection (Heaps' law). Facets have the project's own vocabularies, their values too under
Zipf's law.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from search import vocabulary
from search.index.document import Document
from search.schema.patients import age_band
from tests.benchmarks.sentences import HEADING, OTHER_VERDICT, RATIONALE, SUMMARY, VERDICT, written_out

SEED = 20_150_401
RARE_WORDS = 400_000
"""How many rare words there are to draw from; the r-th is drawn with a probability in proportion to 1/r."""
OVERTURNED = 0.10
WITHOUT_FORMULA = 0.05
"""The share of items whose verdict does not say "medically necessary".
"""
ITEMS_A_LETTER = (1, 1, 1, 1, 1, 2, 2, 2, 3, 4)
SUMMARY_SENTENCES, RATIONALE_SENTENCES = 7, 12
SECTIONS = 150
_FIRST_DAY = date(2013, 6, 1)
_DAYS = 4_200
_SYLLABLES = [first + second for first in "bdfgklmnprstvz" for second in "aeiou"]
_SCATTER = 7_368_787  # a prime, so that neighbours in rank look nothing alike


@dataclass(frozen=True, slots=True)
class Item:
    """One disputed item; ``citations``: (guideline, section)."""

    id: int
    heading: str
    rationale: str
    decision: str
    treatment: str
    drug: str | None
    regions: tuple[str, ...]
    citations: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter with its items."""

    case_number: str
    decided: date
    summary: str
    specialties: tuple[str, ...]
    states: tuple[str, ...]
    age: int
    sex: str
    items: tuple[Item, ...]


def rare_word(rank: int) -> str:
    """The rare word of this rank (from 1): four syllables and an x, which no stemmer touches."""
    number = rank * _SCATTER % len(_SYLLABLES) ** 4
    syllables = []
    for _ in range(4):
        number, syllable = divmod(number, len(_SYLLABLES))
        syllables.append(_SYLLABLES[syllable])
    return "".join(syllables) + "x"


class _Zipf:
    """Draws from ``values``, the r-th in proportion to 1/(r + ``flat``), after a shuffle that the seed decides."""

    def __init__(self, values: Sequence[str], flat: int = 2, seed: int = SEED) -> None:
        self._values = list(values)
        random.Random(seed).shuffle(self._values)
        self._sums = list(accumulate(1 / rank for rank in range(1 + flat, 1 + flat + len(self._values))))

    def draw(self, rng: random.Random, count: int) -> list[str]:
        """``count`` values, doubles possible."""
        return rng.choices(self._values, cum_weights=self._sums, k=count)

    def some(self, rng: random.Random, most: int) -> tuple[str, ...]:
        """One to ``most`` different values, fewer more often."""
        return tuple(dict.fromkeys(self.draw(rng, min(rng.randint(1, most), rng.randint(1, most)))))


class _Slots(dict[str, str]):
    """What an item's sentences are filled with; numbers, dates and rare words are new each time."""

    def __init__(self, rng: random.Random, **fixed: str) -> None:
        super().__init__(fixed)
        self._rng = rng

    def __missing__(self, name: str) -> str:
        rng = self._rng
        if name == "n":
            return str(int(40 ** rng.random() * 2))
        if name == "date":
            day = _FIRST_DAY + timedelta(rng.randrange(_DAYS))
            return f"{day.month}/{day.day}/{day.year}"
        return rare_word(int(RARE_WORDS ** rng.random()))


class Corpus:
    """``size`` invented items. The first thousand are the same whatever the size."""

    def __init__(self, size: int, seed: int = SEED) -> None:
        self.size = size
        self._seed = seed
        self._treatments = _Zipf([term.key for term in vocabulary.treatment_types()])
        self._labels = {term.key: term.label.lower() for term in vocabulary.treatment_types()}
        self._specialties = _Zipf([term.key for term in vocabulary.specialties()])
        sections = sorted(vocabulary.guideline_sections(), key=lambda term: term.key)
        random.Random(seed).shuffle(sections)
        self._sections = _Zipf([term.key for term in sections[:SECTIONS]])
        self._section_labels = {term.key: term.label for term in sections[:SECTIONS]}
        self._regions = _Zipf([term.key for term in vocabulary.body_regions()])
        self._drugs = _Zipf([term.key for term in vocabulary.drugs()])
        self._drug_labels = {term.key: term.label for term in vocabulary.drugs()}
        self._states = _Zipf([term.key for term in vocabulary.states()])
        self._summary = _Zipf(written_out(SUMMARY), flat=8)
        self._rationale = _Zipf(written_out(RATIONALE), flat=8)

    def letters(self) -> Iterator[Letter]:
        """Letters with ``size`` items in all, one at a time."""
        rng = random.Random(self._seed)
        made = 0
        for number in range(self.size):
            if made >= self.size:
                return
            letter = self._letter(rng, number, made, min(rng.choice(ITEMS_A_LETTER), self.size - made))
            made += len(letter.items)
            yield letter

    def documents(self) -> Iterator[Document]:
        """The items as an engine is given them."""
        for letter in self.letters():
            yield from documents_of(letter, self._drug_labels)

    def _letter(self, rng: random.Random, number: int, made: int, count: int) -> Letter:
        decided = _FIRST_DAY + timedelta(rng.randrange(_DAYS))
        region = self._regions.draw(rng, 1)[0]
        slots = _Slots(rng, region=region.replace("-", " "))
        slots["drug"] = self._drug_labels[self._drugs.draw(rng, 1)[0]]
        slots["treatment"] = self._labels[self._treatments.draw(rng, 1)[0]]
        summary = " ".join(
            [
                sentence.format_map(slots)
                for sentence in self._summary.draw(rng, rng.randint(3, 2 * SUMMARY_SENTENCES - 3))
            ]
        )
        return Letter(
            case_number=f"CM{decided:%y}-{number:07d}",
            decided=decided,
            summary=summary,
            specialties=self._specialties.some(rng, 3),
            states=self._states.some(rng, 3),
            age=rng.randint(20, 75),
            sex=rng.choice(("female", "male")),
            items=tuple(self._item(rng, made + place + 1, region, slots) for place in range(count)),
        )

    def _item(self, rng: random.Random, id_: int, region: str, slots: _Slots) -> Item:
        treatment = self._treatments.draw(rng, 1)[0]
        drug = self._drugs.draw(rng, 1)[0] if treatment.startswith("pharmaceuticals/") else None
        citations = self._sections.some(rng, 4)
        slots["treatment"] = self._labels[treatment]
        slots["section"] = self._section_labels[citations[0]]
        if drug:
            slots["drug"] = self._drug_labels[drug]
        decision = "overturned" if rng.random() < OVERTURNED else "upheld"
        chosen = self._rationale.draw(rng, rng.randint(4, 2 * RATIONALE_SENTENCES - 4))
        chosen.append(rng.choice(VERDICT[decision]) if rng.random() > WITHOUT_FORMULA else OTHER_VERDICT)
        return Item(
            id=id_,
            heading=rng.choice(HEADING).format_map(slots),
            rationale=" ".join([sentence.format_map(slots) for sentence in chosen]),
            decision=decision,
            treatment=treatment,
            drug=drug,
            regions=tuple(dict.fromkeys((region, *self._regions.draw(rng, rng.randint(0, 1))))),
            citations=tuple((key.partition("/")[0], key) for key in citations),
        )


def documents_of(letter: Letter, drug_labels: dict[str, str]) -> Iterator[Document]:
    """A letter's items as documents, with every facet of the site."""
    band = age_band(letter.age)
    for item in letter.items:
        guidelines = dict.fromkeys(key for citation in item.citations for key in citation)
        yield Document(
            id=item.id,
            decided=letter.decided.toordinal(),
            texts=(
                item.heading,
                item.rationale,
                letter.summary,
                drug_labels[item.drug] if item.drug else "",
                letter.case_number,
            ),
            keys={
                "decision": (item.decision,),
                "treatment": (item.treatment.partition("/")[0], item.treatment),
                "specialty": letter.specialties,
                "guideline": tuple(guidelines),
                "ground": _grounds(item.id),
                "year": (str(letter.decided.year),),
                "region": item.regions,
                "drug": (item.drug,) if item.drug else (),
                "state": letter.states,
                "age": (band,) if band else (),
                "sex": (letter.sex,),
            },
        )


def _grounds(item: int) -> tuple[str, ...]:
    """One to three grounds, the first ones of the vocabulary more often, always the same for an item."""
    keys = [term.key for term in vocabulary.grounds()]
    draw = random.Random(item)
    return tuple(dict.fromkeys(keys[int(len(keys) * draw.random() ** 2)] for _ in range(draw.randint(1, 3))))
