"""Names of employers, insurers, facilities and law firms in a letter's text, by their words and by who is known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ..data import table
from .called_after import TEST
from .hints import places_of
from .name_words import CAPITAL_WORD, KNOWN, NAMED, Kind, NameWord, fold, is_unknown, kind_of, listed
from .names import Names
from .public_employers import PHRASES as PHRASES_OF_TOWNS
from .public_employers import public_employers
from .sites import ENDINGS, sites

EMPLOYER = "An employer's name"
INSURER = "An insurer's or administrator's name"
FACILITY = "A facility's name"
ORGANISATION = "An organisation's name"

_JOINTS = frozenset({" ", ", ", " of ", " of the ", " the ", " and ", " & ", " de la ", " la ", " de ", "'s ", "’s "})
_FIRMS = (
    "law office of",
    "law offices of",
    "offices of",
    "firm of",
    "the firm",
    "law firm of",
    "law firm",
    "professional corporation",
    "attorneys at law",
)
# Somebody's work, or what he does there; what stands before the name.
_WORKED = re.compile(
    r"\b(?P<work>[A-Za-z][a-z]+)\b[\w ,-]{0,40}"
    r"\s(?P<where>by|at|for|with|from|of|through)"
    r"(?: [Tt]he| a| an)?(?: (?:City|County|State|Town) of)?\s(?:[A-Z]\. ?){0,2}$"
)
# Where somebody was looked after, and what a firm is called; behind these a word that nobody knows is one.
_PLACED = re.compile(
    r"\b(?:(?:seen|treated|evaluated|examined|performed|done|obtained|taken|admitted|hospitali[sz]ed|surgery|therapy|visits?"
    r"|care|study|studies|mri|ct|emg|x-?rays?|imaging|appointments?|emergency|er|ed|filled|dispensed|rehab|program|classes"
    r"|physicians?|doctors?|nurses?|enrolled|delivered|stayed|inpatient|outpatient|detox|operated|sessions?|physical"
    r"|treatment|tested|scanned|pt|ot|fce|chiro|acupuncture|massage|counsel(?:or|ing)|therapist|psych|labs?|drawn|rx|meds|prescriptions?|infusions?"
    r"|dialysis|screening|testing|consult(?:ation)?|referral|evaluation|eval|exam|physical|procedure|injections?|block|fusion|arthroscopy|stay|recovery|opinion)(?:\s[\w/,.-]+){0,3}?\s(?:at|through)"
    r"|(?:taken|transported|brought|sent|rushed|airlifted|transferred|admitted|delivers?|delivered|commutes?|reported)"
    r"(?:\s[\w/,.-]+){0,3}?\sto"
    r"|(?:labs?|meds|medications?|prescriptions?|refills?|bills?|invoices?|films|mris?|scans?|x-?rays|records)"
    r" (?:were )?(?:from|of)"
    r"|(?:insured|covered|insurance|coverage|benefits?|paid|handled|adjusted|administered) (?:by|through|with|under)"
    r"|(?:employer|company|firm|carrier|insurer|agency|(?:sub)?contractor|facility|hospital|clinic|pharmacy|vendor|store|plant"
    r"|farm|restaurant|hotel|school|ranch|warehouse|supplier|dairy|winery|orchard|nursery|bakery|cafe|market|shop|garage|church|casino|club|gym|salon|bank|agency|lab|laboratory|union|factory|dealership|tpa|defendant|vendor)"
    r"(?:,|,? (?:is|was|were|called|named|known as))?)(?: the)?\s(?:(?:Saint|St|Mount|Mt|Fort)\b\.? )?$",
    re.IGNORECASE,
)
_AT = re.compile(r"\b(?:at|to|from|attends|attended) $")
_TOGETHER = frozenset({"associates", "partners"})
_DEVICE = re.compile(
    r" (?:cubes?|units?|systems?|devices?|machines?|wraps?|pumps?|braces?|kits?|pads?|cuffs?|sleeves?|gels?|creams?"
    r"|patch(?:es)?|pillows?|cushions?|mattress|beds?|scale|score|index|questionnaire|inventory|criteria|guidelines?"
    r"|protocol|plan|technology|letter|page|memberships?|exercise|passes)\b"
)
_SCALE = re.compile(
    r" (?:[A-Z][a-z]+ )?(?:[Qq]uestionnaire|[Ss]cale|[Ss]core|[Ii]ndex|[Ii]nventory)\b|['’] diarrhea| of (?:the|an?)\b"
)
# A house called by words that mean something, where its town stands behind it.
_IN_A_PLACE = re.compile(
    r"(?<=[a-z] at )(?P<name>(?:[A-Z][a-z'’]+ (?:and |& )?){2,4})(?:in|of) (?P<city>[A-Z][a-z]{3,})\b(?! (?:19|20)\d\d)"
)
_BEFORE = frozenset({"by", "at", "for", "with", "from", "of", "the", "The", "a", "an"})
_LAST_OF_BEFORE = frozenset({*(word[-1] for word in _BEFORE), "."})
# What an insurer does whose name is a word.
_DECIDES = re.compile(
    r" (?:adjuster|examiner|nurse|reviewer"
    r"|has (?:the|this|his|her) (?:claim|case|file)|(?:denied|approved|authorized|certified|declined|paid|pays"
    r"|accepted|issued|covers|covered|insures|insured|administers|handles|handled|adjusts|settled|cited|modified)\b)"
)
_DECIDED_BY = re.compile(
    r"\b(?:adjusted|handled|insured|administered|denied|approved|authorized|certified|paid|covered|modified)"
    r" by $",
    re.IGNORECASE,
)
_LEVEL = re.compile(r"[CTLS]\d")  # of the spine, at which a joint is loaded, and nobody loads a truck
_ARTICLES = frozenset({"the", "an", "a", "this", "that", "any", "each", "her", "his", "our", "no"})
_NO_PLACES = frozenset(
    {"heights", "duty", "duties", "capacity", "restrictions", "home", "time", "rest", "height", "level"}
)
# What an employer is called, in whatever words.
_EMPLOYERS = ("mployer", "nsurer", "arrier", "ompany", "harmacy", "ospital", "linic", "gency")
_SAID = re.compile(
    r"\b(?:[Ee]mployer|[Ii]nsurer|[Cc]arrier|[Cc]ompany"
    r"|[Pp]harmacy|[Hh]ospital|[Cc]linic|[Aa]gency)(?:['’]s name)?(?: of record)?(?: (?:is|was)|,)"
    r"(?: called| named| known as)? (?:the (?=(?:City|County|State|Town|University|Port) of ))?(?=[A-Z])"
)
PHRASES = (*_FIRMS, *ENDINGS, *_EMPLOYERS, *PHRASES_OF_TOWNS)
_FIRST = re.compile(r"[ &+/]")
_HEAD = re.compile(r"[.-]")
_BEHIND = _JOINTS - {", "}
_LONGEST = 6
_SEVERAL = 3
_NEAR = 25
_SOURCE_REACH = 160


@cache
def _insurers() -> dict[str, list[tuple[frozenset[str], str, str]]]:
    """By each known one's first word: its words with a capital, its name in small letters and as it is printed."""
    found: dict[str, list[tuple[frozenset[str], str, str]]] = {}
    for name in table("privacy")["insurers"].replace("\n", "").split("|"):
        found.setdefault(fold(_FIRST.split(name, 1)[0]), []).append((_capitals(name), name.casefold(), name))
    return found


