"""Letters posted anew: what stood before is kept whole, and what changes a decision waits for a reviewer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import F
from django.utils import timezone

from search.ingest import headers, originals
from search.ingest.fingerprint import letters_and_digits
from search.ingest.matching import pair
from search.ingest.reading import LetterReading, NamedItem, read_letter, read_text
from search.ingest.rows import VocabularyKeys
from search.ingest.writing import ASIDE, Written, citation_columns, entries, item_values, letter_values, write_again
from search.letters import UnreadableFile
from search.models import (
    Citation,
    Deed,
    Determination,
    DeterminationSpecialty,
    DisputedItem,
    ItemGround,
    LetterRevision,
    RevisionState,
    WaitingFor,
    record,
    who,
)

# Which letter it is, where it came from and who may see it are no part of what it says.
_NOT_SAID = frozenset(
    {
        *("id", "fingerprint", "original", "extracted_text", "source", "created", "modified"),
        *("visibility", "is_sample", "official"),
    }
)
# Likewise of an item: its name and place in the news.
_NOT_SAID_OF_ITEM = frozenset({"determination", "entry", "changed", "news", "published"})


def weighty(found: Determination, reading: LetterReading, rows: VocabularyKeys) -> list[str]:
    """What a reading changes in a stored letter that a person should look at: decisions, items and their reasons, the
    summary, and what was known of the header.

    What a person corrected stays as it is where the item is surely the same, and is no change.
    """
    stored = list(found.items.order_by("position"))
    pairs = pair(stored, reading.items)
    matched = {each.row.pk for each in pairs}
    said = [f"item {row.position} is gone" for row in stored if row.pk not in matched]
    new = set(range(len(reading.items))) - {each.place for each in pairs}
    said += [f"item {place + 1} is new" for place in sorted(new)]
    for each in pairs:
        said += _other(each.row, reading.items[each.place], f"item {each.place + 1}", each.sure)
    said += headers.otherwise(headers.of_reading(reading, rows), headers.of_letter(found), found.corrected)
    summaries = [letters_and_digits(each or "") for each in (found.clinical_summary, reading.letter.clinical_summary)]
    if "clinical_summary" not in found.corrected and all(summaries) and summaries[0] != summaries[1]:
        said.append("another clinical summary")
    return said


def _other(row: DisputedItem, item: NamedItem, where: str, sure: bool) -> Iterable[str]:
    for field, words in (
        ("heading", "another request"),
        ("decision", "another decision"),
        ("rationale", "other reasons"),
        ("reviewer_guideline", "another guideline of the reviewer"),
    ):
        if sure and field in row.corrected:
            continue
        if letters_and_digits(getattr(row, field)) != letters_and_digits(getattr(item.printed, field)):
            yield f"{where} has {words}"


def propose(
    found: Determination, reading: LetterReading, rows: VocabularyKeys, original: str, why: str, source_id: int | None
) -> LetterRevision:
    """Keep a letter that was posted anew until a reviewer decides; what stands stays as it is."""
    return LetterRevision.objects.create(
        determination=found,
        state=RevisionState.WAITING,
        why=why,
        content=_content_of_reading(reading, rows),
        original=original,
        extracted_text="" if original else reading.text,
        source_id=source_id,
    )


def put_in_place(posted: dict[str, Any], stands: dict[str, Any]) -> dict[str, Any]:
    """A text that waits as it would stand: what it does not say of the letter is not forgotten."""
    letter = {name: value or stands["letter"].get(name) for name, value in posted["letter"].items()}
    reviewer = {name: posted[name] or stands[name] for name in ("licensed_in", "specialties")}
    return {**posted, **reviewer, "letter": letter}


def keep_standing(letter: Determination, why: str) -> LetterRevision:
    """Keep a letter as it stands, before another text takes its place."""
    return LetterRevision.objects.create(
        determination=letter,
        state=RevisionState.PAST,
        why=why,
        content=snapshot(letter),
        original=letter.original.name or "",
        extracted_text=letter.extracted_text,
        source_id=letter.source_id,
    )


def take(revision: LetterRevision) -> Written:
    """Put a text that waited, read by today's rules, in its letter's place. Raises UnreadableFile and NotRead."""
    reading = _read(revision)
    letter = revision.determination
    before = keep_standing(letter, "A reviewer put a later posting in its place.")
    letter.original.name = revision.original or None
    letter.extracted_text = revision.extracted_text
    written = write_again(letter, reading, VocabularyKeys(), same_letter=False)
    Determination.objects.filter(pk=letter.pk).update(
        original=letter.original.name, extracted_text=letter.extracted_text, source=revision.source_id
    )
    close(revision, RevisionState.TAKEN)
    changes = {f"{each.where} {each.field}".strip(): each for each in written.changes}
    record(
        Deed.TAKEN,
        letter,
        before={name: each.before for name, each in changes.items()},
        after={name: each.after for name, each in changes.items()},
        why=f"{revision.why} What stood before is kept as revision {before.pk}.",
    )
    return written


def _read(revision: LetterRevision) -> LetterReading:
    data, known = originals.read_named(revision.original), revision.determination.case_number or ""
    if data is not None:
        return read_letter(data, revision.original, known=known)
    if not revision.extracted_text:
        raise UnreadableFile("is missing from the media store")
    return read_text(revision.extracted_text, known)


def close(revision: LetterRevision, state: RevisionState) -> None:
    """A person decided on a text that waited."""
    revision.state, revision.decided, revision.decided_by = state, timezone.now(), who().name[:150]
    revision.save(update_fields=["state", "decided", "decided_by"])
    waiting = revision.determination.waiting.filter(kind=WaitingFor.REPOSTED, revision=revision, settled=None)
    waiting.update(settled=revision.decided, settled_by=revision.decided_by, settled_how=revision.get_state_display())


def refuse(revision: LetterRevision, why: str = "") -> None:
    """Turn a text that waited down; it stays, to be looked at."""
    close(revision, RevisionState.REFUSED)
    record(Deed.REFUSED, revision.determination, after={"revision": revision.pk}, why=why or revision.why)


# What a letter says, as plain data and back


def snapshot(letter: Determination) -> dict[str, Any]:
    """All that a stored letter says."""
    items = letter.items.order_by("position").prefetch_related("regions", "citations", "grounds")
    return {
        "letter": _fields(letter, _NOT_SAID),
        "licensed_in": sorted(letter.licensed_in.values_list("pk", flat=True)),
        "specialties": list(
            letter.determinationspecialty_set.order_by("position").values_list("specialty_id", flat=True)
        ),
        "items": [
            {
                **_fields(item, _NOT_SAID_OF_ITEM),
                "regions": sorted(region.pk for region in item.regions.all()),
                "citations": [_fields(each, frozenset({"id", "item"})) for each in item.citations.all()],
                "grounds": [_fields(each, frozenset({"id", "item"})) for each in item.grounds.all()],
            }
            for item in items
        ],
    }


def restore(letter: Determination, revision: LetterRevision) -> list[int]:
    """Put an earlier text back as it was, corrections and all; the keys of the items concerned."""
    before = keep_standing(letter, "A reviewer restored an earlier text.")
    content = revision.content
    former = letter.case_number
    _set_fields(letter, content["letter"])
    letter.original.name = revision.original or None
    letter.extracted_text = revision.extracted_text
    letter.source_id = revision.source_id
    concerned = [*letter.items.values_list("pk", flat=True)]
    letter.items.exclude(pk__in=[values["id"] for values in content["items"]]).delete()
    letter.items.update(position=F("position") + ASIDE)
    concerned += [_restore_item(letter, dict(values)) for values in content["items"]]
    letter.licensed_in.set(content["licensed_in"])
    letter.determinationspecialty_set.all().delete()
    DeterminationSpecialty.objects.bulk_create(
        DeterminationSpecialty(determination=letter, specialty_id=key, position=place)
        for place, key in enumerate(content["specialties"], start=1)
    )
    letter.settle_outcome()
    letter.save()
    letter.keep_address(former)
    record(Deed.RESTORED, letter, before={"revision": before.pk}, after={"revision": revision.pk}, why=revision.why)
    return sorted(set(concerned))


def _restore_item(letter: Determination, values: dict[str, Any]) -> int:
    """An item in the row that it had, so that what points at it still does."""
    regions, key = values.pop("regions"), values.pop("id")
    below = {Citation: values.pop("citations"), ItemGround: values.pop("grounds")}
    item = DisputedItem.objects.filter(pk=key).first()
    if item is None or item.determination_id != letter.pk:
        item = DisputedItem(pk=key if item is None else None, determination=letter)
        (item.entry,) = entries([(letter, values["position"])])
    _set_fields(item, values)
    item.changed = timezone.now()
    item.save()
    item.regions.set(regions)
    for model, rows in below.items():
        model._default_manager.filter(item=item).delete()
        for each in rows:
            row = model(item=item)
            _set_fields(row, each)
            row.save()
    return int(item.pk)


def _fields(row: models.Model, but: frozenset[str]) -> dict[str, Any]:
    return {field.attname: field.value_from_object(row) for field in row._meta.concrete_fields if field.name not in but}


def _set_fields(row: models.Model, values: dict[str, Any]) -> None:
    fields = {field.attname: field for field in row._meta.concrete_fields}
    for name, value in values.items():
        if name in fields:
            setattr(row, name, fields[name].to_python(value))


def _content_of_reading(reading: LetterReading, rows: VocabularyKeys) -> dict[str, Any]:
    return {
        "letter": letter_values(reading),
        "licensed_in": sorted(rows.states(reading.licensed_in)),
        "specialties": rows.specialties(reading.specialties),
        "items": [
            {
                "position": place,
                **item_values(item, rows),
                "regions": sorted(rows.regions(item.regions.values)),
                "citations": citation_columns(item, rows),
            }
            for place, item in enumerate(reading.items, start=1)
        ],
    }
