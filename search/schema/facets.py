"""The facets, declared once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from search import vocabulary
from search.schema.decisions import DECISIONS
from search.schema.patients import age_band, ages, sexes
from search.schema.sources import Column, Keys, Related, Source
from search.vocabulary import Term

EARLIEST_YEAR, LATEST_YEAR = 1900, 2100
_NAME = re.compile(r"[a-z]+")


class Order(Enum):
    """How a facet's values are ordered."""

    COUNT = "the most common first"
    LISTED = "as the vocabulary lists them"
    NEWEST = "years, the newest first"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """One way to narrow a search.

    ``name``: the parameter in addresses and the field in the index (frozen: it stands in bookmarks). ``help``: a
    sentence for the help page. ``source``: where an item's values stand in the rows.

    ``terms``: the values that the data files know, in order, parents before children. ``tables``: the models that
    hold the values as rows, in the same order; what staff add there is as good as what the files know.
    ``vocabulary``: the name under which :func:`search.vocabulary.parse_key` knows other spellings. ``former``: values
    of the past and near misses, read for ever. ``read``: reads a value that no list can hold (a year).

    ``two_level``: values are ``parent`` or ``parent/child``; an item is filed under both. ``open``: values beyond the
    vocabulary occur (an unlisted guideline section, a new combination of drugs), so any well-formed slug is
    accepted. ``secondary``: shown behind "More filters". ``always_shown``: values without items are shown too.
    ``by_decision``: decision → value → the label that fits where only such decisions are asked for.
    ``hints``: small words beside a value's label. ``with_parent``: away from its list a child is named with its parent.

    ``json_key`` and ``csv_title``: where an item's values stand in an export; None means ``name`` and ``label``, and ""
    that the export holds them in a form of its own (:mod:`search.keeping.item_data`).
    """

    name: str
    label: str
    plural: str
    help: str
    source: Source
    terms: Callable[[], tuple[Term, ...]] = tuple
    tables: tuple[str, ...] = ()
    hints: Mapping[str, str] = field(default_factory=dict)
    by_decision: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    vocabulary: str = ""
    former: Mapping[str, str] = field(default_factory=dict)
    read: Callable[[str], str | None] | None = None
    order: Order = Order.COUNT
    two_level: bool = False
    open: bool = False
    secondary: bool = False
    always_shown: bool = False
    with_parent: bool = False
    json_key: str | None = None
    csv_title: str | None = None

    def __post_init__(self) -> None:
        """Refuse a declaration that says too little. Raises :class:`ValueError`."""
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"A facet's name is one word in lower case, not {self.name!r}.")
        empty = [each for each in ("label", "plural", "help") if not getattr(self, each).strip()]
        if empty:
            raise ValueError(f"The facet {self.name} has no {', '.join(empty)}.")
        if not (self.read or self.open or self.tables or self.terms()):
            raise ValueError(f"The facet {self.name} has no value that an address could hold.")
        if self.two_level and self.tables and len(self.tables) != 2:
            raise ValueError(f"The facet {self.name} has two levels; name the tables of parents and of children.")

    @property
    def exported_as(self) -> tuple[str, str]:
        """Key in JSON and title in CSV; "" where the export holds the values in a form of its own."""
        key = self.name if self.json_key is None else self.json_key
        return key, self.label if self.csv_title is None else self.csv_title

    @property
    def closed_tables(self) -> tuple[str, ...]:
        """The tables whose rows alone are values: every level of a closed facet, the parents of an open one."""
        return self.tables[:-1] if self.open else self.tables


def _parent_and_child(key: str | None) -> Keys:
    return tuple(dict.fromkeys((key.partition("/")[0], key))) if key else ()


def _year_of(day: date | None) -> Keys:
    return (str(day.year),) if day else ()


def _band_of(years: int | None) -> Keys:
    band = age_band(years) if years is not None else None
    return (band,) if band else ()


def _read_year(typed: str) -> str | None:
    known = re.fullmatch(r"\d{4}", typed, re.ASCII) and EARLIEST_YEAR <= int(typed) <= LATEST_YEAR
    return str(int(typed)) if known else None