def _capitals(name: str) -> frozenset[str]:
    return frozenset(fold(word) for word in CAPITAL_WORD.findall(name))


@cache
def _written(name: str) -> re.Pattern[str]:
    """The name in capitals or not; compiled where a text holds it, for there are many."""
    return re.compile(rf"(?<![\w-])(?:{re.escape(name)}|{re.escape(name.upper())})\b")


@cache
def _ends() -> dict[str, str]:
    """The words that end an organisation's name, and what it then is."""
    kinds = ((FACILITY, "facility_words"), (INSURER, "insurer_words"), (EMPLOYER, "company_words"))
    return {word: what for what, name in kinds for word in listed(name)}


def organisations(names: Names) -> Iterator[tuple[str, int, int]]:
    """What, start and end of each in the text that ``names`` has looked at; not of those whose papers are cited."""
    small = names.folded
    public = listed("public_bodies")
    for what, start, end in _organisations(names):
        near = small[max(0, start - _NEAR) : end + _NEAR]
        source = small.rfind("section(s):", max(0, start - _SOURCE_REACH), start)
        if source < 0:
            source = small.rfind("decision based on", max(0, start - _SOURCE_REACH), start)
        if source >= 0 and "\n" not in small[source:start]:
            continue
        if not any(map(near.__contains__, public)):
            yield what, start, end


