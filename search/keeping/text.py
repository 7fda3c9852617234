"""Hostile text made fit for the places it is taken to."""

from __future__ import annotations

import re

# Everything outside the Char production of XML 1.0: controls, halves of surrogate pairs, two non-characters.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# What a spreadsheet takes for the beginning of a formula, in half and full width, also behind space.
_FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
_MARKDOWN = re.compile(r"([\\`*_\[\]<>&|~$])")
_MARKDOWN_END = re.compile(r"(?<= )(#+)$")
_MARKDOWN_BLOCK = re.compile(r"([#+\-=:>!]|\d{1,9}(?=[.)]))(?P<mark>[.)]?)")


def printable(text: str) -> str:
    """``text`` without the characters that no XML document, hence no feed and no Word document, may hold."""
    return _NOT_XML.sub("", text)


def one_line(text: str) -> str:
    """``text`` on one line, without controls."""
    return " ".join(printable(text).split())


def paragraphs(text: str) -> list[str]:
    """The paragraphs of ``text``, each on one line; a line break of the writer's ends a paragraph."""
    return [line for line in (one_line(each) for each in text.splitlines()) if line]


def cell(value: str) -> str:
    """``value`` for a spreadsheet: what would be read as a formula becomes text by a leading apostrophe.

    The rule is OWASP's on CSV injection. NUL, which some readers choke on, is dropped.
    """
    value = value.replace("\0", "")
    # No formula begins with a letter or digit, and most cells do: to ask so is cheaper than to look for one.
    return value if value[:1].isalnum() or not _FORMULA.match(value) else f"'{value}"


def markdown(text: str) -> str:
    """``text`` as one line of Markdown that shows exactly these words (CommonMark 0.31)."""
    escaped = _MARKDOWN_END.sub(r"\\\1", _MARKDOWN.sub(r"\\\1", one_line(text)))
    return _MARKDOWN_BLOCK.sub(_escape_block, escaped, count=1) if _MARKDOWN_BLOCK.match(escaped) else escaped


def _escape_block(match: re.Match[str]) -> str:
    first, mark = match.group(1), match.group("mark")
    return f"{first}\\{mark}" if first.isdigit() else f"\\{first}{mark}"
