"""What offices do to a letter: stamps, a scanner's slips, other hands' labels, other line ends, other pages.

A disturbance takes a letter's text (pages parted by form feeds) and dice, and gives the text of its copy.
"""

from __future__ import annotations

import random
import re
import textwrap
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

Dice = random.Random
Disturb = Callable[[str, Dice], str]

LINES_A_PAGE = 46
_WORDS = ("Harbor", "Willow", "Granite", "Juniper", "Meadow", "Cobalt", "Orchard", "Summit")
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")


def pages(text: str) -> list[str]:
    """The letter's pages; where none are marked, so many lines are one."""
    if "\f" in text.strip("\f\n "):
        return [page.strip("\n") for page in text.split("\f") if page.strip()]
    lines = text.strip("\n").split("\n")
    step = LINES_A_PAGE * (2 if sum(not line.strip() for line in lines) > 0.45 * len(lines) else 1)
    return ["\n".join(lines[at : at + step]) for at in range(0, len(lines), step)]


# Stamps: a line or a few, which may change from page to page.


def _bates(dice: Dice) -> Callable[[int, int], str]:
    prefix = dice.choice(["DEF", "ABC-", "APPL_", "SCIF ", "EX.", "CLMT", ""])
    start = dice.randrange(1, 90_000)
    return lambda page, count: f"{prefix}{start + page:06d}"


def _fax(dice: Dice) -> Callable[[int, int], str]:
    hour, minute, area = dice.randrange(7, 18), dice.randrange(60), dice.randrange(200, 990)
    sender = dice.choice(_WORDS).upper()
    style = dice.randrange(3)

    def line(page: int, count: int) -> str:
        if style == 0:
            return (
                f"03/{dice.randrange(10, 29)}/2017 {hour:02d}:{minute:02d} {sender} CLAIMS "
                f"(FAX){area} 555 01{dice.randrange(10, 99)} P.{page:03d}/{count:03d}"
            )
        if style == 1:
            return f"From: {sender} To: 1{area}5550123 Page: {page}/{count} Date: 3/14/2017 {hour}:{minute:02d}:09 AM"
        return f"Mar. 14. 2017 {hour}:{minute:02d}AM     No. {area}4    P. {page}"

    return line


def _court(dice: Dice) -> Callable[[int, int], str]:
    number, document = dice.randrange(1000, 9999), dice.randrange(2, 80)
    return lambda page, count: (
        f"Case 2:17-cv-0{number}-ABC-DE   Document {document}-1   Filed 03/14/17   Page {page} of {count}   "
        f"Page ID #:{number + page}"
    )


def _browser(dice: Dice) -> Callable[[int, int], str]:
    host = dice.choice(_WORDS).lower()
    return lambda page, count: (
        f"https://www.{host}.example/viewer/doc?id={dice.randrange(9999)}  3/14/2017  {page}/{count}"
    )


def _exhibit(dice: Dice) -> Callable[[int, int], str]:
    name = dice.choice([f"EXHIBIT {dice.randrange(1, 40)}", f"Exhibit {dice.choice('ABCDEFGH')}"])
    name = dice.choice([name, f"DEFENDANT'S {name.upper()}", f"JOINT {name.upper()}"])
    return lambda page, count: name if page == 1 else ""


def _confidential(dice: Dice) -> Callable[[int, int], str]:
    words = dice.choice(
        [
            "CONFIDENTIAL",
            "CONFIDENTIAL - SUBJECT TO PROTECTIVE ORDER",
            "Confidential Medical Information",
            "PRIVILEGED AND CONFIDENTIAL",
        ]
    )
    return lambda page, count: words


def _page_of(dice: Dice) -> Callable[[int, int], str]:
    return dice.choice(
        [
            lambda page, count: f"Page {page} of {count}",
            lambda page, count: f"- {page} -",
            lambda page, count: f"{page} of {count}",
            lambda page, count: f"Pg. {page}/{count}",
        ]
    )


def _received(dice: Dice) -> Callable[[int, int], str]:
    word = dice.choice(_WORDS)
    day = f"{dice.choice(_MONTHS)} {dice.randrange(1, 29):02d} 2017"
    words = dice.choice(
        [f"RECEIVED\n{day}", f"RECEIVED {day}\n{word.upper()} LAW GROUP", f"R E C E I V E D\n{day}\nBY: ______"]
    )
    return lambda page, count: words if page == 1 else ""


