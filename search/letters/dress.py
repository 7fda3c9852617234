"""What programs and hands put around a letter's lines: a mailer's encoding, a page's tags, marks of bold type, frames,
numbers of lines. The letter is what is left without them.
"""

from __future__ import annotations

import html
import quopri
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from .fields import from_fields
from .margins import Printed

_FEWEST_LINES = 8
_NEARLY_ALL = 0.8
_SEVERAL = 3
_QUOTED = re.compile(r"(?:> ?){1,4}")
_COUNTED = re.compile(r"(\d{1,4})(?:[:.)](?: |$)| ?\|(?: |$)| |$)")
_BULLETED = re.compile(r"[•●▪◦*·–-] ?")
_FRAMED = re.compile(r"[|│┃](?: |$)")
_FRAME_ENDS = re.compile(r"(?:^| )[|│┃]$")
_FIRST = frozenset(">|│┃+┌└├╔╚0123456789•●▪◦*·–-")
"""With one of these nearly every line begins that has such a dress."""
_RULE = re.compile(r"[+|│┃┌┐└┘├┤╔╗╚╝ =─━═-]+")
# What tells a terminal to print in colour.
_TERMINAL = re.compile(r"\x1b\[[\d;]{0,20}[A-Za-z]")
# As mailers send text: a line's end that is none, and signs by their numbers.
_SOFT_END = re.compile(r"(?<!=)=(?:20)?$", re.MULTILINE)
_NO_CODE = re.compile(r"=(?![0-9A-F]{2}|\n)")
_ENTITY = re.compile(r"&(?:#\d{2,5}|#x[\da-fA-F]{2,5}|[a-zA-Z]{2,8});")
_BREAKING = re.compile(r"</?(?:p|div|br|hr|tr|table|tbody|ul|ol|li|h[1-6]|html|body|head|section)\b[^<>]{0,200}>", re.I)
_INLINE = re.compile(
    r"</?(?:b|i|u|em|strong|span|font|td|th|a|center|small|sup|sub|mark|code|pre)\b[^<>]{0,200}>", re.I
)
_TAG = re.compile(r"</?[a-z][\w-]{0,20}/?>", re.IGNORECASE)
# Letters that were read in another alphabet than they were written in.
_MISREAD = {"â€™": "’", "â€˜": "‘", "â€œ": "“", "â€\x9d": "”", "â€“": "–", "â€”": "—", "â€¢": "•", "Â ": " ", "â€": "”"}
# Marks of bold type, slanted type and headings, told by a label or title that has them.
_MARKED = re.compile(
    r"(?:\*{1,3}|_{1,3}|'{2,5}|#{1,6} ?|={2,6} ?)(?:\d{1,2}[.)] )?(?:case number|claims administrator|maximus guideline"
    r"|decision rationale|clinical case summary|how the imr)",
    re.IGNORECASE,
)
_HEADING_MARK = re.compile(r"^[ \t]*#{1,6} +", re.MULTILINE)
_HEADING_MARKS = re.compile(r"^[ \t]*(={2,6}) ?([^\n]*?) ?\1[ \t]*$", re.MULTILINE)
_STRONG = re.compile(r"\*{2,3}|'{2,5}|__+(?=\w)|(?<=\w)__+")
_SLANTED = re.compile(r"(?<![\w*_])([*_])(?=\S)([^*_\n]+(?:\n(?!\s)[^*_\n]+){0,20})(?<=\S)\1(?![\w*_])")
_SPACED_OUT = re.compile(r"\s*[A-Za-z,&/-](?: {1,3}[A-Za-z,&/-]){7,}\s*")


# What a program prints between a field's name and its value: dots, or the bars of a table of two columns.
_LEADERS = re.compile(r"^([ \t]*[A-Z][^.\n:]{2,40}?) ?\.{4,} ?(?=\S)", re.MULTILINE)
# A label and what it labels, parted by a tab or an arrow.
_POINTED = re.compile(r"(?:guideline|rationale)s?(?:\t| ?(?:->|=>|→) ?)", re.IGNORECASE)
_PARTED = re.compile(r"^([ \t]*[A-Z\"(*][^\n\t:]{2,120}?)(?::?\t+| ?(?:->|=>|→) ?)(?=\S)", re.MULTILINE)
_ROW = re.compile(r"^[ \t]*\|[ \t]*([^|\n]*[^|\s])[ \t]*\|[ \t]*([^|\n]*[^|\s])[ \t]*\|[ \t]*$", re.MULTILINE)
_COLUMN_HEADS = frozenset(("decision", "outcome", "determination", "result", "value", "text"))


