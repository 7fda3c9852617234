"""A reading to rows: one way for a new letter, a re-posted one and one that is read again.

Fields that a person set (``corrected``) are left alone. Every change to an existing row is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import F
from django.utils import timezone

from search.grounds import RULES_VERSION, read_grounds
from search.ingest.fingerprint import marks_of
from search.ingest.ground_rows import CORRECTED as GROUNDS
from search.ingest.ground_rows import ground_rows, named, same
from search.ingest.matching import pair
from search.ingest.own_names import rule_of
from search.ingest.reading import LetterReading, NamedItem
from search.ingest.report import rules
from search.ingest.rows import VocabularyKeys
from search.letters import PARSER_VERSION
from search.models import (
    ITEM_NAMES,
    BodyRegion,
    Citation,
    Determination,
    DeterminationSpecialty,
    DisputedItem,
    ItemGround,
    NamedField,
    Side,
    State,
    outcome_of,
)
from search.vocabulary import NamedCitation

# Out of the way of every printed place while rows change places: the order is unique at every moment.
ASIDE = 16_000

_LETTER_FIELDS = (
    "case_number",
    "date_assigned",
    "date_of_injury",
    "decision_date",
    "ur_denial_date",
    "application_received",
)
SHOWN_WITH_ITEMS = frozenset({"case_number", "decision_date"})
"""What a reader sees of a letter wherever one of its items is shown."""
_QUIET_FIELDS = frozenset(
    {"full_text", "body_digest", "parser_version", "named_by", "grounds_version", "form", "warnings", "outcome"}
)


@dataclass(frozen=True, slots=True)
class Change:
    """What one field was and is. ``where`` is empty for the letter itself, else "item 2"."""

    where: str
    field: str
    before: str
    after: str

    def __str__(self) -> str:
        where = f"{self.where} " if self.where else ""
        return f"{where}{self.field.replace('_', ' ')}: {_short(self.before)} → {_short(self.after)}"


@dataclass(slots=True)
class Written:
    """What writing did. ``item_ids``: items that the index should look at again, gone ones too."""

    item_ids: list[int] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    set_aside: list[str] = field(default_factory=list)


def write_new(determination: Determination, reading: LetterReading, rows: VocabularyKeys) -> Written:
    """Fill and save a letter that is not stored yet."""
    (item_ids,) = write_many([(determination, reading)], rows)
    return Written(item_ids=item_ids)


def write_many(letters: Sequence[tuple[Determination, LetterReading]], rows: VocabularyKeys) -> list[list[int]]:
    """Fill and save letters that are not stored yet, in as many statements as one takes; the keys of each one's
    items."""
    for determination, reading in letters:
        for name, value in letter_values(reading).items():
            setattr(determination, name, value)
        determination.outcome = outcome_of(item.printed.decision for item in reading.items)
    Determination.objects.bulk_create([determination for determination, _ in letters])
    through = Determination.licensed_in.through
    through._default_manager.bulk_create(
        through(determination_id=determination.pk, state_id=key)
        for determination, reading in letters
        for key in rows.states(reading.licensed_in)
    )
    _add_specialties([(determination, rows.specialties(reading.specialties)) for determination, reading in letters])
    placed = [
        (determination, position, item)
        for determination, reading in letters
        for position, item in enumerate(reading.items, start=1)
    ]
    found: dict[int, list[int]] = {determination.pk: [] for determination, _ in letters}
    for row in _add_items(placed, rows):
        found[row.determination_id].append(row.pk)
    return list(found.values())


def write_again(
    determination: Determination, reading: LetterReading, rows: VocabularyKeys, *, same_letter: bool
) -> Written:
    """Bring a stored letter up to date with a reading, items in place.

    ``same_letter``: only the reading is new, so a person's corrections hold; otherwise the letter was posted anew,
    and corrections hold where the item is still recognisably the same. What a later posting does not say of the letter
    is no reason to forget it.
    """
    written = Written()
    before, former = _columns(determination), determination.case_number
    values = letter_values(reading)
    if not same_letter:
        values = {name: value for name, value in values.items() if value or name in _QUIET_FIELDS}
    written.changes += _set(determination, values, "")
    written.changes += _set_reviewer(determination, reading, rows, same_letter)
    _write_items(determination, reading, rows, written, same_letter)
    determination.settle_outcome()
    touched = [name for name, value in _columns(determination).items() if value != before[name]]
    if touched or written.changes:
        determination.save(update_fields=[*touched, *(["modified"] if written.changes else [])])
    if determination.case_number != former:
        determination.keep_address(former)
    if any(not each.where and each.field in SHOWN_WITH_ITEMS for each in written.changes):
        determination.items.update(changed=timezone.now())
    return written


def _columns(determination: Determination) -> dict[str, Any]:
    but = {"id", "modified", "visibility", "source"}
    return {
        each.name: getattr(determination, each.attname)
        for each in determination._meta.concrete_fields
        if each.name not in but
    }


def letter_values(reading: LetterReading) -> dict[str, Any]:
    """What a reading says of the letter as a whole, by column."""
    letter = reading.letter
    return {
        **{name: getattr(letter, name) for name in _LETTER_FIELDS},
        "priority": letter.priority or "",
        "clinical_summary": letter.clinical_summary or "",
        "patient_age": reading.patient.age,
        "patient_sex": reading.patient.sex or "",
        "form": letter.form,
        "full_text": letter.text,
        "warnings": list(reading.warnings),
        "body_digest": marks_of(letter).body,
        "parser_version": PARSER_VERSION,
    }


def item_values(item: NamedItem, rows: VocabularyKeys) -> dict[str, Any]:
    """What a reading says of an item, by column."""
    printed, asked = item.printed, item.quantities
    taught = {field: rows.own.of(field, printed.disputed) for field in ITEM_NAMES}
    own = {field: name for field, name in taught.items() if name is not None}
    treatment = own[NamedField.TREATMENT].key if NamedField.TREATMENT in own else item.treatment.value or "other/other"
    return {
        "heading": printed.heading,
        "original_request": printed.original_request or "",
        "authorized": printed.authorized or "",
        "disputed": printed.disputed,
        "decision": printed.decision,
        "treatment_id": rows.treatment(treatment),
        "drug_id": own[NamedField.DRUG].key if NamedField.DRUG in own else rows.drug(item.drug.value),
        "quantity": asked.quantity,
        "strength": _fit(DisputedItem, "strength", asked.strength),
        "frequency": _fit(DisputedItem, "frequency", asked.frequency),
        "sessions": asked.sessions,
        "claims_guideline": printed.claims_guideline,
        "reviewer_guideline": printed.reviewer_guideline,
        "rationale": printed.rationale,
        "grounds_version": RULES_VERSION,
        "named_by": {**rules(item), **{field: rule_of(name) for field, name in own.items()}},
    }


def _set(row: Determination | DisputedItem, values: Mapping[str, Any], where: str) -> list[Change]:
    """Set what no person has set; the changes that a person would want to hear of."""
    changes = []
    for name, value in values.items():
        shown = name.removesuffix("_id")
        before = getattr(row, name)
        if shown in row.corrected or before == value:
            continue
        # A lost header is no reason to forget what an earlier copy told.
        if name == "case_number" and value is None:
            continue
        setattr(row, name, value)
        if name not in _QUIET_FIELDS:
            changes.append(Change(where, shown, _plain(before), _plain(value)))
    return changes


# The reviewer


def _add_specialties(letters: Iterable[tuple[Determination, Sequence[str]]]) -> None:
    DeterminationSpecialty.objects.bulk_create(
        DeterminationSpecialty(determination=determination, specialty_id=key, position=place)
        for determination, keys in letters
        for place, key in enumerate(keys, start=1)
    )


def _set_reviewer(
    determination: Determination, reading: LetterReading, rows: VocabularyKeys, same_letter: bool
) -> list[Change]:
    changes = []
    states = rows.states(reading.licensed_in)
    had = sorted(determination.licensed_in.values_list("key", flat=True))
    if "licensed_in" not in determination.corrected and had != sorted(states) and (states or same_letter):
        determination.licensed_in.set(State.objects.filter(pk__in=states))
        changes.append(Change("", "licensed_in", ", ".join(had), ", ".join(states)))
    specialties = rows.specialties(reading.specialties)
    kept = determination.determinationspecialty_set
    were = list(kept.order_by("position").values_list("specialty_id", flat=True))
    if "specialties" not in determination.corrected and were != specialties and (specialties or same_letter):
        kept.all().delete()
        _add_specialties([(determination, specialties)])
        changes.append(Change("", "specialties", ", ".join(were), ", ".join(specialties)))
    return changes


# The items


def _add_items(placed: Sequence[tuple[Determination, int, NamedItem]], rows: VocabularyKeys) -> list[DisputedItem]:
    """New items with their regions, citations and grounds, in six queries however many they are."""
    names = entries((determination, position) for determination, position, _ in placed)
    pairs = [
        (DisputedItem(determination=determination, position=position, entry=name, **item_values(item, rows)), item)
        for (determination, position, item), name in zip(placed, names, strict=True)
    ]
    created = DisputedItem.objects.bulk_create([row for row, _ in pairs])
    through = DisputedItem.regions.through
    through._default_manager.bulk_create(
        through(disputeditem_id=row.pk, bodyregion_id=key)
        for row, item in pairs
        for key in rows.regions(item.regions.values)
    )
    ItemGround.objects.bulk_create(ground for row, item in pairs for ground in ground_rows(row, item.grounds))
    Citation.objects.bulk_create(
        Citation(item=row, **columns) for row, item in pairs for columns in citation_columns(item, rows)
    )
    return created


def entries(places: Iterable[tuple[Determination, int]]) -> list[str]:
    """For each place in a letter a name in feeds that no other item ever had."""
    names = [f"{determination.identity}/{position}" for determination, position in places]
    taken = set(DisputedItem.objects.filter(entry__in=names).values_list("entry", flat=True))
    stamp = timezone.now().strftime("%Y%m%d%H%M%S%f")
    return [f"{name}-{stamp}" if name in taken else name for name in names]


def _write_items(
    determination: Determination, reading: LetterReading, rows: VocabularyKeys, written: Written, same_letter: bool
) -> None:
    """Items in place: the same row stays the same item, so that what points at it (a brief, an address) holds."""
    stored = list(determination.items.order_by("position").prefetch_related("regions", "citations", "grounds"))
    pairs = pair(stored, reading.items)
    written.item_ids += [row.pk for row in stored]
    paired = {each.row.pk for each in pairs}
    fixed = "items" in determination.corrected
    gone = [] if fixed else [row for row in stored if row.pk not in paired and not (same_letter and row.corrected)]
    for row in gone:
        written.changes.append(Change(f"item {row.position}", "item", row.heading, "none"))
        row.delete()
    kept = [row for row in stored if row.pk not in paired and row not in gone]
    if fixed:
        places = {each.place: each.row.position for each in pairs}
    else:
        places = {place: place + 1 for place in range(len(reading.items))}
        _make_room(determination, [(each.row, each.place + 1) for each in pairs], kept, len(reading.items))
    for each in pairs:
        where = f"item {places[each.place]}"
        if not same_letter and not each.sure and each.row.corrected:
            written.set_aside.append(f"{where} ({', '.join(each.row.corrected).replace('_', ' ')})")
            each.row.corrected = []
        written.changes += _rewrite(each.row, reading.items[each.place], rows, where)
    if not fixed:
        missing = set(places) - {each.place for each in pairs}
        fresh = [(determination, places[place], reading.items[place]) for place in sorted(missing)]
        for row in _add_items(fresh, rows):
            written.item_ids.append(row.pk)
            written.changes.append(Change(f"item {row.position}", "item", "none", row.heading))


def _make_room(
    determination: Determination, moves: Sequence[tuple[DisputedItem, int]], kept: Sequence[DisputedItem], printed: int
) -> None:
    """Give rows their printed places; rows that only a person knows of come after them."""
    wanted = [*moves, *((row, printed + place) for place, row in enumerate(kept, start=1))]
    if all(row.position == position for row, position in wanted):
        return
    determination.items.update(position=F("position") + ASIDE)
    for row, position in wanted:
        row.position = position
        DisputedItem.objects.filter(pk=row.pk).update(position=position)


def _rewrite(row: DisputedItem, item: NamedItem, rows: VocabularyKeys, where: str) -> list[Change]:
    before = (row.named_by, row.corrected, row.grounds_version)
    changes = _set(row, item_values(item, rows), where)
    regions = rows.regions(item.regions.values)
    had = sorted(region.pk for region in row.regions.all())
    if "regions" not in row.corrected and had != sorted(regions):
        row.regions.set(BodyRegion.objects.filter(pk__in=regions))
        changes.append(Change(where, "regions", ", ".join(had), ", ".join(regions)))
    if "citations" not in row.corrected:
        changes += _rewrite_citations(row, item, rows, where)
    if GROUNDS not in row.corrected:
        changes += _rewrite_grounds(row, item, where)
    if changes:
        row.changed = timezone.now()
    if changes or before != (row.named_by, row.corrected, row.grounds_version):
        row.save()
    return changes


def _rewrite_citations(row: DisputedItem, item: NamedItem, rows: VocabularyKeys, where: str) -> list[Change]:
    columns = citation_columns(item, rows)
    names = ("side", "position", "guideline_id", "section_id", "section_printed", "edition", "pages")
    had = sorted(tuple(getattr(citation, name) for name in names) for citation in row.citations.all())
    wanted = [tuple(column[name] for name in names) for column in columns]
    if sorted(wanted) == had:
        return []
    row.citations.all().delete()
    Citation.objects.bulk_create(Citation(item=row, **column) for column in columns)
    return [Change(where, "citations", _cited(had), _cited(sorted(wanted)))]


def _rewrite_grounds(row: DisputedItem, item: NamedItem, where: str) -> list[Change]:
    had = list(row.grounds.all())
    # Of the words that are stored: a person may have mended the rationale.
    kept = row.rationale == item.printed.rationale and row.decision == item.printed.decision
    wanted = ground_rows(row, item.grounds if kept else read_grounds(row.rationale, row.decision))
    if same(had, wanted):
        return []
    row.grounds.all().delete()
    ItemGround.objects.bulk_create(wanted)
    return [Change(where, "grounds", named(had), named(wanted))] if named(had) != named(wanted) else []


def citation_columns(item: NamedItem, rows: VocabularyKeys) -> list[dict[str, Any]]:
    """What an item cites, by column."""
    sides: tuple[tuple[Side, tuple[NamedCitation, ...]], ...] = (
        (Side.CLAIMS, item.claims_citations),
        (Side.REVIEWER, item.reviewer_citations),
    )
    columns = []
    for side, citations in sides:
        for position, citation in enumerate(citations, start=1):
            guideline, section = rows.citation(citation)
            columns.append(
                {
                    "side": side.value,
                    "position": position,
                    "guideline_id": guideline,
                    "section_id": section,
                    "section_printed": _fit(Citation, "section_printed", citation.section),
                    "edition": _fit(Citation, "edition", citation.edition),
                    "pages": _fit(Citation, "pages", citation.pages),
                }
            )
    return columns


def _cited(citations: Sequence[tuple[Any, ...]]) -> str:
    return "; ".join(f"{side} {section or guideline}" for side, _, guideline, section, *_ in citations)


def _fit(model: type[models.Model], name: str, text: str | None) -> str:
    """``text`` cut to what the column takes."""
    return (text or "")[: getattr(model._meta.get_field(name), "max_length", None)]


def _plain(value: object) -> str:
    return "none" if value in (None, "") else str(value)


def _short(text: str) -> str:
    return text if len(text) <= 120 else f"{text[:119]}…"