FACETS: tuple[Facet, ...] = (
    Facet(
        name="decision",
        label="Decision",
        plural="decisions",
        help="What the reviewer decided on the item.",
        source=Column("decision"),
        terms=vocabulary.decisions,
        hints={key: words.meaning for key, words in DECISIONS.items()},
        vocabulary="decision",
        order=Order.LISTED,
        always_shown=True,
        json_key="",
        csv_title="",
    ),
    Facet(
        name="treatment",
        label="Treatment",
        plural="treatments",
        help="What was asked for: a category, and within it a type.",
        source=Column("treatment_id", _parent_and_child),
        terms=lambda: vocabulary.treatment_categories() + vocabulary.treatment_types(),
        tables=("TreatmentCategory", "TreatmentType"),
        vocabulary="treatment",
        two_level=True,
        json_key="",
        csv_title="",
    ),
    Facet(
        name="specialty",
        label="Reviewer specialty",
        plural="specialties",
        help="What the reviewer is certified in; most have one or two.",
        source=Related(
            "DeterminationSpecialty", "determination_id", ("specialty_id",), of_letter=True, order="position"
        ),
        terms=vocabulary.specialties,
        tables=("Specialty",),
        vocabulary="specialty",
        open=True,
        json_key="",
        csv_title="Reviewer specialties",
    ),
    Facet(
        name="guideline",
        label="Guideline section",
        plural="guideline sections",
        help="What the reviewer cites: a guideline, and within it a section.",
        source=Related(
            "Citation", "item_id", ("guideline_id", "section_id"), where={"side": "reviewer"}, order="position"
        ),
        terms=lambda: vocabulary.guidelines() + vocabulary.guideline_sections(),
        tables=("Guideline", "GuidelineSection"),
        vocabulary="guideline",
        two_level=True,
        open=True,
        with_parent=True,
        json_key="",
        csv_title="",
    ),
    Facet(
        name="ground",
        label="Decided on",
        plural="grounds",
        help="On what the reviewer decided: the criteria that were found met or not met, the main one or another.",
        source=Related("ItemGround", "item_id", ("ground",), order="position"),
        terms=vocabulary.grounds,
        by_decision={
            "upheld": {key: words.denied for key, words in vocabulary.ground_words().items()},
            "overturned": {key: words.approved for key, words in vocabulary.ground_words().items()},
        },
        vocabulary="ground",
        json_key="grounds",
        csv_title="Decided on",
    ),
    Facet(
        name="year",
        label="Year decided",
        plural="years",
        help="The year of the decision.",
        source=Column("determination__decision_date", _year_of),
        read=_read_year,
        order=Order.NEWEST,
        secondary=True,
        json_key="",
        csv_title="",
    ),
    Facet(
        name="region",
        label="Body region",
        plural="body regions",
        help="The part of the body that the request names.",
        source=Related("DisputedItem_regions", "disputeditem_id", ("bodyregion_id",)),
        terms=vocabulary.body_regions,
        tables=("BodyRegion",),
        vocabulary="region",
        secondary=True,
        json_key="body_regions",
        csv_title="Body regions",
    ),
    Facet(
        name="drug",
        label="Drug",
        plural="drugs",
        help="The drug by its generic ingredients; a brand finds it too.",
        source=Column("drug_id"),
        terms=vocabulary.drugs,
        tables=("Drug",),
        vocabulary="drug",
        open=True,
        secondary=True,
        json_key="",
    ),
    Facet(
        name="state",
        label="Reviewer licensed in",
        plural="states",
        help="A state in which the reviewer is licensed.",
        source=Related("Determination_licensed_in", "determination_id", ("state_id",), of_letter=True),
        terms=vocabulary.states,
        tables=("State",),
        vocabulary="state",
        secondary=True,
        json_key="",
    ),
    Facet(
        name="age",
        label="Patient age",
        plural="age bands",
        help="The patient’s age at the time, in bands.",
        source=Column("determination__patient_age", _band_of),
        terms=ages,
        order=Order.LISTED,
        secondary=True,
    ),
    Facet(
        name="sex",
        label="Patient sex",
        plural="sexes",
        help="The patient’s sex, where the letter tells it.",
        source=Column("determination__patient_sex"),
        terms=sexes,
        former={"f": "female", "woman": "female", "women": "female", "m": "male", "man": "male", "men": "male"},
        order=Order.LISTED,
        secondary=True,
    ),
)
FACET_NAMES: tuple[str, ...] = tuple(each.name for each in FACETS)


def facet(name: str) -> Facet:
    """The facet called ``name``; :class:`KeyError` if there is none."""
    return _BY_NAME[name]


_BY_NAME = {each.name: each for each in FACETS}
