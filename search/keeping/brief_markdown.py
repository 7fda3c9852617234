"""A brief as Markdown that any reader shows alike (CommonMark)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.formats import date_format

from search.keeping.document import CAUTION, GONE, BriefDocument, Numbered, Quoted
from search.keeping.text import markdown


def brief_markdown(document: BriefDocument) -> str:
    """The document; every paragraph a line, nothing a person or a letter wrote is markup."""
    return "\n\n".join(_blocks(document)) + "\n"


def _blocks(document: BriefDocument) -> Iterator[str]:
    yield f"# {markdown(document.title)}"
    yield from map(markdown, document.note)
    compiled = date_format(document.compiled, "F j, Y")
    yield f"*Compiled {compiled} from {markdown(document.site)}. {CAUTION}*"
    for entry in document.entries:
        yield from _entry(entry)


def _entry(entry: Numbered) -> Iterator[str]:
    if entry.quoted is None:
        yield f"## {entry.number}. {markdown(entry.name)}"
        yield f"*{GONE}*"
    else:
        yield f"## {entry.number}. {markdown(entry.quoted.heading)}"
        yield from _quoted(entry.quoted)
    if entry.note:
        yield f"**Note.** {markdown(entry.note[0])}"
        yield from map(markdown, entry.note[1:])


def _quoted(quoted: Quoted) -> Iterator[str]:
    if quoted.in_dispute:
        yield f"In dispute: {markdown(quoted.in_dispute)}"
    yield f"**{quoted.decision}**"
    yield f"{markdown(quoted.citation)}, <{quoted.address}>"
    facts = [f"- Treatment: {markdown(quoted.treatment)}"]
    if quoted.specialties:
        facts.append(f"- Reviewer: {markdown(quoted.specialties)}")
    facts += [f"- Guideline: {markdown(guideline)}" for guideline in quoted.guidelines]
    yield "\n".join(facts)
    if quoted.rationale:
        yield "\n>\n".join(f"> {markdown(paragraph)}" for paragraph in quoted.rationale)