def _organisations(names: Names) -> Iterator[tuple[str, int, int]]:
    text, small, may_hold = names.text, names.folded, names.may_hold
    capitals = {word.low for word in names.words}
    # The last word of a name may begin a longer one ("State Fund-insured").
    heads = capitals.union(_HEAD.split(low, 1)[0] for low in capitals if not low.isalnum())
    for first in sorted(capitals & _insurers().keys()):
        known = _insurers()[first]
        for printed in (printed for needed, name, printed in known if needed <= heads and name in small):
            for found in _written(printed).finditer(text):
                if not _SCALE.match(text, found.end()):
                    yield INSURER, *found.span()
    ends, firms = _ends(), not listed("firm_words").isdisjoint(capitals)
    for place in _places_to_look_at(names):
        word = names.words[place]
        what = ends.get(word.low)
        if what and (start := _begins(names, place, what)) is not None and not _DEVICE.match(text, word.end):
            yield what, start, word.end
        elif what and (start := _called_by_words(names, place)) is not None:
            yield FACILITY, start, word.end
        elif what and _is_of_a_place(names, place):
            yield FACILITY, word.start, names.words[place + 1].end
        elif text[word.start - 2 : word.start - 1] in _LAST_OF_BEFORE and _is_employer(names, place):
            yield EMPLOYER, word.start, word.end
        elif (
            (firms or word.kind != Kind.ORDINARY)
            and _may_be_firm(names, place)
            and (_is_placed(names, word) or _is_at(names, word))
        ):
            yield ORGANISATION, word.start, word.end
    at = names.at
    for begins, label in names.labels:
        if label & listed("organisation_labels") and not label & listed("no_labels"):
            gap = text[begins : begins + 4]
            start = begins + len(gap) - len(gap.lstrip(" \n") if "\n\n" not in gap else gap)
            if start in at and (end := _named(names, at[start]) or _employs(names, at[start], label)):
                yield ORGANISATION, begins, end
    employers = sorted(at - 1 for word in _EMPLOYERS if word in may_hold for at in places_of(word, text))
    for said in filter(None, (_SAID.match(text, at) for at in employers)):
        run = list(_run(names, at.get(said.end())))
        several = len(run) > 1 and (said[0][-2] != "," or not all(map(_is_no_firm, run)))
        if several or (run and not names.ordinary(run[0])):
            yield EMPLOYER, run[0].start, run[-1].end
    for found in filter(None, (_IN_A_PLACE.match(text, at + 4) for at in places_of(" at ", text))):
        city = kind_of(fold(found["city"]))
        if found["name"].split()[0] not in {"The", "His", "Her"} and not city & Kind.ORDINARY:
            yield FACILITY, found.start("name"), found.end()
    yield from ((EMPLOYER, *span) for span in public_employers(names))
    insurers = listed("word_insurers") & capitals
    for word in (word for word in names.words if word.low in insurers) if insurers else ():
        if _DECIDES.match(text, word.end) or _DECIDED_BY.search(text, max(0, word.start - _NEAR), word.start):
            yield INSURER, word.start, word.end
    yield from ((ORGANISATION, *span) for span in sites(text, may_hold))
    for firm in (each for each in _FIRMS if each in may_hold):
        start = small.find(firm)
        if start >= 0 and start + len(firm) + 1 in at and (end := _named(names, at[start + len(firm) + 1])):
            yield ORGANISATION, start, end


def _places_to_look_at(names: Names) -> list[int]:
    """The places of words that may end an organisation's name, be one or begin one: of those that letters print anyway
    these are few.
    """
    ends, firms = _ends(), listed("firm_words") | listed("word_firms") | listed("word_houses")
    places = {place for place, word in enumerate(names.words) if word.low in ends}
    within = {place for place, word in enumerate(names.words) if word.low in firms}.union(names.telling)
    return sorted(places.union(at for place in within for at in range(max(0, place - _LONGEST + 1), place + 1)))


