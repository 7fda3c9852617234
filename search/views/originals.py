"""The letter as it came, for readers, where the site's owner says so.

A PDF is shown only where its stamps and margins say nothing of a person that the letter's page does not, and nothing
lies under a dark box; otherwise its text is shown. Where a person corrected the words of a letter, they may have taken
something out: then neither is.
"""

from __future__ import annotations

from functools import lru_cache

from django.http import HttpRequest, HttpResponseBase, HttpResponsePermanentRedirect, StreamingHttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header

from search.ingest import originals
from search.letters import NotRead, UnreadableFile, extract, privacy_signs
from search.models import Determination
from search.views.answers import not_found
from search.views.letters import UNKNOWN, found_letter, hidden, shows_original

NOT_SHOWN = "The file of this letter is not shown here."
_NEITHER = "The file itself is not shown: its margins may hold what the letter's page does not. This is its text.\n\n"
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; base-uri 'none'; frame-ancestors 'none'"
_REMEMBERED = 5_000


def original(request: HttpRequest, identity: str) -> HttpResponseBase:
    """The PDF, or the letter's text."""
    letter = found_letter(identity)
    if letter is None:
        return not_found(request, UNKNOWN)
    if answer := hidden(request, letter):
        return answer
    if not shows_original(letter):
        return not_found(request, NOT_SHOWN, letter.get_absolute_url(), "Read the letter")
    if identity != letter.identity:
        return HttpResponsePermanentRedirect(reverse("original", args=[letter.identity]))
    name = letter.original.name or ""
    pdf = originals.read(letter) if name.endswith(".pdf") else None
    if pdf is not None and _says_no_more(letter, name):
        return _shown(letter, pdf, "application/pdf", "pdf")
    lead = "" if pdf is None else _NEITHER
    return _shown(letter, f"{lead}{letter.full_text}\n".encode(), "text/plain; charset=utf-8", "txt")


def _shown(letter: Determination, data: bytes, content_type: str, ending: str) -> HttpResponseBase:
    # A stream: the memory for pages is not for files.
    response = StreamingHttpResponse([data], content_type=content_type)
    name = f"{letter.identity}.{ending}"
    response["Content-Disposition"] = content_disposition_header(False, name) or "inline"
    response["Cache-Control"] = "no-cache"
    response["Content-Security-Policy"] = _POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Robots-Tag"] = "noindex"
    return response


def _says_no_more(letter: Determination, name: str) -> bool:
    found = _signs_of(name)
    return found is not None and found <= _signs(letter.full_text)


# Files are named by what they hold, so that what was found in one stays true.
@lru_cache(maxsize=_REMEMBERED)
def _signs_of(name: str) -> frozenset[str] | None:
    data = originals.read_named(name)
    if data is None:
        return None
    try:
        found = extract(data, name, ocr=False)
    except (UnreadableFile, NotRead):
        return None
    return None if found.doubts else _signs(found.text)


def _signs(text: str) -> frozenset[str]:
    return frozenset(" ".join(text[start:end].split()) for _, start, end in privacy_signs(text))
