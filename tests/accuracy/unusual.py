"""What is unusual in letters without labels: where a person should look first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from search.letters import ParsedItem, ParsedLetter, UnreadableFile, extract, parse, privacy_concerns, read_patient
from search.vocabulary import (
    name_citations,
    name_drug,
    name_specialties,
    name_states,
    name_treatment,
)

LONG_HEADING = 600
SHORT_RATIONALE = 80


def report(folder: Path) -> Iterator[str]:
    """Lines: a letter with each of its oddities, then how often each kind of oddity was met."""
    kinds: Counter[str] = Counter()
    read = items = 0
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        try:
            extracted = extract(path.read_bytes(), path.name)
        except UnreadableFile as error:
            kinds["file that cannot be read"] += 1
            yield f"{path.name}: {error.reason}"
            continue
        letter = parse(extracted.text)
        read += 1
        items += len(letter.items)
        found = [("extraction", warning) for warning in extracted.warnings]
        found += list(_letter(letter))
        kinds.update(kind for kind, _ in found)
        yield from (f"{path.name}: {kind}: {what}" for kind, what in found)
    yield ""
    yield f"{read} letters with {items} items were read."
    yield from (f"{count:6} × {kind}" for kind, count in kinds.most_common())


def _letter(letter: ParsedLetter) -> Iterator[tuple[str, str]]:
    if letter.form != "common":
        yield "form", letter.form
    yield from (("warning", warning) for warning in letter.warnings)
    yield from (("privacy", concern) for concern in privacy_concerns(letter))
    yield from (("unknown specialty", name) for name in name_specialties(letter.specialties_printed).unknown)
    if letter.licensed_in_printed and not name_states(letter.licensed_in_printed):
        yield "unknown state", letter.licensed_in_printed
    if letter.clinical_summary and read_patient(letter.clinical_summary).age is None:
        yield "no age", letter.clinical_summary[:60]
    for place, item in enumerate(letter.items, start=1):
        yield from ((kind, f"item {place}: {what}") for kind, what in _item(item))


def _item(item: ParsedItem) -> Iterator[tuple[str, str]]:
    treatment = name_treatment(item.disputed, item.original_request).value or ""
    if treatment == "other/other":
        yield "treatment not named", item.disputed
    if treatment.startswith("pharmaceuticals/") and name_drug(item.disputed, item.original_request).value is None:
        yield "drug not named", item.disputed
    if len(item.heading) > LONG_HEADING:
        yield "long heading", item.heading
    if not item.heading[:1].isalnum():
        yield "odd heading", item.heading
    if len(item.rationale) < SHORT_RATIONALE:
        yield "short rationale", item.rationale
    if _contradicts(item):
        yield "verdict reads otherwise", item.rationale[-80:]
    for whose, paragraph in (("claims", item.claims_guideline), ("reviewer", item.reviewer_guideline)):
        if paragraph and not name_citations(paragraph):
            yield f"{whose} citation not named", paragraph


def _contradicts(item: ParsedItem) -> bool:
    """Whether the last verdict in words is the other one; the printed decision stands all the same."""
    words = " ".join(item.rationale.casefold().split())
    denied = max(words.rfind("not medically necessary"), words.rfind("not considered medically necessary"))
    granted = max(words.rfind("is medically necessary"), words.rfind("are medically necessary"))
    if item.decision == "upheld":
        return granted > denied and denied < 0
    return denied > granted and granted < 0