def _watermark(dice: Dice) -> Callable[[int, int], str]:
    word = dice.choice(["COPY", "DRAFT", "SAMPLE", "DUPLICATE"])
    words = dice.choice([word, " ".join(word), "\n".join(word)])
    return lambda page, count: words


def _scanned(dice: Dice) -> Callable[[int, int], str]:
    first = dice.randrange(10**7, 10**8)
    return lambda page, count: f"Scanned: 03/14/2017 Doc ID: {first} Batch: {first % 991}"


def _printed(dice: Dice) -> Callable[[int, int], str]:
    return lambda page, count: (
        f"Printed on 3/14/2017 {dice.randrange(1, 12)}:15 PM by jdoe{dice.randrange(9)}  Page {page} of {count}"
    )


def _control(dice: Dice) -> Callable[[int, int], str]:
    first = dice.randrange(10**8, 10**9)
    return lambda page, count: f"*{first}{page:03d}*"


STAMPS: Mapping[str, Callable[[Dice], Callable[[int, int], str]]] = {
    "bates": _bates,
    "fax": _fax,
    "court": _court,
    "browser": _browser,
    "exhibit": _exhibit,
    "confidential": _confidential,
    "page of": _page_of,
    "received": _received,
    "watermark": _watermark,
    "scanned": _scanned,
    "printed": _printed,
    "control": _control,
}


def stamped(kind: str) -> Disturb:
    """A stamp of this kind at the head or the foot of each page."""

    def disturb(text: str, dice: Dice) -> str:
        made = STAMPS[kind](dice)
        top, apart, marked = dice.random() < 0.5, dice.choice(["\n", "\n\n"]), dice.random() < 0.7
        given = pages(text)
        stamped_pages = []
        for number, page in enumerate(given, start=1):
            stamp = made(number, len(given))
            both = (stamp, page) if top else (page, stamp)
            stamped_pages.append(apart.join(part for part in both if part))
        return ("\n\f" if marked else "\n\n").join(stamped_pages)

    return disturb


# Stamps of many more kinds, anywhere


def _kinds(file: str) -> Sequence[str]:
    return list(tomllib.loads(Path(__file__).with_name(file).read_text(encoding="utf-8")).values())


OTHER_STAMPS = _kinds("stamps.toml")
SEEN_STAMPS = _kinds("stamps_seen.toml")
_NUMERALS = ("One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve")