def _begins(names: Names, place: int, what: str) -> int | None:
    """Where the name begins that ends with this word; None where no word before it is a name."""
    found, at = None, names.words[place]
    for earlier in range(place - 1, max(-1, place - _LONGEST), -1):
        word, after = names.words[earlier], names.words[earlier + 1]
        gap = names.text[word.end : after.start]
        if gap not in _JOINTS or _breaks(names, word) or (gap == ", " and what != EMPLOYER):
            break
        if word.low in listed("book_words") and at.low not in listed("houses"):
            return None
        # Where all is in capitals, a word that nobody knows is no name for that.
        unsure = word.kind == 0 and names.in_capitals
        if word.low in listed("makers"):
            return None
        named = len(word.low) > 2 and not (unsure or names.ordinary(word, pointed=True) or word.kind & Kind.EPONYM)
        of_state = what == EMPLOYER and word.low in listed("states") and gap == " "
        if (
            named
            or of_state
            or word.low in listed("firm_words")
            or (at.low in listed("legal_words") and word.low not in _ARTICLES)
        ):
            found = word.start
    return found


def _called_by_words(names: Names, place: int) -> int | None:
    """Where the name of a house for patients begins that is made of English words alone, or None."""
    start = _run_before(names, place)
    return _is_attended(names, place) if start is None else start


def _run_before(names: Names, place: int) -> int | None:
    """Where two capital words or more begin that stand right before a word for those who work together, or None."""
    start, count = names.words[place].start, 0
    if names.words[place].low not in _TOGETHER:
        return None
    for earlier in reversed(names.words[max(0, place - 4) : place]):
        if names.text[earlier.end : start] not in {" ", " & ", " and "} or names.in_capitals:
            break
        start, count = earlier.start, count + 1
    return start if count > 1 else None


def _is_attended(names: Names, place: int) -> int | None:
    """Where the name of a house for patients begins that is made of words by which houses call themselves, behind what
    says that somebody went there; or None.
    """
    first, told = names.words[place], False
    if first.low not in listed("clinics"):
        return None
    for earlier in reversed(names.words[max(0, place - 4) : place]):
        if names.text[earlier.end : first.start] not in _BEHIND:
            break
        first = earlier
        told = told or earlier.low in listed("clinic_words") or earlier.low in listed("firm_words")
    return first.start if told and _AT.search(names.text, max(0, first.start - 14), first.start) else None


def _is_of_a_place(names: Names, place: int) -> bool:
    """Whether a house for patients is named by its place alone, as in "Medical Center of Modesto"."""
    word = names.words[place]
    called = word.low == "imaging" and place and names.text[names.words[place - 1].end : word.start] == " "
    if not (called or word.low in listed("houses")) or place + 1 == len(names.words):
        return False
    following = names.words[place + 1]
    gap = names.text[word.end : following.start]
    of_place = following.low in {"la", "los", "las", "san", "santa", "el"} or not names.ordinary(following)
    return gap in {" of ", " OF "} and of_place and not following.kind & Kind.EPONYM


def _breaks(names: Names, word: NameWord) -> bool:
    saint = names.text[max(0, word.start - 4) : word.start].strip(" .") in {"St", "ST"}
    owner = word.text.endswith(("'s", "’s")) and not word.kind & Kind.GIVEN and not saint
    return owner or word.low in listed("titles") or names.text[word.end : word.end + 2] == ". "


def _run(names: Names, place: int | None) -> Iterator[NameWord]:
    """The words with a capital that stand one behind the other from this one on."""
    end = None
    for word in names.words[place : place + _LONGEST] if place is not None else ():
        if end is not None and names.text[end : word.start] not in _BEHIND:
            return
        yield word
        end = word.end


def _named(names: Names, place: int) -> int:
    """Where a run of capital words ends that holds a name, or 0."""
    end, named = 0, False
    for at in range(place, min(place + _LONGEST, len(names.words))):
        word = names.words[at]
        if at > place and names.text[end : word.start] not in _JOINTS:
            break
        end = word.end
        short = len(word.low) < 3 or (len(word.low) == 3 and word.text.isupper() and word.kind == Kind.GIVEN)
        named = named or not (short or names.ordinary(word))
    return end if named else 0


