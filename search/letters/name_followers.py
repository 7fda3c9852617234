"""What stands right behind a word and tells that it is, or is not, somebody's name."""

from __future__ import annotations

import re

TEST = re.compile(
    r"['’]?s?['’]?(?:[\s-](?:and|or|compression|type|modified|a|grip|reverse|flexion|straight|leg|crossed|brand|exercise|system)"
    r"|[,/]){0,3}[\s-]?(?:tests?|signs?|man(?:eu|oeu)ver|score|scale|inventory|index|cyst|disease|syndrome|fracture|contracture"
    r"|tears?|neuroma|operation|procedure|repair|osteotomy|approach|inserts?|insoles?|shoes?|orthotics?|supports?|belt|grade|deformity|palsy|classification|criteria"
    r"|questionnaire|technique|program|phenomenon|nerve|canal|tunnel|ligament|point|angle|view|pump|collar|brace|ball"
    r"|exercises?|protocol|method|wort|sutures?|wires?|pins?|rods?|staging|stages?|rule|law|node|gait|stain)\b",
    re.IGNORECASE,
)
# What is called after somebody by his whole name.
CALLED_AFTER = re.compile(
    r"(?:['’]s)?\s(?:surgery|procedure|operation|disease|syndrome|tests?|signs?|scale|score|questionnaire|inventory|criteria)\b"
)
# "Kowal is a 51-year-old plumber", "Kowal, 51, fell"; of the second a name that is known is sure.
AGED = re.compile(r",? (?:is |was )?(?:an? |aged? )?\d{2}[- ]?(?:years?|y/?o|yrs?)\b")
# "Kowal, the second surgeon,"
ROLE_APART = re.compile(r", (?:the|an?|his|her|another) (?:[a-z-]+ )?([a-z-]+)(?=[,.;)])")
AGE_APART = re.compile(r", \d{2}, (?=[a-z]|(?:RN|MD)\b)")
INITIAL_DOES = re.compile(r",? [A-Z]\.?,? ([A-Za-z]+)\b")
OWNED = re.compile(r"\s(?:MRI|CT|EMG|NCV|X-?ray|BMI|UDS|QME|AME|TENS|ESI|PT|QTc)\b")
# "Dr. No, the worker": who was blacked out leaves no comma behind the next sentence's first word.
ADDRESSED = re.compile(r", (?:the|he|she|who|his|her|a|an|and the)\b")