def filled(kind: str, dice: Dice) -> Callable[[int, int], str]:
    """A stamp of these files: its words on a page of so many."""
    month, day, office = dice.randrange(1, 13), dice.randrange(1, 29), dice.choice(_WORDS)
    number, hour, minute = dice.randrange(10_000, 90_000), dice.randrange(1, 12), dice.randrange(10, 60)
    area = dice.randrange(213, 950)
    words = {
        **{"W": office.upper(), "w": office.lower(), "W3": office[:4].upper(), "m": number // 3 + 10_000},
        **{"mm": month, "dd": day, "date": f"{month}/{day}/2017", "date2": f"{month:02d}/{day:02d}/2017"},
        **{"MON": _MONTHS[month - 1], "Mon": _MONTHS[month - 1].title(), "clock": f"{hour}:{minute}:{minute} PM"},
        **{"clock24": f"{hour + 7:02d}:{minute}", "L": dice.choice("ABCDEFGH"), "n4": number // 9 + 1000},
        **{
            "ph": f"({area}) 555-{number // 9 + 1000}",
            "phd": f"{area}555{number // 9 + 1000}",
            "ph2": f"1{area}5550199",
        },
        "i": "".join(dice.choices("ABCDEFGJKLMPRSTW", k=dice.choice([2, 2, 3]))),
    }

    def stamp(page: int, count: int) -> str:
        numerals = {"word": _NUMERALS[min(page, 12) - 1], "wordc": _NUMERALS[min(count, 12) - 1]}
        pages_too = {"p": page, "p2": page + 1, "c": count, "n": number + page}
        return kind.replace("¶", "\n").format(**words, **numerals, **pages_too)

    return stamp


def stamped_anywhere(kinds: Sequence[str], each: bool) -> Disturb:
    """One of these stamps: at an edge of ``each`` page, or once on any line below the header."""

    def disturb(text: str, dice: Dice) -> str:
        made = filled(dice.choice(kinds), dice)
        given = pages(text)
        if each:
            top = dice.random() < 0.5
            both = [(made(number, len(given)), page) for number, page in enumerate(given, start=1)]
            return "\n\f".join("\n".join(pair if top else pair[::-1]) for pair in both)
        lines = text.split("\n")
        below = next((at for at, line in enumerate(lines) if "SUMMARY" in line.upper()), len(lines) // 3) + 2
        lines.insert(dice.randrange(below, len(lines) - 2), made(dice.randrange(1, len(given) + 1), len(given)))
        return "\n".join(lines)

    return disturb


# A scanner's slips

_LOOK_ALIKE: Mapping[str, Sequence[str]] = {
    **{"m": ["rn"], "l": ["1", "I", "i"], "i": ["l", "1", "j"], "o": ["0", "c"], "e": ["c"], "c": ["e"], "h": ["b"]},
    **{"a": ["o"], "s": ["5"], "t": ["f", "l"], "n": ["ri"], "u": ["ii"], "d": ["cl"], "g": ["q"], "v": ["y"]},
    **{"O": ["0"], "I": ["l", "1"], "B": ["8"], "S": ["5"], "D": ["O"], "M": ["N"], "C": ["G"], "E": ["F"]},
    **{"0": ["O"], "1": ["l", "I"], "5": ["S"], "8": ["B"], ":": [";", "."], ".": [","], ",": ["."]},
}


def noisy(rate: float) -> Disturb:
    """So many of the characters, lines and spaces aside, are taken for others, lost or doubled."""

    def disturb(text: str, dice: Dice) -> str:
        return "".join(_slip(char, dice) if not char.isspace() and dice.random() < rate else char for char in text)

    return disturb


def _slip(char: str, dice: Dice) -> str:
    alike = _LOOK_ALIKE.get(char)
    what = dice.random()
    if alike and what < 0.7:
        return dice.choice(alike)
    if char.isdigit():
        return dice.choice(["", "l", "O"])
    if what < 0.8:
        return ""
    return char * 2 if what < 0.9 else dice.choice("abcdefghijklmnopqrstuvwxyz'.")


# Other hands

# A usual wording, then the ways in which others print it; a bar parts them.
_LABELS = """
Claims Administrator guideline:
Claims Administrator's guideline -|CLAIMS ADMINISTRATOR GUIDELINE:|Claims Administrator Guidelines;
Claims Adrninistrator guideline:|Utilization review guideline:|• Claims Administrator guideline:
**Claims Administrator guideline:**|Claims Administrator/guideline:|Claims Administrator guideline :
(a) Claims Administrator guideline:|Claim Administrator guideline:|Claims Administrator guideline:/

MAXIMUS guideline:
MAXIMUS guidelines;|Maximus Guideline -|MAXIMUS' guideline:|MAXlMUS guideline:|• MAXIMUS guideline:
**MAXIMUS guideline:**|MAXIMUS/guideline:|IMR guideline:|Expert Reviewer guideline:|(b) MAXIMUS guideline:
MAXIMUS GUIDELINE:|MAXIMUS guideline:/

Decision rationale:
DECISION RATIONALE:|Decision Rationale -|Decision rationale;|Decislon rationale:|• Decision rationale:
**Decision rationale:**|Decision/rationale:|Rationale for decision:|(c) Decision rationale:|Decision rationale:/
Decision Rationale :|Rationale:

IMR ISSUES, DECISIONS AND RATIONALES
ISSUES, DECISIONS & RATIONALES|IMR Issues, Decisions and Rationales|IMR ISSUES, DECISI0NS AND RATIONALES
4. IMR ISSUES, DECISIONS AND RATIONALES|**IMR ISSUES, DECISIONS AND RATIONALES**|IMR ISSUES, DECISIONS,/AND RATIONALES
IMR ISSUE, DECISION AND RATIONALE:

CLINICAL CASE SUMMARY
Clinical Case Summary:|CLINICAL SUMMARY|3. CLINICAL CASE SUMMARY|CLlNICAL CASE SUMMARY|**CLINICAL CASE SUMMARY**

HOW THE IMR FINAL DETERMINATION WAS MADE
How the IMR Final Determination Was Made|HOW THE IMR FINAL DETERMINATlON WAS MADE
2. HOW THE IMR FINAL DETERMINATION WAS MADE
"""


def _ways() -> Iterator[tuple[str, list[str]]]:
    for block in _LABELS.strip().split("\n\n"):
        usual, *ways = block.split("\n")
        yield usual, [way.replace("/", "\n") for way in "|".join(ways).split("|")]


def labelled(text: str, dice: Dice) -> str:
    """Labels and titles as another hand typed them: one way for the whole letter."""
    for usual, ways in _ways():
        way = dice.choice(ways)
        text = re.sub(re.escape(usual).replace(r"\ ", r"\s"), way, text)
    return text


def redecided(text: str, dice: Dice) -> str:
    """Decisions in other words of the same sense, one way for the whole letter."""
    upheld, overturned = dice.choice(
        [
            ("Upheld (not medically necessary)", "Overturned (medically necessary)"),
            ("Decision: Uphold", "Decision: Overturn"),
            ("UPHELD", "OVERTURNED"),
            ("\nDecision: Upheld", "\nDecision: Overturned"),
            ("Uphe1d", "0verturned"),
            ("Upheld.", "Overturned."),
            ("Denial upheld", "Denial overturned"),
            ("**Upheld**", "**Overturned**"),
            ("\nUpheld", "\nOverturned"),
        ]
    )
    return re.sub(
        r"(?<=: )(Upheld|Overturned)(?=\s*$)", lambda m: upheld if m[1] == "Upheld" else overturned, text, flags=re.M
    )


def quoted(text: str, dice: Dice) -> str:
    """Every line behind ">" as mailers quote, or behind a pleading's numbers."""
    lines = text.replace("\f", "\n").split("\n")
    if dice.random() < 0.5:
        return "\n".join(f"> {line}" for line in lines)
    printed = [line for line in lines if line.strip()]
    return "\n".join(f"{at % 28 + 1:2d}  {line}" for at, line in enumerate(printed))


def narrow(text: str, dice: Dice) -> str:
    """The same paragraphs on narrower lines, long words broken with a hyphen."""
    width = dice.randrange(44, 76)
    blocks = re.split(r"(\s*\f\s*|\n(?:[ \t]*\n)+)", text)
    return "".join(_rewrapped(block, width, dice) if block.strip() else block for block in blocks)


def paragraphs(text: str) -> list[str]:
    """The blocks of lines between empty ones; a sentence that goes on over a page's end is in one."""
    whole = re.sub(r"(?<=[\w,(-])\s*\f\s*(?=[a-z])", "\n", text)
    return [block for block in re.split(r"\n[ \t]*\n|\f", whole) if block.strip()]


def _rewrapped(block: str, width: int, dice: Dice) -> str:
    lines = block.strip("\n").split("\n")
    return "\n".join(_folded(" ".join(line.split()), width) for line in lines)


def _folded(line: str, width: int) -> str:
    return textwrap.fill(line, width, break_long_words=False, break_on_hyphens=True) if len(line) > width else line


# Pages


def merged(first: str, second: str, dice: Dice) -> str:
    """Two letters in one file."""
    return first.rstrip("\n\f ") + dice.choice(["\n\f", "\n\n\n\n\n\f", "\n\n"]) + second


def numbered(text: str) -> list[str]:
    """The pages with their number at the foot."""
    given = pages(text)
    return [f"{page.rstrip()}\n\nPage {at} of {len(given)}" for at, page in enumerate(given, start=1)]


def turned(text: str, dice: Dice) -> str:
    """Numbered pages, the last first."""
    return "\n\f".join(reversed(numbered(text)))


def doubled(text: str, dice: Dice) -> str:
    """The same letter twice."""
    return text.rstrip("\n\f ") + "\n\f" + text


def cut(text: str, dice: Dice) -> str:
    """The letter broken off somewhere in its later half."""
    return text[: dice.randrange(len(text) // 2, len(text) - 60)]


def lost_page(text: str, dice: Dice) -> str:
    """Numbered pages without one of them."""
    given = numbered(text)
    del given[dice.randrange(len(given))]
    return "\n\f".join(given)


TEXT: Mapping[str, Disturb] = {
    "clean": lambda text, dice: text,
    **{f"stamp: {kind}": stamped(kind) for kind in STAMPS},
    "stamp: others, each": stamped_anywhere(OTHER_STAMPS[::2], True),
    "stamp: others, once": stamped_anywhere(OTHER_STAMPS[::2], False),
    "stamp: seen, each": stamped_anywhere(SEEN_STAMPS, True),
    "stamp: seen, once": stamped_anywhere(SEEN_STAMPS, False),
    "stamp: held back, each": stamped_anywhere(OTHER_STAMPS[1::2], True),
    "stamp: held back, once": stamped_anywhere(OTHER_STAMPS[1::2], False),
    "noise 0.1 %": noisy(0.001),
    "noise 0.3 %": noisy(0.003),
    "noise 1 %": noisy(0.01),
    "labels": labelled,
    "decisions": redecided,
    "quoted": quoted,
    "narrow": narrow,
    "reversed": turned,
    "doubled": doubled,
    "cut": cut,
    "page lost": lost_page,
}
