"""From a pasted denial to its precedents. Nothing of the text is kept: no file, log, address or cache holds it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from search.letters import NotRead, UnreadableFile, extract
from search.operating.receiving import MOST_UNSTORED
from search.query.denial import MOST_CHARACTERS, Requested, requests_of
from search.results.catalogue import catalogue
from search.results.precedents import Precedents, precedents
from search.views.answers import needs_index

_EMPTY = "Paste the denial, or choose its file."
_TOO_LONG = f"This is more than {MOST_CHARACTERS:,} characters. Paste only the decision itself."
_NOTHING = (
    "No request could be read in this text. Paste the part that names what was denied, for instance “Physical therapy, "
    "12 visits, is not certified”."
)
_SCAN = "It may be a scan: open it, copy the text that says what was denied, and paste it."


class _InMemory(MemoryFileUploadHandler):
    """Keeps an upload in memory however large it may be, and passes over one that is too large: no file is written."""

    def handle_raw_input(self, input_data: object, META: object, content_length: int, *_: object, **__: object) -> None:
        self.activated = content_length <= _most_bytes()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if self.activated:
            self.file.write(raw_data)
        return None


@dataclass(frozen=True, slots=True)
class RequestSection:
    """A request that was read, and what is here for it. ``treatment``: its type's key, where the collection has it."""

    found: Precedents
    treatment: str


@csrf_exempt  # for the answer below checks it: who reads uploads must be settled before a form is opened
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(no_store=True)
def denial(request: HttpRequest) -> HttpResponseBase:
    """A form (GET), and the precedents of what was sent with it (POST). The answer is not to be stored."""
    request.upload_handlers = [_InMemory(request)]
    return _answer(request)


@csrf_protect
@sensitive_post_parameters()
@sensitive_variables()
@needs_index
def _answer(request: HttpRequest) -> HttpResponseBase:
    text, error = "", ""
    read: tuple[Requested, ...] = ()
    if request.method == "POST":
        text, error = _given(request)
        read = requests_of(text) if not error else ()
        error = error or ("" if read else _NOTHING)
    sections = _sections([each for each in read if not each.certified])
    context = {
        "text": text[:MOST_CHARACTERS],
        "error": error,
        "sections": sections,
        "certified": [each.search for each in read if each.certified],
        "every": list(dict.fromkeys(one.item.pk for section in sections for one in section.found.both)),
        "most_mb": _most_mb(),
        "most_characters": MOST_CHARACTERS,
        "canonical": request.path,
    }
    return render(request, "denial.html", context)


def _sections(read: Sequence[Requested]) -> list[RequestSection]:
    names = catalogue()
    found = precedents([each.search for each in read])
    known = [each.treatment if names.read("treatment", each.treatment) == each.treatment else "" for each in read]
    return [RequestSection(each, treatment) for each, treatment in zip(found, known, strict=True)]


@sensitive_variables()
def _given(request: HttpRequest) -> tuple[str, str]:
    """The text that was sent, and a sentence on what is wrong with it. A file goes before what was pasted."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > _most_bytes():
        return "", f"The file is larger than {_most_mb()} MB. Paste the part that says what was denied."
    upload = request.FILES.get("file")
    text = request.POST.get("text", "")
    if isinstance(upload, UploadedFile) and upload.size:
        try:
            # OCR would keep pictures of the pages on the disk, and a reader waiting for minutes.
            text = extract(upload.read(), upload.name or "", ocr=False).text
        except (UnreadableFile, NotRead) as unreadable:
            return "", f"The file could not be read: it {unreadable.reason}. {_SCAN}"
    elif isinstance(upload, UploadedFile) and not text.strip():
        return "", "The file could not be read: it is empty."
    text = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n").strip()
    if not text:
        return "", _EMPTY
    return text, _TOO_LONG if len(text) > MOST_CHARACTERS else ""


def _most_mb() -> int:
    return min(int(settings.MAX_FILE_MB), MOST_UNSTORED // 2**20)


def _most_bytes() -> int:
    return _most_mb() * 2**20
