"""What is no person, though the name of one stands in it: tests, diseases and devices, and what has an article."""

from __future__ import annotations

import re

TEST = re.compile(
    r"(?:['’]s)? [a-z-]+ (?:scale|score|index|inventory|questionnaire|criteria|tests?|signs?|classification|textbook"
    r"|manual|method|technique)\b|"
    r"['’]?s?['’]?(?:[\s-](?:and|or|compression|type|modified|a|grip|reverse|flexion|straight|leg|crossed|brand|exercise|system)"
    r"|[,/]){0,3}[\s-]?(?:tests?|signs?|man(?:eu|oeu)v(?:er|re)s?|fabere?|score|scale|inventory|index|cyst|disease|syndrome|fracture|contracture"
    r"|tears?|neuroma|operation|procedure|repair|osteotomy|approach|angina|thyroiditis|ana?emia|atrophy|bod(?:y|ies)|cells?|chorea|ganglion|ulcers?|hernia|lymphoma|pouch|space|triangle|fascia|reflex|tubercle|foramen|reaction|inserts?|insoles?|shoes?|orthotics?|supports?|belt|grade|deformity|palsy|classification|criteria"
    r"|questionnaire|technique|program|phenomenon|nerve|canal|tunnel|ligaments?|bend(?:ing)?|flatf(?:oo|ee)t|point|angle|view|pump|collar|brace|ball"
    r"|heel|cups?|exercises?|protocol|method|wort|sutures?|wires?|pins?|rods?|staging|stages?|rule|law|node|stain|apple|complex|classes|class|lesions?|tears?|needles?|retractors?|holder|tongs|table|chart|stapler|clamp|forceps|trial|leads?|engine|trailer|glasses|chairs?|drill|protocols?|sling|splints?|screws?|plates?|nails?|rods?|fixator|frame|catheters?|drains?|dressings?|tube|tubes|electrodes?|stimulators?|implants?|prosthes[ie]s|discs?|cage|cages|suture|zones?|types?|levels?|changes?|angle|ratio|formula|equation|diet|theory|model|effect|block|blocks)\b",
    re.IGNORECASE,
)
# What is called after somebody by his whole name.
CALLED_AFTER = re.compile(
    r"(?:['’]s)?\s(?:surgery|procedure|operation|disease|syndrome|tests?|signs?|scale|score|questionnaire|inventory|criteria"
    r"|(?:(?:wrist|thumb|hand|elbow|shoulder|neck|back|lumbar|knee|ankle|foot|leg) )?(?:brace|splint|sling"
    r"|boot|orthosis)|unit|device|system|cushion|pillow|mattress|chair|desk|knife|bed|saw|truck|tractor|forklift)\b"
)
# No name of a person has an article before it, nor one and what somebody did to the thing ("a parked Toyota").
_ARTICLE = re.compile(r"(?:^|[^\w-])(?:[Aa]n?|[Tt]he|[Hh]is|[Hh]er|[Tt]heir|[Ii]ts|[Aa]nother)(?: [a-z]+(?:ed|ing))? $")
_ARTICLE_REACH = 20


def has_article(text: str, start: int) -> bool:
    """Whether an article, or whose it is, stands before the word that begins here."""
    return _ARTICLE.search(text, max(0, start - _ARTICLE_REACH), start) is not None
