"""What the site gives to programs, as an OpenAPI document made from the declarations that the site itself uses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import render

from search.keeping.citation_forms import FORMS
from search.query.question import Sort
from search.results import EXPORT_CAP
from search.schema import DECISIONS, FACETS
from search.views.taking import base_of

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "integer"}
MAYBE: Schema = {"type": ["string", "null"]}
TEXTS: Schema = {"type": "array", "items": TEXT}
CITED: Schema = {"type": "array", "items": {**TEXTS, "description": "guideline key, section as printed, pages"}}


def _in_path(name: str, said: str, schema: Schema) -> Schema:
    return {"name": name, "in": "path", "required": True, "description": said, "schema": schema}


IDENTITY = _in_path("identity", "The case number or, for a letter without one, its fingerprint.", TEXT)

MAYBE_DAY: Schema = {**MAYBE, "format": "date"}


def _object(optional: tuple[str, ...] = (), /, **properties: Schema) -> Schema:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required}


def _hit() -> Schema:
    """The shape of one hit."""
    return _object(
        ("close",),
        case_number=MAYBE,
        item=NUMBER,
        url=TEXT,
        heading=TEXT,
        decision={"type": "string", "enum": list(DECISIONS), "description": "upheld: the denial stands"},
        decision_date={**MAYBE, "format": "date"},
        treatment=TEXT,
        specialties=TEXTS,
        reviewer_citations=CITED,
        grounds={**TEXTS, "description": "on what it was decided, the main ground first; keys of the filter “ground”"},
        ground_labels={**TEXTS, "description": "the same in words, which may be improved"},
        deciding_sentence={
            **TEXT,
            "description": "the sentence on which the reviewer decided; empty where none is known",
        },
        score={"type": "number"},
        snippets=TEXTS,
        close={"type": "boolean", "description": "only with hits near to what is asked, which do not count"},
    )


def _of_letter() -> dict[str, Schema]:
    """What is said of a letter wherever it or one of its items is."""
    return {
        "date_assigned": MAYBE_DAY,
        "date_of_injury": MAYBE_DAY,
        "ur_denial_date": MAYBE_DAY,
        "application_received": MAYBE_DAY,
        "priority": MAYBE,
        "patient_age": {"type": ["integer", "null"]},
        "patient_sex": MAYBE,
        "clinical_summary": TEXT,
    }


def _item(decision: Schema) -> Schema:
    """The shape of a whole item."""
    keyed = {"type": "array", "items": _object(key=TEXT, label=TEXT)}
    exported: dict[str, Schema] = {key: TEXTS for each in FACETS if (key := each.exported_as[0])}
    told = dict(
        case_number=MAYBE,
        item=NUMBER,
        url=TEXT,
        heading=TEXT,
        disputed={**TEXT, "description": "the part of the request that is in dispute"},
        decision=decision,
        decision_date=MAYBE_DAY,
        treatment=TEXT,
        drug=MAYBE,
        specialties=TEXTS,
        licensed_in=TEXTS,
        claims_guideline=TEXT,
        claims_citations=CITED,
        reviewer_guideline=TEXT,
        reviewer_citations=CITED,
        rationale=TEXT,
        sample={"type": "boolean", "description": "whether the letter is invented"},
        **_of_letter(),
    )
    filed = _object(**{each.name: keyed for each in FACETS})
    return _object(
        **(exported | told),
        filed={**filed, "description": "the values of every filter: keys stay, labels may be improved"},
        citation=TEXT,
    )


def schemas() -> dict[str, Schema]:
    """The shapes of the answers, by name. Every property required is always there; null where a letter lacks it."""
    hit = _hit()
    value = _object(value=TEXT, label=TEXT, count=NUMBER, selected={"type": "boolean"})
    counted = {each.name: {"type": "array", "items": {"$ref": "#/components/schemas/FacetValue"}} for each in FACETS}
    item, of_letter = _item(hit["properties"]["decision"]), _of_letter()
    determination = _object(
        case_number=MAYBE,
        fingerprint=TEXT,
        url=TEXT,
        outcome=MAYBE,
        decision_date=MAYBE_DAY,
        **of_letter,
        sample={"type": "boolean"},
        items={"type": "array", "items": {"$ref": "#/components/schemas/Item"}},
    )
    return {
        "Hit": hit,
        "Item": item,
        "Determination": determination,
        "Download": _object(
            total=NUMBER,
            included=NUMBER,
            remark=MAYBE,
            notes=TEXTS,
            query=TEXT,
            address=TEXT,
            results={"type": "array", "items": {"$ref": "#/components/schemas/Item"}},
        ),
        "FacetValue": value,
        "Results": _object(
            total=NUMBER,
            page=NUMBER,
            pages=NUMBER,
            query=TEXT,
            read_as={**TEXT, "description": "how the words were read; empty where they were taken word for word"},
            notes={**TEXTS, "description": "sentences on what was read otherwise than typed"},
            without={**TEXT, "description": "what had to be left out to find anything"},
            mentioned={**NUMBER, "description": "items that speak of it without asking for it"},
            results={"type": "array", "items": {"$ref": "#/components/schemas/Hit"}},
            facets=_object(**counted),
        ),
        "Completions": _object(
            q=TEXT, completions={"type": "array", "items": _object(text=TEXT, kind=TEXT, count=NUMBER)}
        ),
        "Refused": _object(error=TEXT, reasons=TEXTS),
        "Unavailable": _object(error=TEXT, retry_after=NUMBER, request_id=TEXT),
        "Missing": _object(error=TEXT, request_id=TEXT),
    }


def parameters() -> list[Schema]:
    """Those of a search: words, filters, dates, order and window."""
    facets = [
        {
            "name": each.name,
            "in": "query",
            "description": each.help,
            "schema": TEXTS,
            "style": "form",
            "explode": True,
        }
        for each in FACETS
    ]
    plain = {
        "q": (TEXT, "Words, “phrases”, OR, NOT, brackets, word*."),
        "from": (TEXT, "The first day or year of decision."),
        "to": (TEXT, "The last day or year of decision."),
        "sort": ({"type": "string", "enum": [str(each) for each in Sort]}, "The order."),
        "page": ({**NUMBER, "minimum": 1}, "From 1."),
        "per_page": ({**NUMBER, "minimum": 1, "maximum": 100}, "Results on a page."),
    }
    return facets + [
        {"name": name, "in": "query", "description": said, "schema": schema} for name, (schema, said) in plain.items()
    ]


def document(base: str) -> dict[str, Any]:
    """The whole document for the site at ``base``."""
    whole = f"Every item of the result, {EXPORT_CAP:,} at most."
    form = _in_path("form", "The form of the citation.", {"type": "string", "enum": list(FORMS)})
    unavailable = _answer("The site is unavailable right now; Retry-After says when to ask again.", "Unavailable")
    paths = {
        "/search.json": ("One page of results with the counts of every filter.", parameters(), "Results"),
        "/search/download.json": (whole, parameters(), "Download"),
        "/search.csv": (whole, parameters(), "text/csv"),
        "/search.atom": ("The items added last, as a feed.", parameters(), "application/atom+xml"),
        "/complete.json": (
            "What typed words may become.",
            [{"name": "q", "in": "query", "description": "What is typed.", "schema": TEXT}],
            "Completions",
        ),
        "/determinations/{identity}/data.json": ("A letter with all of its items.", [IDENTITY], "Determination"),
        "/determinations/{identity}/item-{position}.{form}": (
            "The citation of an item: " + ", ".join(f"{each.label} ({each.ending})" for each in FORMS.values()) + ".",
            [IDENTITY, _in_path("position", "The item's place in its letter, from 1.", NUMBER), form],
            sorted({each.content_type.partition(";")[0] for each in FORMS.values()}),
        ),
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": settings.SITE_NAME,
            "version": "1",
            "description": "Addresses, parameters and keys are promises: they are added to, never renamed. Answers "
            "have an ETag; a program that sends it back as If-None-Match is told 304 while nothing has changed.",
        },
        "servers": [{"url": base}],
        "paths": {
            path: {
                "get": {
                    "summary": said,
                    "parameters": given,
                    "responses": {"200": _answer(said, kind), **_refusals(path), "503": unavailable},
                }
            }
            for path, (said, given, kind) in paths.items()
        },
        "components": {"schemas": schemas()},
    }


def _refusals(path: str) -> dict[str, Schema]:
    """A search that cannot be read whole is refused, and not answered with more than was asked for."""
    if path == "/complete.json":
        return {}
    if path.startswith("/determinations/"):
        said = {"404": "There is no such letter or item, or no such form.", "410": "The letter was withdrawn."}
        kind = "Missing" if path.endswith(".json") else "text/html"
        return {status: _answer(sentence, kind) for status, sentence in said.items()}
    reasons = "A filter or a date that cannot be read, with the reasons."
    return {"400": _answer(reasons, "Refused" if path.endswith(".json") else "text/plain")}


def _answer(said: str, kind: str | Sequence[str]) -> Schema:
    """``kind``: the name of a shape, or content types."""
    if not isinstance(kind, str) or "/" in kind:
        return {"description": said, "content": {each: {} for each in ([kind] if isinstance(kind, str) else kind)}}
    return {
        "description": said,
        "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{kind}"}}},
    }


def openapi(request: HttpRequest) -> HttpResponseBase:
    """The document."""
    return JsonResponse(document(base_of(request)))


def programs(request: HttpRequest) -> HttpResponseBase:
    """The same for people."""
    said = document(base_of(request))
    ways = [(path, ways["get"]) for path, ways in said["paths"].items()]
    shapes = [(name, shape["properties"].items()) for name, shape in said["components"]["schemas"].items()]
    context = {"ways": ways, "parameters": parameters(), "shapes": shapes, "canonical": request.path}
    return render(request, "programs.html", context)