def _employs(names: Names, place: int, label: frozenset[str]) -> int:
    """Where a run of capital words ends behind an employer's label, where they are a firm's by that alone, or 0."""
    run = list(_run(names, place)) if label & listed("employer_labels") else []
    if not run or any(word.low in listed("no_employers") for word in run):
        return 0
    return run[-1].end if len(run) > 1 or (run[0].kind == 0 and len(run[0].low) > 2 and len(set(run[0].low)) > 1) else 0


def _is_employer(names: Names, place: int) -> bool:
    """Whether somebody works at what begins with this word: a word that is no common one, or several with capitals."""
    word = names.words[place]
    if _LEVEL.match(word.text):
        return False
    last = names.text[max(0, word.start - 7) : word.start].split(" ")
    if last[-1] or len(last) < 2 or (last[-2] not in _BEFORE and last[-2][1:] != "."):
        return False
    near = names.text[max(0, word.start - 60) : word.start]
    found = _WORKED.search(near)
    while found and not _is_work(found):
        found = _WORKED.search(near, found.end("work"))
    if not found or (word.kind & Kind.EPONYM and TEST.match(names.text, word.end)):
        return False
    run = list(_run(names, place))
    if len(run) < _SEVERAL and any(each.low in _NO_PLACES for each in run):
        return False  # "the City of Cedar Heights" is a place
    # "A Grocery Store" is any.
    if near.endswith((" a ", " an ")) and not any(each.kind & NAMED or is_unknown(each.low) for each in run):
        return False
    if word.kind != Kind.ORDINARY and not names.ordinary(word, pointed=True):
        return True
    # What is short and in capitals, as "AB&C" is, and no word of the field's.
    letters = word.kind == 0 and word.text.isupper() and word.text.isalpha() and not names.in_capitals
    letters = letters and not near.endswith(" with ")
    if letters and (len(word.text) > 2 or names.text[word.end : word.end + 1] == "&"):
        return True
    if _is_word_firm(names, word) and not names.in_capitals:
        return True
    return len(run) > 1 and not names.in_capitals and not all(_is_party(each) for each in run)


def _is_work(found: re.Match[str]) -> bool:
    work = found["work"].casefold()
    if found["where"] == "of" and found.string[: found.start("where")].split()[-1:][0].casefold() not in listed(
        "of_words"
    ):
        return False
    return work in listed({"from": "left_words", "by": "hired_by"}.get(found["where"], "work_words"))


def _is_word_firm(names: Names, word: NameWord) -> bool:
    return word.low in listed("word_firms") and not names.text[word.end : word.end + 2].strip()[:1].isupper()


def _is_party(word: NameWord) -> bool:
    return word.kind == Kind.ORDINARY and word.low not in listed("firm_words") | listed("word_firms")


def _is_no_firm(word: NameWord) -> bool:
    """Whether a word stands for a party or an office and is no part of what a firm is called."""
    return word.kind == Kind.ORDINARY or word.low in listed("no_employers")


def _may_be_firm(names: Names, place: int) -> bool:
    """Whether a firm's name may begin with this word: no common one, or one beside what firms call themselves."""
    word, following = names.words[place], names.words[place + 1 : place + 2]
    alone = not following or names.text[word.end : following[0].start] not in _BEHIND
    if (not word.kind or word.kind & KNOWN) and not names.ordinary(word, pointed=not alone):
        return True
    if alone:
        # As hospitals are shortened: "CRMC".
        shortened = len(word.text) > 3 and word.text.isupper() and word.text.endswith("MC")
        return shortened or word.low in listed("word_houses")
    firms = listed("firm_words") | listed("clinic_words")
    return any(each.low in firms for each in _run(names, place))


def _is_at(names: Names, word: NameWord) -> bool:
    """Whether something is at a word that nobody knows: no drug, device or text is a place."""
    return names.text.endswith((" at ", " at the "), 0, word.start) and word.text[1:].islower() and is_unknown(word.low)


def _is_placed(names: Names, word: NameWord) -> bool:
    near = names.text[max(0, word.start - 60) : word.start]
    if not near[-1:].isspace() or _DEVICE.match(names.text, word.end):
        return False
    known = word.kind or word.low in listed("word_houses") or word.text.endswith("MC") or is_unknown(word.low)
    if not (known or sum(1 for _ in _run(names, names.at[word.start])) > 1):
        return False
    return _PLACED.search(near) is not None