def undecoded(text: str) -> str:
    """The text as it was written, where a mailer encoded it, a page's tags stand in it or another alphabet was taken
    for its own. Linear in its length.
    """
    text = from_fields(text)
    if "\x1b[" in text:
        text = _TERMINAL.sub("", text)
    if "=\n" in text or "=20\n" in text:
        text = _from_mail(text)
    if "â€" in text:
        for misread, meant in _MISREAD.items():
            text = text.replace(misread, meant)
    if "<" in text and ">" in text and len(_BREAKING.findall(text)) + len(_INLINE.findall(text)) >= _SEVERAL:
        text = _TAG.sub("\n", _INLINE.sub("", _BREAKING.sub("\n", text)))
    if "&" in text and _ENTITY.search(text):
        text = html.unescape(text)
    if any(map(text.__contains__, ("**", "''", "##", "==", "*C", "_C"))) and _MARKED.search(text):
        text = _HEADING_MARKS.sub(r"\2", _HEADING_MARK.sub("", text))
        text = _SLANTED.sub(r"\2", _STRONG.sub("", text))
    if any(map(text.__contains__, ("\t", "->", "=>", "→"))) and len(_POINTED.findall(text)) >= _SEVERAL:
        text = _PARTED.sub(r"\1: ", text)
    if "...." in text and len(_LEADERS.findall(text)) >= _SEVERAL:
        text = _LEADERS.sub(r"\1: ", text)
    if "|" in text and len(_ROW.findall(text)) >= _SEVERAL:
        text = _ROW.sub(_in_one, text)
    return text


def _in_one(row: re.Match[str]) -> str:
    """A row of two cells as a field's name and its value; nothing of the columns' heads, or of the rule below them."""
    name, value = row[1], row[2]
    heads = value.casefold() in _COLUMN_HEADS or not any(map(str.isalnum, name + value))
    return "" if heads else f"\n{name}: {value}\n"


def _from_mail(text: str) -> str:
    """Text that was sent as quoted-printable, of which several lines end as only such lines do."""
    if len(_SOFT_END.findall(text)) < max(_SEVERAL, len(_NO_CODE.findall(text))):
        return text
    sent = quopri.decodestring(text.encode())
    try:
        return sent.decode()
    except UnicodeDecodeError:
        return sent.decode("cp1252", "replace")


def drawn_together(raw: str) -> list[str]:
    """A line's words, also where it is set with a space between any two letters and more between words."""
    if _SPACED_OUT.fullmatch(raw):
        return ["".join(word.split()) for word in re.split(r" {2,3}", raw.strip())]
    return raw.split()


def undressed(printed: list[Printed]) -> list[Printed]:
    """The lines without what stands before nearly every one of them: a mailer's ">", a frame, a line's number, a
    bullet.
    """
    if sum(line.text[0] in _FIRST for line in printed) < _NEARLY_ALL * len(printed):
        return printed
    for dress in (_QUOTED, _FRAMED, _COUNTED, _BULLETED):
        if len(printed) < _FEWEST_LINES:
            break
        worn = [line for line in printed if dress is not _FRAMED or not _RULE.fullmatch(line.text)]
        beginnings = [dress.match(line.text) for line in worn]
        if sum(found is not None for found in beginnings) < _NEARLY_ALL * max(len(worn), 1):
            continue
        if dress is not _COUNTED or _counts(beginnings):
            printed = _without(printed, dress)
    return printed


def _without(printed: Sequence[Printed], dress: re.Pattern[str]) -> list[Printed]:
    kept: list[Printed] = []
    empty = 0
    for line in printed:
        found = dress.match(line.text)
        text = line.text[found.end() :] if found else line.text
        if dress is _FRAMED:
            text = "" if _RULE.fullmatch(line.text) else _FRAME_ENDS.sub("", text).rstrip()
        if text:
            kept.append(replace(line, text=text, blanks=line.blanks + empty))
        empty = empty + 1 + line.blanks if not text else 0
    return kept


def _counts(beginnings: Sequence[re.Match[str] | None]) -> bool:
    """Whether the numbers before the lines count on, or begin anew, as they do on pleading paper."""
    numbers = [int(found[1]) for found in beginnings if found]
    steps = sum(below - above == 1 or below == 1 for above, below in pairwise(numbers))
    return steps > _NEARLY_ALL * (len(numbers) - 1)
