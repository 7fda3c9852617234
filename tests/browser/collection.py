"""A collection large enough for every state of a page: phrases, intervals, repeated rationales, long lists."""

from __future__ import annotations

from datetime import date
from random import Random

from search.index import engine
from search.ingest.rows import sync_vocabulary
from search.insight import keeping
from search.models import Determination, DisputedItem, Visibility
from tests.index.rows import item, letter

OVERTURNED = (
    "Measured gains in grip strength were recorded after the first visits.",
    "The treating physician documents a trial of conservative care that failed.",
    "A return to modified duty followed within six weeks.",
    "Opioid use fell by half during the course.",
)
UPHELD = (
    "No functional deficit was described by the examiner.",
    "The records hold no recent physical examination of the part in question.",
    "Prior visits are not accounted for and their effect is unknown.",
    "A home exercise program has not been tried.",
)
NEUTRAL = (
    "Tenderness was noted over the {} paraspinal muscles.",
    "An imaging study of {} showed a small protrusion.",
    "The worker lifted a crate of {} and felt a sharp pain.",
    "Sleep is disturbed about {} nights of the week.",
    "Reflexes were symmetric on the visit of the {}.",
    "A brace was worn for {} weeks after the injury.",
    "The request names {} units without a reason for the number.",
    "Sensation was reduced along the {} dermatome.",
    "An injection {} months earlier helped briefly.",
    "The plan mentions a transfer of care to {} county.",
    "Straight leg raising was positive at {} degrees.",
    "Stairs are climbed one at a time since the {} of spring.",
)
BOILERPLATE = (
    "The cited guideline recommends this treatment in selected cases only, where there is a clear goal and an end to "
    "it. The records do not show that this case is among them. The request as written gives neither a duration nor a "
    "measure by which its success could be told, and so the criteria are not met."
)
KINDS = (
    ("rehabilitation/acupuncture", "Acupuncture {} visits", "mtus-acupuncture", None),
    ("rehabilitation/massage-therapy", "Massage therapy, {} sessions", "mtus-chronic-pain/massage-therapy", None),
    ("diagnostic-testing/imaging", "MRI of the lumbar spine, study {}", "odg", None),
    ("pharmaceuticals/opioids", "Norco 10/325mg #{}", "mtus-chronic-pain", "hydrocodone"),
    ("surgery/spine-surgery", "Lumbar fusion at L{}, with an assistant surgeon and a stay of two nights", "odg", None),
)
SPECIALTIES = ("pain-management", "occupational-medicine", "orthopedic-surgery", "internal-medicine")


def furnish(letters: int = 150) -> dict[str, str]:
    """Fill database, index and table of phrases. Gives names of special letters with their addresses."""
    sync_vocabulary()
    chance = Random(5)
    for number in range(letters):
        of = letter(
            f"CM{13 + number % 10}-{number:07}",
            date(2013 + number % 10, number % 12 + 1, number % 28 + 1),
            specialties=(SPECIALTIES[number % 4],),
            states=("california",),
        )
        for _ in range(1 + number % 2):
            kind, heading, guideline, drug = KINDS[chance.randrange(5)]
            overturned = chance.random() < 0.3
            told = [each.format(chance.randrange(3, 90)) for each in chance.sample(NEUTRAL, 5)]
            told += [each for each in (OVERTURNED if overturned else UPHELD) if chance.random() < 0.5]
            rationale = BOILERPLATE if number % 11 == 4 else " ".join(chance.sample(told, len(told)))
            item(
                of,
                heading.format(chance.randrange(2, 60)),
                rationale,
                "overturned" if overturned and number % 11 != 4 else "upheld",
                kind,
                drug,
                ("low-back",),
                (guideline,),
            )
    special = {"withdrawn": letter("CM20-7000001", visibility=Visibility.WITHDRAWN), "unread": letter("CM20-7000002")}
    item(special["withdrawn"], "A withdrawn item", "Gone.")
    Determination.objects.filter(case_number="CM20-7000002").update(full_text="A letter in an unknown layout. Pain.")
    engine().rebuild()
    keeping.refresh()
    several = Determination.objects.visible().filter(items__position=2).order_by("pk")[:1].get()
    repeated = DisputedItem.objects.filter(rationale=BOILERPLATE).order_by("pk")[:1].get()
    return {
        **{name: found.get_absolute_url() for name, found in special.items()},
        "several": several.get_absolute_url(),
        "repeated": f"{repeated.determination.get_absolute_url()}alike/{repeated.position}/",
    }
